"""The plan somebody would have made who knew the whole of the days before: a mark that no policy can expect to reach.

One long search of the kernel over all requests with the times they came, true lengths, who is sick and who begins late;
accepted by the independent checker. Nobody is told a time, so nothing has to be changed, and one visit is enough where
others come in vain.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.board.cost import UNSERVED_MINUTES
from callout.dispatching.choose import KM_PER_HOUR, LATE_WEIGHT, LEAD, WAIT_SHARE
from callout.dispatching.kernel.check import check
from callout.dispatching.kernel.problem import FORBIDDEN, Duty, Plan, Problem, Visit
from callout.dispatching.kernel.solve import solve
from callout.dispatching.simulation import facts
from callout.dispatching.simulation.facts import Facts, Ordered
from callout.dispatching.simulation.scenario import (
    CLOSES,
    OPENS,
    OVERTIME_MINUTES,
    Scenario,
    moment,
    working_minutes,
)
from callout.dispatching.simulation.score import MISSED_MINUTES, OVERTIME
from callout.foundation.geo import DETOUR, Point, haversine_km

NAME = "hindsight"
ROUNDS = 40_000  # of each of its two searches


class HindsightBroken(RuntimeError):
    """The checker does not accept the plan."""


def plan(scenario: Scenario, tell: Callable[[float], None] = lambda share: None, rounds: int = ROUNDS) -> Facts:
    """What would have happened. Raises HindsightBroken; ``tell`` hears the share of the search and may raise."""
    problem, shifts = _problem(scenario)
    found = solve(problem, rounds=rounds, seed=scenario.seed, progress=lambda now: tell(now.share / 2))
    late = set(found.unserved)
    visits = [_late(scenario, n) if n in late else visit for n, visit in enumerate(problem.visits)]
    problem = replace(problem, visits=visits)
    found = solve(
        problem, start=found.routes, rounds=rounds, seed=scenario.seed, progress=lambda now: tell(0.5 + now.share / 2)
    )
    if broken := check(problem, found):
        raise HindsightBroken("; ".join(f"{each.rule} {each.duty} {each.visit}" for each in broken))
    return _facts(scenario, problem, found, shifts)


def _problem(scenario: Scenario) -> tuple[Problem, list[tuple[int, date]]]:
    """On an axis of working minutes: a day begins where the one before closes, and overtime lies beside it."""
    shifts = [
        (n, day) for day in scenario.all_days for n in range(len(scenario.engineers)) if (n, day) not in scenario.sick
    ]
    visits = [_in_time(scenario, n) for n in range(len(scenario.requests))]
    homes, nowhere = len(visits), len(visits) + len(scenario.engineers)
    duties = [_duty(scenario, n, day, homes + n, nowhere) for n, day in shifts]
    return Problem(visits, duties, _travel(scenario), _costs(scenario, shifts)), shifts


def _in_time(scenario: Scenario, number: int) -> Visit:
    """Within its promise and the window asked for; waiting costs what it costs in the score."""
    request = scenario.requests[number]
    wanted, latest = _minute(scenario, max(request.at + LEAD, request.wanted)), _minute(scenario, request.due)
    if request.window:
        latest = min(latest, _minute(scenario, request.window[1]))
    price = UNSERVED_MINUTES * LATE_WEIGHT[request.severity]
    return Visit(number, request.minutes, wanted, max(wanted, latest), price, due=wanted, lateness=WAIT_SHARE)


def _late(scenario: Scenario, number: int) -> Visit:
    """What did not fit in time: late from the promise on, and once for missing it."""
    request, strict = scenario.requests[number], _in_time(scenario, number)
    weight, due = LATE_WEIGHT[request.severity], max(strict.earliest, _minute(scenario, request.due))
    return replace(
        strict, latest=_minute(scenario, scenario.ends), unserved=strict.unserved * 4, due=due,
        lateness=weight + WAIT_SHARE, promised=(strict.earliest, due), moved=MISSED_MINUTES * weight,
    )  # fmt: skip


def _duty(scenario: Scenario, number: int, day: date, home: int, nowhere: int) -> Duty:
    opens = moment(day, OPENS) + timedelta(minutes=scenario.late.get((number, day), 0))
    closes = _minute(scenario, moment(day, CLOSES))
    return Duty(
        home, nowhere, _minute(scenario, opens), closes, limit=closes + OVERTIME_MINUTES, overtime=OVERTIME
    )  # fmt: skip


def _travel(scenario: Scenario) -> NDArray[np.int32]:
    """Whole minutes between sites, then homes; at last nowhere, which is near everything."""
    points = [*(request.place for request in scenario.requests), *(who.home for who in scenario.engineers)]
    minutes = np.zeros((len(points) + 1, len(points) + 1), np.int32)
    for a, here in enumerate(points):
        for b in range(a):
            minutes[a, b] = minutes[b, a] = way_minutes(here, points[b])
    return minutes


def way_minutes(here: Point, there: Point) -> int:
    """As the crew of a play drives."""
    return max(1, round(haversine_km(here, there) * DETOUR / KM_PER_HOUR * 60))


def _costs(scenario: Scenario, shifts: list[tuple[int, date]]) -> NDArray[np.float32]:
    """Nothing beside the way for who may go, else forbidden."""
    costs = np.full((len(shifts), len(scenario.requests)), FORBIDDEN, np.float32)
    for k, (number, day) in enumerate(shifts):
        who = scenario.engineers[number]
        for v, request in enumerate(scenario.requests):
            if (
                request.at < moment(day, CLOSES)
                and who.town == request.town
                and who.skills.get(request.skill, 0) >= request.level
            ):
                costs[k, v] = 0.0
    return costs


def _minute(scenario: Scenario, at: datetime) -> int:
    return math.ceil(working_minutes(_zero(scenario), at))


def _zero(scenario: Scenario) -> datetime:
    return moment(scenario.all_days[0], OPENS)


def _facts(scenario: Scenario, problem: Problem, found: Plan, shifts: list[tuple[int, date]]) -> Facts:
    visits = []
    for k, (_leave, steps) in enumerate(found.days):
        (number, day), here = shifts[k], problem.duties[k].start_place
        opens = moment(day, OPENS)
        zero = opens - timedelta(minutes=_minute(scenario, opens))
        for step in steps:
            if step.visit is None:
                continue
            way = int(problem.travel[here, step.visit])
            arrived = zero + timedelta(minutes=step.begin)
            ended = arrived + timedelta(minutes=problem.visits[step.visit].length)
            visits.append(facts.Visit(step.visit, number, arrived - timedelta(minutes=way), arrived, ended))
            here = step.visit
    orders = {n: Ordered(r.severity, r.wanted, r.due) for n, r in enumerate(scenario.requests)}
    return Facts(orders, tuple(sorted(visits, key=lambda visit: visit.arrived)), len(scenario.engineers))
