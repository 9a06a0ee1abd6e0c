"""Linked visits and those of one duty: placed all or none, each at a time that suits its mates (compiled)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from callout.dispatching.kernel.arrays import F8, I4, I8, U8, Given
from callout.dispatching.kernel.fit import cheapest_on, insert, remove, settle
from callout.dispatching.kernel.place import candidates
from callout.dispatching.kernel.rich import Memory, Rich
from callout.dispatching.kernel.walk import FAR

ATTEMPTS = 5


class Desk(NamedTuple):
    """Work space."""

    seq: I4
    begins: I8
    load: I8
    taken: I4
    key: F8
    touched: NDArray[np.uint8]
    touched_list: I4
    mark: I8
    asked: I4
    numbers: I8  # [asked so often, taken, touched]
    spot: I8  # (attempts, members, 5) duty, position, fetch, earliest, latest


def desk(model: Rich, mem: Memory) -> Desk:
    """Work space for a model."""
    k, v = model.costs.shape
    m = mem.route.shape[1] + 3
    return Desk(
        np.zeros(m, np.int32), np.zeros(m, np.int64), np.zeros(model.duty.shape[1] - 8, np.int64),
        np.zeros(v, np.int32), np.zeros(v, np.float64), np.zeros(k, np.uint8), np.zeros(k, np.int32),
        np.zeros(k, np.int64), np.zeros(k, np.int32), np.zeros(3, np.int64),
        np.zeros((2, model.members.shape[1], 5), np.int64),
    )  # fmt: skip


@njit(cache=True)
def touch(k: int, table: Desk) -> None:
    """Note that a duty changes in this round."""
    if not table.touched[k]:
        table.touched[k] = 1
        table.touched_list[table.numbers[2]] = k
        table.numbers[2] += 1


@njit(cache=True)
def _barred(k: int, v: int, model: Rich, mem: Memory) -> bool:
    """Whether a mate is on the duty that must be apart, or on another one though it must be together."""
    if model.same[v] >= 0:
        for mate in model.members[model.group[v]]:
            if mate >= 0 and model.same[mate] == model.same[v] and mem.on[mate] >= 0 and mem.on[mate] != k:
                return True
    for x in range(model.links.shape[0]):
        mate = -1
        if model.links[x, 0] == v:
            mate = model.links[x, 1]
        elif model.links[x, 1] == v:
            mate = model.links[x, 0]
        if mate >= 0 and model.links[x, 4] and mem.on[mate] == k:
            return True
    return False


@njit(cache=True)
def cheapest(v: int, limit: float, blink: float, given: Given, model: Rich, mem: Memory, table: Desk,
             seed: U8) -> tuple[float, int, int, int]:  # fmt: skip
    """(cost, duty, position, position of a new fetch) of the best place that costs less than ``limit``."""
    found = candidates(
        v, given.visit, mem.size, mem.on, given.kind, given.near, given.near_duties, table.mark, table.asked,
        table.numbers,
    )  # fmt: skip
    best, duty, at, fetched = limit, -1, -1, -1
    for x in range(found):
        k = table.asked[x]
        if not model.costs[k, v] < np.inf or mem.size[k] + 2 >= mem.route.shape[1]:
            continue
        if model.group[v] >= 0 and _barred(k, v, model, mem):
            continue
        cost, i, j = cheapest_on(k, v, best, blink, model, mem, table.seq, table.begins, table.load, seed)
        if i >= 0:
            best, duty, at, fetched = cost, k, i, j
    return best, duty, at, fetched


@njit(cache=True)
def take_place(v: int, k: int, i: int, j: int, model: Rich, mem: Memory, table: Desk) -> None:
    """Serve a visit where ``cheapest`` said, and settle the duty."""
    touch(k, table)
    insert(k, i, v, mem)
    if j >= 0:
        insert(k, j, model.fetch_of[k], mem)
    settle(k, model, mem, table.begins, table.load)


@njit(cache=True)
def _leave(v: int, fetched: bool, model: Rich, mem: Memory, table: Desk) -> None:
    k = mem.on[v]
    remove(v, mem)
    if fetched:
        remove(model.fetch_of[k], mem)
    settle(k, model, mem, table.begins, table.load)


@njit(cache=True)
def _pin(v: int, floor: int, model: Rich, mem: Memory) -> None:
    """When a visit may begin, given where its mates are."""
    low, high = floor, FAR
    for x in range(model.links.shape[0]):
        first, second, least, most = model.links[x, 0], model.links[x, 1], model.links[x, 2], model.links[x, 3]
        if second == v and mem.on[first] >= 0:
            low, high = max(low, mem.at[first] + least), min(high, mem.at[first] + most)
        if first == v and mem.on[second] >= 0:
            low, high = max(low, mem.at[second] - most), min(high, mem.at[second] - least)
    mem.pin[v, 0], mem.pin[v, 1] = low, high


@njit(cache=True)
def free_pins(group: int, model: Rich, mem: Memory) -> None:
    """Once all are placed: each may move as far as its mates stay in time where they are."""
    for v in model.members[group]:
        if v >= 0:
            mem.pin[v, 0], mem.pin[v, 1] = -FAR, FAR
    for x in range(model.links.shape[0]):
        first, second, least, most = model.links[x, 0], model.links[x, 1], model.links[x, 2], model.links[x, 3]
        if model.group[first] != group:
            continue
        then = mem.at[second]
        mem.pin[first, 0] = max(mem.pin[first, 0], then - most)
        mem.pin[first, 1] = min(mem.pin[first, 1], then - least)
        mem.pin[second, 0] = max(mem.pin[second, 0], then)
        if most < FAR:
            mem.pin[second, 1] = min(mem.pin[second, 1], then)


@njit(cache=True)
def _attempt(group: int, backwards: bool, floor: int, blink: float, given: Given, model: Rich, mem: Memory,
             table: Desk, seed: U8) -> tuple[float, int, int]:  # fmt: skip
    """(cost, how many were placed, when the first should begin at the earliest next time); spot[0] says where."""
    cost, placed, size = 0.0, 0, 0
    while size < model.members.shape[1] and model.members[group, size] >= 0:
        size += 1
    for x in range(size):
        v = model.members[group, size - 1 - x if backwards else x]
        _pin(v, floor if x == 0 else -FAR, model, mem)
        more, k, i, j = cheapest(v, np.inf, blink, given, model, mem, table, seed)
        if k < 0:
            high = mem.pin[v, 1]
            mem.pin[v, 1] = FAR
            _, k, i, j = cheapest(v, np.inf, 0.0, given, model, mem, table, seed)
            if k < 0 or x == 0:
                return np.inf, placed, FAR
            take_place(v, k, i, j, model, mem, table)
            later = mem.at[v] - high
            _leave(v, j >= 0, model, mem, table)
            first = model.members[group, size - 1 if backwards else 0]
            return np.inf, placed, mem.at[first] + max(1, later)
        take_place(v, k, i, j, model, mem, table)
        mem.pin[v, 0] = mem.pin[v, 1] = mem.at[v]
        row = table.spot[0, placed]
        row[0], row[1], row[2], row[3], row[4] = k, i, j, mem.at[v], v
        cost += more
        placed += 1
    return cost, placed, FAR


@njit(cache=True)
def place_group(group: int, blink: float, given: Given, model: Rich, mem: Memory, table: Desk, seed: U8) -> None:
    """Place all members where they cost least together, or none where leaving them out costs less."""
    best, size, floor = 0.0, 0, -FAR
    for v in model.members[group]:
        if v >= 0:
            best += model.unserved[v]
    for attempt in range(ATTEMPTS):
        backwards = attempt == 1
        cost, placed, later = _attempt(
            group, backwards, -FAR if backwards else floor, blink, given, model, mem, table, seed
        )
        if cost < best:
            best, size = cost, placed
            table.spot[1, :placed] = table.spot[0, :placed]
        for x in range(placed - 1, -1, -1):
            _leave(table.spot[0, x, 4], table.spot[0, x, 2] >= 0, model, mem, table)
        if not backwards:
            floor = later
        if attempt > 0 and floor >= FAR:
            break
    for x in range(size):
        row = table.spot[1, x]
        k, i, j, at, v = row[0], row[1], row[2], row[3], row[4]
        mem.pin[v, 0] = mem.pin[v, 1] = at
        take_place(v, k, i, j, model, mem, table)
    if size:
        free_pins(group, model, mem)
        for v in model.members[group]:
            if v >= 0:
                settle(mem.on[v], model, mem, table.begins, table.load)
