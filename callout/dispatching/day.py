"""One day of the dispatcher: who works, what is booked, what nobody has. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from callout.accounts.access import ORDERS_DISPATCH
from callout.accounts.models import Outlet, Region, User
from callout.dispatching.timeline import Axis, Bar, Mark, axis, bar, shift_marks, travel_mark
from callout.foundation import business_time
from callout.workforce.models import Absence, Engineer, EngineerSkill
from callout.workforce.selectors import day_bounds, opening_hours, visible_outlets
from callout.workorders.models import Booking, WorkOrder

MOST_ENGINEERS = 60
MOST_WAITING = 100
HIDDEN_STATES = ("declined", "cancelled")

Spans = list[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Where:
    """The chosen part of the organisation: a region, or one of its outlets."""

    region: Region | None = None
    outlet: Outlet | None = None

    @property
    def key(self) -> str:
        """Its value in the address: ``r3`` or ``o12``."""
        return f"o{self.outlet.pk}" if self.outlet else f"r{self.region.pk}" if self.region else ""


@dataclass(slots=True)
class Row:
    """An engineer's line."""

    engineer: Engineer
    skills: list[EngineerSkill]
    bars: list[Bar]
    marks: list[Mark]
    booked: timedelta
    working: timedelta

    @property
    def load(self) -> int:
        """Booked share of the shift in per cent; 0 without a shift."""
        return round(self.booked / self.working * 100) if self.working else 0

    @property
    def meter(self) -> int:
        """The load as a bar, at most full."""
        return min(100, self.load)

    @property
    def booked_hours(self) -> str:
        """6.9."""
        return f"{self.booked.total_seconds() / 3600:.1f}"

    @property
    def working_hours(self) -> str:
        """8."""
        return f"{self.working.total_seconds() / 3600:g}"


@dataclass(slots=True)
class Group:
    """An outlet's engineers."""

    outlet: Outlet
    rows: list[Row] = field(default_factory=list)

    @property
    def load(self) -> int:
        """Booked share of all shifts in per cent."""
        working = sum((row.working for row in self.rows), timedelta())
        return round(sum((row.booked for row in self.rows), timedelta()) / working * 100) if working else 0


