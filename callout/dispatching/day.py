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
from callout.workforce.selectors import day_bounds, opening_hours, visible_outlets, visible_regions
from callout.workorders.models import Booking, WorkOrder

MOST_ENGINEERS = 60
MOST_WAITING = 100
HIDDEN_STATES = ("declined", "cancelled")
BOOKING_SHOWN = (
    "engineer", "state", "starts_at", "ends_at", "travelling_at", "on_site_at", "ended_at", "travel_minutes",
    "travel_km", "locked", "work_order__title", "work_order__due_at",
)  # fmt: skip
WAITING_SHOWN = (
    "number", "title", "state", "minutes", "due_at", "created_at", "window_from", "window_until", "skill_level",
    "unserved_reason", "site__city", "site__district", "skill__name_zh", "skill__name_en",
)  # fmt: skip

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
    regions: list[Region]
    outlets: list[Outlet]
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


def find_place(user: User, key: str) -> tuple[list[Region], list[Outlet], Where]:
    """Regions this person dispatches, the outlets of the chosen one, and what the address asks for (else the first).

    Three queries, and no more rows than one region has outlets: there may be thousands of them.
    """
    regions = list(visible_regions(user, ORDERS_DISPATCH).filter(active=True))
    known = visible_outlets(user, ORDERS_DISPATCH).filter(active=True)
    wanted = int(key[1:]) if key[1:].isascii() and key[1:].isdigit() and len(key) < 19 else 0
    outlet = known.filter(pk=wanted).first() if key.startswith("o") else None
    first = regions[0] if regions else None
    region = outlet.region if outlet else next((r for r in regions if key == f"r{r.pk}"), first)
    outlets = list(known.filter(region=region).order_by("code")) if region else []
    return regions, outlets, Where(region, outlet)


def read_day(user: User, day: date, key: str = "", now: datetime | None = None) -> Day:
    """The day for a region (``r3``) or an outlet (``o12``)."""
    now = now or timezone.now()
    regions, known, where = find_place(user, key)
    outlets = [where.outlet] if where.outlet else known
    engineers = list(_engineers(outlets)[: MOST_ENGINEERS + 1])
    more, engineers = len(engineers) > MOST_ENGINEERS, engineers[:MOST_ENGINEERS]
    start, end = day_bounds(day)
    bookings, absences = _booked(engineers, start, end), _absent(engineers, start, end)
    shifts = {e.shift_id: business_time.spans(opening_hours(e.shift), start, end) for e in engineers}
    planned = [(b.starts_at, b.ends_at) for group in bookings.values() for b in group]
    scale = axis(start, [*planned, *(span for spans in shifts.values() for span in spans)])
    groups = {outlet.pk: Group(outlet) for outlet in outlets}
    for engineer in engineers:
        row = _row(engineer, bookings[engineer.pk], absences[engineer.pk], shifts[engineer.shift_id], scale, now)
        groups[engineer.outlet_id].rows.append(row)
    shown = [group for group in groups.values() if group.rows]
    return Day(day, where, regions, known, scale, shown, _waiting(user, where), now, more)


def _engineers(outlets: list[Outlet]) -> QuerySet[Engineer]:
    skills = Prefetch(
        "engineer_skills", queryset=EngineerSkill.objects.select_related("skill").order_by("-level", "skill_id")
    )
    return (
        Engineer.objects.filter(outlet__in=outlets, active=True, user__is_active=True)
        .select_related("user", "shift")
        .only("outlet", "shift", "user__full_name")
        .prefetch_related(skills)
        .order_by("outlet__code", "pk")
    )


def _booked(engineers: list[Engineer], start: datetime, end: datetime) -> dict[int, list[Booking]]:
    found: dict[int, list[Booking]] = defaultdict(list)
    known = {engineer.pk: engineer for engineer in engineers}
    rows = Booking.objects.during(start, end).filter(engineer__in=known).exclude(state__in=HIDDEN_STATES)
    for booking in rows.select_related("work_order").only(*BOOKING_SHOWN).order_by("starts_at"):
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
    shown = rows.select_related("site", "skill").only(*WAITING_SHOWN)
    return list(shown.order_by("due_at", "severity", "pk")[:MOST_WAITING])
