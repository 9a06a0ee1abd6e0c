"""On days so small that every plan can be tried, the kernel finds the best one, and the checker agrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest

from callout.dispatching.kernel.check import check
from callout.dispatching.kernel.problem import FORBIDDEN, Duty, Link, Problem, Visit
from callout.dispatching.kernel.solve import solve

pytestmark = pytest.mark.slow

HOUR = 3600
ROUTE = tuple[int, ...]


def tiny(seed: int, most: int) -> Problem:
    """Two engineers and up to ``most`` orders: skills, windows, one part, every order optional."""
    rng = np.random.default_rng(seed)
    visits = int(rng.integers(2, most + 1))
    spots = rng.uniform(0, 15_000, (2 + visits, 2))
    travel = np.ceil(np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=-1)) / 7).astype(np.int32)
    staff = [Duty(k, k, 8 * HOUR, int(rng.integers(11, 17)) * HOUR, 1.0, (int(rng.integers(1, 3)),)) for k in range(2)]
    work = []
    for i in range(visits):
        opens = int(rng.integers(7, 13)) * HOUR
        closes = opens + int(rng.integers(1, 4)) * HOUR
        length, price = int(rng.integers(20, 80)) * 60, float(rng.integers(2, 12)) * 600
        work.append(Visit(2 + i, length, opens, closes, price, (int(rng.integers(0, 2)),)))
    costs = np.where(rng.random((2, visits)) < 0.8, rng.integers(0, 900, (2, visits)), FORBIDDEN)
    return Problem(work, staff, travel, costs.astype(np.float32))


def every_plan(visits: int) -> Iterator[tuple[ROUTE, ROUTE]]:
    """Each way to give some of the visits to two engineers in some order."""
    for size in range(visits + 1):
        for chosen in combinations(range(visits), size):
            for order in permutations(chosen):
                for cut in range(size + 1):
                    yield order[:cut], order[cut:]


def best_cost(problem: Problem) -> float:
    """The least cost of all plans."""
    plans = every_plan(len(problem.visits))
    return min(_cost(problem, routes) for routes in plans if _serves_pairs(problem, routes))


def _serves_pairs(problem: Problem, routes: tuple[ROUTE, ROUTE]) -> bool:
    on = {visit: k for k, route in enumerate(routes) for visit in route}
    return all(
        (x.first in on) == (x.second in on) and (x.first not in on or on[x.first] != on[x.second])
        for x in problem.links
    )


def _cost(problem: Problem, routes: tuple[ROUTE, ROUTE]) -> float:
    """Of one plan, infinite when it breaks a rule."""
    served = {visit for route in routes for visit in route}
    cost = sum(visit.unserved for index, visit in enumerate(problem.visits) if index not in served)
    for k, route in enumerate(routes):
        duty = problem.duties[k]
        if sum(problem.visits[v].load[0] for v in route) > duty.capacity[0]:
            return float("inf")
        cost += sum(float(problem.costs[k, v]) for v in route)
        places = [duty.start_place, *(problem.visits[v].place for v in route), duty.end_place]
        cost += sum(int(problem.travel[a, b]) for a, b in pairwise(places))
    begins = _begins(problem, routes) if cost < float("inf") else None
    if begins is None:
        return float("inf")
    for v, begin in begins.items():
        cost += max(0, begin - (problem.visits[v].due or begin)) * problem.visits[v].lateness
    return cost


def _begins(problem: Problem, routes: tuple[ROUTE, ROUTE]) -> dict[int, int] | None:
    """When each visit begins at the earliest; None when that is too late, or never settles."""
    begins = {v: problem.visits[v].earliest for route in routes for v in route}
    for _ in range(40):
        before = dict(begins)
        for k, route in enumerate(routes):
            duty = problem.duties[k]
            now, here = duty.opens, duty.start_place
            for v in route:
                visit = problem.visits[v]
                begins[v] = max(begins[v], now + int(problem.travel[here, visit.place]))
                now, here = begins[v] + visit.length, visit.place
                if begins[v] > visit.latest:
                    return None
            if route and now + int(problem.travel[here, duty.end_place]) > duty.closes:
                return None
        for x in problem.links:
            if x.first in begins:
                begins[x.second] = max(begins[x.second], begins[x.first] + x.least)
                if x.most is not None:
                    begins[x.first] = max(begins[x.first], begins[x.second] - x.most)
        if begins == before:
            return begins
    return None


@pytest.mark.parametrize("seed", range(50))
def test_a_small_day_is_planned_at_the_least_cost(seed: int) -> None:
    problem = tiny(seed, 6)
    found = solve(problem, rounds=3000, seed=seed)
    assert check(problem, found) == []
    assert found.cost == pytest.approx(best_cost(problem), abs=1e-2)


@pytest.mark.parametrize("seed", range(50))
def test_linked_visits_and_lateness_are_planned_at_the_least_cost(seed: int) -> None:
    problem = tiny(1000 + seed, 5)
    late = [replace(visit, due=visit.earliest + 1200, lateness=0.5) for visit in problem.visits]
    link = Link(0, 1) if seed % 2 else Link(0, 1, 600, 2400)
    problem = replace(problem, visits=late, links=[link])
    found = solve(problem, rounds=1500, seed=seed)
    assert check(problem, found) == []
    assert found.cost == pytest.approx(best_cost(problem), abs=1e-2)
