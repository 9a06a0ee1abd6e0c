"""A snapshot as a problem of the kernel. Times are whole minutes from the day's midnight, costs are minutes.

Imports numpy: for workers and commands, never for the web process.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.board.cost import TOLD, UNSERVED_MINUTES
from callout.dispatching.choose import KM_PER_HOUR, LATE_WEIGHT, WAIT_SHARE, first_failed_rule, suits
from callout.dispatching.kernel.problem import FORBIDDEN, Duty, Problem, Visit
from callout.dispatching.planning.snapshot import Job, Shift, Snapshot
from callout.foundation.geo import DETOUR, EARTH_RADIUS_KM, Point, haversine_km
from callout.workforce.selectors import CapacityCalendar

MUST = 1e6  # the price of leaving out what stays, or what somebody was told
LATER = 0.25  # share of the price of an order that another day serves in time
Rest = tuple[int, int, int]
Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Built:
    """The problem; visits from ``len(snapshot.jobs)`` on are engagements. ``start`` is the plan in force."""

    snapshot: Snapshot
    problem: Problem
    start: list[list[int]]

    @property
    def late(self) -> list[Visit]:
        """The visits as they may be made when they do not fit: until midnight, for the price of each minute late."""
        last = _minute(self.snapshot, self.snapshot.ends)
        visits = list(self.problem.visits)
        for v, job in enumerate(self.jobs):
            if visits[v].latest < last:
                weight = LATE_WEIGHT[job.order.severity]
                visits[v] = replace(visits[v], latest=last, due=visits[v].latest, lateness=weight)
        return visits

    @property
    def jobs(self) -> Sequence[Job]:
        """What the first visits stand for."""
        return self.snapshot.jobs

    def minute(self, at: datetime) -> int:
        """Minutes from the day's midnight, rounded up."""
        return _minute(self.snapshot, at)

    def at(self, minute: int) -> datetime:
        """The time of a minute of the plan."""
        return self.snapshot.midnight + timedelta(minutes=minute)


def build(snapshot: Snapshot) -> Built:
    """The day as the kernel knows it; waiting orders that this day is nothing for are left out."""
    snapshot = replace(snapshot, jobs=[job for job in snapshot.jobs if _is_for(snapshot, job)])
    places = _Places()
    visits = [_visit(snapshot, job, places) for job in snapshot.jobs]
    fixed: dict[int, int] = {}
    duties = []
    start: list[list[int]] = [[] for _ in snapshot.shifts]
    for k, shift in enumerate(snapshot.shifts):
        held, rest, until = _engagements(snapshot, shift, places)
        for visit in held:
            fixed[len(visits)] = k
            start[k].append(len(visits))
            visits.append(visit)
        duties.append(_duty(snapshot, shift, places, rest, len(held), until))
    index = {shift.engineer.pk: k for k, shift in enumerate(snapshot.shifts)}
    for v, job in enumerate(snapshot.jobs):
        if job.held and job.held.engineer_id in index:
            start[index[job.held.engineer_id]].append(v)
    for route in start:
        route.sort(key=lambda v: _begins(snapshot, v, visits))
    nowhere = places.nowhere()
    duties = [replace(duty, end_place=nowhere) for duty in duties]
    problem = Problem(visits, duties, places.travel(), _costs(snapshot, len(visits), fixed), fixed)
    return Built(snapshot, problem, start)


def _is_for(snapshot: Snapshot, job: Job) -> bool:
    """False when the order cannot begin on this day, or only outside the windows its customer named."""
    if max(snapshot.begins, job.order.earliest) >= snapshot.ends:
        return False
    windows = [each for each in (job.order.window, *job.order.windows) if each]
    return job.held is not None or not windows or bool(_inside(snapshot, windows))


def _inside(snapshot: Snapshot, windows: Sequence[Window]) -> list[Window]:
    return [(a, b) for a, b in windows if b >= snapshot.begins and a < snapshot.ends]


