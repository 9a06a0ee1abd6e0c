"""Gaps at once: what is offered holds, costs what it says, and nothing cheaper was overlooked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callout.dispatching.kernel.check import check, total
from callout.dispatching.kernel.insert import Day
from callout.dispatching.kernel.problem import Duty, Plan, Problem, Visit
from callout.dispatching.kernel.solve import solve

numbers = st.integers


@st.composite
def problems(draw: st.DrawFn, rests: bool) -> Problem:
    """Small days: two or three duties, up to seven visits, of which the last is the new one."""
    duties, visits = draw(numbers(1, 3)), draw(numbers(1, 7))
    spots = np.array([[draw(numbers(0, 60)), draw(numbers(0, 60))] for _ in range(duties + visits)])
    travel = np.abs(spots[:, None] - spots[None]).sum(axis=-1).astype(np.int32)
    staff = []
    for k in range(duties):
        rest = (20, 150, draw(numbers(150, 320))) if rests and draw(st.booleans()) else None
        staff.append(Duty(k, draw(numbers(0, duties - 1)), 0, draw(numbers(300, 600)), 1.0, (2,), 5, rest))
    work = []
    for n in range(visits):
        earliest = draw(numbers(0, 300))
        latest = earliest + draw(numbers(0, 300))
        work.append(Visit(duties + n, draw(numbers(5, 60)), earliest, latest, 1e4, (draw(numbers(0, 1)),)))
    costs = np.where([[draw(st.booleans()) or k == 0 for _ in work] for k in range(duties)], 0.0, np.inf)
    return Problem(work, staff, travel, costs.astype(np.float32))


def day_of(problem: Problem) -> tuple[Day, list[list[int]]]:
    """The day without its last visit, planned."""
    older = replace(problem, visits=problem.visits[:-1], costs=np.ascontiguousarray(problem.costs[:, :-1]))
    routes = [list(route) for route in solve(older, rounds=200).routes]
    return Day(problem.duties, problem.visits, routes, lambda a, b: problem.travel[a, b]), routes


def plan_with(problem: Problem, routes: list[list[int]], duty: int, position: int) -> Plan:
    """The routes with the last visit at that position."""
    new = [list(route) for route in routes]
    new[duty].insert(position, len(problem.visits) - 1)
    served = {visit for route in new for visit in route}
    bare = Plan(tuple(map(tuple, new)), tuple(v for v in range(len(problem.visits)) if v not in served), 0.0)
    return replace(bare, cost=total(problem, bare))


def cost_without(problem: Problem, routes: list[list[int]]) -> float:
    """What the routes cost, the unserved of both plans left out."""
    served = {visit for route in routes for visit in route}
    bare = Plan(tuple(map(tuple, routes)), tuple(v for v in range(len(problem.visits)) if v not in served), 0.0)
    return total(problem, bare) - problem.visits[-1].unserved


@given(problems(rests=True))
@settings(max_examples=150, deadline=None)
def test_every_offer_holds_and_costs_what_it_says(problem: Problem) -> None:
    day, routes = day_of(problem)
    place = problem.visits[-1].place
    for gap in day.gaps(problem.visits[-1], problem.costs[:, -1], problem.travel[:, place], problem.travel[place]):
        plan = plan_with(problem, routes, gap.duty, gap.position)
        assert check(problem, plan) == []
        assert plan.cost - cost_without(problem, routes) == pytest.approx(gap.cost)
        later = replace(problem.visits[-1], earliest=gap.latest, latest=gap.latest)
        assert check(replace(problem, visits=[*problem.visits[:-1], later]), plan) == []


@given(problems(rests=False))
@settings(max_examples=150, deadline=None)
def test_nothing_cheaper_is_overlooked(problem: Problem) -> None:
    day, routes = day_of(problem)
    place = problem.visits[-1].place
    found = day.gaps(problem.visits[-1], problem.costs[:, -1], problem.travel[:, place], problem.travel[place], most=9)
    offered = {gap.duty: gap.cost for gap in found}
    best: dict[int, float] = {}
    for duty, route in enumerate(routes):
        for position in range(len(route) + 1):
            plan = plan_with(problem, routes, duty, position)
            if not check(problem, plan):
                best[duty] = min(best.get(duty, 1e9), plan.cost - cost_without(problem, routes))
    assert offered == pytest.approx(best)
    assert [gap.cost for gap in found] == sorted(gap.cost for gap in found)


def test_a_changed_route_is_answered_for_and_a_late_one_refused() -> None:
    travel = np.array([[0, 10, 20], [10, 0, 10], [20, 10, 0]], np.int32)
    visits = [Visit(1, 30, 0, 100, 1e4), Visit(2, 30, 0, 45, 1e4)]
    duties = [Duty(0, 0, 0, 120)]
    day = Day(duties, visits, [[]], lambda a, b: travel[a, b])
    free = day.gaps(visits[1], np.zeros(1, np.float32), travel[:, 2], travel[2])
    assert [(gap.position, gap.begins, gap.latest) for gap in free] == [(0, 20, 45)]
    day.change(0, [0])
    taken = day.gaps(visits[1], np.zeros(1, np.float32), travel[:, 2], travel[2])
    assert [(gap.position, gap.begins, gap.latest, gap.cost) for gap in taken] == [(0, 20, 40, 20.0)]
    with pytest.raises(ValueError, match="duty 0"):
        day.change(0, [0, 1])
