"""The two searches behind one face: the fast one for plain problems, the woven one for the whole model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.kernel import anneal, arrays, memory, rich, weave
from callout.dispatching.kernel.fit import settle
from callout.dispatching.kernel.problem import Plan, Problem, Step
from callout.dispatching.kernel.ripple import desk
from callout.dispatching.kernel.start import by_need, left_compulsory, take_up
from callout.dispatching.kernel.valid import InvalidProblem
from callout.dispatching.kernel.walk import FETCH, KIND, RATE, REST, VISIT, WORKING, walk

Start = Sequence[Sequence[int]] | None

CALM, CROWDED = (4.0, 0.02), (40.0, 1.0)  # first and last temperature, in ways to a near neighbour
CROWD = 0.1  # share of the visits left out from which on a day is crowded
OPTIONAL = 1000.0  # ways that a visit is worth at most that may as well be left out


class Search(Protocol):
    """A search at work."""

    heat: tuple[float, float]
    """The first temperature and the last one."""

    @property
    def cost(self) -> float:
        """Of the best plan."""

    def improve(self, rounds: int, hot: float, cool: float) -> None:
        """So many rounds while the temperature falls."""

    def plan(self) -> Plan:
        """The best plan."""


def search(problem: Problem, start: Start, chance: NDArray[np.uint64]) -> Search:
    """A search with its first plan."""
    return Plain(problem, start, chance) if problem.is_plain else Woven(problem, start, chance)


class Plain:
    """Windows, loads, rests and prices: each gap is tried in a few operations."""

    def __init__(self, problem: Problem, start: Start, chance: NDArray[np.uint64]) -> None:
        self.problem, self.chance = problem, chance
        self.given = arrays.given(problem)
        self.state = arrays.empty(self.given)
        take_up(problem, self.given, self.state, start)
        self.work = memory.scratch(self.given, self.state)
        anneal.construct(self.given, self.state, self.work, by_need(self.given), chance)
        memory.begin(self.given, self.state, self.work)
        crowding = _crowding(self.given, self.work.numbers[2])
        self.heat = _heat(self.given, float(self.given.rate.mean()), crowding, anew=not (start and any(start)))

    @property
    def cost(self) -> float:
        """Of the best plan."""
        return float(self.work.costs[1])

    def improve(self, rounds: int, hot: float, cool: float) -> None:
        """So many rounds while the temperature falls."""
        anneal.improve(self.given, self.state, self.work, rounds, hot, cool, self.chance)

    def plan(self) -> Plan:
        """The best plan."""
        rows = [self.work.best_route[k, : self.work.best_count[k]] for k in range(len(self.problem.duties))]
        routes, unserved = visits_of(self.problem, rows)
        return Plan(routes, unserved, self.cost - left_compulsory(self.problem, self.given, unserved))


class Woven:
    """Everything: each gap is walked."""

    def __init__(self, problem: Problem, start: Start, chance: NDArray[np.uint64]) -> None:
        self.problem, self.chance = problem, chance
        self.given = arrays.given(problem)
        self.model = rich.rich(problem, self.given)
        self.mem = rich.memory(problem, self.model)
        self.table = desk(self.model, self.mem)
        for k in range(len(problem.duties)):
            self._take_up(k, list(start[k]) if start and k < len(start) else [])
        order = by_need(self.given)
        weave.recreate(order, 0.0, 1.0, self.given, self.model, self.mem, self.table, chance)
        weave.begin(self.model, self.mem, self.table)
        rate = float((self.model.rates[:, RATE] + self.model.rates[:, WORKING]).mean())
        self.heat = _heat(self.given, rate, 0.0, anew=True)

    def _take_up(self, k: int, wanted: list[int]) -> None:
        """What is held first, then what of the plan at hand keeps every rule; linked visits are placed anew."""
        held = list(self.problem.held[k]) if k < len(self.problem.held) else []
        free = [v for v in wanted if v not in held and self.model.group[v] < 0 and self.problem.allows(k, v)]
        if held and not self._fits(k, held):
            raise InvalidProblem("held", f"duty {k} cannot keep {tuple(held)} in time")
        if self._fits(k, [*held, *free]):
            return
        kept = held
        for visit in free:
            if self._fits(k, [*kept, visit]):
                kept = [*kept, visit]
        self._fits(k, kept)

    def _fits(self, k: int, visits: list[int]) -> bool:
        """Take a duty's visits over, its rest and a fetch where they cost least; without any when they break a rule."""
        rest, fetch = int(self.model.rest_of[k]), int(self.model.fetch_of[k])
        rested = _with_stop([visits], rest) if rest >= 0 else [visits]
        return self._cheapest(k, rested) or (fetch >= 0 and self._cheapest(k, _with_stop(rested, fetch)))

    def _cheapest(self, k: int, routes: list[list[int]]) -> bool:
        costs = [self._set(k, route) for route in routes]
        best = int(np.argmin(costs))
        fits = bool(np.isfinite(costs[best]))
        self._set(k, routes[best] if fits else [])
        return fits

    def _set(self, k: int, route: list[int]) -> float:
        """Give a duty this route; what it costs, or infinity when it breaks a rule."""
        mem = self.mem
        if len(route) >= mem.route.shape[1] - 1:
            return np.inf
        mem.on[mem.route[k, : mem.size[k]]] = -1
        mem.size[k] = len(route)
        mem.route[k, : len(route)] = route
        mem.on[route] = k
        settle(k, self.model, mem, self.table.begins, self.table.load)
        return float(mem.cost[k])

    @property
    def cost(self) -> float:
        """Of the best plan."""
        return float(self.mem.totals[1])

    def improve(self, rounds: int, hot: float, cool: float) -> None:
        """So many rounds while the temperature falls."""
        weave.improve(self.given, self.model, self.mem, self.table, rounds, hot, cool, self.chance)

    def plan(self) -> Plan:
        """The best plan."""
        rows = [self.mem.best_route[k, : self.mem.best_size[k]] for k in range(len(self.problem.duties))]
        routes, unserved = visits_of(self.problem, rows)
        days = tuple(
            self._day(k, row) if routes[k] else (self.problem.duties[k].opens, ()) for k, row in enumerate(rows)
        )
        return Plan(routes, unserved, self.cost - left_compulsory(self.problem, self.given, unserved), days)

    def _day(self, k: int, row: NDArray[np.int32]) -> tuple[int, tuple[Step, ...]]:
        """When a duty leaves and what it does when. Leaving later shortens the first waits and moves nothing else."""
        m, begins = self.model, self.table.begins
        _, leave, _ = walk(
            k, row, len(row), m.travel, m.visit, m.price, m.duty, m.rates, m.speed, self.mem.best_pin, begins,
            self.table.load,
        )  # fmt: skip
        free, here, steps = leave, int(m.duty[k, 0]), []
        for v, begin in zip(row.tolist(), begins.tolist(), strict=False):
            kind, place = int(m.visit[v, KIND]), int(m.visit[v, 0])
            if kind != REST and not self.problem.speed:
                free += int(m.travel[here, place])
                here = place
            begin = max(begin, free)
            steps.append(
                Step({VISIT: "visit", REST: "rest", FETCH: "fetch"}[kind], begin, v if kind == VISIT else None)
            )
            free = begin + int(m.visit[v, 1])
        return leave, tuple(steps)