def _begins(snapshot: Snapshot, visit: int, visits: Sequence[Visit]) -> int:
    held = snapshot.jobs[visit].held if visit < len(snapshot.jobs) else None
    return _minute(snapshot, held.starts) if held else visits[visit].earliest


def _minute(snapshot: Snapshot, at: datetime) -> int:
    return math.ceil((at - snapshot.midnight).total_seconds() / 60)


class _Places:
    """Points by their index, each once."""

    def __init__(self) -> None:
        self._index: dict[Point, int] = {}

    def of(self, point: Point) -> int:
        return self._index.setdefault(point, len(self._index))

    def nowhere(self) -> int:
        """Where a day may end: the way home is the engineer's own, as in the board's figures."""
        return len(self._index)

    def travel(self) -> NDArray[np.int32]:
        """Minutes between all places by great circle and detour, rounded up; nowhere is near everything."""
        points = np.radians(np.array([*self._index] or [Point(0.0, 0.0)], np.float64))
        lng, lat = points[:, 0], points[:, 1]
        half = np.sin((lat[:, None] - lat) / 2) ** 2 + np.cos(lat[:, None]) * np.cos(lat) * (
            np.sin((lng[:, None] - lng) / 2) ** 2
        )
        km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))) * DETOUR
        size = len(self._index) + 1
        minutes = np.zeros((size, size), np.int32)
        minutes[: len(km), : len(km)] = np.ceil(np.round(km / KM_PER_HOUR * 60, 6))
        return minutes


def _visit(snapshot: Snapshot, job: Job, places: _Places) -> Visit:
    earliest, latest = window(snapshot, job)
    return Visit(
        places.of(job.order.place), job.minutes, earliest, latest, _price(snapshot, job), due=earliest,
        lateness=WAIT_SHARE,
    )  # fmt: skip


def window(snapshot: Snapshot, job: Job) -> tuple[int, int]:
    """First and last minute at which the visit should begin.

    By what the customer wants, what he was told and what was promised; a wish that cannot be met any more is dropped.
    """
    order = job.order
    earliest, latest = _minute(snapshot, max(snapshot.begins, order.earliest)), _minute(snapshot, snapshot.ends)
    inside = _inside(snapshot, [each for each in (order.window, *order.windows) if each])
    wishes = [_nearest(inside, job)] if inside else []
    if job.held and job.held.promised:
        late = order.due is not None and job.held.starts > order.due
        wishes.append((snapshot.begins if late else job.held.starts - TOLD, job.held.starts + TOLD))
    if order.due:
        wishes.append((snapshot.midnight, order.due))
    for since, until in wishes:
        a, b = max(earliest, _minute(snapshot, since)), min(latest, _minute(snapshot, until))
        if a <= b:
            earliest, latest = a, b
    return earliest, latest


def _nearest(windows: Sequence[Window], job: Job) -> Window:
    """The window the visit is booked in, else the first."""
    held = job.held
    return next((each for each in windows if held and each[0] <= held.starts <= each[1]), min(windows))


def _price(snapshot: Snapshot, job: Job) -> float:
    """What leaving the order out costs: dear when it is due today, and when somebody expects us."""
    price = UNSERVED_MINUTES * LATE_WEIGHT[job.order.severity]
    if job.held is not None:
        return MUST / 10 + price
    return price if job.order.due and job.order.due <= snapshot.ends else price * LATER


