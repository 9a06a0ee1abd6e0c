"""The five stations of every case: request, order, visit, result, call-back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from callout.cases.models import Case
from callout.foundation.models import Event
from callout.foundation.ui import formats

ENDED = (Case.State.CANCELLED, Case.State.MERGED)


def spine(case: Case) -> list[dict[str, str]]:
    """Each station with its time; the station under way is ``now``, after a cancellation it is ``stopped``."""
    booked = (
        Event.objects.filter(case_id=case.pk, type="booking.dispatched")
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    visit = case.service_type.needs_visit
    stations: list[tuple[str, Any]] = [(_("Request"), case.created_at)]
    if visit or case.visits:
        stations += [(_("Order"), booked), (_("Visit"), case.arrived_at)]
    stations += [
        (_("Result"), case.resolved_at),
        (_("Call-back"), case.closed_at if case.state == Case.State.CLOSED else None),
    ]
    steps, waiting = [], True
    for label, at in stations:
        done = at is not None
        state = "done" if done else ""
        if not done and waiting:
            state, waiting = ("stopped" if case.state in ENDED else "now"), False
        steps.append({"label": label, "text": formats.when(at) if done else _ahead(case, label, state), "state": state})
    return steps


def _ahead(case: Case, label: str, state: str) -> str:
    if state == "stopped":
        return _("cancelled") if case.state == Case.State.CANCELLED else _("merged")
    if state == "now" and case.next_due_at and case.state not in ENDED:
        return _("by %(when)s") % {"when": formats.when(case.next_due_at)}
    return ""
