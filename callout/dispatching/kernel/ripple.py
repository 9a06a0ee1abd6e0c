"""What a changed duty costs, with what it delays elsewhere: linked visits move together (compiled).

Each duty begins everything as early as it may, and a linked visit no earlier than its mates allow (``Memory.pin``).
Such times are the least that keep every rule, and nothing is dearer for being earlier; so a change is passed on from
duty to duty until nothing moves any more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.kernel.arrays import F8, I4, I8
from callout.dispatching.kernel.compiled import compiled, compiled_inline, copy
from callout.dispatching.kernel.rich import Memory, Rich
from callout.dispatching.kernel.walk import FAR, LOOSE, walk

STEPS, AGAIN = 100, 4  # walks, and of the changed duty, after which visits are taken to wait for each other for ever
MATE, PUSH, PULL, APART = range(4)  # columns of a bond

FEW = 4  # places for the first of a group that are tried with its mates


class Desk(NamedTuple):
    """Work space."""

    seq: I4
    begins: I8
    early: I8  # when each of a duty begins as it stands
    load: I8
    taken: I4
    key: F8
    touched: NDArray[np.uint8]
    touched_list: I4
    mark: I8
    asked: I4
    numbers: I8  # [turn, taken, touched, turn of the ripple, noted in the trail, walked]
    spot: I8  # (2, members, 4) visit, duty, position, fetch
    few: I8  # (FEW, 3) duty, position, fetch
    few_cost: F8  # (FEW,)
    queue: I4  # (k + 1,)
    queued: NDArray[np.uint8]  # (k,)
    seen: I8  # (k,) turn of the ripple
    walked: I4  # (k,)
    trial_cost: F8  # (k,)
    trial_worst: I8  # (k,)
    noted: I8  # (v,) turn of the ripple
    trail: I8  # (v, 3) visit, its pin, its begin
    old_pin: I8
    old_at: I8
    old_cost: F8
    old_worst: I8


def desk(model: Rich, mem: Memory) -> Desk:
    """Work space for a model."""
    k, v = model.costs.shape
    m = mem.route.shape[1] + 3
    return Desk(
        np.zeros(m, np.int32), np.zeros(m, np.int64), np.zeros(m, np.int64),
        np.zeros(model.duty.shape[1] - 8, np.int64),
        np.zeros(v, np.int32), np.zeros(v, np.float64), np.zeros(k, np.uint8), np.zeros(k, np.int32),
        np.zeros(k, np.int64), np.zeros(k, np.int32), np.zeros(6, np.int64),
        np.zeros((2, model.members.shape[1], 4), np.int64), np.zeros((FEW, 3), np.int64), np.zeros(FEW, np.float64),
        np.zeros(k + 1, np.int32), np.zeros(k, np.uint8), np.zeros(k, np.int64), np.zeros(k, np.int32),
        np.zeros(k, np.float64), np.zeros(k, np.int64), np.zeros(v, np.int64), np.zeros((v, 3), np.int64),
        np.zeros(v, np.int64), np.zeros(v, np.int64), np.zeros(k, np.float64), np.zeros(k, np.int64),
    )  # fmt: skip


@compiled
def touch(k: int, table: Desk) -> None:
    """Note that a duty changes in this round."""
    if not table.touched[k]:
        table.touched[k] = 1
        table.touched_list[table.numbers[2]] = k
        table.numbers[2] += 1


@compiled_inline
def _note(v: int, pin: I8, at: I8, noted: I8, trail: I8, numbers: I8) -> None:
    """Remember a visit's times before the ripple."""
    if noted[v] != numbers[3]:
        noted[v] = numbers[3]
        x = numbers[4]
        trail[x, 0], trail[x, 1], trail[x, 2] = v, pin[v], at[v]
        numbers[4] = x + 1


@compiled
def _run(
    k: int, seq: I4, n: int, head: int, end: int, limit: float, worst: int, travel: I4, visit: I8, price: F8, duty: I8,
    rates: F8, speed: F8, bonds: I8, worst_late: float, route: I4, sizes: I4, on: I4, pin: I8, at: I8, costs: F8,
    begins: I8, load: I8, numbers: I8, queue: I4, queued: NDArray[np.uint8], seen: I8, walked: I4, trial_cost: F8,
    trial_worst: I8, noted: I8, trail: I8,
) -> float:  # fmt: skip
    """``_spread`` array by array: to hand a tuple of arrays over costs more than the walks."""
    more, later, steps, again = 0.0, worst, 0, 0
    most, turn, room = STEPS + 4 * seen.shape[0], numbers[3], queue.shape[0]
    while head != end:
        d = queue[head]
        head = head + 1 if head + 1 < room else 0
        queued[d] = 0
        own = d == k
        again += own
        size = n if own else sizes[d]
        row = seq if own else route[d]
        cost, _, late = walk(d, row, size, travel, visit, price, duty, rates, speed, pin, begins, load)
        if seen[d] != turn:
            seen[d] = turn
            trial_cost[d] = costs[d]
            walked[numbers[5]] = d
            numbers[5] += 1
        steps += 1
        later = max(later, late)
        more += cost - trial_cost[d]
        trial_cost[d], trial_worst[d] = cost, late
        if cost == np.inf or steps > most or again > AGAIN or more + worst_late * (later - worst) >= limit:
            more = np.inf
            break
        for i in range(size):
            v = row[i]
            if bonds[v, 0, MATE] < 0 or begins[i] == at[v]:
                continue
            _note(v, pin, at, noted, trail, numbers)
            at[v] = begins[i]
            for x in range(bonds.shape[1]):
                mate = bonds[v, x, MATE]
                if mate < 0:
                    break
                least = begins[i] + bonds[v, x, PUSH]
                if on[mate] < 0 or least <= pin[mate]:
                    continue
                _note(mate, pin, at, noted, trail, numbers)
                pin[mate] = least
                if least > at[mate] and not queued[on[mate]]:
                    queued[on[mate]] = 1
                    queue[end] = on[mate]
                    end = end + 1 if end + 1 < room else 0
    while head != end:
        queued[queue[head]] = 0
        head = head + 1 if head + 1 < room else 0
    return more + worst_late * (later - worst)


