"""Plans of the kernel hold whatever the day, and the checker that says so finds what is wrong."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callout.dispatching.kernel.chance import dice
from callout.dispatching.kernel.check import check, total
from callout.dispatching.kernel.problem import FORBIDDEN, Duty, Plan, Problem, Visit
from callout.dispatching.kernel.searches import search
from callout.dispatching.kernel.solve import solve
from callout.dispatching.kernel.valid import InvalidProblem

HOUR = 3600


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small days: some skills missing, some windows impossible, some vans empty, some engineers with a rest."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    duties, visits = draw(st.integers(1, 5)), draw(st.integers(1, 18))
    spots = rng.uniform(0, 20_000, (duties + visits, 2))
    travel = np.ceil(np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=-1)) / 7).astype(np.int32)
    rest = (1800, 11 * HOUR, 13 * HOUR) if draw(st.booleans()) else None
    staff = [
        Duty(k, k, 8 * HOUR, int(rng.integers(12, 19)) * HOUR, 1.0, (int(rng.integers(0, 4)),), 8, rest)
        for k in range(duties)
    ]
    work = []
    for i in range(visits):
        opens = int(rng.integers(6, 18)) * HOUR
        load = (int(rng.integers(0, 2)),)
        length, width = int(rng.integers(10, 120)) * 60, int(rng.integers(0, 4)) * HOUR
        work.append(Visit(duties + i, length, opens, opens + width, float(rng.integers(1, 40)) * 600, load))
    costs = np.where(rng.random((duties, visits)) < 0.7, rng.integers(0, 900, (duties, visits)), FORBIDDEN)
    return Problem(work, staff, travel, costs.astype(np.float32))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(), st.integers(1, 5))
def test_every_plan_holds(problem: Problem, seed: int) -> None:
    assert check(problem, solve(problem, rounds=60, seed=seed)) == []


@settings(max_examples=15, deadline=None)
@given(problems())
def test_a_longer_search_from_a_plan_is_never_worse(problem: Problem) -> None:
    first = solve(problem, rounds=10)
    better = solve(problem, start=first.routes, rounds=200, seed=3)
    assert check(problem, better) == []
    assert better.cost <= first.cost + 1e-6


@settings(max_examples=10, deadline=None)
@given(problems())
def test_the_same_seed_and_rounds_give_the_same_plan(problem: Problem) -> None:
    assert solve(problem, rounds=80, seed=9) == solve(problem, rounds=80, seed=9)


def day(visits: int = 12) -> Problem:
    """Two engineers on a line of places a quarter of an hour apart."""
    places = np.arange(visits + 2)
    travel = (np.abs(places[:, None] - places[None]) * 900).astype(np.int32)
    staff = [Duty(0, 0, 8 * HOUR, 17 * HOUR), Duty(visits + 1, visits + 1, 8 * HOUR, 17 * HOUR)]
    work = [Visit(i + 1, 1800, 8 * HOUR, 17 * HOUR, 10 * HOUR) for i in range(visits)]
    return Problem(work, staff, travel, np.zeros((2, visits), np.float32))


def test_each_engineer_takes_what_lies_near() -> None:
    plan = solve(day(), rounds=500)
    assert plan.unserved == ()
    assert plan.cost == 24 * 900  # each way there and back once
    assert max(plan.routes[0]) < min(plan.routes[1])


def test_a_started_visit_stays_with_its_engineer() -> None:
    plan = solve(replace(day(), fixed={0: 1}), rounds=300)
    assert 0 in plan.routes[1]
    assert check(replace(day(), fixed={0: 1}), plan) == []


def test_a_search_that_is_cancelled_answers_with_the_best_so_far() -> None:
    seen: list[tuple[float, Plan]] = []
    plan = solve(
        day(),
        seconds=30,
        progress=lambda now: seen.append((now.cost, now.plan())),
        cancelled=lambda: len(seen) >= 2,
    )
    assert len(seen) == 2
    assert check(day(), plan) == []
    for cost, best in seen:
        assert check(day(), best) == []
        assert best.cost == cost


@pytest.mark.parametrize(
    ("routes", "unserved", "rule"),
    [
        (((0, 0), ()), tuple(range(1, 12)), "twice"),
        (((0,), ()), (), "unknown"),
        (((99,), ()), tuple(range(12)), "unknown"),
        ((tuple(range(12)), ()), (), "overtime"),
    ],
)
def test_the_checker_finds_what_is_wrong(
    routes: tuple[tuple[int, ...], ...], unserved: tuple[int, ...], rule: str
) -> None:
    assert rule in {found.rule for found in check(day(), Plan(routes, unserved, 0.0))}


def test_the_checker_knows_skills_windows_loads_and_costs() -> None:
    problem = day(2)
    barred = replace(problem, costs=np.array([[FORBIDDEN, 0], [0, 0]], np.float32))
    assert check(barred, Plan(((0,), (1,)), (), 0.0))[0].rule == "forbidden"
    early = replace(problem, visits=[replace(problem.visits[0], latest=8 * HOUR), problem.visits[1]])
    assert check(early, Plan(((0,), (1,)), (), 0.0))[0].rule == "late"
    heavy = replace(problem, visits=[replace(v, load=(1,)) for v in problem.visits], duties=[
        replace(d, capacity=(1,)) for d in problem.duties
    ])  # fmt: skip
    assert check(heavy, Plan(((0, 1), ()), (), 0.0))[0].rule == "load"
    right = Plan(((0,), (1,)), (), 0.0)
    assert check(problem, right)[0].rule == "cost"
    assert check(problem, replace(right, cost=total(problem, right))) == []


def test_a_budget_is_one_of_seconds_and_rounds() -> None:
    with pytest.raises(ValueError, match="either"):
        solve(day())


@settings(max_examples=40, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_any_plan_to_start_from_becomes_one_that_holds(problem: Problem, chance: Random) -> None:
    visits = list(range(len(problem.visits)))
    chance.shuffle(visits)
    start: list[list[int]] = [[] for _ in problem.duties]
    for visit in visits:
        chance.choice(start).append(visit)
    plan = solve(problem, start=start, seconds=9, cancelled=lambda: True)
    assert check(problem, plan) == []


def test_a_fixed_visit_is_served_though_leaving_it_out_costs_less() -> None:
    problem = replace(day(2), fixed={0: 1})
    cheap = replace(problem, visits=[replace(visit, unserved=0) for visit in problem.visits])
    plan = solve(cheap, rounds=100)
    assert plan.routes == ((), (0,))
    assert check(cheap, plan) == []
    assert check(cheap, Plan(((), ()), (0, 1), 0.0))[0].rule == "left"


def test_a_day_that_leaves_many_out_is_searched_hotter_and_a_plan_at_hand_less_so() -> None:
    short = replace(day(), duties=[replace(duty, closes=10 * HOUR) for duty in day().duties])
    calm, crowded = search(day(), None, dice(1)), search(short, None, dice(1))
    assert crowded.heat[0] > calm.heat[0]
    assert crowded.heat[1] > calm.heat[1]
    at_hand = search(short, crowded.plan().routes, dice(1))
    assert calm.heat[0] <= at_hand.heat[0] < crowded.heat[0]
    dear = replace(short, visits=[replace(visit, unserved=1e9) for visit in short.visits])
    assert search(dear, None, dice(1)).heat == calm.heat  # nobody may be left out: there is nothing to choose


def test_what_a_gap_costs_is_forgotten_once_its_duty_changes() -> None:
    """Were an old price believed, the plan's cost would no longer be the sum of its terms."""
    rng = np.random.default_rng(8)
    problem = replace(day(), costs=rng.integers(0, 900, (2, 12)).astype(np.float32))
    for seed in range(10):
        at_work = search(problem, None, dice(seed))
        at_work.improve(200, 5000.0, 500.0)
        assert check(problem, at_work.plan()) == []


