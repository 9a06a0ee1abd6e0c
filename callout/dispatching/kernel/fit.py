"""Where a visit costs least under the whole model: each gap of a duty is walked (compiled)."""

from __future__ import annotations

import numpy as np
from numba import njit

from callout.dispatching.kernel.arrays import I4, I8, U8
from callout.dispatching.kernel.chance import random
from callout.dispatching.kernel.rich import Memory, Rich
from callout.dispatching.kernel.walk import (
    END,
    KIND,
    LENGTH,
    LOAD,
    OWN_TOOLS,
    PLACE,
    RATE,
    REST,
    ROOM,
    START,
    TOOLS,
    VISIT,
    WORKING,
    walk,
)  # fmt: skip


@njit(cache=True)
def settle(k: int, model: Rich, mem: Memory, begins: I8, load: I8) -> None:
    """Walk a duty as it stands: its cost, its greatest lateness and when its linked visits begin."""
    cost, _, worst = walk(
        k, mem.route[k], mem.size[k], model.travel, model.visit, model.price, model.duty, model.rates, model.speed,
        mem.pin, begins, load,
    )  # fmt: skip
    mem.cost[k], mem.worst[k] = cost, worst
    for i in range(mem.size[k]):
        mem.at[mem.route[k, i]] = begins[i]


@njit(cache=True)
def insert(k: int, i: int, v: int, mem: Memory) -> None:
    """Put a visit at a position; the duty is not yet settled."""
    for j in range(mem.size[k], i, -1):
        mem.route[k, j] = mem.route[k, j - 1]
    mem.route[k, i] = v
    mem.size[k] += 1
    mem.on[v] = k


@njit(cache=True)
def remove(v: int, mem: Memory) -> None:
    """Take a visit out of its duty, which is not yet settled."""
    k, j = mem.on[v], 0
    for i in range(mem.size[k]):
        if mem.route[k, i] != v:
            mem.route[k, j] = mem.route[k, i]
            j += 1
    mem.size[k] = j
    mem.on[v] = -1


@njit(cache=True)
def first_gap(k: int, v: int, model: Rich, mem: Memory) -> int:
    """The first position open to a visit: after what is held; a rest may lie anywhere."""
    if model.visit[v, KIND] == REST:
        return 0
    for i in range(mem.size[k], 0, -1):
        if model.held[mem.route[k, i - 1]]:
            return i
    return 0


@njit(cache=True)
def must_fetch(k: int, v: int, model: Rich, mem: Memory) -> bool:
    """Whether a duty that has not fetched lacks something for what it serves and one more visit."""
    if model.visit[v, TOOLS] & ~model.duty[k, OWN_TOOLS]:
        return True
    for d in range(model.duty.shape[1] - ROOM):
        left = model.duty[k, ROOM + d] - model.visit[v, LOAD + d]
        for i in range(mem.size[k]):
            left -= model.visit[mem.route[k, i], LOAD + d]
        if left < 0:
            return True
    return False


@njit(cache=True)
def cheapest_on(k: int, v: int, best: float, blink: float, model: Rich, mem: Memory, seq: I4, begins: I8, load: I8,
                seed: U8) -> tuple[float, int, int]:  # fmt: skip
    """(cost, position, position of a new fetch or −1) of a visit on a duty; position −1 when ``best`` is not beaten."""
    n, first, fetch = mem.size[k], first_gap(k, v, model, mem), model.fetch_of[k]
    fetching = fetch >= 0 and mem.on[fetch] < 0 and model.visit[v, KIND] == VISIT and must_fetch(k, v, model, mem)
    base, at, fetched = model.costs[k, v] - mem.cost[k], -1, -1
    least = _least(k, v, model, mem)
    for j in range(first, n + 1) if fetching else range(n, n + 1):
        for i in range(j if fetching else first, n + 1):
            if base + least + _detour(k, i, v, model, mem) >= best or (blink > 0 and random(seed) < blink):
                continue
            m = 0
            for x in range(n + 1):
                if fetching and x == j:
                    seq[m] = fetch
                    m += 1
                if x == i:
                    seq[m] = v
                    m += 1
                if x < n:
                    seq[m] = mem.route[k, x]
                    m += 1
            cost, _, _ = walk(
                k, seq, m, model.travel, model.visit, model.price, model.duty, model.rates, model.speed, mem.pin,
                begins, load,
            )  # fmt: skip
            if base + cost < best:
                best, at, fetched = base + cost, i, j if fetching else -1
    return best, at, fetched


@njit(cache=True)
def _least(k: int, v: int, model: Rich, mem: Memory) -> float:
    """What a duty costs at least with one more visit, but for the detour."""
    if model.speed.shape[0]:
        return 0.0
    here, ways, spent, idle = model.duty[k, START], 0, model.visit[v, LENGTH], True
    for i in range(mem.size[k]):
        other = mem.route[k, i]
        spent += model.visit[other, LENGTH]
        if model.visit[other, PLACE] >= 0:
            ways += model.travel[here, model.visit[other, PLACE]]
            here, idle = model.visit[other, PLACE], False
    ways += model.travel[here, model.duty[k, END]]
    if idle and model.visit[v, KIND] == REST:
        return 0.0
    return model.rates[k, RATE] * ways + model.rates[k, WORKING] * (ways + spent)


@njit(cache=True)
def _detour(k: int, i: int, v: int, model: Rich, mem: Memory) -> float:
    """What the way by a visit at a position costs at least more than the way without it."""
    there = model.visit[v, PLACE]
    if there < 0 or model.speed.shape[0]:
        return 0.0 if there < 0 else -np.inf
    here, onward = model.duty[k, START], model.duty[k, END]
    for j in range(i - 1, -1, -1):
        if model.visit[mem.route[k, j], PLACE] >= 0:
            here = model.visit[mem.route[k, j], PLACE]
            break
    for j in range(i, mem.size[k]):
        if model.visit[mem.route[k, j], PLACE] >= 0:
            onward = model.visit[mem.route[k, j], PLACE]
            break
    more = model.travel[here, there] + model.travel[there, onward] - model.travel[here, onward]
    return (model.rates[k, RATE] + model.rates[k, WORKING]) * more


@njit(cache=True)
def refetch(k: int, model: Rich, mem: Memory, seq: I4, begins: I8, load: I8) -> None:
    """Take a fetch out where it is no longer needed, else put it where it costs least; then settle the duty."""
    fetch = model.fetch_of[k]
    if fetch < 0 or mem.on[fetch] != k:
        settle(k, model, mem, begins, load)
        return
    before = 0
    while mem.route[k, before] != fetch:
        before += 1
    remove(fetch, mem)
    settle(k, model, mem, begins, load)
    best, at, n = mem.cost[k], -1, mem.size[k]
    for j in range(first_gap(k, fetch, model, mem), n + 1):
        for x in range(n + 1):
            seq[x + (x >= j)] = mem.route[k, min(x, n - 1)] if n else fetch
        seq[j] = fetch
        cost, _, _ = walk(
            k, seq, n + 1, model.travel, model.visit, model.price, model.duty, model.rates, model.speed, mem.pin,
            begins, load,
        )  # fmt: skip
        if cost < best:
            best, at = cost, j
    if at < 0 and best == np.inf:
        at = before
    if at >= 0:
        insert(k, at, fetch, mem)
        settle(k, model, mem, begins, load)
