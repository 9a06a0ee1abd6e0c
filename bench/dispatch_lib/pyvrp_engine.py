"""PyVRP: a vehicle type a duty, the barred visits of a duty as far arcs of a profile; no rests, no later windows."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from pyvrp import Model

from callout.dispatching.kernel.problem import Problem

Routes = list[list[int]]


class CpuSeconds:
    """Stops once so many processor seconds have passed since the first question."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.began = seconds, -1.0

    def __call__(self, best_cost: float) -> bool:
        """Whether to stop."""
        if self.began < 0:
            self.began = time.process_time()
        return time.process_time() - self.began >= self.seconds


def prepare(problem: Problem, seconds: float, seed: int) -> Callable[[], Routes]:
    """PyVRP: a vehicle type a duty, its own edges as a profile for each set of allowed visits; no rests."""
    model = Model()
    spots = [model.add_location(place, 0) for place in range(len(problem.travel))]
    depots = {place: model.add_depot(spots[place]) for place in sorted(_ends(problem))}
    prizes = [round(visit.unserved) for visit in problem.visits]
    required = min(prizes) >= 1_000_000
    for v, visit in enumerate(problem.visits):
        model.add_client(
            spots[visit.place], delivery=list(visit.load) or [0], service_duration=visit.length,
            tw_early=visit.earliest,
            tw_late=visit.latest, prize=0 if required else prizes[v], required=required,
        )  # fmt: skip
    allowed = np.isfinite(problem.costs)
    profiles: dict[bytes, Any] = {}
    for k, duty in enumerate(problem.duties):
        if allowed[k].tobytes() not in profiles:
            profiles[allowed[k].tobytes()] = model.add_profile()
        profile = profiles[allowed[k].tobytes()]
        model.add_vehicle_type(
            1, capacity=list(duty.capacity) or [0], start_depot=depots[duty.start_place],
            end_depot=depots[duty.end_place], tw_early=duty.opens, tw_late=duty.closes, profile=profile,
        )  # fmt: skip
    bars = {name: _barred(problem, np.frombuffer(name, bool)) for name in profiles}
    for place, other in np.ndindex(problem.travel.shape):
        way = int(problem.travel[place, other])
        for name, profile in profiles.items():
            far = 10_000_000 if other in bars[name] and place != other else way
            model.add_edge(spots[place], spots[other], distance=far, duration=way, profile=profile)

    def run() -> Routes:
        return _routes(problem, model.solve(CpuSeconds(seconds), seed=seed, display=False))

    return run


def _ends(problem: Problem) -> set[int]:
    return {place for duty in problem.duties for place in (duty.start_place, duty.end_place)}


def _routes(problem: Problem, result: Any) -> Routes:
    routes: Routes = [[] for _ in problem.duties]
    for route in result.best.routes():
        routes[route.vehicle_type()] = [stop.idx for stop in route.schedule() if stop.is_client()]
    return routes


def _barred(problem: Problem, allowed: np.ndarray) -> set[int]:
    """Places of visits that a profile may not serve."""
    return {visit.place for visit, may in zip(problem.visits, allowed, strict=True) if not may}