@pytest.mark.parametrize("rounds", [0, 5])
def test_a_day_without_visits_engineers_or_rounds_is_a_plan_too(rounds: int) -> None:
    staff, work = day().duties, day().visits
    assert solve(replace(day(), visits=[], costs=np.zeros((2, 0), np.float32)), rounds=rounds).routes == ((), ())
    idle = solve(replace(day(), duties=[], costs=np.zeros((0, 12), np.float32)), rounds=rounds)
    assert (idle.routes, idle.cost) == ((), 120 * HOUR)
    plan = solve(Problem(work, staff, day().travel, day().costs), rounds=rounds)
    assert check(day(), plan) == []
    assert plan.unserved == ()


def test_who_only_rests_does_not_travel() -> None:
    problem = day(2)
    elsewhere = replace(problem.duties[0], end_place=3, rest=(1800, 11 * HOUR, 12 * HOUR))
    barred = replace(
        problem, duties=[elsewhere, problem.duties[1]], costs=np.array([[FORBIDDEN] * 2, [0] * 2], np.float32)
    )
    plan = solve(barred, rounds=50)
    assert plan.cost == 4 * 900
    assert check(barred, plan) == []


def test_a_way_that_is_shorter_by_a_detour_never_makes_somebody_late() -> None:
    rng = np.random.default_rng(4)
    problem = day(10)
    travel = np.where(rng.random((12, 12)) < 0.3, problem.travel * 6, problem.travel).astype(np.int32)
    odd = replace(problem, travel=travel, visits=[replace(v, latest=12 * HOUR) for v in problem.visits])
    for seed in range(20):
        assert check(odd, solve(odd, rounds=200, seed=seed)) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("window", {"visits": [Visit(1, 60, 9, 8, 1.0)]}),
        ("length", {"visits": [Visit(1, -1, 0, 8, 1.0)]}),
        ("place", {"visits": [Visit(7, 60, 0, 8, 1.0)]}),
        ("unserved", {"visits": [Visit(1, 60, 0, 8, float("nan"))]}),
        ("load", {"visits": [Visit(1, 60, 0, 8, 1.0, (-1,))]}),
        ("shift", {"duties": [Duty(0, 0, 9, 8)]}),
        ("rest", {"duties": [Duty(0, 0, 0, 99, rest=(10, 95, 99))]}),
        ("rest", {"duties": [Duty(0, 0, 50, 99, rest=(10, 20, 30))]}),
        ("rate", {"duties": [Duty(0, 0, 0, 9, rate=-1.0)]}),
        ("capacity", {"duties": [Duty(0, 0, 0, 9, capacity=(-1,))]}),
        ("travel", {"travel": np.zeros((2, 3), np.int32)}),
        ("travel", {"travel": np.full((2, 2), -5, np.int32)}),
        ("costs", {"costs": np.zeros((2, 2), np.float32)}),
        ("costs", {"costs": np.full((1, 1), np.nan, np.float32)}),
        ("fixed", {"fixed": {0: 3}}),
        ("fixed", {"fixed": {0: 0}, "costs": np.full((1, 1), FORBIDDEN, np.float32)}),
    ],
)
def test_what_cannot_be_planned_is_refused_with_a_code(code: str, change: dict[str, Any]) -> None:
    right = Problem(
        [Visit(1, 60, 0, 8, 1.0)], [Duty(0, 0, 0, 99)], np.zeros((2, 2), np.int32), np.zeros((1, 1), np.float32)
    )
    with pytest.raises(InvalidProblem) as refused:
        solve(replace(right, **change), rounds=1)
    assert refused.value.code == code


@pytest.mark.parametrize("start", [[[99]], [[0, 0]], [[0], [0]], [[], [], []]])
def test_a_start_that_is_no_plan_is_refused(start: list[list[int]]) -> None:
    with pytest.raises(InvalidProblem, match="start"):
        solve(day(), start=start, rounds=1)
