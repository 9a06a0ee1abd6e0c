"""Travel and work of a visit by its stamps: what the record says unless the engineer corrects it with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from callout.workorders.models import Booking, BookingStamp

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """Whole minutes of travel and work."""

    travel: int
    labour: int


def measured(booking: Booking, ended: datetime, pauses: timedelta = timedelta()) -> Measured:
    """From set-out to arrival (planned travel when nobody set out), and from arrival to the end without pauses."""
    arrived = booking.on_site_at or ended
    travel = (arrived - booking.travelling_at) // _MINUTE if booking.travelling_at else booking.travel_minutes
    return Measured(max(0, travel), max(0, (ended - arrived - pauses) // _MINUTE))


def pauses_of(booking: Booking, ended: datetime) -> timedelta:
    """How long the visit rested on site, by its stamps."""
    rows = booking.stamps.filter(state__in=("paused", "on_site")).order_by("at", "id")
    return paused(rows, ended)


def paused(stamps: Iterable[BookingStamp], ended: datetime) -> timedelta:
    """Time between each pause and what came next."""
    total, since = timedelta(), None
    for stamp in stamps:
        if stamp.state == Booking.State.PAUSED:
            since = since or stamp.at
        elif since:
            total, since = total + (stamp.at - since), None
    return total + (ended - since if since else timedelta())
