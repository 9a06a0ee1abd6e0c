"""Ruin: strings of visits are taken out around a visit, and the order in which they go back (compiled)."""

from __future__ import annotations

from callout.dispatching.kernel.arrays import EARLIEST, F4, F8, I4, I8, LATEST, LOAD, PLACE, U8
from callout.dispatching.kernel.chance import below, random
from callout.dispatching.kernel.compiled import compiled

SPLIT, SPLIT_DEPTH = 0.5, 0.01  # share of strings that keep visits within; how seldom one more is kept
NEARBY, RETRIED = 8, 4  # unserved visits tried again at a time: the nearest, and at random


@compiled
def take_string(
    k: int, heart: int, longest: float, out: int, visit: I8, route: I4, count: I4, on: I4, used: I8, unserved: F8,
    costs: F4, taken: I4, seed: U8,
) -> tuple[int, float]:  # fmt: skip
    """Take a string of visits around one out of its duty; (number taken out so far, change of costs beyond travel)."""
    n = count[k]
    length = int(random(seed) * min(float(n), longest)) + 1
    at = 0
    while route[k, at] != heart:
        at += 1
    kept = 0
    if 1 < length < n and random(seed) < SPLIT:
        kept = 1
        while length + kept < n and random(seed) > SPLIT_DEPTH:
            kept += 1
    span = length + kept
    low, high = max(0, at - span + 1), min(at, n - span)
    first = low + below(seed, high - low + 1)
    hole = first + below(seed, length + 1)
    change = 0.0
    j = first
    for i in range(first, n):
        v = route[k, i]
        if i < first + span and not hole <= i < hole + kept:
            on[v] = -1
            change += unserved[v] - costs[k, v]
            for d in range(used.shape[1]):
                used[k, d] -= visit[v, LOAD + d]
            taken[out] = v
            out += 1
        else:
            route[k, j] = v
            j += 1
    count[k] = j
    return out, change


@compiled
def unserved_too(
    heart: int, out: int, near: I4, on: I4, idle: I4, slot: I4, numbers: I8, taken: I4, seed: U8
) -> int:  # fmt: skip
    """Add visits that nobody serves to those taken out, the nearest and some at random; how many there are then."""
    kept = out
    for x in range(near.shape[1] if numbers[2] else 0):
        v = near[heart, x]
        if slot[v] >= 0 and on[v] == -1:
            on[v] = -2  # on the list once
            taken[out] = v
            out += 1
            if out - kept == NEARBY:
                break
    for _try in range(min(RETRIED, numbers[2])):
        v = idle[below(seed, numbers[2])]
        if on[v] == -1:
            on[v] = -2
            taken[out] = v
            out += 1
    for i in range(kept, out):
        on[taken[i]] = -1
    return out


@compiled
def sort(
    out: int, taken: I4, key: F8, visit: I8, unserved: F8, travel: I4, depot: int, seed: U8
) -> None:  # fmt: skip
    """Sort the visits to place: at random, dear first, far or near first, narrow window first, early or late first."""
    way = below(seed, 17)
    for i in range(out):
        v = taken[i]
        place = visit[v, PLACE]
        if way < 4:
            key[i] = random(seed)
        elif way < 8:
            key[i] = -unserved[v] - float(visit[v, LOAD])
        elif way < 11:
            apart = 0.0 if place < 0 else float(travel[depot, place])
            key[i] = -apart if way < 10 else apart
        elif way < 13:
            key[i] = float(visit[v, LATEST] - visit[v, EARLIEST])
        elif way < 15:
            key[i] = float(visit[v, EARLIEST])
        else:
            key[i] = -float(visit[v, LATEST])
    for i in range(1, out):
        v, own, j = taken[i], key[i], i - 1
        while j >= 0 and key[j] > own:
            taken[j + 1], key[j + 1] = taken[j], key[j]
            j -= 1
        taken[j + 1], key[j + 1] = v, own
