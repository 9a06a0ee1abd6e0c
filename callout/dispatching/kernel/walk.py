"""One duty from leaving to home with every rule and cost of the whole model: what a sequence costs (compiled).

Rows of the arrays: see ``rich.py``. The plain search has a faster way for what needs no walk (``routes.py``).
"""

from __future__ import annotations

import math

import numpy as np

from callout.dispatching.kernel.arrays import F8, I4, I8
from callout.dispatching.kernel.compiled import compiled, compiled_inline

PLACE, LENGTH, DUE, FROM, UNTIL, TOOLS, KIND, WINDOWS, LOAD = range(9)  # columns of a visit; windows after its load
START, END, OPENS, CLOSES, LIMIT, MOST, OWN_TOOLS, FAIR, ROOM = range(9)  # columns of a duty
LATENESS, MOVED = range(2)  # costs of a visit
RATE, OVERTIME, WORKING, BEYOND = range(4)  # costs of a duty
VISIT, REST, FETCH = range(3)
FAR = 2**40
LOOSE = -FAR + 1  # pin of a linked visit that no mate holds back; −FAR: not linked


@compiled
def ride(now: int, way: int, speed: F8) -> int:
    """How long a way takes that begins at ``now``: its length multiplied by the factors it passes through."""
    left, time, band = float(way), float(now), 0
    while band + 1 < speed.shape[0] and speed[band + 1, 0] <= time:
        band += 1
    while band + 1 < speed.shape[0] and left * speed[band, 1] > speed[band + 1, 0] - time:
        left -= (speed[band + 1, 0] - time) / speed[band, 1]
        time = speed[band + 1, 0]
        band += 1
    return math.ceil(time + left * speed[band, 1] - now - 1e-6)


@compiled_inline
def _way(here: int, there: int, now: int, travel: I4, speed: F8) -> int:
    """Minutes of a way begun now, by the time of day where speeds are given."""
    way = travel[here, there]
    return ride(now, way, speed) if speed.shape[0] else way


@compiled_inline
def _has(k: int, v: int, visit: I8, duty: I8, load: I8) -> bool:
    """Whether he has the tools and parts along; ``load`` is what he used so far and with this visit."""
    if visit[v, TOOLS] & ~duty[k, OWN_TOOLS]:
        return False
    enough = True
    for d in range(load.shape[0]):
        load[d] += visit[v, LOAD + d]
        enough &= load[d] <= duty[k, ROOM + d]
    return enough


@compiled_inline
def _opens(v: int, begin: int, until: int, visit: I8, first: int) -> tuple[int, int]:
    """(when a visit begins that might at ``begin``, until when in that window); no window is left: before it begins."""
    if begin <= until < FAR:
        begin = max(begin, visit[v, FROM])
    for w in range(first, first + 2 * visit[v, WINDOWS], 2):
        if begin <= visit[v, w + 1]:
            return max(begin, visit[v, w]), visit[v, w + 1]
    return begin, -FAR


@compiled
def walk(k: int, seq: I4, n: int, travel: I4, visit: I8, price: F8, duty: I8, rates: F8, speed: F8, pin: I8, begins: I8,
         load: I8) -> tuple[float, int, int]:  # fmt: skip
    """(cost, when he leaves, greatest lateness) of a sequence; cost is infinite when a rule is broken.

    ``pin`` is when each may begin at the earliest, given where its mates are.
    ``begins`` receives when each of them begins, the last entry when he is home. ``load`` is work space.
    """
    dims = duty.shape[1] - ROOM
    here, now, ways, worked, placed = duty[k, START], duty[k, OPENS], 0, 0, 0
    waited, slack, worst, soft, stocked = 0, FAR, 0, 0.0, False
    load[:] = 0
    for i in range(n):
        v = seq[i]
        kind, arrive = visit[v, KIND], now
        if kind != REST:
            way = _way(here, visit[v, PLACE], now, travel, speed)
            here, arrive, ways = visit[v, PLACE], now + way, ways + way
        if kind == FETCH:
            stocked = True
        elif kind == VISIT:
            placed += 1
            worked += visit[v, LENGTH]
            if not (stocked or _has(k, v, visit, duty, load)):
                return np.inf, 0, 0
        until = visit[v, UNTIL]
        begin, latest = _opens(v, max(arrive, pin[v]), until, visit, LOAD + dims)
        if begin > latest:
            return np.inf, 0, 0
        if pin[v] > -FAR:
            latest = begin  # its mates are where they are
        late = begin - visit[v, DUE]
        if late > 0:
            soft += late * price[v, LATENESS]
            worst, latest = max(worst, late), begin
        else:
            latest = min(latest, visit[v, DUE])
        if begin > until:
            soft += price[v, MOVED]
        else:
            latest = min(latest, until)
        waited += begin - arrive
        slack = min(slack, latest - begin + waited)
        begins[i] = begin
        now = begin + visit[v, LENGTH]
    if placed == 0:
        return 0.0, duty[k, OPENS], 0
    way = _way(here, duty[k, END], now, travel, speed)
    now, ways = now + way, ways + way
    begins[n] = now
    if placed > duty[k, MOST] or now > duty[k, LIMIT]:
        return np.inf, 0, 0
    leave = duty[k, OPENS]
    if rates[k, WORKING] > 0 and speed.shape[0] == 0:
        leave += min(slack, waited)
    over, beyond = max(0, now - duty[k, CLOSES]), max(0, ways + worked - duty[k, FAIR])
    cost = rates[k, RATE] * ways + soft + rates[k, WORKING] * (now - leave)
    return cost + rates[k, OVERTIME] * over + rates[k, BEYOND] * beyond, leave, worst