def _with_stop(routes: list[list[int]], stop: int) -> list[list[int]]:
    """Each of the routes with a stop in each of its gaps."""
    return [[*route[:gap], stop, *route[gap:]] for route in routes for gap in range(len(route) + 1)]


def visits_of(
    problem: Problem, rows: Sequence[NDArray[np.int32]]
) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """(routes, unserved) without rests and fetches."""
    known = len(problem.visits)
    routes = tuple(tuple(v for v in row.tolist() if v < known) for row in rows)
    served = {visit for route in routes for visit in route}
    return routes, tuple(visit for visit in range(known) if visit not in served)


def _crowding(given: arrays.Given, left: int) -> float:
    """0 where everybody is served, 1 where a good deal is left out: which to serve then needs a hotter search."""
    orders = int((given.visit[:, arrays.PLACE] >= 0).sum())
    optional = float(np.median(given.unserved[:orders])) < OPTIONAL * near_way(given) * float(given.rate.mean())
    return min(1.0, left / orders / CROWD) if optional and orders else 0.0


def _heat(given: arrays.Given, rate: float, crowding: float, *, anew: bool) -> tuple[float, float]:
    """Temperatures in costs; a crowded day's plan at hand is not melted down, but begun with half way."""
    way = max(near_way(given) * rate, 1e-3)
    hot, cool = ((crowd / calm) ** crowding * calm * way for calm, crowd in zip(CALM, CROWDED, strict=True))
    return (hot if anew else min(hot, max(CALM[0] * way, (hot * cool) ** 0.5)), cool)


def near_way(given: arrays.Given) -> float:
    """The mean way between near neighbours; never nothing."""
    places = given.visit[:, arrays.PLACE]
    placed = np.flatnonzero(places >= 0)
    if len(placed) < 2:
        return 1.0
    ways = given.travel[places[placed][:, None], places[given.near[placed, :10]]]
    return float(ways[ways > 0].mean()) if (ways > 0).any() else 1.0
