"""The process that searches: a problem on standard input, progress and the plan on standard output.

A process of its own, so that a search neither holds up the worker's other jobs nor counts their processor time, and
ends with its worker. No Django here.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from callout.dispatching.kernel.check import check
from callout.dispatching.kernel.problem import Plan, Problem, Visit
from callout.dispatching.kernel.solve import solve
from callout.dispatching.kernel.warm import warm_in_turn
from callout.dispatching.planning.relax import relaxed

REPORT_SECONDS = 0.5
GIVE_WAY = 10  # what people wait for goes before
PARENT_SECONDS = 0.5
STRICT = 0.7  # share of the time for a plan that keeps every wish


@dataclass(frozen=True, slots=True)
class Task:
    """A problem with the plan in force; ``late`` are the visits as they may be made when they do not fit."""

    problem: Problem
    start: Sequence[Sequence[int]]
    late: Sequence[Visit]
    seconds: float | None = None
    rounds: int | None = None
    seed: int = 1


Tell = Callable[[float, float], None]


@dataclass(frozen=True, slots=True)
class Found:
    """The problem as it was solved at last, its plan, and what the plan in force costs in it."""

    problem: Problem
    plan: Plan
    before: float


def best_plan(task: Task, tell: Tell, stopped: Callable[[], bool]) -> Found:
    """A plan that keeps all windows as far as it can, then one where what it left out may begin later."""

    def part(problem: Problem, begin: Sequence[Sequence[int]], since: float, share: float) -> Plan:
        return solve(
            problem, start=begin, seed=task.seed, cancelled=stopped,
            seconds=task.seconds * share if task.seconds else None,
            rounds=max(1, int(task.rounds * share)) if task.rounds else None,
            progress=lambda now: tell(since + now.share * share, now.cost),
        )  # fmt: skip

    strict = part(task.problem, task.start, 0.0, STRICT)
    problem = relaxed(task.problem, strict.unserved, task.late)
    plan = part(problem, strict.routes, STRICT, 1 - STRICT)
    return Found(problem, plan, solve(problem, start=task.start, rounds=0, seed=task.seed).cost)


def main() -> int:
    """Read one task, write lines of JSON: {"share", "cost"} now and then, last {"plan", …} or {"broken"}."""
    os.nice(GIVE_WAY)
    stop = threading.Event()
    threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301  written by the process that started this one
    warm_in_turn()
    found = best_plan(task, _reporter(), stop.is_set)
    plan = found.plan
    broken = [f"{each.rule} {each.duty} {each.visit}" for each in check(found.problem, plan)]
    if broken:
        _say({"broken": broken[:20]})
        return 1
    _say({"routes": plan.routes, "unserved": plan.unserved, "cost": plan.cost, "before": found.before})
    return 0


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone, also while it still compiles and no search asks."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)


def _reporter() -> Tell:
    """Tells how far the search is, twice a second at most."""
    told = 0.0

    def tell(share: float, cost: float) -> None:
        nonlocal told
        if time.monotonic() - told > REPORT_SECONDS:
            told = time.monotonic()
            _say({"share": round(share, 3), "cost": cost})

    return tell


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
