"""Slack induction by string removals: ruin a neighbourhood, rebuild it greedily with blinks, accept by annealing.

J. Christiaens, G. Vanden Berghe, “Slack Induction by String Removals for Vehicle Routing Problems”, Transportation
Science 54(2), 2020. Here with optional visits, unlike duties and candidate duties instead of all of them (compiled).
"""

from __future__ import annotations

import numpy as np

from callout.dispatching.kernel.arrays import I4, U8, Given, State
from callout.dispatching.kernel.chance import below, random
from callout.dispatching.kernel.compiled import compiled, compiled_inline
from callout.dispatching.kernel.memory import Scratch, back, keep, note_best
from callout.dispatching.kernel.place import candidates, cheapest, put
from callout.dispatching.kernel.routes import in_time, refresh
from callout.dispatching.kernel.ruin import sort, take_string, unserved_too

REMOVED = 10.0  # average number of visits taken out at a time (c̄ in the paper)
LONGEST = 10.0  # longest string taken out of one duty (L max)
BLINK = 0.01


@compiled
def construct(given: Given, state: State, work: Scratch, order: I4, seed: U8) -> None:
    """Insert the unserved visits of ``order`` one by one where they cost least."""
    for v in order:
        if state.on[v] < 0:
            k = _place(v, 0.0, given, state, work, seed)
            if k >= 0:
                work.version[k] += 1


@compiled_inline
def _place(v: int, blink: float, given: Given, state: State, work: Scratch, seed: U8) -> int:
    """Put a visit where it costs least; the duty, or −1 when leaving it out costs less."""
    travel, into, visit, duty, unserved, rate, kind, costs, near, near_duties = given
    route, count, on, stop, used, travelled = state
    found = candidates(v, visit, count, on, kind, near, near_duties, work.mark, work.asked, work.numbers)
    k, i = cheapest(
        v, found, blink, travel, into, visit, duty, unserved, rate, costs, route, count, stop, used, work.asked,
        work.touched, work.version, work.known, work.price, work.gap, seed,
    )  # fmt: skip
    if k >= 0:
        put(k, i, v, visit, route, count, on, used)
        refresh(k, travel, visit, duty, rate, route, count, stop, travelled)
    return k


@compiled_inline
def _ruin(given: Given, state: State, work: Scratch, seed: U8) -> tuple[int, int, float]:
    """Take strings of duties out around a random visit, and unserved ones with them.

    (Visits to place, duties changed, change of costs beyond travel.)
    """
    near, on = given.near, state.on
    longest = min(LONGEST, max(1.0, work.numbers[3] / max(1, work.numbers[1])))
    strings = int(random(seed) * (4.0 * REMOVED / (1.0 + longest) - 1.0) + 1.0)
    heart = below(seed, work.numbers[4])
    out, changed, change = 0, 0, 0.0
    for x in range(near.shape[1] + 1):
        if changed >= strings:
            break
        v = heart if x == 0 else near[heart, x - 1]
        k = on[v]
        if k < 0 or work.touched[k]:
            continue
        work.touched[k] = 1
        work.touched_list[changed] = k
        changed += 1
        out, more = take_string(
            k, v, longest, out, given.visit, state.route, state.size, on, state.used, given.unserved, given.costs,
            work.taken, seed,
        )  # fmt: skip
        refresh(
            k, given.travel, given.visit, given.duty, given.rate, state.route, state.size, state.stop, state.travelled
        )
        change += more
    return unserved_too(heart, out, near, on, work.idle, work.slot, work.numbers, work.taken, seed), changed, change


@compiled_inline
def _recreate(out: int, changed: int, given: Given, state: State, work: Scratch, seed: U8) -> tuple[int, float]:
    """Place what was taken out; (duties changed, change of costs beyond travel)."""
    change = 0.0
    sort(out, work.taken, work.key, given.visit, given.unserved, given.travel, given.duty[0, 0], seed)
    for i in range(out):
        v = work.taken[i]
        k = _place(v, BLINK, given, state, work, seed)
        if k >= 0:
            if not work.touched[k]:
                work.touched[k] = 1
                work.touched_list[changed] = k
                changed += 1
            change += given.costs[k, v] - given.unserved[v]
    return changed, change


@compiled_inline
def _undo(out: int, changed: int, given: Given, state: State, work: Scratch) -> None:
    """Back to the accepted plan."""
    for i in range(out):
        state.on[work.taken[i]] = -1
    for x in range(changed):
        k = work.touched_list[x]
        back(k, given.visit, state.route, state.size, state.on, state.used, work.kept_route, work.kept_count)
        refresh(
            k, given.travel, given.visit, given.duty, given.rate, state.route, state.size, state.stop, state.travelled
        )
        work.touched[k] = 0


@compiled
def improve(given: Given, state: State, work: Scratch, rounds: int, hot: float, cool: float, seed: U8) -> None:
    """Rounds of ruin and recreate while the temperature falls from ``hot`` to ``cool``."""
    temperature, falling = hot, (cool / hot) ** (1.0 / max(1, rounds))
    for _ in range(rounds):
        out, changed, change = _ruin(given, state, work, seed)
        changed, more = _recreate(out, changed, given, state, work, seed)
        change += more
        for x in range(changed):
            k = work.touched_list[x]
            change += state.travelled[k] - work.kept_travelled[k]
            if not in_time(k, state.stop):
                change = np.inf
        if change < -temperature * np.log(random(seed) + 1e-300):
            keep(changed, out, state.route, state.size, state.on, state.travelled, work)
            work.costs[0] += change
            if work.costs[0] < work.costs[1] - 1e-6:
                work.costs[1] = work.costs[0]
                note_best(work)
        else:
            _undo(out, changed, given, state, work)
        temperature *= falling
