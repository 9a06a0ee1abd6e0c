"""The whole model: whatever is mixed into a day, plans hold, and the checker finds each breach by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callout.dispatching.kernel.check import check, total
from callout.dispatching.kernel.problem import FORBIDDEN, Duty, Link, Plan, Problem, Step, Visit
from callout.dispatching.kernel.solve import solve
from callout.dispatching.kernel.valid import InvalidProblem

HOUR = 3600
FEATURES = (
    "windows",
    "lateness",
    "overtime",
    "work",
    "fair",
    "promise",
    "tools",
    "links",
    "together",
    "held",
    "speed",
    "rest",
)


@st.composite
def days(draw: st.DrawFn) -> Problem:
    """Small days with any mix of features."""
    wanted = draw(st.sets(st.sampled_from(FEATURES)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    duties, visits = draw(st.integers(1, 4)), draw(st.integers(1, 10))
    spots = rng.uniform(0, 15_000, (duties + visits + 1, 2))
    travel = np.ceil(np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=-1)) / 7).astype(np.int32)
    staff = [_duty(rng, k, duties + visits, wanted) for k in range(duties)]
    work = [_visit(rng, duties + i, wanted) for i in range(visits)]
    costs = np.where(rng.random((duties, visits)) < 0.8, rng.integers(0, 900, (duties, visits)), FORBIDDEN)
    problem = Problem(work, staff, travel, costs.astype(np.float32))
    order = rng.permutation(visits).tolist()
    if "links" in wanted and visits >= 4:
        links = [Link(order[0], order[1]), Link(order[2], order[3], 1800, None, apart=False)]
        problem = replace(problem, links=links[: draw(st.integers(1, 2))])
    if "together" in wanted and visits >= 6:
        problem = replace(problem, together=[order[4:6]])
    if "speed" in wanted:
        problem = replace(problem, speed=[(0, 1.0), (9 * HOUR, 1.7), (11 * HOUR, 0.8), (16 * HOUR, 1.3)])
    if "held" in wanted and visits >= 7 and np.isfinite(problem.costs[0, order[6]]):
        easy = replace(
            work[order[6]], earliest=0, latest=24 * HOUR, load=(0,), tools=frozenset(), later=(), promised=None
        )
        problem = replace(problem, visits=[*work[: order[6]], easy, *work[order[6] + 1 :]], held=[[order[6]]])
    return problem


def _duty(rng: np.random.Generator, k: int, depot: int, wanted: set[str]) -> Duty:
    closes = int(rng.integers(13, 19)) * HOUR
    return Duty(
        k, k, 8 * HOUR, closes, 1.0, (int(rng.integers(0, 4)),), 8,
        rest=(1800, 11 * HOUR, 12 * HOUR) if "rest" in wanted else None,
        limit=closes + HOUR if "overtime" in wanted else None, overtime=2.0 if "overtime" in wanted else 0.0,
        tools=frozenset({0, 1}) if rng.random() < 0.5 else frozenset(),
        fetch=(depot, 600) if "tools" in wanted and rng.random() < 0.8 else None,
        working=0.5 if "work" in wanted else 0.0, fair=3 * HOUR if "fair" in wanted else None, beyond=0.3,
    )  # fmt: skip


def _visit(rng: np.random.Generator, place: int, wanted: set[str]) -> Visit:
    opens = int(rng.integers(7, 15)) * HOUR
    closes = opens + int(rng.integers(0, 4)) * HOUR
    return Visit(
        place, int(rng.integers(10, 80)) * 60, opens, closes, float(rng.integers(1, 40)) * 600,
        (int(rng.integers(0, 2)),),
        later=((closes + 1800, closes + 2 * HOUR),) if "windows" in wanted else (),
        due=opens + 1800 if "lateness" in wanted else None, lateness=float(rng.integers(0, 4)),
        promised=(opens + 600, opens + 2400) if "promise" in wanted and rng.random() < 0.5 else None, moved=700.0,
        tools=frozenset({int(rng.integers(0, 3))}) if "tools" in wanted and rng.random() < 0.5 else frozenset(),
    )  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days(), st.integers(1, 5))
def test_every_plan_holds(problem: Problem, seed: int) -> None:
    assert check(problem, solve(problem, rounds=40, seed=seed)) == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days(), st.integers(1, 5))
def test_a_plan_is_repeatable_and_is_never_made_worse_by_a_search_from_it(problem: Problem, seed: int) -> None:
    first = solve(problem, rounds=30, seed=seed)
    assert first == solve(problem, rounds=30, seed=seed)
    again = solve(problem, start=first.routes, rounds=30)
    assert check(problem, again) == []
    if not problem.links and not problem.together:
        assert again.cost <= first.cost + 1e-3


def pair(**change: Any) -> Problem:
    """Two engineers at home in one place, two visits a quarter of an hour away from them and from each other."""
    travel = (900 * (1 - np.eye(4))).astype(np.int32)
    travel[0, 1] = travel[1, 0] = 0
    staff = [Duty(0, 0, 8 * HOUR, 17 * HOUR, capacity=(1,)), Duty(1, 1, 8 * HOUR, 17 * HOUR, capacity=(1,))]
    work = [Visit(2, HOUR, 8 * HOUR, 16 * HOUR, 9e4), Visit(3, HOUR, 8 * HOUR, 16 * HOUR, 9e4)]
    return replace(Problem(work, staff, travel, np.zeros((2, 2), np.float32)), **change)


def visits(change: dict[str, Any], other: dict[str, Any] | None = None) -> list[Visit]:
    """The pair's visits, changed."""
    first, second = pair().visits
    return [replace(first, **change), replace(second, **(other or {}))]


