"""The service network in memory: outlets, engineers, skills and shifts, read again every few seconds.

Planning reads it hundreds of times a second; what changes by the minute (bookings, absences) is read fresh each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.conf import settings

from callout.accounts.models import Outlet
from callout.agreements.selectors import day_spans
from callout.foundation import business_time
from callout.foundation.cache import cached_for
from callout.foundation.geo import Point, haversine_km
from callout.workforce.models import Engineer, EngineerSkill, OutletAuthorisation, OutletDistrict, Shift

REFRESH_SECONDS = 10

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class EngineerInfo:
    """What planning knows of an engineer. ``skills`` maps skill id to (level, valid until or None)."""

    pk: int
    name: str
    outlet_id: int
    home: Point
    level: int
    max_orders: int
    shift_id: int
    skills: Mapping[int, tuple[int, date | None]]


@dataclass(frozen=True, slots=True)
class OutletInfo:
    """What planning knows of an outlet."""

    pk: int
    name: str
    kind: str
    place: Point
    radius_km: float
    categories: frozenset[int]
    districts: frozenset[tuple[str, str]]
    engineers: tuple[EngineerInfo, ...]

    def covers(self, place: Point, city: str, district: str) -> bool:
        """True inside the radius, or when the district is one of its own."""
        return (city, district) in self.districts or haversine_km(self.place, place) <= self.radius_km


@dataclass(frozen=True, slots=True)
class Network:
    """All active outlets, and shift calendars by id."""

    outlets: tuple[OutletInfo, ...]
    shifts: Mapping[int, business_time.Calendar]

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


@cached_for(REFRESH_SECONDS)
def network() -> Network:
    """The network as of at most REFRESH_SECONDS ago (five queries, whatever its size)."""
    skills: dict[int, dict[int, tuple[int, date | None]]] = {}
    for row in EngineerSkill.objects.values_list("engineer_id", "skill_id", "level", "valid_until"):
        skills.setdefault(row[0], {})[row[1]] = (row[2], row[3])
    engineers: dict[int, list[EngineerInfo]] = {}
    for e in Engineer.objects.filter(active=True, user__is_active=True).select_related("user").order_by("id"):
        info = EngineerInfo(
            e.pk,
            e.user.full_name,
            e.outlet_id,
            Point(e.longitude, e.latitude),
            e.level,
            e.max_orders,
            e.shift_id,
            skills.get(e.pk, {}),
        )
        engineers.setdefault(e.outlet_id, []).append(info)
    categories = _grouped(OutletAuthorisation.objects.values_list("outlet_id", "category_id"))
    districts = _grouped((o, (c, d)) for o, c, d in OutletDistrict.objects.values_list("outlet_id", "city", "district"))
    outlets = tuple(
        OutletInfo(
            o.pk, o.name, o.kind, Point(o.longitude, o.latitude), o.radius_km,
            frozenset(categories.get(o.pk, ())), frozenset(districts.get(o.pk, ())), tuple(engineers.get(o.pk, ())),
        )
        for o in Outlet.objects.filter(active=True).order_by("id")
    )  # fmt: skip
    return Network(outlets, {s.pk: _shift(s) for s in Shift.objects.all()})


def _shift(shift: Shift) -> business_time.Calendar:
    week = tuple(day_spans(shift.week.get(str(day), [])) for day in range(7))
    return business_time.Calendar(settings.TIME_ZONE, week)


def _grouped(pairs: Iterable[tuple[int, V]]) -> dict[int, list[V]]:
    found: dict[int, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
