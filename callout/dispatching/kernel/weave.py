"""Ruin and recreate over the whole model: as ``anneal.py``, but each gap is walked and linked visits move together."""

from __future__ import annotations

import numpy as np

from callout.dispatching.kernel.arrays import I4, U8, Given
from callout.dispatching.kernel.chance import below, random
from callout.dispatching.kernel.compiled import compiled, compiled_inline, copy, copy_row, greatest
from callout.dispatching.kernel.fit import refetch, remove
from callout.dispatching.kernel.groups import cheapest, place_group, take_place
from callout.dispatching.kernel.rich import Memory, Rich
from callout.dispatching.kernel.ripple import Desk, retime, touch
from callout.dispatching.kernel.ruin import sort
from callout.dispatching.kernel.walk import FETCH, KIND

REMOVED, LONGEST = 10.0, 10.0  # as in anneal.py
BLINK = 0.01
RETRIED = 12
GENEROUS, MORE = 0.1, 2.0  # so often visits are placed though they cost up to so much more than leaving them out


@compiled
def take_out(v: int, model: Rich, mem: Memory, table: Desk) -> None:
    """Take a visit out of its duty, and its mates with it; what is held and fetches stay."""
    if mem.on[v] < 0 or model.held[v] or model.visit[v, KIND] == FETCH:
        return
    touch(mem.on[v], table)
    remove(v, mem)
    table.taken[table.numbers[1]] = v
    table.numbers[1] += 1
    if model.group[v] >= 0:
        for mate in model.members[model.group[v]]:
            if mate >= 0 and mem.on[mate] >= 0:
                touch(mem.on[mate], table)
                remove(mate, mem)
                table.taken[table.numbers[1]] = mate
                table.numbers[1] += 1


@compiled
def _ruin(given: Given, model: Rich, mem: Memory, table: Desk, seed: U8) -> None:
    """Strings of visits of the duties around a random visit, and some that nobody serves."""
    visits, duties = given.near.shape[0], mem.size.shape[0]
    busy = served = 0
    for k in range(duties):
        busy += mem.size[k] > 0
        served += mem.size[k]
    longest = min(LONGEST, max(1.0, served / max(1, busy)))
    strings = int(random(seed) * (4.0 * REMOVED / (1.0 + longest) - 1.0) + 1.0)
    heart = below(seed, visits)
    table.numbers[0] += 1
    for x in range(given.near.shape[1] + 1):
        v = heart if x == 0 else given.near[heart, x - 1]
        k = mem.on[v]
        if k < 0 or table.mark[k] == table.numbers[0]:
            continue
        if strings == 0:
            break
        strings -= 1
        table.mark[k] = table.numbers[0]
        touch(k, table)
        n = mem.size[k]
        length = int(random(seed) * min(float(n), longest)) + 1
        at = 0
        while mem.route[k, at] != v:
            at += 1
        low, high = max(0, at - length + 1), min(at, n - length)
        first = low + below(seed, high - low + 1)
        for i in range(length):
            table.seq[i] = mem.route[k, first + i]
        for i in range(length):
            if mem.on[table.seq[i]] == k:
                take_out(table.seq[i], model, mem, table)
    start, tried = below(seed, visits), 0
    for x in range(visits):
        v = (start + x) % visits
        if mem.on[v] >= 0 or mem.kept_on[v] >= 0:
            continue
        group = model.group[v]
        if group >= 0 and model.members[group, 0] != v:
            continue  # comes with the first of them
        for y in range(1 if group < 0 else model.members.shape[1]):
            mate = v if group < 0 else model.members[group, y]
            if mate >= 0:
                table.taken[table.numbers[1]] = mate
                table.numbers[1] += 1
        tried += 1
        if tried == RETRIED:
            break


@compiled
def recreate(
    taken: I4, blink: float, more: float, given: Given, model: Rich, mem: Memory, table: Desk, seed: U8
) -> None:  # fmt: skip
    """Place visits one by one, linked ones with their mates, where they cost least.

    None that costs ``more`` times its price or above. A loss may pay once a second visit is served on the way.
    """
    for v in taken:
        if mem.on[v] >= 0:
            continue
        if model.group[v] >= 0:
            place_group(model.group[v], blink, more, given, model, mem, table, seed)
            continue
        _, k, i, j = cheapest(v, more * model.unserved[v], blink, given, model, mem, table, seed)
        if k >= 0:
            take_place(v, k, i, j, model, mem, table)


