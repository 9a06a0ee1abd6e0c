"""Where a visit costs least under the whole model: each gap of a duty is walked (compiled)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.kernel.arrays import F8, I4, I8, U8
from callout.dispatching.kernel.chance import random
from callout.dispatching.kernel.compiled import compiled, compiled_inline
from callout.dispatching.kernel.rich import Memory, Rich
from callout.dispatching.kernel.ripple import Desk, trial
from callout.dispatching.kernel.walk import (
    DUE,
    END,
    KIND,
    LATENESS,
    LENGTH,
    LOAD,
    OPENS,
    OWN_TOOLS,
    PLACE,
    RATE,
    REST,
    ROOM,
    START,
    TOOLS,
    VISIT,
    WINDOWS,
    WORKING,
    walk,
)  # fmt: skip


@compiled
def settle(k: int, model: Rich, mem: Memory, begins: I8, load: I8) -> None:
    """Walk a duty as it stands: its cost, its greatest lateness and when its linked visits begin."""
    cost, _, worst = walk(
        k, mem.route[k], mem.size[k], model.travel, model.visit, model.price, model.duty, model.rates, model.speed,
        mem.pin, begins, load,
    )  # fmt: skip
    mem.cost[k], mem.worst[k] = cost, worst
    for i in range(mem.size[k]):
        mem.at[mem.route[k, i]] = begins[i]


@compiled
def insert(k: int, i: int, v: int, mem: Memory) -> None:
    """Put a visit at a position; the duty is not yet settled."""
    for j in range(mem.size[k], i, -1):
        mem.route[k, j] = mem.route[k, j - 1]
    mem.route[k, i] = v
    mem.size[k] += 1
    mem.on[v] = k


@compiled
def remove(v: int, mem: Memory) -> None:
    """Take a visit out of its duty, which is not yet settled."""
    k, j = mem.on[v], 0
    for i in range(mem.size[k]):
        if mem.route[k, i] != v:
            mem.route[k, j] = mem.route[k, i]
            j += 1
    mem.size[k] = j
    mem.on[v] = -1


@compiled
def first_gap(k: int, v: int, model: Rich, mem: Memory) -> int:
    """The first position open to a visit: after what is held; a rest may lie anywhere."""
    if model.visit[v, KIND] == REST:
        return 0
    for i in range(mem.size[k], 0, -1):
        if model.held[mem.route[k, i - 1]]:
            return i
    return 0


@compiled
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


@compiled
def cheapest_on(k: int, v: int, best: float, blink: float, worst: int, model: Rich, mem: Memory, table: Desk,
                seed: U8) -> tuple[float, int, int]:  # fmt: skip
    """(cost, position, position of a new fetch or −1) of a visit on a duty; position −1 when ``best`` is not beaten."""
    first, fetch = first_gap(k, v, model, mem), model.fetch_of[k]
    if fetch < 0 or mem.on[fetch] >= 0 or model.visit[v, KIND] != VISIT or not must_fetch(k, v, model, mem):
        fetch = -1
    mem.on[v] = k
    found = _scan(
        k, v, first, fetch, best - model.costs[k, v], blink, worst, table.seq, table.early, seed, model.travel,
        model.visit, model.price, model.duty, model.rates, model.speed, model.bonds, model.worst_late, mem.route,
        mem.size, mem.on, mem.pin, mem.at, mem.cost, table.begins, table.load, table.numbers, table.queue,
        table.queued, table.seen, table.walked, table.trial_cost, table.trial_worst, table.noted, table.trail,
    )  # fmt: skip
    mem.on[v] = -1
    return model.costs[k, v] + found[0], found[1], found[2]


@compiled
def _scan(
    k: int, v: int, first: int, fetch: int, best: float, blink: float, worst: int, seq: I4, early: I8, seed: U8,
    travel: I4, visit: I8, price: F8, duty: I8, rates: F8, speed: F8, bonds: I8, worst_late: float, route: I4,
    size: I4, on: I4, pin: I8, at: I8, costs: F8, begins: I8, load: I8, numbers: I8, queue: I4,
    queued: NDArray[np.uint8], seen: I8, walked: I4, trial_cost: F8, trial_worst: I8, noted: I8, trail: I8,
) -> tuple[float, int, int]:  # fmt: skip
    """``cheapest_on`` array by array. A gap is walked only where its way and two visits' lateness leave room."""
    n, position, fetched = size[k], -1, -1
    row, there, length = route[k, :n], visit[v, PLACE], visit[v, LENGTH]
    opens = LOAD + duty.shape[1] - ROOM
    end_v = opens + 2 * visit[v, WINDOWS] - 1
    known = speed.shape[0] == 0
    least = _least(k, row, n, visit[v, LENGTH], visit[v, KIND] == REST, travel, visit, duty, rates) if known else 0.0
    least -= costs[k]
    if least >= best:
        return best, -1, -1
    walk(k, row, n, travel, visit, price, duty, rates, speed, pin, early, load)
    dear = rates[k, RATE] + rates[k, WORKING]
    for j in range(first, n + 1) if fetch >= 0 else range(n, n + 1):
        here, free, after = duty[k, START], duty[k, OPENS], -1
        for i in range(n + 1):
            if i > 0:
                u = row[i - 1]
                free = early[i - 1] + visit[u, LENGTH]
                if visit[u, PLACE] >= 0:
                    here = visit[u, PLACE]
            if i < (j if fetch >= 0 else first):
                continue
            if known and there >= 0:
                if after < i:
                    after = i
                while after < n and visit[row[after], PLACE] < 0:
                    after += 1
                onward = visit[row[after], PLACE] if after < n else duty[k, END]
                begin = max(free + travel[here, there], pin[v], visit[v, opens])
                if begin > visit[v, end_v]:
                    break  # and later still at all gaps that follow
                bound = least + dear * (travel[here, there] + travel[there, onward] - travel[here, onward])
                bound += max(0, begin - visit[v, DUE]) * price[v, LATENESS]
                if after < n:
                    u, begin = row[after], begin + length + travel[there, onward]
                    if begin > visit[u, opens + 2 * visit[u, WINDOWS] - 1]:
                        continue
                    bound += max(0, begin - visit[u, DUE]) * price[u, LATENESS]
                if bound >= best:
                    continue
            if blink > 0 and random(seed) < blink:
                continue
            m = _with(v, i, fetch, j, row, n, seq)
            cost = trial(
                k, seq, m, best, worst, travel, visit, price, duty, rates, speed, bonds, worst_late, route, size, on,
                pin, at, costs, begins, load, numbers, queue, queued, seen, walked, trial_cost, trial_worst, noted,
                trail,
            )  # fmt: skip
            if cost < best:
                best, position, fetched = cost, i, j if fetch >= 0 else -1
    return best, position, fetched


@compiled_inline
def _with(v: int, i: int, fetch: int, j: int, row: I4, n: int, seq: I4) -> int:
    """What a duty does with a visit at position i and a fetch, if any, at j, into ``seq``; how many things."""
    m = 0
    for x in range(n + 1):
        if fetch >= 0 and x == j:
            seq[m] = fetch
            m += 1
        if x == i:
            seq[m] = v
            m += 1
        if x < n:
            seq[m] = row[x]
            m += 1
    return m


@compiled_inline
def _least(
    k: int, row: I4, n: int, length: int, is_rest: bool, travel: I4, visit: I8, duty: I8, rates: F8
) -> float:  # fmt: skip
    """What a duty costs at least with one more visit, but for the detour."""
    here, ways, spent, idle = duty[k, START], 0, length, True
    for i in range(n):
        spent += visit[row[i], LENGTH]
        there = visit[row[i], PLACE]
        if there >= 0:
            ways += travel[here, there]
            here, idle = there, False
    ways += travel[here, duty[k, END]]
    return 0.0 if idle and is_rest else rates[k, RATE] * ways + rates[k, WORKING] * (ways + spent)


@compiled
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
