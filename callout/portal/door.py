"""What the customer sees before he opens the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.agreements.selectors import Entitlement
from callout.documents.record_data import entitlement_words
from callout.field.approach import approach_of
from callout.foundation.models import Attachment
from callout.progress.visit_facts import arrival_window
from callout.workforce.models import Engineer
from callout.workforce.portraits import portrait_of
from callout.workorders import door
from callout.workorders.door import Code
from callout.workorders.models import Booking

_CERTIFICATES = 2


@dataclass(frozen=True, slots=True)
class Way:
    """How far he still is; ``done`` is the part of the way behind him, in per cent."""

    km: str
    minutes: int
    done: int


@dataclass(frozen=True, slots=True)
class Now:
    """What changes while the page is open."""

    state: str
    headline: str
    eta: datetime | None
    way: Way | None
    code: Code
    shown: str


@dataclass(frozen=True, slots=True)
class Door:
    """Who comes, in what, and what for."""

    booking: Booking
    engineer: Engineer
    plate: str
    portrait: Attachment | None
    visits: int
    certificates: list[str]
    window: str
    costs: str


def open_booking(token: str, now: datetime) -> Booking | None:
    """The visit of a link, while the link is good."""
    rows = Booking.objects.select_related(
        "engineer__user", "engineer__outlet", "work_order__case", "work_order__service_type"
    )
    booking = rows.filter(pk=door.booking_of(token) or 0).first()
    return booking if booking and door.is_open(booking, now) else None


def facts(booking: Booking) -> Door:
    """Everything that stays while the page is open, in a fixed number of queries."""
    engineer, today = booking.engineer, timezone.localdate()
    vehicle = engineer.vehicles.filter(state="ready").first()
    certified = engineer.engineer_skills.filter(skill__certificate_needed=True, valid_until__gte=today)
    return Door(
        booking=booking,
        engineer=engineer,
        plate=vehicle.plate if vehicle else "",
        portrait=portrait_of(engineer.pk),
        visits=Booking.objects.filter(engineer=engineer, state=Booking.State.COMPLETED).count(),
        certificates=[row.skill.name for row in certified.select_related("skill")[:_CERTIFICATES]],
        window=arrival_window(booking.starts_at),
        costs=entitlement_words(Entitlement.from_dict(booking.work_order.case.entitlement)),
    )


def now_of(booking: Booking, now: datetime) -> Now:
    """Where he is and the code that holds this minute."""
    found = approach_of(booking, now)
    way = None
    if found:
        done = round(100 * (1 - found.metres / max(found.first_metres, 1)))
        way = Way(f"{found.metres / 1000:.1f} km", found.minutes, max(4, min(96, done)))
    code = door.code_at(door.door_key(booking), now)
    eta = None
    if booking.state == Booking.State.TRAVELLING:
        planned = (booking.travelling_at or now) + timedelta(minutes=booking.travel_minutes)
        eta = found.at + timedelta(minutes=found.minutes) if found else max(planned, now)
    return Now(booking.state, _headline(booking), eta, way, code, f"{code.digits[:3]} {code.digits[3:]}")


def _headline(booking: Booking) -> str:
    if booking.state == Booking.State.TRAVELLING:
        return _("On the way to you")
    if booking.state in (Booking.State.ON_SITE, Booking.State.PAUSED):
        return _("Has arrived")
    return _("Comes {window}").format(window=arrival_window(booking.starts_at))
