"""The rest of the checker: what each duty does when, rule by rule. Written without a look at the search."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from callout.dispatching.kernel.problem import Duty, Plan, Problem, Step, Visit

Found = tuple[str, int | None, int | None]  # rule, duty, visit


@dataclass(frozen=True, slots=True)
class Ride:
    """A way of a duty: from leaving to arriving."""

    leaves: int
    takes: int


def broken(problem: Problem, plan: Plan) -> Iterator[Found]:
    """Every rule of the whole model that a plan breaks."""
    if len(plan.days) != len(problem.duties):
        yield "untimed", None, None
        return
    for k, (leave, steps) in enumerate(plan.days):
        if tuple(step.visit for step in steps if step.kind == "visit") != plan.routes[k]:
            yield "untimed", k, None
        elif plan.routes[k]:
            yield from _times(problem, k, leave, steps)
            yield from _pauses(problem.duties[k], k, steps)
            yield from _stock(problem, k, steps)
    yield from _bonds(problem, plan)


def rides(problem: Problem, duty: Duty, leave: int, steps: tuple[Step, ...]) -> list[Ride]:
    """The way to each step and, last, home; a rest is taken where one is."""
    found, here, free = [], duty.start_place, leave
    for step in steps:
        place = _place(problem, duty, step)
        there = here if place is None else place
        found.append(Ride(free, _takes(problem, here, there, free)))
        here, free = there, step.begin + _length(problem, duty, step)
    return [*found, Ride(free, _takes(problem, here, duty.end_place, free))]


def _place(problem: Problem, duty: Duty, step: Step) -> int | None:
    if step.visit is not None:
        return problem.visits[step.visit].place
    return duty.fetch[0] if step.kind == "fetch" and duty.fetch else None


def _length(problem: Problem, duty: Duty, step: Step) -> int:
    if step.visit is not None:
        return problem.visits[step.visit].length
    if step.kind == "fetch":
        return duty.fetch[1] if duty.fetch else 0
    return duty.rest[0] if duty.rest else 0


def _takes(problem: Problem, here: int, there: int, leaves: int) -> int:
    """Travel time, slower or faster by the time of day: the way is eaten up band by band."""
    way = int(problem.travel[here, there])
    if not problem.speed:
        return way
    clock, left = float(leaves), float(way)
    bands = list(problem.speed)
    for index, (_, factor) in enumerate(bands):
        ends = bands[index + 1][0] if index + 1 < len(bands) else math.inf
        if ends <= clock:
            continue
        done = min(left, (ends - clock) / factor)
        left, clock = left - done, clock + done * factor
        if left <= 1e-9:
            break
    return math.ceil(clock - leaves - 1e-6)


def _times(problem: Problem, k: int, leave: int, steps: tuple[Step, ...]) -> Iterator[Found]:
    duty, ways = problem.duties[k], rides(problem, problem.duties[k], leave, steps)
    if leave < duty.opens:
        yield "early", k, None
    for step, way in zip(steps, ways, strict=False):
        if step.begin < way.leaves + way.takes:
            yield "late", k, step.visit
        if step.visit is None:
            continue
        visit = problem.visits[step.visit]
        if not any(first <= step.begin <= last for first, last in [(visit.earliest, visit.latest), *visit.later]):
            yield "late", k, step.visit
        if visit.promised and step.begin < visit.promised[0]:
            yield "promise", k, step.visit
    if ways[-1].leaves + ways[-1].takes > duty.last:
        yield "overtime", k, None


def _pauses(duty: Duty, k: int, steps: tuple[Step, ...]) -> Iterator[Found]:
    rests = [step for step in steps if step.kind == "rest"]
    if len(rests) != (duty.rest is not None) or (duty.rest and not duty.rest[1] <= rests[0].begin <= duty.rest[2]):
        yield "rest", k, None
    fetches = sum(step.kind == "fetch" for step in steps)
    if fetches > (duty.fetch is not None):
        yield "fetch", k, None


def _stock(problem: Problem, k: int, steps: tuple[Step, ...]) -> Iterator[Found]:
    """Until he fetches, tools and parts are those he has along."""
    duty = problem.duties[k]
    kinds = [step.kind for step in steps]
    before = steps[: kinds.index("fetch")] if "fetch" in kinds else steps
    visits = [(step.visit, problem.visits[step.visit]) for step in before if step.visit is not None]
    for index, visit in visits:
        if not visit.tools <= duty.tools:
            yield "tool", k, index
    for dimension in range(max((len(visit.load) for _, visit in visits), default=0)):
        room = duty.capacity[dimension] if dimension < len(duty.capacity) else 0
        if sum(visit.load[dimension] for _, visit in visits if dimension < len(visit.load)) > room:
            yield "load", k, None


def _bonds(problem: Problem, plan: Plan) -> Iterator[Found]:
    """Links, visits of one duty, and what is held."""
    begins = {step.visit: step.begin for _, steps in plan.days for step in steps if step.visit is not None}
    owner = {visit: k for k, route in enumerate(plan.routes) for visit in route}
    for link in problem.links:
        if (link.first in owner) != (link.second in owner):
            yield "alone", None, link.first
        elif link.first in owner:
            apart = begins[link.second] - begins[link.first]
            if apart < link.least or (link.most is not None and apart > link.most):
                yield "link", owner[link.second], link.second
            if link.apart and owner[link.first] == owner[link.second]:
                yield "apart", owner[link.second], link.second
    for mates in problem.together:
        if len({owner.get(mate) for mate in mates}) > 1:
            yield "together", None, mates[0]
    for k, held in enumerate(problem.held):
        if plan.routes[k][: len(held)] != tuple(held):
            yield "held", k, None


def cost(problem: Problem, plan: Plan) -> float:
    """Travel, work, overtime, unfair work, lateness and broken promises of all duties, and the worst lateness."""
    found, worst = 0.0, 0
    for k, (leave, steps) in enumerate(plan.days):
        if not plan.routes[k]:
            continue
        duty, ways = problem.duties[k], rides(problem, problem.duties[k], leave, steps)
        visits = [(step.begin, problem.visits[step.visit]) for step in steps if step.visit is not None]
        home, travel = ways[-1].leaves + ways[-1].takes, sum(way.takes for way in ways)
        work = travel + sum(visit.length for _, visit in visits)
        found += duty.rate * travel + duty.overtime * max(0, home - duty.closes)
        found += duty.working * (home - leave)
        found += duty.beyond * max(0, work - duty.fair) if duty.fair is not None else 0.0
        found += sum(_soft(begin, visit) for begin, visit in visits)
        worst = max([worst, *(begin - visit.due for begin, visit in visits if visit.due is not None)])
    return found + problem.worst_late * worst


def _soft(begin: int, visit: Visit) -> float:
    late = max(0, begin - visit.due) * visit.lateness if visit.due is not None else 0.0
    return late + (visit.moved if visit.promised and begin > visit.promised[1] else 0.0)
