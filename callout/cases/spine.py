"""The five stations of every case: request, order, visit, result, call-back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from callout.cases.models import Case
from callout.foundation.models import Event
from callout.foundation.ui import formats

ENDED = (Case.State.CANCELLED, Case.State.MERGED)
CREATED, DISPATCHED, ELSEWHERE = "work_order.created", "booking.dispatched", "work_order.done_elsewhere"


def spine(case: Case) -> list[dict[str, str]]:
    """Each station with its time; the station under way is ``now``, after a cancellation it is ``stopped``."""
    stations = [(_("Request"), case.created_at), *_visit(case), (_("Result"), case.resolved_at)]
    stations.append((_("Call-back"), case.closed_at if case.state == Case.State.CLOSED else None))
    ahead = 1 + max(index for index, (_label, at) in enumerate(stations) if at)  # a station left out is not under way
    steps = []
    for index, (label, at) in enumerate(stations):
        under_way = "stopped" if case.state in ENDED else "now"
        state = "done" if at else under_way if index == ahead else ""
        steps.append({"label": label, "text": formats.when(at) if at else _ahead(case, state), "state": state})
    return steps


def _visit(case: Case) -> list[tuple[str, datetime | None]]:
    """When somebody was booked, and when he came; for a visit made by others, when it was asked for and done."""
    if not case.service_type.needs_visit and not case.visits:
        return []
    told = Event.objects.filter(case_id=case.pk, type__in=(CREATED, DISPATCHED, ELSEWHERE)).order_by("at")
    last = dict(told.values_list("type", "at"))
    booked = last.get(DISPATCHED) or (last.get(CREATED) if ELSEWHERE in last else None)
    return [(_("Order"), booked), (_("Visit"), case.arrived_at or last.get(ELSEWHERE))]


def _ahead(case: Case, state: str) -> str:
    if state == "stopped":
        return _("cancelled") if case.state == Case.State.CANCELLED else _("merged")
    if state == "now" and case.next_due_at and case.state not in ENDED:
        return _("by %(when)s") % {"when": formats.when(case.next_due_at)}
    return ""
