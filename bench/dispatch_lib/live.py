"""A day that is planned while it runs: requests become known over time, what has begun stays, the rest is planned anew.

Everybody waits where he is and leaves for the next visit as late as its planned begin allows; until then it may still
be given to somebody else. Who has nothing left to do waits at his last visit: the time since then counts as worked when
he is called again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from callout.dispatching.kernel.check import total
from callout.dispatching.kernel.problem import Duty, Plan, Problem, Step, Visit
from callout.dispatching.kernel.solve import solve

EVER = 2**30
DEAR = 1e8  # leaving a known request out
PLENTY = 10**6
MORNING = 0.3  # share of the seconds that the first plan gets


@dataclass
class Worker:
    """What one duty has begun, in its order, and where and when he is free after it."""

    duty: Duty
    place: int
    leave: int | None = None
    free: int = 0
    steps: list[Step] = field(default_factory=list)


class Live:
    """The day of a problem whose visits become known at ``known`` (one time a visit)."""

    def __init__(self, problem: Problem, known: tuple[int, ...], seconds: float, seed: int) -> None:
        self.problem, self.known, self.seed = problem, known, seed
        self.workers = [Worker(duty, duty.start_place) for duty in problem.duties]
        self.ahead: list[list[int]] = [[] for _ in problem.duties]
        self.tools = frozenset(tool for visit in problem.visits for tool in visit.tools)
        first = min(duty.opens for duty in problem.duties)
        self.events = sorted({first, *(time for time in known if time > first)})
        share = MORNING if len(self.events) > 1 else 1.0
        self.morning = seconds * share
        self.seconds = seconds * (1.0 - share) / max(1, len(self.events) - 1)

    def run(self) -> Plan:
        """The day as it was done."""
        for now, then in zip(self.events, [*self.events[1:], EVER], strict=True):
            self._go_on(self._planned(now), then)
        routes = tuple(tuple(s.visit for s in w.steps if s.visit is not None) for w in self.workers)
        served = {visit for route in routes for visit in route}
        left = tuple(visit for visit in range(len(self.problem.visits)) if visit not in served)
        days = tuple((w.duty.opens if w.leave is None else w.leave, tuple(w.steps)) for w in self.workers)
        bare = Plan(routes, left, 0.0, days)
        return replace(bare, cost=total(self.problem, bare))

    def _planned(self, now: int) -> list[tuple[int, list[Step]]]:
        """What remains, planned at a moment: when each leaves and what he then does."""
        done = {step.visit for worker in self.workers for step in worker.steps}
        open_ = [v for v, time in enumerate(self.known) if time <= now and v not in done]
        number = {visit: index for index, visit in enumerate(open_)}
        visits = [replace(self.problem.visits[v], unserved=DEAR) for v in open_]
        costs = self.problem.costs[:, open_].copy()
        duties, held, start = [], [], []
        for k, worker in enumerate(self.workers):
            duties.append(self._duty(worker, now))
            planned = [number[v] for v in self.ahead[k] if v in number]
            held.append([len(visits)] if worker.steps else [])
            start.append([*held[-1], *planned])
            if worker.steps:
                if not planned:
                    costs[k] += max(0, now - worker.free)
                stands = max(now, worker.free)
                visits.append(Visit(worker.place, 0, stands, stands, DEAR))
        rows = np.zeros((len(duties), len(visits)), np.float32)
        rows[:, : len(open_)] = costs
        day = Problem(visits, duties, self.problem.travel, rows, held=held)
        plan = solve(day, seconds=self.morning if now == self.events[0] else self.seconds, seed=self.seed, start=start)
        self.ahead = [[open_[v] for v in route if v < len(open_)] for route in plan.routes]
        found = []
        for leave, steps in plan.days:
            real = [s for s in steps if s.visit is None or s.visit < len(open_)]
            named = [s if s.visit is None else replace(s, visit=open_[s.visit]) for s in real]
            found.append((leave, named if any(s.visit is not None for s in named) else []))
        return found

    def _duty(self, worker: Worker, now: int) -> Duty:
        """A duty from where he stands; what he fetched or used up is no longer as in the morning."""
        if not worker.steps:
            return replace(worker.duty, opens=min(max(worker.duty.opens, now), worker.duty.closes))
        begins = max(now, worker.free)
        if any(step.kind == "fetch" for step in worker.steps):
            room, tools, fetch = tuple(PLENTY for _ in worker.duty.capacity), self.tools, None
        else:
            used = [self.problem.visits[s.visit].load for s in worker.steps if s.visit is not None]
            room = tuple(has - sum(load[d] for load in used) for d, has in enumerate(worker.duty.capacity))
            tools, fetch = worker.duty.tools, worker.duty.fetch
        return replace(
            worker.duty, start_place=worker.place, opens=begins, closes=max(begins, worker.duty.closes),
            capacity=room, tools=tools, fetch=fetch,
        )  # fmt: skip

    def _go_on(self, planned: list[tuple[int, list[Step]]], then: int) -> None:
        """Until a moment: whoever must have left for a step has begun it."""
        for worker, (leave, steps) in zip(self.workers, planned, strict=True):
            for step in steps:
                place = self._place(worker.duty, step)
                departs = step.begin - int(self.problem.travel[worker.place, place])
                if not worker.steps:
                    departs = min(departs, leave)
                if departs >= then:
                    break
                if not worker.steps:
                    worker.leave = leave
                worker.steps.append(step)
                worker.place, worker.free = place, step.begin + self._length(worker.duty, step)

    def _place(self, duty: Duty, step: Step) -> int:
        return self.problem.visits[step.visit].place if step.visit is not None else (duty.fetch or (0, 0))[0]

    def _length(self, duty: Duty, step: Step) -> int:
        return self.problem.visits[step.visit].length if step.visit is not None else (duty.fetch or (0, 0))[1]
