"""Whether a plan holds, written without a look at the search: every plan passes here before it is used."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from callout.dispatching.kernel import check_days
from callout.dispatching.kernel.problem import Duty, Plan, Problem


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks.

    ``unknown``, ``twice``, ``left`` (compulsory but unserved), ``forbidden``, ``late``, ``overtime``, ``load``,
    ``many``, ``cost``; of the whole model also ``untimed`` (its days are missing), ``early``, ``promise``, ``rest``,
    ``fetch``, ``tool``, ``link``, ``apart``, ``alone`` (without its mate), ``together`` and ``held``.
    """

    rule: str
    duty: int | None = None
    visit: int | None = None


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """Everything that is wrong with a plan; empty when it holds."""
    found = list(_partition(problem, plan))
    if found:
        return found
    held = {visit: k for k, route in enumerate(problem.held) for visit in route}
    found += [Violation("left", k, visit) for visit, k in {**held, **problem.fixed}.items() if visit in plan.unserved]
    for k, route in enumerate(plan.routes):
        found += _duty(problem, k, route)
        found += _day(problem, k, route) if problem.is_plain else ()
    if not problem.is_plain:
        found += [Violation(rule, duty, visit) for rule, duty, visit in check_days.broken(problem, plan)]
    if not found and not math.isclose(total(problem, plan), plan.cost, rel_tol=1e-6, abs_tol=1e-3):
        found.append(Violation("cost"))
    return found


def total(problem: Problem, plan: Plan) -> float:
    """What the plan costs: its days, what each assignment costs, and unserved visits."""
    cost = sum(problem.visits[visit].unserved for visit in plan.unserved)
    for k, route in enumerate(plan.routes):
        if problem.is_plain:
            cost += problem.duties[k].rate * _travelled(problem, problem.duties[k], route)
        cost += sum(float(problem.costs[k, visit]) for visit in route)
    return cost if problem.is_plain else cost + check_days.cost(problem, plan)


def _travelled(problem: Problem, duty: Duty, route: tuple[int, ...]) -> int:
    if not route:
        return 0
    stops = [duty.start_place, *(problem.visits[visit].place for visit in route), duty.end_place]
    return sum(int(problem.travel[a, b]) for a, b in pairwise(stops))


def _partition(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if len(plan.routes) != len(problem.duties):
        yield Violation("unknown")
    named = Counter([*plan.unserved, *(visit for route in plan.routes for visit in route)])
    for visit, times in named.items():
        if not 0 <= visit < len(problem.visits):
            yield Violation("unknown", visit=visit)
        elif times > 1:
            yield Violation("twice", visit=visit)
    for visit in range(len(problem.visits)):
        if visit not in named:
            yield Violation("unknown", visit=visit)


def _duty(problem: Problem, k: int, route: tuple[int, ...]) -> Iterator[Violation]:
    duty = problem.duties[k]
    if len(route) > duty.most:
        yield Violation("many", k)
    for visit in route:
        if not problem.allows(k, visit):
            yield Violation("forbidden", k, visit)


def _day(problem: Problem, k: int, route: tuple[int, ...]) -> Iterator[Violation]:
    """Of a plain problem: what is taken along, and times when everybody begins as soon as he can."""
    duty = problem.duties[k]
    for dimension, room in enumerate(duty.capacity):
        if sum(problem.visits[v].load[dimension] for v in route if dimension < len(problem.visits[v].load)) > room:
            yield Violation("load", k)
    yield from _times(problem, k, route)


def _times(problem: Problem, k: int, route: tuple[int, ...]) -> Iterator[Violation]:
    """Some way to place the rest must keep every time: each possible gap is tried."""
    duty = problem.duties[k]
    if duty.rest is None or not route:  # who does nothing rests when he likes
        first = _first_late(problem, duty, route, None)
        if first is not None:
            yield _late(k, route, first)
        return
    tries = [_first_late(problem, duty, route, gap) for gap in range(len(route) + 1)]
    if None not in tries:
        yield _late(k, route, max(each for each in tries if each is not None))


def _late(k: int, route: tuple[int, ...], first: int) -> Violation:
    return Violation("late", k, route[first]) if first < len(route) else Violation("overtime", k)


def _first_late(problem: Problem, duty: Duty, route: tuple[int, ...], gap: int | None) -> int | None:
    """The index of the first visit that begins too late (len: home too late), None when all is in time."""
    now, here = duty.opens, duty.start_place
    for index in range(len(route) + 1):
        if gap == index and duty.rest is not None:
            length, earliest, latest = duty.rest
            now = max(now, earliest)
            if now > latest:
                return index
            now += length
        if index == len(route):
            break
        visit = problem.visits[route[index]]
        now = max(now + int(problem.travel[here, visit.place]), visit.earliest)
        if now > visit.latest:
            return index
        now, here = now + visit.length, visit.place
    home = int(problem.travel[here, duty.end_place]) if route else 0
    return len(route) if now + home > duty.closes else None
