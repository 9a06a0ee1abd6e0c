"""What a customer may see of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.agreements.selectors import Entitlement
from callout.cases.models import Case
from callout.cases.spine import spine
from callout.documents.record_data import entitlement_words
from callout.feedback.services import survey_url
from callout.foundation.ui.formats import mask_phone
from callout.progress.visit_facts import arrival_window
from callout.workorders.door import door_token, is_open
from callout.workorders.models import Booking, WorkOrder

_STEPS = ("dispatched", "accepted", "travelling", "on_site", "paused")


@dataclass(frozen=True, slots=True)
class Progress:
    """The tracking page's facts; nothing in here names anybody but the engineer."""

    case: Case
    steps: list[dict[str, str]]
    headline: str
    entitlement: str
    promises: list[tuple[str, Any]]
    engineer: dict[str, Any] | None
    survey: str
    has_record: bool
    open: bool


def progress(case: Case) -> Progress:
    """Everything the page shows, in a fixed number of queries."""
    booking = _booking(case)
    survey = case.surveys.filter(expires_at__gt=timezone.now()).order_by("-id").first()
    labels = {"arrive": _("Arrival by"), "resolve": _("Repaired by")}
    running = case.milestones.filter(state="running", kind__in=labels).order_by("due_at")
    return Progress(
        case=case,
        steps=spine(case),
        headline=_headline(case, booking),
        entitlement=entitlement_words(Entitlement.from_dict(case.entitlement)),
        promises=[(labels[row.kind], row.due_at) for row in running],
        engineer=_engineer(booking) if booking else None,
        survey=survey_url(survey) if survey and case.resolved_at else "",
        has_record=WorkOrder.objects.filter(case=case, record__isnull=False).exists(),
        open=case.state in ("new", "triaged", "in_service", "waiting", "reopened"),
    )


def _booking(case: Case) -> Booking | None:
    return (
        Booking.objects.filter(work_order__case=case, state__in=_STEPS)
        .select_related("engineer__user", "engineer__outlet")
        .order_by("-id")
        .first()
    )


def _headline(case: Case, booking: Booking | None) -> str:
    """Where it stands, in one line."""
    words = {
        "resolved": _("Done. Did it help?"),
        "closed": _("Closed. Thank you."),
        "cancelled": _("Cancelled"),
        "merged": _("Goes on under another number"),
        "waiting": _("Waiting; we will come back to you"),
    }
    if case.state in words:
        return words[case.state]
    if booking is None:
        return _("We have your request and look for an engineer")
    if booking.state == Booking.State.TRAVELLING:
        return _("The engineer is on the way, about {at}").format(at=f"{timezone.localtime(_eta(booking)):%H:%M}")
    if booking.state in (Booking.State.ON_SITE, Booking.State.PAUSED):
        return _("The engineer is with you")
    return _("Visit {window}").format(window=arrival_window(booking.starts_at))


def _eta(booking: Booking) -> Any:
    return max((booking.travelling_at or timezone.now()) + timedelta(minutes=booking.travel_minutes), timezone.now())


def _engineer(booking: Booking) -> dict[str, Any]:
    """Name, staff number and outlet; the own number stays hidden, the outlet's is for calling."""
    engineer = booking.engineer
    visits = Booking.objects.filter(engineer=engineer, state="completed").count()
    return {
        "name": engineer.user.full_name,
        "number": engineer.user.username,
        "outlet": engineer.outlet.name,
        "call": engineer.outlet.phone,
        "phone": mask_phone(engineer.user.phone),
        "visits": visits,
        "window": arrival_window(booking.starts_at),
        "door": door_token(booking.pk) if is_open(booking, timezone.now()) else "",
    }
