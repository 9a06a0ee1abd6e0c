"""Reactions of work orders to cases."""

from __future__ import annotations

from callout.cases.events import CaseReopened
from callout.cases.models import Case
from callout.foundation.events import subscribe
from callout.foundation.models import Event
from callout.parts.events import PartRequestChanged
from callout.parts.models import PartRequest
from callout.workorders import records, services
from callout.workorders.models import OPEN_ORDER_STATES, WorkOrder


@subscribe(CaseReopened, name="workorders.visit_again", priority=10)
def visit_again(event: Event) -> None:
    """“Not solved”: a new visit, preferably by somebody with more experience (dispatch decides)."""
    case = Case.objects.select_related("site", "service_type", "category").get(pk=event.case_id or 0)
    if case.state != Case.State.REOPENED or not case.service_type.needs_visit:
        return
    if not case.work_orders.filter(state__in=OPEN_ORDER_STATES).exists():
        services.open_visit(actor=None, case=case, at=event.at)


@subscribe(PartRequestChanged, name="workorders.part_came")
def part_came(event: Event) -> None:
    """The last awaited part is in the van: the carried-over order goes out again."""
    order = WorkOrder.objects.filter(pk=event.work_order_id or 0, state="on_hold", hold_reason="parts").first()
    if event.payload["new"] != "received" or order is None:
        return
    if not PartRequest.objects.filter(work_order_id=order.pk, state__in=["requested", "approved", "shipped"]).exists():
        records.return_visit(actor=None, order_id=order.pk)
