"""Where things stand on a day's timeline: an axis of whole hours, and bars with their place in per cent of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.foundation.ui import formats
from callout.foundation.ui.chips import chip_for
from callout.workorders.models import PLANNED_BOOKING_STATES, Booking

USUAL_HOURS = (8, 18)
LONGEST = timedelta(hours=14)
RISK = timedelta(minutes=5)
DONE = ("completed", "partial", "failed")
LIVE = ("travelling", "on_site", "paused")


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole hours ``first`` … ``last`` of the day that begins at ``midnight``."""

    midnight: datetime
    first: int
    last: int

    @property
    def start(self) -> datetime:
        """Instant at its left end."""
        return self.midnight + timedelta(hours=self.first)

    @property
    def minutes(self) -> int:
        """Its length."""
        return (self.last - self.first) * 60

    @property
    def hours(self) -> list[tuple[int, float]]:
        """Full hours with their place."""
        return [(hour, self.place(self.midnight + timedelta(hours=hour))) for hour in range(self.first, self.last)]

    def place(self, at: datetime) -> float:
        """Per cent from the left end, kept inside."""
        share = (at - self.start).total_seconds() / 60 / self.minutes * 100
        return round(max(0.0, min(100.0, share)), 2)

    def holds(self, at: datetime) -> bool:
        """True when the instant lies on the axis."""
        return self.start <= at <= self.start + timedelta(minutes=self.minutes)

    def span(self, start: datetime, end: datetime) -> tuple[float, float]:
        """(x, width) in per cent."""
        x = self.place(start)
        return x, round(self.place(end) - x, 2)


def axis(midnight: datetime, spans: Iterable[tuple[datetime, datetime]]) -> Axis:
    """An axis over the usual hours that every span of this day fits on; who
    works round the clock does not stretch it."""
    end = midnight + timedelta(hours=24)
    inside = [(max(a, midnight), min(b, end)) for a, b in spans if a < end and b > midnight and b - a < LONGEST]
    first = min([USUAL_HOURS[0], *(int((a - midnight).total_seconds() // 3600) for a, _ in inside)])
    last = max([USUAL_HOURS[1], *(-int(-(b - midnight).total_seconds() // 3600) for _, b in inside)])
    return Axis(midnight, first, min(24, last))


@dataclass(frozen=True, slots=True)
class Mark:
    """Ground, travel, rest or absence: a stretch without action."""

    css: str
    x: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A booking on the timeline; ``ahead`` says in front of its title how late it is."""

    booking: Booking
    look: str
    icon: str
    ahead: str
    label: str
    x: float
    width: float
    starts: datetime
    movable: bool


def actual(booking: Booking, now: datetime) -> tuple[datetime, datetime]:
    """When it really is or was; the plan as long as nobody is on site."""
    start = booking.on_site_at or booking.starts_at
    if booking.state in DONE:
        end = booking.ended_at or booking.ends_at
    elif booking.on_site_at:
        end = max(now, start + (booking.ends_at - booking.starts_at))
    else:
        end = booking.ends_at
    return start, max(end, start + timedelta(minutes=10))


def expected_arrival(booking: Booking, now: datetime) -> datetime:
    """The planned start, or later when the way still lies ahead and time runs out."""
    if booking.state == "travelling" and booking.travelling_at:
        return max(booking.starts_at, booking.travelling_at + timedelta(minutes=booking.travel_minutes))
    if booking.state in PLANNED_BOOKING_STATES:
        return max(booking.starts_at, now + timedelta(minutes=booking.travel_minutes))
    return booking.starts_at


def bar(booking: Booking, scale: Axis, now: datetime, away: Sequence[tuple[datetime, datetime]] = ()) -> Bar:
    """The booking's bar: look and icon by state; before all, that its engineer is ``away`` then, or how late it is."""
    start, end = actual(booking, now)
    x, width = scale.span(start, end)
    look, icon, ahead = _look(booking, now)
    if booking.state in PLANNED_BOOKING_STATES and any(a < booking.ends_at and b > booking.starts_at for a, b in away):
        look, icon, ahead = "late", "calendar-off", _("away")
    title = booking.work_order.title
    words = chip_for("booking", booking.state).label
    label = f"{title}, {booking.engineer}, {formats.slot(start, end)}, {words}" + (f", {ahead}" if ahead else "")
    movable = booking.state in PLANNED_BOOKING_STATES and not booking.locked
    return Bar(booking, look, icon, ahead, label, x, width, booking.starts_at, movable)


def _look(booking: Booking, now: datetime) -> tuple[str, str, str]:
    """(look, icon, words about lateness)."""
    if booking.state in DONE:
        return "done", {"completed": "check", "partial": "player-pause", "failed": "circle-x"}[booking.state], ""
    due, arrival = booking.work_order.due_at, expected_arrival(booking, now)
    if booking.on_site_at is None and due and arrival > due:
        return "late", "clock-exclamation", _("%(time)s late") % {"time": _short(arrival - due)}
    if booking.on_site_at is None and arrival - booking.starts_at >= RISK:
        return "risk", "alert-triangle", f"+{_short(arrival - booking.starts_at)}"
    if booking.state in LIVE:
        return "live", {"travelling": "car", "paused": "player-pause"}.get(booking.state, "player-play"), ""
    if booking.locked:
        return "set", "lock", ""
    return ("set", "", "") if booking.state == "accepted" else ("plan", "", "")


def _short(span: timedelta) -> str:
    """12′, from an hour on 1:05."""
    minutes = int(span.total_seconds() // 60)
    return f"{minutes}′" if minutes < 60 else formats.clock(span)


def travel_mark(booking: Booking, scale: Axis) -> Mark | None:
    """The way to the customer, hatched before the bar."""
    if not booking.travel_minutes:
        return None
    end = booking.on_site_at or booking.starts_at
    start = booking.travelling_at or end - timedelta(minutes=booking.travel_minutes)
    x, width = scale.span(min(start, end), end)
    title = _("Travel %(from)s–%(to)s, %(km).1f km") % {
        "from": f"{timezone.localtime(start):%H:%M}", "to": f"{timezone.localtime(end):%H:%M}", "km": booking.travel_km,
    }  # fmt: skip
    return Mark("go", x, width, title) if width > 0 else None


def shift_marks(spans: list[tuple[datetime, datetime]], scale: Axis) -> list[Mark]:
    """Working ground, and the breaks between two working spans."""
    marks = [Mark("shift", *scale.span(a, b), "") for a, b in spans]
    for (_a, end), (start, _b) in pairwise(spans):
        title = _("Break %(from)s–%(to)s") % {
            "from": f"{timezone.localtime(end):%H:%M}",
            "to": f"{timezone.localtime(start):%H:%M}",
        }
        marks.append(Mark("rest", *scale.span(end, start), title))
    return marks