@compiled
def total(model: Rich, mem: Memory) -> float:
    """What the plan at hand costs."""
    cost, worst = 0.0, 0
    for v in range(model.costs.shape[1]):
        if model.visit[v, KIND] != FETCH:
            cost += model.unserved[v] if mem.on[v] < 0 else model.costs[mem.on[v], v]
    for k in range(mem.size.shape[0]):
        cost += mem.cost[k]
        worst = max(worst, mem.worst[k])
    return cost + model.worst_late * worst


def begin(model: Rich, mem: Memory, table: Desk) -> None:
    """The plan at hand is the accepted and the best one."""
    table.touched[:] = 0
    table.numbers[1:3] = 0
    mem.version[:] += 1
    mem.kept_route[:], mem.kept_size[:], mem.kept_on[:] = mem.route, mem.size, mem.on
    mem.kept_pin[:], mem.kept_at[:] = mem.pin, mem.at
    mem.kept_cost[:], mem.kept_worst[:] = mem.cost, mem.worst
    mem.best_route[:], mem.best_size[:], mem.best_pin[:] = mem.route, mem.size, mem.pin
    mem.totals[:] = total(model, mem)


@compiled_inline
def _note_best(mem: Memory) -> None:
    """The accepted plan is the best one seen."""
    for k in range(mem.size.shape[0]):
        copy_row(k, mem.route, mem.size, mem.best_route, mem.best_size)
    copy(mem.pin, mem.best_pin)


@compiled
def _change(model: Rich, mem: Memory, table: Desk) -> float:
    change = 0.0
    for x in range(table.numbers[1]):
        v = table.taken[x]
        change += model.unserved[v] if mem.on[v] < 0 else model.costs[mem.on[v], v]
        change -= model.unserved[v] if mem.kept_on[v] < 0 else model.costs[mem.kept_on[v], v]
    for x in range(table.numbers[2]):
        k = table.touched_list[x]
        change += mem.cost[k] - mem.kept_cost[k]
    if model.worst_late > 0:
        change += model.worst_late * (greatest(mem.worst) - greatest(mem.kept_worst))
    return change


@compiled
def _close(kept: bool, model: Rich, mem: Memory, table: Desk) -> None:
    """Accept what changed in this round, or undo it."""
    for x in range(table.numbers[1] + table.numbers[2]):
        v = table.taken[x] if x < table.numbers[1] else model.fetch_of[table.touched_list[x - table.numbers[1]]]
        if v < 0:
            continue
        if kept:
            mem.kept_on[v] = mem.on[v]
        else:
            mem.on[v] = mem.kept_on[v]
    for v in model.bound:
        if kept:
            mem.kept_pin[v], mem.kept_at[v] = mem.pin[v], mem.at[v]
        else:
            mem.pin[v], mem.at[v] = mem.kept_pin[v], mem.kept_at[v]
    for x in range(table.numbers[2]):
        k = table.touched_list[x]
        table.touched[k] = 0
        if kept:
            copy_row(k, mem.route, mem.size, mem.kept_route, mem.kept_size)
            mem.version[k] += 1
            mem.kept_cost[k], mem.kept_worst[k] = mem.cost[k], mem.worst[k]
        else:
            copy_row(k, mem.kept_route, mem.kept_size, mem.route, mem.size)
            mem.cost[k], mem.worst[k] = mem.kept_cost[k], mem.kept_worst[k]
    table.numbers[1] = table.numbers[2] = 0


@compiled
def improve(given: Given, model: Rich, mem: Memory, table: Desk, rounds: int, hot: float, cool: float,
            seed: U8) -> None:  # fmt: skip
    """Rounds of ruin and recreate while the temperature falls from ``hot`` to ``cool``."""
    temperature, falling = hot, (cool / hot) ** (1.0 / max(1, rounds))
    for _ in range(rounds):
        _ruin(given, model, mem, table, seed)
        broken = False
        for x in range(table.numbers[2]):
            k = table.touched_list[x]
            refetch(k, model, mem, table.seq, table.begins, table.load)
            broken |= mem.cost[k] == np.inf
        broken = broken or not retime(model, mem, table)
        if not broken:
            n = table.numbers[1]
            sort(n, table.taken, table.key, given.visit, model.unserved, model.travel, given.duty[0, 0], seed)
            more = MORE if random(seed) < GENEROUS else 1.0
            recreate(table.taken[:n], BLINK, more, given, model, mem, table, seed)
        change = np.inf if broken else _change(model, mem, table)
        kept = change < -temperature * np.log(random(seed) + 1e-300)
        _close(kept, model, mem, table)
        if kept:
            mem.totals[0] += change
            if mem.totals[0] < mem.totals[1] - 1e-6:
                mem.totals[1] = mem.totals[0]
                _note_best(mem)
        temperature *= falling