def _engagements(snapshot: Snapshot, shift: Shift, places: _Places) -> tuple[list[Visit], Rest | None, int]:
    """What stays, as visits that begin when they do or, when that cannot be any more, as soon as he gets there.

    And the engineer's rest, unless what stays leaves no room for it; further pauses are spent at home. Last, until when
    what stays may keep him.
    """
    pauses = [(n, _minute(snapshot, a), _minute(snapshot, b)) for n, a, b in shift.pauses if b >= shift.opens]
    rest = pauses[0] if pauses else None
    rows = [(_minute(snapshot, e.starts), _length(e.starts, e.ends), e.place) for e in shift.engagements]
    rows += [(since, n, None) for n, since, _ in pauses[1:]]
    now, here, taken, kept = _minute(snapshot, shift.opens), shift.place, rest is None, rest
    visits = []
    for starts, length, place in sorted(rows, key=lambda row: row[0]):
        place = place or shift.engineer.home
        arrives = now + math.ceil(haversine_km(here, place) * DETOUR / KM_PER_HOUR * 60)
        if rest and not taken and max(starts, arrives) + length > rest[2]:
            taken, after = True, max(now, rest[1]) + rest[0]
            if now > rest[2] or after + arrives - now > starts:
                kept = None
            else:
                arrives += after - now
        begins = max(starts, arrives)
        visits.append(Visit(places.of(place), length, starts, begins, MUST))
        now, here = begins + length, place
    return visits, kept, now if visits else 0


def _length(starts: datetime, ends: datetime) -> int:
    return max(1, math.ceil((ends - starts).total_seconds() / 60))


def _duty(snapshot: Snapshot, shift: Shift, places: _Places, rest: Rest | None, held: int, until: int) -> Duty:
    opens, closes = _minute(snapshot, shift.opens), _minute(snapshot, shift.closes)
    booked = sum(1 for job in snapshot.jobs if job.held and job.held.engineer_id == shift.engineer.pk)
    most = max(shift.engineer.max_orders, booked) + held
    closes, limit = max(closes, opens), max(opens, until, _minute(snapshot, shift.limit))
    return Duty(
        places.of(shift.place), 0, opens, closes, most=most, rest=rest, limit=max(closes, limit),
        overtime=shift.engineer.overtime_factor,
    )  # fmt: skip


def _costs(snapshot: Snapshot, visits: int, fixed: Mapping[int, int]) -> NDArray[np.float32]:
    """Who suits which order how well, and the price of another engineer than the customer was told."""
    costs = np.full((len(snapshot.shifts), visits), FORBIDDEN, np.float32)
    for visit, duty in fixed.items():
        costs[duty, visit] = 0.0
    full = {shift.outlet.pk for shift in snapshot.shifts if _full(snapshot, shift.outlet.pk, shift.outlet.capacity)}
    for v, job in enumerate(snapshot.jobs):
        qualified: dict[int, bool] = {}
        for k, shift in enumerate(snapshot.shifts):
            outlet, order = shift.outlet, job.order
            own = job.held is not None and job.held.engineer_id == shift.engineer.pk
            if outlet.pk not in qualified:
                qualified[outlet.pk] = (
                    order.category_id is None or order.category_id in outlet.categories
                ) and outlet.covers(order.place, order.city, order.district)
            if not own and (not qualified[outlet.pk] or outlet.pk in full):
                continue
            if first_failed_rule(order, shift.engineer, snapshot.day)[0]:
                continue
            km = haversine_km(shift.engineer.home, order.place) * DETOUR
            cost = sum(suits(order, shift.engineer, outlet, km).values())
            if job.held and job.held.promised and not own:
                cost += snapshot.policy.churn_minutes
            costs[k, v] = cost
    return costs


def _full(snapshot: Snapshot, outlet_id: int, capacity: CapacityCalendar) -> bool:
    """True when the outlet takes nobody's order any more on the day."""
    limit = capacity.on(snapshot.day)
    if limit is None:
        return False
    own = {shift.engineer.pk for shift in snapshot.shifts if shift.outlet.pk == outlet_id}
    lengths = [job.minutes for job in snapshot.jobs if job.held and job.held.engineer_id in own]
    for shift in snapshot.shifts:
        if shift.outlet.pk == outlet_id:
            lengths += [_length(e.starts, e.ends) for e in shift.engagements if e.place]
    return limit.full(len(lengths), sum(lengths))
