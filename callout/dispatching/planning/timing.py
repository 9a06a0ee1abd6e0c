"""When the visits of a route begin: as told where that is possible, else as soon as may be on a full five minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callout.dispatching.kernel.problem import Problem
from callout.dispatching.planning.build import Built
from callout.dispatching.planning.relax import relaxed

STEP = 5


@dataclass(frozen=True, slots=True)
class _Step:
    way: int
    earliest: int
    latest: int
    length: int
    visit: int | None


def begins(day: Built, duty: int, route: Sequence[int]) -> dict[int, int]:
    """The minute at which each order of a route begins, in the windows wished for or else late.

    Raises ValueError when the route cannot be kept at all.
    """
    jobs = len(day.jobs)
    told = {v: day.minute(held.starts) for v in route if v < jobs and (held := day.jobs[v].held) and held.promised}
    late = relaxed(day.problem, [v for v in route if v < jobs], day.late)
    for problem in (day.problem, late):
        for gap in _gaps(problem, duty, route):
            own = problem.duties[duty]
            found = _timed(_steps(problem, duty, route, gap), own.opens, own.last, told)
            if found is not None:
                return {visit: minute for visit, minute in found.items() if visit < jobs}
    raise ValueError(f"the route of duty {duty} cannot be kept")


def _gaps(problem: Problem, duty: int, route: Sequence[int]) -> Sequence[int | None]:
    return [None] if problem.duties[duty].rest is None else range(len(route) + 1)


def _steps(problem: Problem, duty: int, route: Sequence[int], gap: int | None) -> list[_Step]:
    """Visits, and the rest before visit ``gap``, each with the way from the one before."""
    own, here, steps = problem.duties[duty], problem.duties[duty].start_place, []
    for index in range(len(route) + 1):
        if gap == index and own.rest is not None:
            length, since, until = own.rest
            steps.append(_Step(0, since, until, length, None))
        if index < len(route):
            visit = problem.visits[route[index]]
            way = int(problem.travel[here, visit.place])
            steps.append(_Step(way, visit.earliest, visit.latest, visit.length, route[index]))
            here = visit.place
    return steps


def _timed(steps: Sequence[_Step], opens: int, closes: int, wanted: Mapping[int, int]) -> dict[int, int] | None:
    latest, bound = [0] * len(steps), closes
    for index in range(len(steps) - 1, -1, -1):
        step = steps[index]
        latest[index] = min(step.latest, bound - step.length)
        bound = latest[index] - step.way
    found, now = {}, opens
    for step, last in zip(steps, latest, strict=True):
        first = max(now + step.way, step.earliest)
        if first > last:
            return None
        told = wanted.get(step.visit) if step.visit is not None else first
        start = min(max(first, -(-first // STEP) * STEP if told is None else told), last)
        if step.visit is not None:
            found[step.visit] = start
        now = start + step.length
    return found
