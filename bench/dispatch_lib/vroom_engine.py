"""VROOM: skills, one dimension of load or several, one window a visit, rests, optional visits by priority."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import vroom as library

from callout.dispatching.kernel.problem import Problem

Routes = list[list[int]]


def prepare(problem: Problem, seconds: float, seed: int, level: int = 5) -> Callable[[], Routes]:
    """VROOM on one thread, by default at its highest level; it has no seed and ends by itself or at the limit.

    Its limit is one of wall time: where others kept the processor busy meanwhile, it runs again with more of it.
    """
    task = _task(problem)

    def run() -> Routes:
        wall, answer = seconds, None
        for _ in range(3):
            began, clock = time.process_time(), time.perf_counter()
            answer = task.solve(exploration_level=level, nb_threads=1, timeout=datetime.timedelta(seconds=wall))
            used, passed = time.process_time() - began, time.perf_counter() - clock
            if passed < wall * 0.95 or used > seconds * 0.9:
                break
            wall *= seconds / max(used, seconds / 10)
        return _routes(problem, answer)

    return run


def _task(problem: Problem) -> Any:
    task = library.Input()
    task.set_durations_matrix("car", problem.travel.astype(np.uint32))
    by_skill = _Classes(problem)
    for k, duty in enumerate(problem.duties):
        rests = [_rest(k, duty.rest)] if duty.rest else []
        task.add_vehicle(library.Vehicle(
            k, start=duty.start_place, end=duty.end_place, capacity=list(duty.capacity), profile="car",
            skills=by_skill.of_duty(k), time_window=(duty.opens, duty.closes), breaks=rests,
            max_tasks=min(duty.most, 2**31),
        ))  # fmt: skip
    dearest = max(visit.unserved for visit in problem.visits)
    for v, visit in enumerate(problem.visits):
        task.add_job(library.Job(
            v, location=visit.place, default_service=visit.length, delivery=list(visit.load),
            skills=by_skill.of_visit(v), priority=round(visit.unserved / dearest * 100),
            time_windows=[library.TimeWindow(visit.earliest, visit.latest)],
        ))  # fmt: skip
    return task


def _routes(problem: Problem, answer: Any) -> Routes:
    routes: Routes = [[] for _ in problem.duties]
    steps = answer.routes
    for k, kind, job in zip(steps["vehicle_id"], steps["type"], steps["id"], strict=True):
        if kind == "job":
            routes[int(k)].append(int(job))
    return routes


def _rest(k: int, rest: tuple[int, int, int]) -> Any:
    length, earliest, latest = rest
    return library.Break(k, time_windows=[library.TimeWindow(earliest, latest)], service=length)


class _Classes:
    """Visits that the same duties may serve share a skill number."""

    def __init__(self, problem: Problem) -> None:
        allowed = np.isfinite(problem.costs)
        known: dict[bytes, int] = {}
        self.number = [known.setdefault(allowed[:, v].tobytes(), len(known)) for v in range(allowed.shape[1])]
        self.allowed, self.first = allowed, {n: v for v, n in reversed(list(enumerate(self.number)))}

    def of_visit(self, visit: int) -> set[int]:
        """The skill it needs."""
        return {self.number[visit]}

    def of_duty(self, duty: int) -> set[int]:
        """The skills it has."""
        return {n for n, v in self.first.items() if self.allowed[duty, v]}
