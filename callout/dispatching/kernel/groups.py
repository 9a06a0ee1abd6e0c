"""Linked visits and those of one duty: placed all or none, where they cost least together (compiled)."""

from __future__ import annotations

import numpy as np

from callout.dispatching.kernel.arrays import U8, Given
from callout.dispatching.kernel.chance import random
from callout.dispatching.kernel.compiled import compiled, greatest
from callout.dispatching.kernel.fit import cheapest_on, insert, remove
from callout.dispatching.kernel.place import candidates
from callout.dispatching.kernel.rich import Memory, Rich
from callout.dispatching.kernel.ripple import APART, FEW, MATE, PULL, Desk, commit, recall, remember
from callout.dispatching.kernel.walk import FAR, LOOSE


@compiled
def _barred(k: int, v: int, model: Rich, mem: Memory) -> bool:
    """Whether a mate is on the duty that must be apart, or on another one though it must be together."""
    if model.same[v] >= 0:
        for mate in model.members[model.group[v]]:
            if mate >= 0 and model.same[mate] == model.same[v] and mem.on[mate] >= 0 and mem.on[mate] != k:
                return True
    for x in range(model.bonds.shape[1]):
        mate = model.bonds[v, x, MATE]
        if mate >= 0 and model.bonds[v, x, APART] and mem.on[mate] == k:
            return True
    return False


@compiled
def _latest(model: Rich, mem: Memory) -> int:
    """The greatest lateness of the plan, where that costs something."""
    return greatest(mem.worst) if model.worst_late > 0 else 0


@compiled
def _asked(v: int, given: Given, model: Rich, mem: Memory, table: Desk) -> int:
    """The duties that may serve a visit, into ``table.asked``; how many."""
    found = candidates(
        v, given.visit, mem.size, mem.on, given.kind, given.near, given.near_duties, table.mark, table.asked,
        table.numbers,
    )  # fmt: skip
    left = 0
    for x in range(found):
        k = table.asked[x]
        if not model.costs[k, v] < np.inf or mem.size[k] + 2 >= mem.route.shape[1]:
            continue
        if model.group[v] < 0 or not _barred(k, v, model, mem):
            table.asked[left] = k
            left += 1
    return left


@compiled
def cheapest(v: int, limit: float, blink: float, given: Given, model: Rich, mem: Memory, table: Desk,
             seed: U8) -> tuple[float, int, int, int]:  # fmt: skip
    """(cost, duty, position, position of a new fetch) of the best place that costs less than ``limit``."""
    best, duty, at, fetched, worst = limit, -1, -1, -1, _latest(model, mem)
    alone = mem.known.shape[0] > 0  # what a duty costs depends on its own visits alone, and so can be remembered
    for x in range(_asked(v, given, model, mem, table)):
        k = table.asked[x]
        if not alone or table.touched[k]:
            cost, i, j = cheapest_on(k, v, best, blink, worst, model, mem, table, seed)
        else:
            cost, i, j = _remembered(k, v, best, model, mem, table, seed)
            if i >= 0 and blink > 0 and random(seed) < blink:
                continue
        if i >= 0:
            best, duty, at, fetched = cost, k, i, j
    return best, duty, at, fetched


@compiled
def _remembered(k: int, v: int, best: float, model: Rich, mem: Memory, table: Desk,
                seed: U8) -> tuple[float, int, int]:  # fmt: skip
    """As ``cheapest_on`` of a duty that is as accepted: looked up, or found and remembered until its visits change.

    Without a gap, what is remembered is the price below which there is none.
    """
    if mem.known[v, k] != mem.version[k] or (mem.gap[v, k] < 0 and mem.known_price[v, k] < best):
        cost, i, j = cheapest_on(k, v, best, 0.0, 0, model, mem, table, seed)
        mem.known[v, k], mem.known_price[v, k] = mem.version[k], cost if i >= 0 else best
        mem.gap[v, k], mem.gap_fetch[v, k] = i, j
    if mem.gap[v, k] < 0 or mem.known_price[v, k] >= best:
        return best, -1, -1
    return mem.known_price[v, k], mem.gap[v, k], mem.gap_fetch[v, k]


