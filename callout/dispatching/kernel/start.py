"""Taking up a plan at hand: what of it breaks a rule now is left out, so that the search begins right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from callout.dispatching.kernel.arrays import EARLIEST, LATEST, LOAD, MOST, PLACE, ROOM, Given, State
from callout.dispatching.kernel.problem import Problem
from callout.dispatching.kernel.routes import in_time, refresh


def take_up(problem: Problem, given: Given, state: State, start: Sequence[Sequence[int]] | None) -> None:
    """Fill an empty state with rests and with the visits of ``start``, in its order, that keep every rule."""
    rests = {
        int(np.flatnonzero(np.isfinite(given.costs[:, v]))[0]): v
        for v in np.flatnonzero(given.visit[:, PLACE] < 0).tolist()
    }
    for k in range(len(problem.duties)):
        wanted = [visit for visit in (start[k] if start and k < len(start) else ()) if problem.allows(k, visit)]
        _fill(given, state, k, _within_load(given, k, wanted), rests.get(k))


def _within_load(given: Given, k: int, wanted: list[int]) -> list[int]:
    room = given.duty[k, ROOM:].copy()
    kept: list[int] = []
    most = int(given.duty[k, MOST])
    for visit in wanted:
        load = given.visit[visit, LOAD:]
        if (load <= room).all() and len(kept) < most:
            room -= load
            kept.append(visit)
    return kept


def _fill(given: Given, state: State, k: int, wanted: list[int], rest: int | None) -> None:
    if _fits(given, state, k, wanted, rest):
        return
    kept: list[int] = []
    for visit in wanted:
        if _fits(given, state, k, [*kept, visit], rest):
            kept.append(visit)
    _fits(given, state, k, kept, rest)


def _fits(given: Given, state: State, k: int, visits: list[int], rest: int | None) -> bool:
    """Put visits, and a rest in the first gap that allows it, on a duty; False, and an idle duty, when that fails."""
    tries = [visits] if rest is None else [[*visits[:gap], rest, *visits[gap:]] for gap in range(len(visits) + 1)]
    for route in tries:
        _set(given, state, k, route)
        if in_time(k, state.stop):
            return True
    _set(given, state, k, [])
    return False


def _set(given: Given, state: State, k: int, route: list[int]) -> None:
    state.on[state.route[k, : state.size[k]]] = -1
    state.size[k] = len(route)
    state.route[k, : len(route)] = route
    state.on[route] = k
    state.used[k] = given.visit[route, LOAD:].sum(axis=0) if route else 0
    refresh(k, given.travel, given.visit, given.duty, given.rate, state.route, state.size, state.stop, state.travelled)


def by_need(given: Given) -> np.ndarray:
    """The order in which a first plan is made: what costs most to leave out and has the least choice of time first."""
    window = given.visit[:, LATEST] - given.visit[:, EARLIEST]
    return np.lexsort((window, -given.unserved)).astype(np.int32)


def left_compulsory(problem: Problem, given: Given, unserved: Sequence[int]) -> float:
    """How much the search's cost exceeds the plan's because something compulsory is left out."""
    return sum(float(given.unserved[visit]) - problem.visits[visit].unserved for visit in unserved)
