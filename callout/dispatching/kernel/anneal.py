"""Slack induction by string removals: ruin a neighbourhood, rebuild it greedily with blinks, accept by annealing.

J. Christiaens, G. Vanden Berghe, “Slack Induction by String Removals for Vehicle Routing Problems”, Transportation
Science 54(2), 2020. Here with optional visits, unlike duties and candidate duties instead of all of them (compiled).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from callout.dispatching.kernel.arrays import Given, State
from callout.dispatching.kernel.chance import below, random
from callout.dispatching.kernel.memory import Scratch, back, begin, keep
from callout.dispatching.kernel.place import candidates, cheapest, put
from callout.dispatching.kernel.routes import in_time, refresh
from callout.dispatching.kernel.ruin import sort, take_string

REMOVED = 10.0  # average number of visits taken out at a time (c̄ in the paper)
LONGEST = 10.0  # longest string taken out of one duty (L max)
BLINK = 0.01
RETRIED = 12  # unserved visits tried again at a time


@njit(cache=True)
def construct(
    given: Given, state: State, work: Scratch, order: NDArray[np.int32], seed: NDArray[np.uint64]
) -> None:  # fmt: skip
    """Insert the unserved visits of ``order`` one by one where they cost least; then take stock."""
    travel, visit, duty, unserved, rate, kind, costs, near, near_duties = given
    route, count, on, stop, used, travelled = state
    for v in order:
        if on[v] >= 0:
            continue
        found = candidates(v, visit, count, on, kind, near, near_duties, work.mark, work.asked, work.numbers)
        _, k, i = cheapest(
            v, found, 0.0, travel, visit, duty, unserved, rate, costs, route, count, stop, used, work.asked, seed
        )
        if k >= 0:
            put(k, i, v, visit, route, count, on, used)
            refresh(k, travel, visit, duty, rate, route, count, stop, travelled)
    begin(given, state, work)


@njit(cache=True)
def improve(
    given: Given, state: State, work: Scratch, rounds: int, hot: float, cool: float, seed: NDArray[np.uint64]
) -> int:  # fmt: skip
    """Rounds of ruin and recreate while the temperature falls from ``hot`` to ``cool``; how often a best was found."""
    travel, visit, duty, unserved, rate, kind, costs, near, near_duties = given
    route, count, on, stop, used, travelled = state
    (kept_route, kept_count, kept_travelled, best_route, best_count, stale, touched, touched_list, taken, key, mark,
     asked, idle, _slot, numbers, totals) = work  # fmt: skip
    temperature, improved = hot, 0
    falling = (cool / hot) ** (1.0 / max(1, rounds))
    visits, duties = near.shape[0], count.shape[0]
    for _ in range(rounds):
        # ruin: strings of duties around a random visit
        longest = min(LONGEST, max(1.0, numbers[3] / max(1, numbers[1])))
        strings = int(random(seed) * (4.0 * REMOVED / (1.0 + longest) - 1.0) + 1.0)
        heart = below(seed, visits)
        out, changed, change = 0, 0, 0.0
        for x in range(near.shape[1] + 1):
            if changed >= strings:
                break
            v = heart if x == 0 else near[heart, x - 1]
            k = on[v]
            if k < 0 or touched[k]:
                continue
            touched[k] = 1
            touched_list[changed] = k
            changed += 1
            out, more = take_string(k, v, longest, out, visit, route, count, on, used, unserved, costs, taken, seed)
            refresh(k, travel, visit, duty, rate, route, count, stop, travelled)
            change += more
        for _try in range(min(RETRIED, numbers[2])):
            v = idle[below(seed, numbers[2])]
            if on[v] == -1:
                on[v] = -2  # on the list once
                taken[out] = v
                out += 1
        for i in range(out):
            on[taken[i]] = -1
        # recreate
        sort(out, taken, key, visit, unserved, travel, duty[0, 0], seed)
        for i in range(out):
            v = taken[i]
            found = candidates(v, visit, count, on, kind, near, near_duties, mark, asked, numbers)
            _, k, at = cheapest(
                v, found, BLINK, travel, visit, duty, unserved, rate, costs, route, count, stop, used, asked, seed
            )
            if k >= 0:
                if not touched[k]:
                    touched[k] = 1
                    touched_list[changed] = k
                    changed += 1
                put(k, at, v, visit, route, count, on, used)
                refresh(k, travel, visit, duty, rate, route, count, stop, travelled)
                change += costs[k, v] - unserved[v]
        for x in range(changed):
            k = touched_list[x]
            change += travelled[k] - kept_travelled[k]
            if not in_time(k, travel, visit, route, count, stop):
                change = np.inf
        # accept or undo
        if change < -temperature * np.log(random(seed) + 1e-300):
            keep(changed, out, route, count, on, travelled, work)
            totals[0] += change
            if totals[0] < totals[1] - 1e-6:
                improved += 1
                totals[1] = totals[0]
                for k in range(duties):
                    if stale[k]:
                        best_count[k], stale[k] = kept_count[k], 0
                        for i in range(kept_count[k]):
                            best_route[k, i] = kept_route[k, i]
        else:
            for i in range(out):
                on[taken[i]] = -1
            for x in range(changed):
                k = touched_list[x]
                back(k, visit, route, count, on, used, kept_route, kept_count)
                refresh(k, travel, visit, duty, rate, route, count, stop, travelled)
                touched[k] = 0
        temperature *= falling
    return improved
