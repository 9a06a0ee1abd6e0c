"""Starts the searching process, passes its progress on and stops it when asked."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from callout.dispatching.kernel.check import check
from callout.dispatching.kernel.problem import Plan
from callout.dispatching.planning.solver import Task, best_plan

COMMAND = (sys.executable, "-m", "callout.dispatching.planning.solver")

_rounds: ContextVar[int] = ContextVar("rounds_of_a_search", default=0)


class PlanRefused(RuntimeError):
    """The search ended without a plan, or with one that the checker does not accept."""


def search(task: Task, progress: Callable[[float], bool]) -> tuple[Plan, float]:
    """The best plan found, and how many minutes it saves.

    ``progress(share)`` is called about twice a second; once it answers False the search ends. The process that searches
    dies with this one. Raises PlanRefused.
    """
    if rounds := _rounds.get():
        return _here(replace(task, seconds=None, rounds=rounds))
    child = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        pickle.dump(task, child.stdin)  # type: ignore[arg-type]
        child.stdin.close()  # type: ignore[union-attr]
        answer: dict[str, Any] = {}
        for line in child.stdout or ():
            answer = json.loads(line)
            if "share" in answer and not progress(answer["share"]):
                child.terminate()
        child.wait()
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if "routes" not in answer:
        raise PlanRefused("; ".join(answer.get("broken", ())) or f"the search ended with code {child.returncode}")
    routes = tuple(tuple(route) for route in answer["routes"])
    return Plan(routes, tuple(answer["unserved"]), answer["cost"]), answer["before"] - answer["cost"]


@contextmanager
def in_this_process(rounds: int) -> Iterator[None]:
    """Meanwhile searches take so many rounds and run here, without a process: the same task gives the same plan."""
    token = _rounds.set(rounds)
    try:
        yield
    finally:
        _rounds.reset(token)


def _here(task: Task) -> tuple[Plan, float]:
    found = best_plan(task, lambda share, cost: None, lambda: False)
    if broken := check(found.problem, found.plan):
        raise PlanRefused("; ".join(f"{each.rule} {each.duty} {each.visit}" for each in broken))
    return found.plan, found.before - found.plan.cost
