"""What a plan of some days costs: the terms by which two plans are compared. Pure functions.

The total is in minutes: driving, overtime, lateness by its weight, and fixed minutes for each order nobody has and each
visit a customer was told another time for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from callout.dispatching.choose import KM_PER_HOUR, LATE_WEIGHT
from callout.foundation.geo import DETOUR, Point, haversine_km

UNSERVED_MINUTES = 240.0
CHANGED_MINUTES = 30.0
TOLD = timedelta(minutes=30)
NEW_DAY = timedelta(hours=10)

Spans = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One order at one engineer; ``open`` while nobody is on site."""

    order: int
    engineer: int
    starts: datetime
    ends: datetime
    place: Point
    due: datetime | None
    severity: int
    open: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """``late`` and ``unserved`` and ``changed`` are numbers of orders; overtime and total are minutes."""

    unserved: int
    late: int
    travel_km: float
    overtime: float
    changed: int
    total: float

    def plain(self) -> dict[str, float]:
        """As a draft keeps them."""
        return {
            "unserved": self.unserved, "late": self.late, "travel_km": round(self.travel_km, 1),
            "overtime": round(self.overtime), "changed": self.changed, "total": round(self.total),
        }  # fmt: skip


def terms(
    visits: Iterable[Visit],
    unserved: int,
    homes: Mapping[int, Point],
    shifts: Mapping[int, Spans],
    told: Mapping[int, datetime],
) -> Terms:
    """The terms of a plan; ``told`` are the starts the customers know by order
    id, ``shifts`` the working hours by engineer."""
    routes: dict[int, list[Visit]] = defaultdict(list)
    late, late_minutes, planned = 0, 0.0, {}
    for visit in visits:
        routes[visit.engineer].append(visit)
        planned[visit.order] = visit.starts
        if visit.open and visit.due and visit.starts > visit.due:
            late += 1
            late_minutes += (visit.starts - visit.due).total_seconds() / 60 * LATE_WEIGHT[visit.severity]
    km = sum(_driven(sorted(route, key=lambda v: v.starts), homes.get(e)) for e, route in routes.items())
    over = sum(overtime(route, shifts[e]) for e, route in routes.items() if e in shifts)
    changed = sum(1 for order, at in told.items() if order not in planned or abs(planned[order] - at) > TOLD)
    fixed = unserved * UNSERVED_MINUTES + changed * CHANGED_MINUTES
    return Terms(unserved, late, km, over, changed, km / KM_PER_HOUR * 60 + over + late_minutes + fixed)


def _driven(route: Sequence[Visit], home: Point | None) -> float:
    """Kilometres by road: from home to the first visit of each day and from visit to visit."""
    km, first = 0.0, True
    for before, visit in pairwise([None, *route]):
        first = before is None or visit.starts - before.ends > NEW_DAY  # type: ignore[union-attr]
        origin = home if first or before is None else before.place
        if origin is not None and visit is not None:
            km += haversine_km(origin, visit.place) * DETOUR
    return km


def overtime(route: Iterable[Visit], spans: Spans) -> float:
    """Minutes of work outside the working hours; a break is not overtime, work through it is."""
    outside = 0.0
    for visit in route:
        inside = sum((max(timedelta(), min(visit.ends, b) - max(visit.starts, a)) for a, b in spans), timedelta())
        outside += ((visit.ends - visit.starts) - inside).total_seconds() / 60
    return outside
