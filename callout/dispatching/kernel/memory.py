"""What a search remembers: its work space, the accepted plan and the best one seen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.kernel.arrays import F8, I4, I8, LOAD, PLACE, Given, State
from callout.dispatching.kernel.compiled import compiled, compiled_inline, copy_row


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
    numbers: NDArray[np.int64]  # [asked so often, duties with visits, unserved, served, orders]
    costs: NDArray[np.float64]  # [present, best]
    version: NDArray[np.int32]  # (k,) how often the accepted visits of a duty changed
    known: NDArray[np.int32]  # (v, k) the version of the duty for which the next two hold
    price: NDArray[np.float32]  # (v, k) what the visit costs in the duty's cheapest gap, infinite: it fits nowhere
    gap: NDArray[np.int16]  # (v, k) that gap


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
        np.zeros(5, np.int64),
        np.zeros(2, np.float64),
        np.ones(k, np.int32),
        np.zeros((v, k), np.int32),
        np.zeros((v, k), np.float32),
        np.zeros((v, k), np.int16),
    )


def begin(given: Given, state: State, work: Scratch) -> None:
    """Take stock of the state: costs, unserved visits, and the accepted and best plan."""
    left, served = np.flatnonzero(state.on < 0), np.flatnonzero(state.on >= 0)
    work.idle[: len(left)] = left
    work.slot[:] = -1
    work.slot[left] = np.arange(len(left))
    work.stale[:] = 0
    work.version[:] += 1
    work.kept_route[:], work.kept_count[:], work.kept_travelled[:] = state.route, state.size, state.travelled
    work.best_route[:], work.best_count[:] = state.route, state.size
    orders = int((given.visit[:, PLACE] >= 0).sum())
    work.numbers[1:] = (state.size > 0).sum(), len(left), len(served), orders
    cost = given.unserved[left].sum() + given.costs[state.on[served], served].sum(dtype=np.float64)
    work.costs[:] = cost + state.travelled.sum()


@compiled
def keep(
    changed: int, out: int, route: I4, count: I4, on: I4, travelled: F8, work: Scratch
) -> None:  # fmt: skip
    """The changed plan is the accepted one now."""
    numbers, idle, slot = work.numbers, work.idle, work.slot
    for x in range(changed):
        k = work.touched_list[x]
        numbers[1] += (count[k] > 0) * 1 - (work.kept_count[k] > 0) * 1
        copy_row(k, route, count, work.kept_route, work.kept_count)
        work.kept_travelled[k] = travelled[k]
        work.touched[k], work.stale[k] = 0, 1
        work.version[k] += 1
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


@compiled
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


@compiled_inline
def note_best(work: Scratch) -> None:
    """The accepted plan is the best one seen."""
    for k in range(work.stale.shape[0]):
        if work.stale[k]:
            work.stale[k] = 0
            copy_row(k, work.kept_route, work.kept_count, work.best_route, work.best_count)