@compiled
def _cheapest_few(v: int, limit: float, most: int, blink: float, given: Given, model: Rich, mem: Memory, table: Desk,
                  seed: U8) -> int:  # fmt: skip
    """The best place on each of the ``most`` best duties, into ``table.few``, the cheapest first; how many."""
    found, worst = 0, _latest(model, mem)
    for x in range(_asked(v, given, model, mem, table)):
        k = table.asked[x]
        bound = limit if found < most else table.few_cost[most - 1]
        cost, i, j = cheapest_on(k, v, bound, blink, worst, model, mem, table, seed)
        if i < 0:
            continue
        found = min(most, found + 1)
        y = found - 1
        while y > 0 and table.few_cost[y - 1] > cost:
            table.few_cost[y] = table.few_cost[y - 1]
            for z in range(3):
                table.few[y, z] = table.few[y - 1, z]
            y -= 1
        table.few_cost[y] = cost
        table.few[y, 0], table.few[y, 1], table.few[y, 2] = k, i, j
    return found


@compiled
def take_place(v: int, k: int, i: int, j: int, model: Rich, mem: Memory, table: Desk) -> None:
    """Serve a visit where ``cheapest`` said, and settle what that delays."""
    insert(k, i, v, mem)
    if j >= 0:
        insert(k, j, model.fetch_of[k], mem)
    commit(k, model, mem, table)


@compiled
def _leave(v: int, fetched: bool, model: Rich, mem: Memory) -> None:
    k = mem.on[v]
    remove(v, mem)
    if fetched:
        remove(model.fetch_of[k], mem)


@compiled
def _pin(v: int, model: Rich, mem: Memory) -> None:
    """When a visit not yet placed may begin at the earliest, given where its mates are."""
    if model.bonds[v, 0, MATE] < 0:
        return
    mem.pin[v], mem.at[v] = LOOSE, -FAR
    for x in range(model.bonds.shape[1]):
        mate = model.bonds[v, x, MATE]
        if mate >= 0 and mem.on[mate] >= 0:
            mem.pin[v] = max(mem.pin[v], mem.at[mate] + model.bonds[v, x, PULL])


@compiled
def _note(x: int, v: int, k: int, i: int, j: int, table: Desk) -> None:
    row = table.spot[0, x]
    row[0], row[1], row[2], row[3] = v, k, i, j


@compiled
def _follow(group: int, size: int, backwards: bool, cost: float, best: float, blink: float, given: Given, model: Rich,
            mem: Memory, table: Desk, seed: U8) -> tuple[float, int]:  # fmt: skip
    """Place the mates of the first, each where it costs least: (cost of all, how many stand)."""
    for x in range(1, size):
        v = model.members[group, size - 1 - x if backwards else x]
        _pin(v, model, mem)
        more, k, i, j = cheapest(v, best - cost, blink, given, model, mem, table, seed)
        if k < 0:
            return np.inf, x
        _note(x, v, k, i, j, table)
        cost += more
        take_place(v, k, i, j, model, mem, table)
    return cost, size


@compiled
def place_group(
    group: int, blink: float, more: float, given: Given, model: Rich, mem: Memory, table: Desk, seed: U8
) -> None:  # fmt: skip
    """Place all members where they cost least together, or none where that costs ``more`` times their price."""
    best, size, found = 0.0, 0, False
    for v in model.members[group]:
        if v >= 0:
            best += more * model.unserved[v]
            size += 1
    backwards = random(seed) < 0.5
    v = model.members[group, size - 1 if backwards else 0]
    _pin(v, model, mem)
    remember(model, mem, table)
    few = _cheapest_few(v, best, FEW, blink, given, model, mem, table, seed)
    for x in range(few):
        if table.few_cost[x] >= best:
            break
        k, i, j = table.few[x, 0], table.few[x, 1], table.few[x, 2]
        _note(0, v, k, i, j, table)
        take_place(v, k, i, j, model, mem, table)
        cost, placed = _follow(
            group, size, backwards, table.few_cost[x], best, blink, given, model, mem, table, seed
        )  # fmt: skip
        if cost < best:
            best, found = cost, True
            for y in range(size):
                for z in range(4):
                    table.spot[1, y, z] = table.spot[0, y, z]
        for y in range(placed - 1, -1, -1):
            _leave(table.spot[0, y, 0], table.spot[0, y, 3] >= 0, model, mem)
        recall(model, mem, table)
    for x in range(size if found else 0):
        row = table.spot[1, x]
        _pin(row[0], model, mem)
        take_place(row[0], row[1], row[2], row[3], model, mem, table)
