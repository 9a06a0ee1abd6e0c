"""What a search remembers: its work space, the accepted plan and the best one seen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from callout.dispatching.kernel.arrays import F8, I4, I8, LOAD, Given, State


class Scratch(NamedTuple):
    """Work space of a search and its accepted plan: ``kept_…`` mirror the state, ``best_…`` the best plan seen."""

    kept_route: NDArray[np.int32]
    kept_count: NDArray[np.int32]
    kept_travelled: NDArray[np.float64]
    best_route: NDArray[np.int32]
    best_count: NDArray[np.int32]
    stale: NDArray[np.uint8]  # (k,) changed since the best plan was noted
    touched: NDArray[np.uint8]  # (k,)
    touched_list: NDArray[np.int32]  # (k,)
    taken: NDArray[np.int32]  # (v,) visits to place
    key: NDArray[np.float64]  # (v,)
    mark: NDArray[np.int64]  # (k,) when a duty was last asked
    asked: NDArray[np.int32]  # (k,) the duties to ask
    idle: NDArray[np.int32]  # (v,) unserved visits, the first numbers[2] of them
    slot: NDArray[np.int32]  # (v,) where an unserved visit stands in idle, −1: served
    numbers: NDArray[np.int64]  # [asked so often, duties with visits, unserved, served]
    costs: NDArray[np.float64]  # [present, best]


def scratch(given: Given, state: State) -> Scratch:
    """Work space for a search from ``state``."""
    k, v = given.costs.shape
    return Scratch(
        state.route.copy(),
        state.size.copy(),
        state.travelled.copy(),
        state.route.copy(),
        state.size.copy(),
        np.zeros(k, np.uint8),
        np.zeros(k, np.uint8),
        np.zeros(k, np.int32),
        np.zeros(v, np.int32),
        np.zeros(v, np.float64),
        np.zeros(k, np.int64),
        np.zeros(k, np.int32),
        np.zeros(v, np.int32),
        np.full(v, -1, np.int32),
        np.zeros(4, np.int64),
        np.zeros(2, np.float64),
    )


@njit(cache=True)
def begin(given: Given, state: State, work: Scratch) -> None:
    """Take stock of the state: costs, unserved visits, and the accepted and best plan."""
    cost = 0.0
    unserved = served = 0
    for v in range(given.costs.shape[1]):
        k = state.on[v]
        if k < 0:
            cost += given.unserved[v]
            work.idle[unserved], work.slot[v] = v, unserved
            unserved += 1
        else:
            cost += given.costs[k, v]
            work.slot[v] = -1
            served += 1
    busy = 0
    for k in range(given.costs.shape[0]):
        cost += state.travelled[k]
        busy += state.size[k] > 0
        work.stale[k] = 0
    work.kept_route[:], work.kept_count[:], work.kept_travelled[:] = state.route, state.size, state.travelled
    work.best_route[:], work.best_count[:] = state.route, state.size
    work.numbers[1], work.numbers[2], work.numbers[3] = busy, unserved, served
    work.costs[:] = cost


@njit(cache=True)
def keep(
    changed: int, out: int, route: I4, count: I4, on: I4, travelled: F8, work: Scratch
) -> None:  # fmt: skip
    """The changed plan is the accepted one now."""
    numbers, idle, slot = work.numbers, work.idle, work.slot
    for x in range(changed):
        k = work.touched_list[x]
        numbers[1] += (count[k] > 0) * 1 - (work.kept_count[k] > 0) * 1
        work.kept_count[k] = count[k]
        for i in range(count[k]):
            work.kept_route[k, i] = route[k, i]
        work.kept_travelled[k] = travelled[k]
        work.touched[k], work.stale[k] = 0, 1
    for i in range(out):
        v = work.taken[i]
        place = slot[v]
        if on[v] >= 0 and place >= 0:
            last = idle[numbers[2] - 1]
            idle[place], slot[last] = last, place
            slot[v] = -1
            numbers[2] -= 1
            numbers[3] += 1
        elif on[v] < 0 and place < 0:
            idle[numbers[2]], slot[v] = v, numbers[2]
            numbers[2] += 1
            numbers[3] -= 1


@njit(cache=True)
def back(
    k: int, visit: I8, route: I4, count: I4, on: I4, used: I8, kept_route: I4, kept_count: I4
) -> None:  # fmt: skip
    """A duty as in the accepted plan."""
    count[k] = kept_count[k]
    for d in range(used.shape[1]):
        used[k, d] = 0
    for i in range(count[k]):
        v = kept_route[k, i]
        route[k, i], on[v] = v, k
        for d in range(used.shape[1]):
            used[k, d] += visit[v, LOAD + d]
