"""What one duty's route costs and allows: propagation of times and places, and the price of an insertion (compiled)."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from callout.dispatching.kernel.arrays import (
    AT,
    CLOSES,
    DUE,
    EARLIEST,
    END,
    LATEST,
    LEAVE,
    LENGTH,
    LOAD,
    MOST,
    NEXT,
    OPENS,
    PLACE,
    ROOM,
    START,
)

Int = NDArray[np.int64]
NEVER = -(2**40)  # due of what cannot be in time any more


@njit(cache=True, inline="always")
def is_idle(k: int, visit: Int, route: NDArray[np.int32], count: NDArray[np.int32]) -> bool:
    """Whether a duty has no visit: nothing, or his rest alone. Then he does not travel."""
    return count[k] == 0 or (count[k] == 1 and visit[route[k, 0], PLACE] < 0)


@njit(cache=True, inline="always")
def in_time(k: int, travel: NDArray[np.int32], visit: Int, route: NDArray[np.int32], count: NDArray[np.int32],
            stop: Int) -> bool:  # fmt: skip
    """Whether everything on a duty is in time; taking a visit out may break it where a detour is faster."""
    if is_idle(k, visit, route, count):
        return stop[k, 0, LEAVE] <= stop[k, 0, DUE]
    way = 0 if stop[k, 0, NEXT] < 0 else travel[stop[k, 0, AT], stop[k, 0, NEXT]]
    return stop[k, 0, LEAVE] + way <= stop[k, 0, DUE]


@njit(cache=True)
def refresh(k: int, travel: NDArray[np.int32], visit: Int, duty: Int, rate: NDArray[np.float64],
            route: NDArray[np.int32],
            count: NDArray[np.int32], stop: Int, travelled: NDArray[np.float64]) -> None:  # fmt: skip
    """Recompute a duty's stops and travel cost from its visits."""
    n = count[k]
    here, free, ways = duty[k, START], duty[k, OPENS], 0
    stop[k, 0, LEAVE], stop[k, 0, AT] = free, here
    for i in range(n):
        v = route[k, i]
        there = visit[v, PLACE]
        way = 0 if there < 0 else travel[here, there]
        ways += way
        free = max(free + way, visit[v, EARLIEST]) + visit[v, LENGTH]
        stop[k, i, NEXT] = there
        if there >= 0:
            here = there
        stop[k, i + 1, LEAVE], stop[k, i + 1, AT] = free, here
    idle = is_idle(k, visit, route, count)
    if not idle:
        ways += travel[here, duty[k, END]]
    travelled[k] = ways * rate[k]
    due = duty[k, CLOSES]
    stop[k, n, DUE], stop[k, n, NEXT] = due, duty[k, END]
    for i in range(n - 1, -1, -1):
        v = route[k, i]
        after = stop[k, i + 1, NEXT]
        way = 0 if after < 0 or idle else travel[stop[k, i + 1, AT], after]
        due = min(due - way - visit[v, LENGTH], visit[v, LATEST])
        if due < visit[v, EARLIEST]:
            due = NEVER
        stop[k, i, DUE] = due


@njit(cache=True)
def onward_after_rest(k: int, i: int, visit: Int, duty: Int, route: NDArray[np.int32], count: NDArray[np.int32]) -> int:
    """The first place from position i on: what a rest passes on to."""
    for j in range(i, count[k]):
        place = visit[route[k, j], PLACE]
        if place >= 0:
            return place
    return duty[k, END]


@njit(cache=True)
def rest_fits(k: int, i: int, free: int, way: int, visit: Int, duty: Int, route: NDArray[np.int32],
              count: NDArray[np.int32], stop: Int) -> bool:  # fmt: skip
    """Whether rests from position i on, taken by somebody free at ``free``, leave time for what comes after them."""
    for j in range(i, count[k]):
        v = route[k, j]
        if visit[v, PLACE] >= 0:
            return free + way <= stop[k, j, DUE]
        if free > visit[v, LATEST]:
            return False
        free = max(free, visit[v, EARLIEST]) + visit[v, LENGTH]
    return free + way <= duty[k, CLOSES]


@njit(cache=True, inline="always")
def room(k: int, v: int, visit: Int, duty: Int, count: NDArray[np.int32], used: Int) -> bool:
    """Whether a duty has a place and the load's room for one more visit."""
    if count[k] >= duty[k, MOST]:
        return False
    for d in range(used.shape[1]):  # noqa: SIM110 (numba compiles no generators)
        if used[k, d] + visit[v, LOAD + d] > duty[k, ROOM + d]:
            return False
    return True