@compiled_inline
def _spread(k: int, seq: I4, n: int, head: int, end: int, limit: float, worst: int, model: Rich, mem: Memory,
            table: Desk) -> float:  # fmt: skip
    """Walk the duties in the queue until it is empty: what that adds to the cost, infinite when ``limit`` is reached.

    Duty ``k`` does ``seq``, not what stands in the plan. ``worst`` is the greatest lateness so far. What linked visits
    begin at is noted in the trail; duties of mates that must begin later join the queue.
    """
    return _run(
        k, seq, n, head, end, limit, worst, model.travel, model.visit, model.price, model.duty, model.rates,
        model.speed, model.bonds, model.worst_late, mem.route, mem.size, mem.on, mem.pin, mem.at, mem.cost,
        table.begins, table.load, table.numbers, table.queue, table.queued, table.seen, table.walked,
        table.trial_cost, table.trial_worst, table.noted, table.trail,
    )  # fmt: skip


@compiled
def _begin(k: int, table: Desk) -> None:
    table.numbers[3] += 1
    table.numbers[4] = table.numbers[5] = 0
    table.queue[0], table.queued[k] = k, 1


@compiled
def trial(
    k: int, seq: I4, n: int, limit: float, worst: int, travel: I4, visit: I8, price: F8, duty: I8, rates: F8,
    speed: F8, bonds: I8, worst_late: float, route: I4, size: I4, on: I4, pin: I8, at: I8, costs: F8, begins: I8,
    load: I8, numbers: I8, queue: I4, queued: NDArray[np.uint8], seen: I8, walked: I4, trial_cost: F8,
    trial_worst: I8, noted: I8, trail: I8,
) -> float:  # fmt: skip
    """What it would add to the cost that a duty does ``seq``, with what that delays; infinite from ``limit`` on."""
    numbers[3] += 1
    numbers[4] = numbers[5] = 0
    queue[0], queued[k] = k, 1
    more = _run(
        k, seq, n, 0, 1, limit, worst, travel, visit, price, duty, rates, speed, bonds, worst_late, route, size, on,
        pin, at, costs, begins, load, numbers, queue, queued, seen, walked, trial_cost, trial_worst, noted, trail,
    )  # fmt: skip
    for x in range(numbers[4]):
        v = trail[x, 0]
        pin[v], at[v] = trail[x, 1], trail[x, 2]
    return more


@compiled
def _take_over(model: Rich, mem: Memory, table: Desk) -> None:
    for x in range(table.numbers[5]):
        d = table.walked[x]
        if mem.cost[d] != table.trial_cost[d] or mem.worst[d] != table.trial_worst[d]:
            touch(d, table)
        mem.cost[d], mem.worst[d] = table.trial_cost[d], table.trial_worst[d]


@compiled
def commit(k: int, model: Rich, mem: Memory, table: Desk) -> None:
    """Settle a duty that changed, and what it delays."""
    touch(k, table)
    _begin(k, table)
    _spread(k, mem.route[k], mem.size[k], 0, 1, np.inf, 0, model, mem, table)
    _take_over(model, mem, table)


@compiled
def retime(model: Rich, mem: Memory, table: Desk) -> bool:
    """Once visits were taken out, what is linked may begin earlier: all anew; whether it keeps every rule."""
    end = 0
    table.numbers[3] += 1
    table.numbers[4] = table.numbers[5] = 0
    for v in model.bound:
        mem.pin[v], mem.at[v] = LOOSE, -FAR
        k = mem.on[v]
        if k >= 0 and not table.queued[k]:
            table.queued[k] = 1
            table.queue[end] = k
            end += 1
    if end == 0:
        return True
    if _spread(-1, table.seq, 0, 0, end, np.inf, 0, model, mem, table) == np.inf:
        return False
    _take_over(model, mem, table)
    return True


@compiled
def remember(model: Rich, mem: Memory, table: Desk) -> None:
    """Keep the times and costs at hand, to come back to them."""
    for v in model.bound:
        table.old_pin[v], table.old_at[v] = mem.pin[v], mem.at[v]
    copy(mem.cost, table.old_cost)
    copy(mem.worst, table.old_worst)


@compiled
def recall(model: Rich, mem: Memory, table: Desk) -> None:
    """The times and costs as remembered."""
    for v in model.bound:
        mem.pin[v], mem.at[v] = table.old_pin[v], table.old_at[v]
    copy(table.old_cost, mem.cost)
    copy(table.old_worst, mem.worst)
