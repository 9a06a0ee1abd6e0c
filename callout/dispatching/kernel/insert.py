"""Where a new order fits into a day as it stands, at once: every engineer's cheapest gap, without planning anew.

Compiled, and linear in the visits of the day. Rests stay where the day has put them; all else that was promised stays
in time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.kernel.compiled import compiled
from callout.dispatching.kernel.problem import Duty, Visit

LEAVE, DUE, WAY, AT, NEXT, BEFORE, REST = range(7)  # columns of a gap
NOWHERE = -1  # in place of a visit: the rest

Way = Callable[[NDArray[np.intp], NDArray[np.intp]], NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a duty could take the visit.

    ``position``: before the visit that is now there; ``cost``: what the plan's cost grows by; ``begins`` at the
    earliest, ``latest`` so that all that follows stays in time.
    """

    duty: int
    position: int
    cost: float
    begins: int
    latest: int


class Day:
    """A plan in a form that answers at once. ``way(a, b)`` gives travel times between places, element by element.

    Raises ValueError for a route that is not in time.
    """

    def __init__(
        self, duties: Sequence[Duty], visits: Sequence[Visit], routes: Sequence[Sequence[int]], way: Way
    ) -> None:
        self.duties, self.visits, self._way = duties, visits, way
        most, dimensions = max([len(route) for route in routes] + [0]) + 8, max([len(d.capacity) for d in duties] + [1])
        self._gaps = np.zeros((len(duties), most, 7), np.int64)
        self._count = np.zeros(len(duties), np.int64)
        self._size = np.zeros(len(duties), np.int64)
        self._most = np.array([duty.most for duty in duties], np.int64)
        self._rate = np.array([duty.rate for duty in duties], np.float64)
        self._rest = np.array([duty.rest or (0, 0, 0) for duty in duties], np.int64)
        self._room = np.zeros((len(duties), dimensions), np.int64)
        for duty, route in enumerate(routes):
            self.change(duty, route)

    def change(self, duty: int, route: Sequence[int]) -> None:
        """The duty's visits are now these, in this order."""
        known = self.duties[duty]
        rows = self._timed(known, route)
        if rows is None:
            raise ValueError(f"the route of duty {duty} is not in time")
        if len(rows) > self._gaps.shape[1]:
            self._gaps = np.pad(self._gaps, ((0, 0), (0, len(rows)), (0, 0)))
        self._gaps[duty, : len(rows)] = rows
        self._count[duty], self._size[duty] = len(rows), len(route)
        self._room[duty, : len(known.capacity)] = known.capacity
        for visit in route:
            load = np.array(self.visits[visit].load, np.int64)
            self._room[duty, : len(load)] -= load

    def gaps(
        self, visit: Visit, costs: NDArray[np.float32], to: NDArray[np.int32], back: NDArray[np.int32], *, most: int = 5
    ) -> list[Gap]:
        """The cheapest gap of at most so many duties, the cheapest first.

        ``costs``: (duties,) as in ``Problem.costs``. ``to`` and ``back``: (places,) travel times from each place to the
        visit and from it.
        """
        load = np.zeros(self._room.shape[1], np.int64)
        load[: len(visit.load)] = visit.load
        may = np.isfinite(costs) & (self._size < self._most) & (self._room >= load).all(axis=1)
        asked = np.flatnonzero(may)
        found = np.empty((len(asked), 4), np.float64)
        window = (visit.earliest, visit.latest, visit.length)
        _cheapest(asked, self._gaps, self._count, self._rest, self._rate, costs, to, back, window, found)
        best = np.flatnonzero(np.isfinite(found[:, 0]))
        best = best[np.argsort(found[best, 0], kind="stable")][:most]
        return [
            Gap(int(asked[n]), int(found[n, 1]), float(found[n, 0]), int(found[n, 2]), int(found[n, 3])) for n in best
        ]

    def _timed(self, duty: Duty, route: Sequence[int]) -> list[list[int]] | None:
        """The gaps of a route with its rest at the first place where all stays in time; None when nothing is."""
        if duty.rest is None:
            return self._rows(duty, list(route))
        tries = (self._rows(duty, [*route[:n], NOWHERE, *route[n:]]) for n in range(len(route) + 1))
        return next((rows for rows in tries if rows is not None), None)

    def _rows(self, duty: Duty, items: list[int]) -> list[list[int]] | None:
        ways = self._ways(duty, items)
        rows, free, here = [], duty.opens, duty.start_place
        for n, item in enumerate([*items, None]):
            rows.append([free, duty.closes, ways[n], here, duty.end_place, n - (NOWHERE in items[:n]), 0])
            if item is None:
                continue
            earliest, latest, length, place = self._window(duty, item, here)
            begins = max(free + ways[n], earliest)
            if begins > latest:
                return None
            free, here = begins + length, place
        due = duty.closes
        for n in range(len(items), -1, -1):
            if n < len(items):
                _, latest, length, place = self._window(duty, items[n], rows[n][AT])
                due = min(latest, due - ways[n + 1] - length)
                resting = items[n] == NOWHERE
                rows[n][NEXT], rows[n][REST] = (rows[n + 1][NEXT] if resting else place), int(resting)
            rows[n][DUE] = due
            if rows[n][LEAVE] + ways[n] > due:
                return None
        return rows

    def _window(self, duty: Duty, item: int, here: int) -> tuple[int, int, int, int]:
        if item == NOWHERE and duty.rest:
            length, earliest, latest = duty.rest
            return earliest, latest, length, here
        visit = self.visits[item]
        return visit.earliest, visit.latest, visit.length, visit.place

    def _ways(self, duty: Duty, items: list[int]) -> list[int]:
        """Travel into each item and home; none into a rest, none at all for who has no visit."""
        if all(item == NOWHERE for item in items):
            return [0] * (len(items) + 1)
        stops = [duty.start_place]
        for item in items:
            stops.append(stops[-1] if item == NOWHERE else self.visits[item].place)
        stops.append(duty.end_place)
        ways = self._way(np.array(stops[:-1], np.intp), np.array(stops[1:], np.intp)).tolist()
        return [0 if n < len(items) and items[n] == NOWHERE else way for n, way in enumerate(ways)]


@compiled
def _cheapest(  # type: ignore[no-untyped-def]
    asked, gaps, count, rest, rate, costs, to, back, window, found
):  # fmt: skip
    """Cost, position, begin and latest begin of each asked duty's cheapest gap; infinite cost when it has none."""
    earliest, latest, length = window
    for n in range(len(asked)):
        k = asked[n]
        found[n, 0] = np.inf
        for i in range(count[k]):
            row = gaps[k, i]
            if row[LEAVE] > latest:
                break
            begins = max(row[LEAVE] + to[row[AT]], earliest)
            ends, way = row[DUE] - back[row[NEXT]], row[WAY]
            if row[REST]:  # then he rests where the visit was, and goes on from there
                ends = min(rest[k, 2], gaps[k, i + 1, DUE] - back[row[NEXT]] - rest[k, 0])
                way = gaps[k, i + 1, WAY]
                if rest[k, 1] > ends:
                    continue
            last = min(latest, ends - length)
            if begins > last:
                continue
            cost = rate[k] * (to[row[AT]] + back[row[NEXT]] - way) + costs[k]
            if cost < found[n, 0]:
                found[n, 0], found[n, 1], found[n, 2], found[n, 3] = cost, row[BEFORE], begins, last
