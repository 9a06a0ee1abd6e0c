"""Actions on work orders as a whole; bookings and records have modules of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.agreements.models import MilestoneKind
from callout.cases import services as case_services
from callout.cases.models import Case
from callout.foundation.actions import business_action
from callout.foundation.cache import cached_for
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.foundation.inserting import insert
from callout.foundation.numbering import next_number
from callout.workforce.models import Engineer, SkillRule
from callout.workorders import durations, events
from callout.workorders.models import OPEN_ORDER_STATES, OrderNeed, WorkOrder
from callout.workorders.transitions import BOOKING, WORK_ORDER


@cached_for(20)
def _skill_rules() -> dict[tuple[int, str], tuple[int, int]]:
    return {(r.category_id, r.service_type): (r.skill_id, r.min_level) for r in SkillRule.objects.order_by("id")}


def needed_skill(category_id: int | None, service_type: str) -> tuple[int | None, int]:
    """(skill id, minimal level) that an order needs; (None, 0) when anybody may go."""
    rules = _skill_rules()
    if category_id is None:
        return None, 0
    return rules.get((category_id, service_type)) or rules.get((category_id, "")) or (None, 0)


@business_action
def open_visit(
    *, actor: User | None, case: Case, preferred_engineer: Engineer | None = None, at: datetime | None = None
) -> WorkOrder:
    """A further visit for a case. Dispatch reacts to the event and books an engineer."""
    at = at or max(case.created_at, timezone.now() if case.visits else case.created_at)
    case.visits += 1
    Case.objects.filter(pk=case.pk).update(visits=case.visits)
    return _open(case, next_number("WO", at), at, _due(case), preferred_engineer, actor)


@business_action
def open_first_visit(
    *, actor: User | None, case: Case, number: str, due_at: datetime | None, preferred_engineer: Engineer | None = None
) -> WorkOrder:
    """The visit with which a new case begins (the case counts it already)."""
    return _open(case, number, case.created_at, due_at, preferred_engineer, actor)


def _open(
    case: Case, number: str, at: datetime, due_at: datetime | None, preferred: Engineer | None, actor: User | None
) -> WorkOrder:
    order = build_visit(case, number=number, at=at, due_at=due_at)
    order.preferred_engineer = preferred
    insert([order])
    if order.has_details:
        tools = durations.job_of(order.category_id, case.service_type.code).tools
        OrderNeed.objects.bulk_create(OrderNeed(work_order=order, tool_id=pk) for pk in tools)
    publish(events.WorkOrderCreated(**where(order), number=order.number), actor=actor, at=at)
    return order


def build_visit(case: Case, *, number: str, at: datetime, due_at: datetime | None) -> WorkOrder:
    """The order of the case's latest visit as it begins, not saved. Raises site_missing."""
    site = case.site
    if site is None:
        raise InvalidInput("site_missing", _("A visit needs a site."), fields={"site": _("Choose where to go.")})
    kind = case.service_type
    skill_id, level = needed_skill(case.category_id, kind.code)
    length = durations.expected(case.category_id, kind.code, case.product_id, kind.duration_minutes)
    job = durations.job_of(case.category_id, kind.code)
    return WorkOrder(
        number=number,
        case=case,
        visit=case.visits,
        service_type=case.service_type,
        severity=case.severity,
        customer_id=case.customer_id,
        site=site,
        asset_id=case.asset_id,
        category_id=case.category_id,
        skill_id=skill_id,
        skill_level=level,
        region_id=case.region_id,
        outlet_id=case.outlet_id,
        latitude=site.latitude,
        longitude=site.longitude,
        minutes=length.minutes,
        minutes_sd=length.sd,
        people=job.people,
        load_kg=job.load_kg,
        has_details=bool(job.tools),
        earliest_at=at,
        due_at=due_at,
        window_from=case.wanted_from,
        window_until=case.wanted_until,
        title=case.title,
        instructions=case.note_to_engineer,
        created_at=at,
    )


def _due(case: Case) -> datetime | None:
    return due_of(dict(case.milestones.filter(state="running").values_list("kind", "due_at")))


def due_of(promised: Mapping[str, datetime | None]) -> datetime | None:
    """When somebody must be there: the promised arrival, else the promised end."""
    return promised.get(MilestoneKind.ARRIVE) or promised.get(MilestoneKind.RESOLVE)


def where(order: WorkOrder, engineer_id: int | None = None) -> dict[str, Any]:
    """Common columns of an order's events."""
    return {
        "case_id": order.case_id,
        "work_order_id": order.pk,
        "region_id": order.region_id,
        "outlet_id": order.outlet_id,
        "engineer_id": engineer_id,
    }


def lock(order_id: int) -> WorkOrder:
    """The order, locked until the end of the transaction."""
    return WorkOrder.objects.select_for_update(of=("self",)).get(pk=order_id)


def move(order: WorkOrder, target: str, **columns: Any) -> None:
    """Move a locked order along its table and save it with other changed columns; its version grows."""
    WORK_ORDER.move(order, target)
    save(order, **columns)


def save(order: WorkOrder, **columns: Any) -> None:
    """Save state, version and the given columns of a locked order."""
    for name, value in columns.items():
        setattr(order, name, value)
    order.version += 1
    order.save(update_fields=["state", "version", *columns])


@business_action
def cancel_order(*, actor: User | None, order_id: int, reason: str, at: datetime | None = None) -> WorkOrder:
    """The visit is not needed; its planned bookings are cancelled and their engineers told."""
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why."), fields={"reason": _("Say why.")})
    order, at = lock(order_id), at or timezone.now()
    for booking in order.bookings.active():
        if not BOOKING.can(booking.state, "cancelled"):
            raise BusinessError("engineer_on_site", _("The engineer is on site; he must end the visit."))
        booking.state = "cancelled"
        booking.ended_at = at
        booking.version += 1
        booking.save(update_fields=["state", "ended_at", "version"])
        publish(
            events.BookingStateChanged(
                **where(order, booking.engineer_id),
                booking_id=booking.pk,
                old="dispatched",
                new="cancelled",
                reason=reason[:120],
            ),
            actor=actor,
            at=at,
        )
    move(order, "cancelled")
    publish(events.WorkOrderCancelled(**where(order), number=order.number, reason=reason[:120]), actor=actor, at=at)
    return order


@business_action
def done_elsewhere(*, actor: User | None, order_id: int, at: datetime) -> WorkOrder:
    """Others did the work of an order that nobody here has: without a record
    there is nothing to check, so it is final."""
    order = lock(order_id)
    WORK_ORDER.move(order, "completed")
    move(order, "posted", completed_at=at)
    publish(events.WorkOrderDoneElsewhere(**where(order), number=order.number), actor=actor, at=at)
    return order


@business_action
def cancel_case(*, actor: User | None, case_id: int, reason: str) -> Case:
    """Cancel a case with all its open orders."""
    for order in WorkOrder.objects.filter(case_id=case_id, state__in=OPEN_ORDER_STATES):
        cancel_order(actor=actor, order_id=order.pk, reason=reason)
    return case_services.cancel(actor=actor, case_id=case_id, reason=reason)


@business_action
def post(*, actor: User | None, order_id: int) -> WorkOrder:
    """The completed order was checked; its record and charges are final."""
    order = lock(order_id)
    move(order, "posted")
    return order
