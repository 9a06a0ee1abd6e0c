"""Where a visit costs least: the duties worth asking and the cheapest gap among them (compiled)."""

from __future__ import annotations

from numba import njit

from callout.dispatching.kernel.arrays import (
    AT,
    DUE,
    EARLIEST,
    F4,
    F8,
    I4,
    I8,
    LATEST,
    LEAVE,
    LENGTH,
    LOAD,
    NEXT,
    PLACE,
    U8,
)
from callout.dispatching.kernel.chance import random
from callout.dispatching.kernel.routes import is_idle, onward_after_rest, rest_fits, room

FEW_DUTIES = 40  # up to so many all duties are asked, beyond only those near
ASKED_NEAR = 40


@njit(cache=True)
def candidates(
    v: int, visit: I8, count: I4, on: I4, kind: I4, near: I4, near_duties: I4, mark: I8, asked: I4, numbers: I8
) -> int:  # fmt: skip
    """The duties to ask for a visit, into ``asked``; how many. Of empty duties of one kind one is enough."""
    duties, found = count.shape[0], 0
    if duties <= FEW_DUTIES or visit[v, PLACE] < 0:
        seen = -1
        for k in range(duties):
            if count[k] == 0:
                if kind[k] == seen:
                    continue
                seen = kind[k]
            asked[found] = k
            found += 1
        return found
    numbers[0] += 1
    turn = numbers[0]
    for x in range(min(ASKED_NEAR, near.shape[1])):
        k = on[near[v, x]]
        if k >= 0 and mark[k] != turn:
            mark[k] = turn
            asked[found] = k
            found += 1
    seen = -1
    for x in range(near_duties.shape[1]):
        k = near_duties[v, x]
        if k < 0 or mark[k] == turn or (count[k] == 0 and kind[k] == seen):
            continue
        if count[k] == 0:
            seen = kind[k]
        mark[k] = turn
        asked[found] = k
        found += 1
    return found


@njit(cache=True)
def cheapest(
    v: int, found: int, blink: float, travel: I4, visit: I8, duty: I8, unserved: F8, rate: F8, costs: F4, route: I4,
    count: I4, stop: I8, used: I8, asked: I4, seed: U8,
) -> tuple[float, int, int]:  # fmt: skip
    """(cost, duty, position) of the cheapest insertion among the duties asked; duty −1 when leaving it out costs less.

    With ``blink`` each position is overlooked with that probability.
    """
    best, best_duty, best_at = unserved[v], -1, -1
    there, length, earliest, latest = visit[v, PLACE], visit[v, LENGTH], visit[v, EARLIEST], visit[v, LATEST]
    for x in range(found):
        k = asked[x]
        extra = costs[k, v]
        if not extra < best or not room(k, v, visit, duty, count, used):
            continue
        n, price = count[k], rate[k]
        idle = is_idle(k, visit, route, count)
        for i in range(n + 1):
            due = stop[k, i, DUE]
            if due < earliest + length:
                continue
            here = stop[k, i, AT]
            come = here if there < 0 else there
            to = 0 if there < 0 else travel[here, there]
            starts = stop[k, i, LEAVE] + to
            if starts > latest:
                break
            free = max(starts, earliest) + length
            onward = stop[k, i, NEXT]
            if onward >= 0:
                way = 0 if there < 0 and idle else travel[come, onward]
                if free + way > due:
                    continue
            else:  # a rest follows: taken at the new place, and what comes after it is reached from there
                onward = onward_after_rest(k, i, visit, duty, route, count)
                way = travel[come, onward]
                if free > due or not rest_fits(k, i, free, way, visit, duty, route, count, stop):
                    continue
            saved = 0 if idle else travel[here, onward]
            cost = price * (to + way - saved) + extra
            if cost < best and (blink == 0.0 or random(seed) > blink):
                best, best_duty, best_at = cost, k, i
    return best, best_duty, best_at


@njit(cache=True)
def put(
    k: int, i: int, v: int, visit: I8, route: I4, count: I4, on: I4, used: I8
) -> None:  # fmt: skip
    """Put a visit at a position of a duty; its stops are not yet recomputed."""
    n = count[k]
    for j in range(n, i, -1):
        route[k, j] = route[k, j - 1]
    route[k, i] = v
    count[k] = n + 1
    on[v] = k
    for d in range(used.shape[1]):
        used[k, d] += visit[v, LOAD + d]