def staff(**change: Any) -> list[Duty]:
    """The pair's duties, changed."""
    return [replace(duty, **change) for duty in pair().duties]


def plan(problem: Problem, *days: tuple[int, tuple[Step, ...]]) -> Plan:
    """A plan made by hand, at its true cost."""
    routes = tuple(tuple(step.visit for step in steps if step.visit is not None) for _, steps in days)
    left = tuple(v for v in range(len(problem.visits)) if not any(v in route for route in routes))
    bare = Plan(routes, left, 0.0, days)
    return replace(bare, cost=total(problem, bare))


def at(visit: int, begin: float) -> Step:
    """A visit that begins at an hour."""
    return Step("visit", int(begin * HOUR), visit)


OPEN = 8 * HOUR
IDLE = (OPEN, ())
BREACHES = [
    ("late", {"visits": visits({"later": ((int(16.5 * HOUR), 17 * HOUR),)})}, [(OPEN, (at(0, 16.25),)), IDLE]),
    ("late", {"links": [Link(0, 1)]}, [(OPEN, (at(0, 8.1),)), (OPEN, (at(1, 8.1),))]),
    ("early", {"links": [Link(0, 1)]}, [(OPEN - 60, (at(0, 9),)), (OPEN, (at(1, 9),))]),
    ("link", {"links": [Link(0, 1)]}, [(OPEN, (at(0, 9),)), (OPEN, (at(1, 9.5),))]),
    ("link", {"links": [Link(0, 1, 1800, None)]}, [(OPEN, (at(0, 9),)), (OPEN, (at(1, 9.25),))]),
    ("apart", {"links": [Link(0, 1, HOUR, None)]}, [(OPEN, (at(0, 9), at(1, 11))), IDLE]),
    ("alone", {"links": [Link(0, 1)]}, [(OPEN, (at(0, 9),)), IDLE]),
    ("together", {"together": [[0, 1]]}, [(OPEN, (at(0, 9),)), (OPEN, (at(1, 9),))]),
    ("held", {"held": [[1]]}, [(OPEN, (at(0, 9), at(1, 11))), IDLE]),
    ("promise", {"visits": visits({"promised": (10 * HOUR, 11 * HOUR)})}, [(OPEN, (at(0, 9),)), IDLE]),
    ("tool", {"visits": visits({"tools": frozenset({7})})}, [(OPEN, (at(0, 9),)), IDLE]),
    ("load", {"duties": staff(fetch=(0, 0)), "visits": visits({"load": (2,)})}, [(OPEN, (at(0, 9),)), IDLE]),
    ("fetch", {"duties": staff(working=1.0)}, [(OPEN, (Step("fetch", OPEN), at(0, 9))), IDLE]),
    ("rest", {"duties": staff(working=1.0, rest=(60, 11 * HOUR, 12 * HOUR))}, [(OPEN, (at(0, 9),)), IDLE]),
    ("overtime", {"duties": staff(limit=int(17.1 * HOUR))}, [(OPEN, (at(0, 9), at(1, 16))), IDLE]),
    ("late", {"speed": [(0, 3.0)]}, [(OPEN, (at(0, 8.5),)), IDLE]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "days"), BREACHES)
def test_the_checker_finds_each_breach(rule: str, change: dict[str, Any], days: list[Any]) -> None:
    problem = pair(**change)
    assert rule in {found.rule for found in check(problem, plan(problem, *days))}


def test_a_plan_without_times_says_nothing_about_links() -> None:
    linked = pair(links=[Link(0, 1)])
    assert check(linked, Plan(((0,), (1,)), (), 3600.0))[0].rule == "untimed"


