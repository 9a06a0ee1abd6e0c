"""What one duty's route costs and allows: propagation of times and places, and the price of an insertion (compiled)."""

from __future__ import annotations

import numpy as np
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
    WAY,
)
from callout.dispatching.kernel.compiled import compiled, compiled_inline

Int = NDArray[np.int64]
NEVER = -(2**40)  # due of what cannot be in time any more


@compiled_inline
def is_idle(k: int, visit: Int, route: NDArray[np.int32], count: NDArray[np.int32]) -> bool:
    """Whether a duty has no visit: nothing, or his rest alone. Then he does not travel."""
    return count[k] == 0 or (count[k] == 1 and visit[route[k, 0], PLACE] < 0)


@compiled_inline
def in_time(k: int, stop: Int) -> bool:
    """Whether everything on a duty is in time; taking a visit out may break it where a detour is faster."""
    way = 0 if stop[k, 0, NEXT] < 0 else stop[k, 0, WAY]
    return stop[k, 0, LEAVE] + way <= stop[k, 0, DUE]


@compiled
def refresh(k: int, travel: NDArray[np.int32], visit: Int, duty: Int, rate: NDArray[np.float64],
            route: NDArray[np.int32],
            count: NDArray[np.int32], stop: Int, travelled: NDArray[np.float64]) -> None:  # fmt: skip
    """Recompute a duty's stops and travel cost from its visits."""
    n = count[k]
    idle = is_idle(k, visit, route, count)
    here, free, ways = duty[k, START], duty[k, OPENS], 0
    for i in range(n):
        v = route[k, i]
        there = visit[v, PLACE]
        way = 0 if there < 0 else travel[here, there]
        stop[k, i, LEAVE], stop[k, i, AT], stop[k, i, NEXT], stop[k, i, WAY] = free, here, there, way
        ways += way
        free = max(free + way, visit[v, EARLIEST]) + visit[v, LENGTH]
        if there >= 0:
            here = there
    onward, way, due = duty[k, END], 0, duty[k, CLOSES]
    if not idle:
        way = travel[here, onward]
    travelled[k] = (ways + way) * rate[k]
    stop[k, n, LEAVE], stop[k, n, AT], stop[k, n, NEXT], stop[k, n, WAY], stop[k, n, DUE] = free, here, onward, way, due
    for i in range(n - 1, -1, -1):
        v = route[k, i]
        due = min(due - way - visit[v, LENGTH], visit[v, LATEST])
        if due < visit[v, EARLIEST]:
            due = NEVER
        stop[k, i, DUE] = due
        there = stop[k, i, NEXT]
        if there >= 0:
            onward, way = there, stop[k, i, WAY]
        else:
            stop[k, i, WAY], way = 0 if idle else travel[stop[k, i, AT], onward], 0


@compiled
def onward_after_rest(k: int, i: int, visit: Int, duty: Int, route: NDArray[np.int32], count: NDArray[np.int32]) -> int:
    """The first place from position i on: what a rest passes on to."""
    for j in range(i, count[k]):
        place = visit[route[k, j], PLACE]
        if place >= 0:
            return place
    return duty[k, END]


@compiled
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


@compiled_inline
def room(k: int, v: int, visit: Int, duty: Int, count: NDArray[np.int32], used: Int) -> bool:
    """Whether a duty has a place and the load's room for one more visit."""
    if count[k] >= duty[k, MOST]:
        return False
    for d in range(used.shape[1]):  # noqa: SIM110 (numba compiles no generators)
        if used[k, d] + visit[v, LOAD + d] > duty[k, ROOM + d]:
            return False
    return True
