"""Reads of the workforce: which outlets a person sees, when a shift works,
what engineers have with them, what outlets take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from callout.accounts.access import WORKFORCE_VIEW
from callout.accounts.models import Outlet, Region, User
from callout.agreements.selectors import day_spans
from callout.foundation import business_time
from callout.workforce.models import CrewMember, EngineerTool, OutletCapacity, OutletScore, Shift, Vehicle

WEEKDAYS = [str(day) for day in range(7)]


def visible_outlets(user: User, permission: str = WORKFORCE_VIEW) -> QuerySet[Outlet]:
    """Outlets the permission reaches, with their region."""
    scope = user.scope_for(permission)
    return Outlet.objects.filter(scope.q(region="region_id", outlet="pk")).select_related("region")


def visible_regions(user: User, permission: str = WORKFORCE_VIEW) -> QuerySet[Region]:
    """Regions the permission reaches whole or in part."""
    scope = user.scope_for(permission)
    return Region.objects.filter(scope.q(region="pk", outlet="outlets__pk")).distinct()


def opening_hours(shift: Shift) -> business_time.Calendar:
    """The shift as pure business time, in the deployment's time zone."""
    return business_time.Calendar(settings.TIME_ZONE, tuple(day_spans(shift.week.get(day, [])) for day in WEEKDAYS))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The local day as aware instants: its midnight and the next one."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@dataclass(frozen=True, slots=True)
class Break:
    """So many minutes off at any time between two local times of each working day."""

    minutes: int
    since: time
    until: time


def breaks_of(shift: Shift) -> tuple[Break, ...]:
    """The flexible breaks of a shift."""
    return tuple(Break(n, time.fromisoformat(since), time.fromisoformat(until)) for n, since, until in shift.breaks)


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """What a vehicle means for planning: ``speed`` scales the common speed,
    ``range_km`` a day's kilometres (None: no limit)."""

    speed: float
    capacity_kg: int
    range_km: int | None


@dataclass(frozen=True, slots=True)
class Limit:
    """What an outlet takes on a day; None: no limit."""

    orders: int | None = None
    minutes: int | None = None
    closed: bool = False
    reason: str = ""

    def full(self, orders: int, minutes: int) -> bool:
        """True when one more order of so many minutes does not fit to the orders of the day with theirs."""
        too_many = self.orders is not None and orders + 1 > self.orders
        return self.closed or too_many or (self.minutes is not None and minutes > self.minutes)


@dataclass(frozen=True, slots=True)
class CapacityCalendar:
    """Limits by day and by weekday; a day stands before its weekday."""

    days: Mapping[date, Limit] = field(default_factory=dict)
    weekdays: Mapping[int, Limit] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """False when nothing is limited."""
        return bool(self.days or self.weekdays)

    def on(self, day: date) -> Limit | None:
        """The limit of a local day, if any."""
        return self.days.get(day) or self.weekdays.get(day.weekday())


NO_LIMITS = CapacityCalendar()


@dataclass(frozen=True, slots=True)
class Kit:
    """By engineer: tools with the last day of their inspection, crew, vehicle. By outlet: capacity and last score."""

    tools: Mapping[int, Mapping[int, date | None]]
    crews: Mapping[int, int]
    vehicles: Mapping[int, VehicleFacts]
    capacities: Mapping[int, CapacityCalendar]
    scores: Mapping[int, float]


def read_kit(today: date) -> Kit:
    """Everybody's kit as of a day (five queries)."""
    tools: dict[int, dict[int, date | None]] = {}
    for engineer_id, tool_id, until in EngineerTool.objects.values_list("engineer_id", "tool_id", "valid_until"):
        tools.setdefault(engineer_id, {})[tool_id] = until
    current = CrewMember.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today, crew__active=True)
    crews = dict(current.order_by("since").values_list("engineer_id", "crew_id"))
    vehicles = {
        v.driver_id: VehicleFacts(v.speed_factor, v.capacity_kg, v.range_km)
        for v in Vehicle.objects.filter(state=Vehicle.State.READY).exclude(driver=None)
        if v.driver_id
    }
    scores = dict(OutletScore.objects.order_by("month").values_list("outlet_id", "score"))
    return Kit(tools, crews, vehicles, read_capacities(today), scores)


def read_capacities(today: date, outlet_id: int | None = None) -> dict[int, CapacityCalendar]:
    """Capacity calendars from a day on, of all outlets or one."""
    rows = OutletCapacity.objects.filter(Q(day=None) | Q(day__gte=today))
    days: dict[int, dict[date, Limit]] = {}
    weekdays: dict[int, dict[int, Limit]] = {}
    for row in rows.filter(outlet_id=outlet_id) if outlet_id else rows:
        limit = Limit(row.orders, row.minutes, row.closed, row.reason)
        if row.day:
            days.setdefault(row.outlet_id, {})[row.day] = limit
        elif row.weekday is not None:
            weekdays.setdefault(row.outlet_id, {})[row.weekday] = limit
    return {pk: CapacityCalendar(days.get(pk, {}), weekdays.get(pk, {})) for pk in days.keys() | weekdays.keys()}


def read_capacity(outlet: Outlet) -> QuerySet[OutletCapacity]:
    """The outlet's limits that still count: every weekday's, then those of days to come."""
    return outlet.capacities.filter(Q(day=None) | Q(day__gte=timezone.localdate())).order_by("day", "weekday")
