"""Engines that solve an instance: Callout's own, VROOM, PyVRP and OR-Tools. Each answers with a plan or its routes.

An engine first builds its model, outside the measured time, and then runs for so many processor seconds. What it cannot
express it is not told (PyVRP knows no rests); the independent checker then says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module

from bench.dispatch_lib.instances import Instance
from bench.dispatch_lib.live import Live
from callout.dispatching.kernel.problem import Plan
from callout.dispatching.kernel.solve import solve

Routes = list[list[int]]
Run = Callable[[], Plan | Routes]
OTHERS = ("vroom", "pyvrp", "ortools")  # modules of the same names


def own(instance: Instance, seconds: float, seed: int) -> Run:
    """Callout's kernel, compiled before the clock runs."""
    problem = instance.problem
    solve(problem, rounds=1)
    if instance.known is not None:
        return Live(problem, instance.known, seconds, seed).run
    return lambda: solve(problem, seconds=seconds, seed=seed)


def prepared(name: str, instance: Instance, seconds: float, seed: int) -> Run:
    """An engine ready to run on an instance."""
    if name == "own":
        return own(instance, seconds, seed)
    run: Run = import_module(f"bench.dispatch_lib.{name}_engine").prepare(instance.problem, seconds, seed)
    return run


def timed(run: Run) -> tuple[Plan | Routes, float]:
    """A plan or its routes, and processor seconds."""
    began = time.process_time()
    found = run()
    return found, time.process_time() - began
