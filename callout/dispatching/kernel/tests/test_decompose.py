"""Large days in parts: what is planned holds, what was promised stays, borders are mended, cancelling loses nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from callout.dispatching.kernel.check import check
from callout.dispatching.kernel.decompose import Country, faults, solve_country
from callout.dispatching.kernel.problem import Duty, Plan, Problem, Visit


def country(duties: int = 12, visits: int = 80, seed: int = 3) -> Country:
    """Engineers and orders over a square; a third of the pairs are not allowed."""
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 100, (duties + visits, 2))
    staff = [Duty(k, k, 0, 480, rest=(30, 200, 300)) for k in range(duties)]
    work = [Visit(duties + n, 30, 0, 480, 1000.0) for n in range(visits)]
    costs = np.where(rng.random((duties, visits)) < 0.35, np.inf, 0.0).astype(np.float32)

    def ways(places: np.ndarray) -> np.ndarray:
        apart = spots[places][:, None] - spots[places][None]
        return np.ceil(np.sqrt((apart**2).sum(axis=-1))).astype(np.int32)

    return Country(work, staff, spots, ways, costs)


def whole(day: Country) -> Problem:
    """The same day with its matrix."""
    return Problem(day.visits, day.duties, day.ways(np.arange(len(day.spots))), day.costs, day.fixed)


def test_a_plan_in_parts_holds_as_a_whole() -> None:
    day = country()
    plan = solve_country(day, seconds=0.6, size=4)
    assert check(whole(day), plan) == []
    assert faults(day, plan) == []


def test_later_passes_carry_visits_over_the_borders() -> None:
    day = country()
    first = solve_country(day, rounds=6000, size=3, passes=1)
    later = solve_country(day, rounds=6000, size=3, passes=3, start=first.routes)
    owner = {visit: duty for duty, route in enumerate(first.routes) for visit in route}
    moved = [visit for duty, route in enumerate(later.routes) for visit in route if owner.get(visit) != duty]
    assert moved
    assert later.cost <= first.cost
    assert check(whole(day), later) == []


def test_the_same_seed_and_rounds_give_the_same_plan() -> None:
    day = country()
    plans = [solve_country(day, rounds=3000, size=4, seed=5) for _ in range(2)]
    assert plans[0] == plans[1]
    with pytest.raises(ValueError):
        solve_country(day)


def test_what_is_fixed_stays_wherever_it_lies() -> None:
    day = country()
    allowed = np.isfinite(day.costs)
    fixed = {visit: int(np.flatnonzero(allowed[:, visit])[-1]) for visit in (0, 7, 33)}
    plan = solve_country(replace(day, fixed=fixed), seconds=0.6, size=3)
    assert all(visit in plan.routes[duty] for visit, duty in fixed.items())


def test_cancelled_at_once_it_keeps_the_plan_at_hand() -> None:
    day = country()
    start = solve_country(day, seconds=0.3, size=4).routes
    heard: list[float] = []
    plan = solve_country(day, seconds=5, start=start, size=4, cancelled=lambda: True, progress=heard.append)
    assert (plan.routes, heard) == (start, [])


def test_faults_are_named() -> None:
    day = country()
    plan = solve_country(day, seconds=0.3, size=4)
    duty = next(k for k, route in enumerate(plan.routes) if route)
    twice = [list(route) for route in plan.routes]
    twice[(duty + 1) % len(twice)].append(twice[duty][0])
    assert (-1, "twice") in faults(day, replace(plan, routes=tuple(map(tuple, twice))))
    crowded = Plan((tuple(range(40)), *((),) * (len(day.duties) - 1)), (), 0.0)
    assert {duty for duty, _ in faults(day, crowded)} == {0}


def test_homes_that_no_cut_divides() -> None:
    day = country()
    staff = [replace(duty, start_place=0, end_place=0) for duty in day.duties]
    plan = solve_country(replace(day, duties=staff), seconds=0.4, size=4)
    assert check(whole(replace(day, duties=staff)), plan) == []
