"""OR-Tools' routing library: parallel cheapest insertion, then guided local search; rests as break intervals."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from callout.dispatching.kernel.problem import Problem

Routes = list[list[int]]


def prepare(problem: Problem, seconds: float, seed: int) -> Callable[[], Routes]:
    """The model of a problem, and a function that searches it for so many processor seconds; it has no seed."""
    model = _Model(problem)

    def run() -> Routes:
        began = time.process_time()
        limit = model.routing.solver().CustomLimit(lambda: time.process_time() - began >= seconds)
        model.routing.AddSearchMonitor(limit)
        return model.search(seconds)

    return run


class _Model:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        duties, self.places = problem.duties, [visit.place for visit in problem.visits]
        starts = [len(self.places) + 2 * k for k in range(len(duties))]
        for duty in duties:
            self.places += [duty.start_place, duty.end_place]
        self.service = [visit.length for visit in problem.visits] + [0] * (2 * len(duties))
        self.manager = pywrapcp.RoutingIndexManager(len(self.places), len(duties), starts, [s + 1 for s in starts])
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._ways()
        self._loads()
        self._visits()
        self._shifts()

    def _ways(self) -> None:
        ways = self.problem.travel[np.ix_(self.places, self.places)].astype(int).tolist()
        spent = [[way + self.service[i] for way in row] for i, row in enumerate(ways)]
        horizon = max(duty.closes for duty in self.problem.duties)
        self.routing.SetArcCostEvaluatorOfAllVehicles(self.routing.RegisterTransitMatrix(ways))
        self.routing.AddDimension(self.routing.RegisterTransitMatrix(spent), horizon, horizon, False, "time")
        self.clock = self.routing.GetDimensionOrDie("time")

    def _loads(self) -> None:
        duties, visits = self.problem.duties, self.problem.visits
        for d in range(len(duties[0].capacity)):
            need = [v.load[d] if d < len(v.load) else 0 for v in visits] + [0] * (2 * len(duties))
            rooms = [duty.capacity[d] for duty in duties]
            unary = self.routing.RegisterUnaryTransitVector(need)
            self.routing.AddDimensionWithVehicleCapacity(unary, 0, rooms, True, f"load{d}")

    def _visits(self) -> None:
        allowed = np.isfinite(self.problem.costs)
        for v, visit in enumerate(self.problem.visits):
            index = self.manager.NodeToIndex(v)
            self.clock.CumulVar(index).SetRange(visit.earliest, visit.latest)
            self.routing.AddDisjunction([index], round(visit.unserved))
            if not allowed[:, v].all():
                duties = [-1, *(int(k) for k in np.flatnonzero(allowed[:, v]))]
                self.routing.VehicleVar(index).SetValues(duties)

    def _shifts(self) -> None:
        for k, duty in enumerate(self.problem.duties):
            self.clock.CumulVar(self.routing.Start(k)).SetRange(duty.opens, duty.closes)
            self.clock.CumulVar(self.routing.End(k)).SetRange(duty.opens, duty.closes)
            if duty.rest:
                length, earliest, latest = duty.rest
                interval = self.routing.solver().FixedDurationIntervalVar(earliest, latest, length, False, f"rest{k}")
                self.clock.SetBreakIntervalsOfVehicle([interval], k, self.service)

    def search(self, seconds: float) -> Routes:
        """Routes of the best solution, if any. Wall time ends a search that no longer asks its limit."""
        search: Any = pywrapcp.DefaultRoutingSearchParameters()
        search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        search.time_limit.FromMilliseconds(int(seconds * 10_000))
        answer = self.routing.SolveWithParameters(search)
        routes: Routes = [[] for _ in self.problem.duties]
        for k in range(len(routes)) if answer else ():
            index = answer.Value(self.routing.NextVar(self.routing.Start(k)))
            while not self.routing.IsEnd(index):
                routes[k].append(self.manager.IndexToNode(index))
                index = answer.Value(self.routing.NextVar(index))
        return routes