@dataclass(slots=True)
class Day:
    """Everything the page shows."""

    day: date
    where: Where
    places: list[tuple[Region, list[Outlet]]]
    axis: Axis
    groups: list[Group]
    waiting: list[WorkOrder]
    now: datetime
    more_engineers: bool = False

    @property
    def before(self) -> date:
        """The day before."""
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date:
        """The next day."""
        return self.day + timedelta(days=1)

    @property
    def is_today(self) -> bool:
        """True on the local date."""
        return self.day == timezone.localdate(self.now)

    @property
    def engineers(self) -> int:
        """How many lines there are."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def bars(self) -> list[Bar]:
        """All bookings of the day."""
        return [each for group in self.groups for row in group.rows for each in row.bars]

    def count(self, look: str) -> int:
        """Bars of one look."""
        return sum(1 for each in self.bars if each.look == look)

    @property
    def now_place(self) -> float | None:
        """Where the line of this moment stands; None on other days."""
        return self.axis.place(self.now) if self.axis.holds(self.now) else None


def places(user: User) -> list[tuple[Region, list[Outlet]]]:
    """Regions with the outlets this person dispatches."""
    found: dict[Region, list[Outlet]] = {}
    for outlet in visible_outlets(user, ORDERS_DISPATCH).filter(active=True).order_by("region__code", "code"):
        found.setdefault(outlet.region, []).append(outlet)
    return list(found.items())


def chosen(known: list[tuple[Region, list[Outlet]]], key: str) -> Where:
    """What the address asks for; else the first region."""
    for region, outlets in known:
        if key == f"r{region.pk}":
            return Where(region)
        for outlet in outlets:
            if key == f"o{outlet.pk}":
                return Where(region, outlet)
    return Where(known[0][0]) if known else Where()


def read_day(user: User, day: date, key: str = "", now: datetime | None = None) -> Day:
    """The day for a region (``r3``) or an outlet (``o12``)."""
    now, known = now or timezone.now(), places(user)
    where = chosen(known, key)
    outlets = (
        [where.outlet] if where.outlet else [o for region, group in known if region == where.region for o in group]
    )
    engineers = list(_engineers(outlets)[: MOST_ENGINEERS + 1])
    more, engineers = len(engineers) > MOST_ENGINEERS, engineers[:MOST_ENGINEERS]
    start, end = day_bounds(day)
    bookings, absences = _booked(engineers, start, end), _absent(engineers, start, end)
    shifts = {e.shift_id: business_time.spans(opening_hours(e.shift), start, end) for e in engineers}
    scale = axis(
        start,
        [
            *((b.starts_at, b.ends_at) for group in bookings.values() for b in group),
            *(s for spans in shifts.values() for s in spans),
        ],
    )
    groups = [Group(outlet) for outlet in outlets]
    by_outlet = {group.outlet.pk: group for group in groups}
    for engineer in engineers:
        row = _row(engineer, bookings[engineer.pk], absences[engineer.pk], shifts[engineer.shift_id], scale, now)
        by_outlet[engineer.outlet_id].rows.append(row)
    return Day(day, where, known, scale, [g for g in groups if g.rows], _waiting(user, where), now, more)


def _engineers(outlets: list[Outlet]) -> QuerySet[Engineer]:
    skills = Prefetch(
        "engineer_skills", queryset=EngineerSkill.objects.select_related("skill").order_by("-level", "skill_id")
    )
    return (
        Engineer.objects.filter(outlet__in=outlets, active=True, user__is_active=True)
        .select_related("user", "shift")
        .prefetch_related(skills)
        .order_by("outlet__code", "pk")
    )


def _booked(engineers: list[Engineer], start: datetime, end: datetime) -> dict[int, list[Booking]]:
    found: dict[int, list[Booking]] = defaultdict(list)
    known = {engineer.pk: engineer for engineer in engineers}
    rows = Booking.objects.filter(engineer__in=known, starts_at__lt=end, ends_at__gt=start).exclude(
        state__in=HIDDEN_STATES
    )
    for booking in rows.select_related("work_order").order_by("starts_at"):
        booking.engineer = known[booking.engineer_id]
        found[booking.engineer_id].append(booking)
    return found


def _absent(engineers: list[Engineer], start: datetime, end: datetime) -> dict[int, list[Absence]]:
    found: dict[int, list[Absence]] = defaultdict(list)
    for row in Absence.objects.filter(engineer__in=engineers, starts_at__lt=end, ends_at__gt=start).order_by(
        "starts_at"
    ):
        found[row.engineer_id].append(row)
    return found


def _row(
    engineer: Engineer, bookings: list[Booking], absences: list[Absence], shift: Spans, scale: Axis, now: datetime
) -> Row:
    marks = [*shift_marks(shift, scale), *filter(None, (travel_mark(b, scale) for b in bookings))]
    marks += [Mark("absent", *scale.span(a.starts_at, a.ends_at), a.reason) for a in absences]
    booked = sum((b.ends_at - b.starts_at + timedelta(minutes=b.travel_minutes) for b in bookings), timedelta())
    working = sum((b - a for a, b in shift), timedelta())
    away = [(a.starts_at, a.ends_at) for a in absences]
    skills = list(engineer.engineer_skills.all())
    return Row(engineer, skills, [bar(b, scale, now, away) for b in bookings], marks, booked, working)


def _waiting(user: User, where: Where) -> list[WorkOrder]:
    rows = WorkOrder.objects.visible_to(user).filter(state="unscheduled", region=where.region)
    if where.outlet:
        rows = rows.filter(Q(outlet=where.outlet) | Q(outlet=None))
    return list(
        rows.select_related("site", "skill", "service_type").order_by("due_at", "severity", "pk")[:MOST_WAITING]
    )
