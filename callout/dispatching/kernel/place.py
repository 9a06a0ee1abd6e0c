"""Where a visit costs least: the duties worth asking and the cheapest gap among them (compiled)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
    WAY,
)
from callout.dispatching.kernel.chance import random
from callout.dispatching.kernel.compiled import compiled, compiled_inline
from callout.dispatching.kernel.routes import onward_after_rest, rest_fits, room

ASKED_NEAR = 40


@compiled
def candidates(
    v: int, visit: I8, count: I4, on: I4, kind: I4, near: I4, near_duties: I4, mark: I8, asked: I4, numbers: I8
) -> int:  # fmt: skip
    """The duties to ask for a visit, into ``asked``; how many. Of empty duties of one kind one is enough."""
    found, seen = 0, -1
    if count.shape[0] <= near_duties.shape[1]:
        for x in range(near_duties.shape[1]):
            k = near_duties[v, x]
            if k < 0:
                break
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


@compiled
def scan(
    k: int, v: int, best: float, blink: float, travel: I4, into: I4, visit: I8, duty: I8, rate: F8, costs: F4,
    route: I4, count: I4, stop: I8, used: I8, seed: U8,
) -> tuple[float, int]:  # fmt: skip
    """(cost, position) of the cheapest gap of a duty; position −1 when none costs less than ``best``.

    With ``blink`` each position is overlooked with that probability.
    """
    at, extra = -1, costs[k, v]
    if not extra < best or not room(k, v, visit, duty, count, used):
        return best, at
    there, length, earliest, latest = visit[v, PLACE], visit[v, LENGTH], visit[v, EARLIEST], visit[v, LATEST]
    n, price = count[k], rate[k]
    for i in range(n + 1):
        due, here = stop[k, i, DUE], stop[k, i, AT]
        if due < earliest + length:
            continue
        to = 0 if there < 0 else into[there, here]
        starts = stop[k, i, LEAVE] + to
        if starts > latest:
            break
        free = max(starts, earliest) + length
        onward, saved = stop[k, i, NEXT], stop[k, i, WAY]
        if onward < 0:  # a rest follows: taken at the new place, and what comes after it is reached from there
            onward = onward_after_rest(k, i, visit, duty, route, count)
            way = saved if there < 0 else travel[there, onward]
            if free > due or not rest_fits(k, i, free, way, visit, duty, route, count, stop):
                continue
        else:
            way = saved if there < 0 else travel[there, onward]
            if free + way > due:
                continue
        cost = price * (to + way - saved) + extra
        if cost < best and (blink == 0.0 or random(seed) > blink):
            best, at = cost, i
    return best, at


@compiled_inline
def cheapest(
    v: int, found: int, blink: float, travel: I4, into: I4, visit: I8, duty: I8, unserved: F8, rate: F8, costs: F4,
    route: I4, count: I4, stop: I8, used: I8, asked: I4, touched: NDArray[np.uint8], version: I4, known: I4,
    price: F4, gap: NDArray[np.int16], seed: U8,
) -> tuple[int, int]:  # fmt: skip
    """(duty, position) of the cheapest insertion among the duties asked; duty −1 when leaving it out costs less.

    The cheapest gap of a duty is remembered until its accepted visits change. With ``blink`` a place is overlooked with
    that probability.
    """
    best, best_duty, best_at = unserved[v], -1, -1
    for x in range(found):
        k = asked[x]
        if touched[k]:
            cost, at = scan(
                k, v, best, blink, travel, into, visit, duty, rate, costs, route, count, stop, used, seed
            )  # fmt: skip
            if at >= 0:
                best, best_duty, best_at = cost, k, at
            continue
        if known[v, k] != version[k]:
            known[v, k] = version[k]
            cost, at = scan(
                k, v, np.inf, 0.0, travel, into, visit, duty, rate, costs, route, count, stop, used, seed
            )  # fmt: skip
            price[v, k], gap[v, k] = cost, at
        cost = price[v, k]
        if cost < best and (blink == 0.0 or random(seed) > blink):
            best, best_duty, best_at = cost, k, gap[v, k]
    return best_duty, best_at


@compiled
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
