"""The service network in memory: outlets, engineers, skills and shifts, read again soon after one of them changed.

Planning reads it hundreds of times a second; what changes by the minute (bookings, absences) is read fresh each time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from callout.accounts.models import Outlet
from callout.agreements.selectors import day_spans
from callout.dispatching.fairness import burden_of_engineers
from callout.foundation import business_time
from callout.foundation.cache import cached_for
from callout.foundation.geo import Point, haversine_km, in_polygon
from callout.foundation.i18n import both, read_both
from callout.workforce import selectors as workforce
from callout.workforce.models import (
    Crew,
    CrewMember,
    Engineer,
    EngineerSkill,
    EngineerTool,
    OutletAuthorisation,
    OutletCapacity,
    OutletDistrict,
    OutletScore,
    Shift,
    Vehicle,
)

LOOK_SECONDS = 5  # from one look whether something changed to the next
KEEP_SECONDS = 600  # burdens and scores follow at least this often
KM_A_DEGREE = 110.5  # of latitude, rounded down
LEAST_REACH_KM = 80.0  # outlets no farther than this are named in a decision, with the rule they fail

V = TypeVar("V")
State = tuple[date, int, int, int | None]

_TABLES = (
    Crew, CrewMember, Engineer, EngineerSkill, EngineerTool, Outlet, OutletAuthorisation, OutletCapacity,
    OutletDistrict, OutletScore, Shift, Vehicle,
)  # fmt: skip
_CHANGES = (
    "SELECT sum(pg_stat_get_tuples_inserted(each) + pg_stat_get_tuples_updated(each)"
    " + pg_stat_get_tuples_deleted(each))::bigint FROM unnest(%s::regclass[]) AS each"
)


NO_VEHICLE = workforce.VehicleFacts(1.0, 0, None)


@dataclass(frozen=True, slots=True)
class EngineerInfo:
    """What planning knows of an engineer.

    ``skills`` maps skill id to (level, valid until or None), ``tools`` tool id to the last day of its inspection or
    None. ``territory`` is a ring of points, empty for anywhere. ``burden`` is how many points of hard and far work he
    bore above his outlet's mean.
    """

    pk: int
    name: str
    outlet_id: int
    home: Point
    level: int
    max_orders: int
    shift_id: int
    skills: Mapping[int, tuple[int, date | None]]
    tools: Mapping[int, date | None] = field(default_factory=dict)
    crew_id: int | None = None
    vehicle: workforce.VehicleFacts = NO_VEHICLE
    overtime_minutes: int = 0
    overtime_factor: float = 1.5
    territory: tuple[Point, ...] = ()
    territory_hard: bool = False
    max_km: int | None = None
    end: Point | None = None
    burden: float = 0.0


@dataclass(frozen=True, slots=True)
class OutletInfo:
    """What planning knows of an outlet.

    ``names`` are both languages in one text; ``area`` drawn on the map stands for the radius; ``score`` is that of the
    last month.
    """

    pk: int
    names: str
    kind: str
    place: Point
    radius_km: float
    categories: frozenset[int]
    districts: frozenset[tuple[str, str]]
    engineers: tuple[EngineerInfo, ...]
    area: tuple[Point, ...] = ()
    capacity: workforce.CapacityCalendar = workforce.NO_LIMITS
    score: float | None = None

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return read_both(self.names)

    def covers(self, place: Point, city: str, district: str) -> bool:
        """True in a district of its own, else inside the drawn area, else inside the radius."""
        if (city, district) in self.districts:
            return True
        return in_polygon(place, self.area) if self.area else haversine_km(self.place, place) <= self.radius_km


@dataclass(frozen=True, slots=True)
class Network:
    """All active outlets from south to north, shift calendars by id, and
    the flexible breaks of shifts that have any."""

    outlets: tuple[OutletInfo, ...]
    shifts: Mapping[int, business_time.Calendar]
    breaks: Mapping[int, tuple[workforce.Break, ...]] = field(default_factory=dict)
    reach_km: float = LEAST_REACH_KM

    def around(self, place: Point) -> Sequence[OutletInfo]:
        """Outlets no farther north or south of a place than any reaches: of
        thousands a few dozen remain to be measured."""
        degrees = self.reach_km / KM_A_DEGREE
        first = bisect_left(self.outlets, place.lat - degrees, key=lambda outlet: outlet.place.lat)
        last = bisect_right(self.outlets, place.lat + degrees, key=lambda outlet: outlet.place.lat)
        return self.outlets[first:last]

    def who(self, engineer_id: int) -> tuple[EngineerInfo, OutletInfo] | tuple[None, None]:
        """An engineer and his outlet; two times None when he is not at work in the network."""
        for outlet in self.outlets:
            for engineer in outlet.engineers:
                if engineer.pk == engineer_id:
                    return engineer, outlet
        return None, None

    def working_spans(self, shift_id: int, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """Working hours of a shift between two aware instants."""
        return _spans(shift_id, self.shifts[shift_id], since.replace(minute=0, second=0, microsecond=0), until)


_span_cache: dict[tuple[int, int, datetime, datetime], list[tuple[datetime, datetime]]] = {}


def _spans(
    shift_id: int, calendar: business_time.Calendar, since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    key = (shift_id, id(calendar), since, until)
    if key not in _span_cache:
        if len(_span_cache) > 500:
            _span_cache.clear()
        _span_cache[key] = business_time.spans(calendar, since, until)
    return _span_cache[key]


@cached_for(LOOK_SECONDS)
def network() -> Network:
    """The network as it was a few seconds ago.

    Reading thousands of engineers holds planning up, so it is done only when something changed (two queries to see).
    """
    state, kept = _state(), _kept()
    if state not in kept:
        kept.clear()
        kept[state] = _read()
    return kept[state]


@cached_for(KEEP_SECONDS)
def _kept() -> dict[State, Network]:
    """The network last read, by the state that it was read in."""
    return {}


def _state() -> State:
    """Changes whenever the network does. PostgreSQL counts the changes of each table; users also change by signing
    in, so of them only the active ones are looked at."""
    tables = [model._meta.db_table for model in _TABLES]
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [tables])
        changes = cursor.fetchone()[0]
    people = Engineer.objects.filter(user__is_active=True).aggregate(n=Count("pk"), sum=Sum("pk"))
    return timezone.localdate(), changes, people["n"], people["sum"]


def _read() -> Network:
    """Eleven queries, whatever its size."""
    kit = workforce.read_kit(timezone.localdate())
    burdens = burden_of_engineers(timezone.now())
    skills: dict[int, dict[int, tuple[int, date | None]]] = {}
    for row in EngineerSkill.objects.values_list("engineer_id", "skill_id", "level", "valid_until"):
        skills.setdefault(row[0], {})[row[1]] = (row[2], row[3])
    engineers: dict[int, list[EngineerInfo]] = {}
    for info in _engineers(skills, kit, burdens):
        engineers.setdefault(info.outlet_id, []).append(info)
    categories = _grouped(OutletAuthorisation.objects.values_list("outlet_id", "category_id"))
    districts = _grouped((o, (c, d)) for o, c, d in OutletDistrict.objects.values_list("outlet_id", "city", "district"))
    outlets = tuple(
        OutletInfo(
            o.pk, both(o.name_zh, o.name_en), o.kind, Point(o.longitude, o.latitude), o.radius_km,
            frozenset(categories.get(o.pk, ())), frozenset(districts.get(o.pk, ())), tuple(engineers.get(o.pk, ())),
            tuple(Point(*corner) for corner in o.area), kit.capacities.get(o.pk, workforce.NO_LIMITS),
            kit.scores.get(o.pk),
        )
        for o in Outlet.objects.filter(active=True).order_by("id")
    )  # fmt: skip
    shifts = list(Shift.objects.all())
    breaks = {s.pk: workforce.breaks_of(s) for s in shifts if s.breaks}
    south_to_north = tuple(sorted(outlets, key=lambda outlet: (outlet.place.lat, outlet.pk)))
    reach_km = max([LEAST_REACH_KM, *(outlet.radius_km for outlet in outlets)])
    return Network(south_to_north, {s.pk: _shift(s) for s in shifts}, breaks, reach_km)


_COLUMNS = (
    "id", "user__full_name", "outlet_id", "longitude", "latitude", "level", "max_orders", "shift_id",
    "overtime_minutes", "overtime_factor", "territory", "territory_hard", "max_km", "end_longitude", "end_latitude",
)  # fmt: skip


def _engineers(
    skills: Mapping[int, Mapping[int, tuple[int, date | None]]], kit: workforce.Kit, burdens: Mapping[int, float]
) -> Iterable[EngineerInfo]:
    """Everybody at work, by id. Columns, not models: thousands of them are read every few seconds."""
    rows = Engineer.objects.filter(active=True, user__is_active=True).order_by("id").values_list(*_COLUMNS)
    for pk, name, outlet, lng, lat, level, most, shift, extra, factor, ground, hard, max_km, end_lng, end_lat in rows:
        yield EngineerInfo(
            pk, name, outlet, Point(lng, lat), level, most, shift, skills.get(pk, {}), kit.tools.get(pk, {}),
            kit.crews.get(pk), kit.vehicles.get(pk, NO_VEHICLE), extra, factor,
            tuple(Point(*corner) for corner in ground), hard, max_km,
            Point(end_lng, end_lat) if end_lng is not None and end_lat is not None else None, burdens.get(pk, 0.0),
        )  # fmt: skip


def _shift(shift: Shift) -> business_time.Calendar:
    week = tuple(day_spans(shift.week.get(str(day), [])) for day in range(7))
    return business_time.Calendar(settings.TIME_ZONE, week)


def _grouped(pairs: Iterable[tuple[int, V]]) -> dict[int, list[V]]:
    found: dict[int, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