def test_two_engineers_begin_at_once_at_a_visit_of_two() -> None:
    best = solve(pair(links=[Link(0, 1)]), rounds=100)
    (_, first), (_, second) = best.days
    assert first[0].begin == second[0].begin


def test_visits_that_belong_together_are_made_by_one_engineer() -> None:
    costs = np.array([[0, 700], [700, 0]], np.float32)
    best = solve(pair(together=[[0, 1]], costs=costs), rounds=100)
    assert sorted(map(len, best.routes)) == [0, 2]


def test_being_late_costs_by_the_minute_and_a_broken_promise_once() -> None:
    late = pair(visits=visits({"due": 8 * HOUR, "lateness": 2.0}, {"promised": (0, 8 * HOUR), "moved": 50.0}))
    best = solve(late, rounds=200)
    assert best.cost == 3 * 900 + 2.0 * 900 + 50.0


def test_overtime_is_worked_where_it_costs_less_than_leaving_a_visit_out() -> None:
    short = {"closes": 9 * HOUR, "limit": 12 * HOUR}
    assert solve(pair(duties=staff(**short, overtime=1.0)), rounds=50).cost == 4 * 900 + 2 * 1800
    assert solve(pair(duties=staff(**short, overtime=90.0)), rounds=50).unserved == (0, 1)


def test_a_later_window_is_used_when_the_first_is_over() -> None:
    best = solve(pair(visits=visits({"latest": 8 * HOUR, "later": ((15 * HOUR, 16 * HOUR),)})), rounds=50)
    assert next(s.begin for _, steps in best.days for s in steps if s.visit == 0) == 15 * HOUR


def test_what_is_not_in_the_van_is_fetched_first() -> None:
    needs = visits({"tools": frozenset({7}), "load": (2,)})
    best = solve(pair(visits=needs, duties=staff(fetch=(3, 300))), rounds=50)
    kinds = next([s.kind for s in steps] for _, steps in best.days if any(s.visit == 0 for s in steps))
    assert kinds.index("fetch") < len(kinds) - 1
    assert best.unserved == ()
    assert solve(pair(visits=needs, duties=staff(working=1.0)), rounds=50).unserved == (0,)


def test_who_works_by_the_hour_leaves_as_late_as_he_may() -> None:
    best = solve(
        pair(duties=staff(working=1.0), visits=visits({"earliest": 12 * HOUR}, {"earliest": 14 * HOUR})), rounds=99
    )
    assert all(leave >= 12 * HOUR - 900 for (leave, _), route in zip(best.days, best.routes, strict=True) if route)


def test_hard_work_is_shared_where_that_is_dear() -> None:
    near = pair().travel.copy()
    near[2, 3] = near[3, 2] = 0
    assert sorted(map(len, solve(pair(travel=near, together=[[0]]), rounds=99).routes)) == [0, 2]
    fair = solve(pair(travel=near, duties=staff(fair=2 * HOUR, beyond=9.0)), rounds=99)
    assert sorted(map(len, fair.routes)) == [1, 1]


def test_a_way_through_the_rush_hour_takes_longer() -> None:
    best = solve(pair(speed=[(0, 2.0), (8 * HOUR + 900, 1.0)]), rounds=50)
    begins = [steps[0].begin for _, steps in best.days if steps]
    assert min(begins) == 8 * HOUR + 900 + 450


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("window", {"visits": visits({"later": ((9 * HOUR, 10 * HOUR),)})}),
        ("price", {"visits": visits({"lateness": -1.0})}),
        ("promised", {"visits": visits({"promised": (9, 8)})}),
        ("shift", {"duties": staff(limit=0)}),
        ("rate", {"duties": staff(overtime=float("nan"))}),
        ("fetch", {"duties": staff(fetch=(9, 0))}),
        ("load", {"visits": visits({"load": (1, 1)})}),
        ("tools", {"visits": visits({"tools": frozenset(range(63))})}),
        ("link", {"links": [Link(0, 0)]}),
        ("link", {"links": [Link(0, 1, 9, 8)]}),
        ("together", {"together": [[0, 1], [1]]}),
        ("together", {"together": [[0, 5]]}),
        ("held", {"held": [[0], [0]]}),
        ("held", {"held": [[0]], "links": [Link(0, 1)]}),
        ("held", {"held": [[0]], "fixed": {0: 1}}),
        ("speed", {"speed": [(0, 0.0)]}),
        ("price", {"worst_late": -1.0}),
    ],
)
def test_what_cannot_be_planned_is_refused_with_a_code(code: str, change: dict[str, Any]) -> None:
    with pytest.raises(InvalidProblem) as refused:
        solve(pair(**change), rounds=1)
    assert refused.value.code == code
