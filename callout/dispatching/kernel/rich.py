"""The whole model as arrays, a row a visit and a duty, and the memory of a search over it.

Visits first, then rests (one a duty that has one), then fetches (one a duty that may).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.kernel.arrays import F4, F8, I4, I8, MOST_VISITS, Given
from callout.dispatching.kernel.arrays import ROOM as GIVEN_ROOM
from callout.dispatching.kernel.problem import Problem
from callout.dispatching.kernel.walk import FAR, FETCH, LOAD, LOOSE, MOST, REST, ROOM, VISIT


class Rich(NamedTuple):
    """What does not change during a search. Columns: ``walk.py``."""

    travel: I4
    visit: I8
    price: F8  # (v, 2)
    duty: I8
    rates: F8  # (k, 4)
    speed: F8  # (bands, 2) from, factor
    costs: F4  # (k, v)
    unserved: F8  # (v,)
    rest_of: I4  # (k,) −1: none
    fetch_of: I4  # (k,) −1: none
    held: NDArray[np.uint8]  # (v,)
    group: I4  # (v,) linked or together, −1: neither
    members: I4  # (groups, most) −1: no more
    same: I4  # (v,) served by one duty when equal, −1: free
    bonds: I8  # (v, most, 4) mate (−1: no more), how much later it or, last, the visit itself begins at least, apart
    bound: I4  # linked visits
    worst_late: float


class Memory(NamedTuple):
    """The plan at hand, the accepted one and the best one. Rests and fetches stand in the routes."""

    route: I4
    size: I4
    on: I4
    pin: I8  # (v,) when a linked visit may begin at the earliest, given where its mates are
    at: I8  # (v,) when a linked visit begins
    cost: F8  # (k,)
    worst: I8  # (k,)
    kept_route: I4
    kept_size: I4
    kept_on: I4
    kept_pin: I8
    kept_at: I8
    kept_cost: F8
    kept_worst: I8
    best_route: I4
    best_size: I4
    best_pin: I8
    totals: F8  # [accepted, best]
    version: I4  # (k,) how often the accepted visits of a duty changed
    known: I4  # (v, k) the version of the duty for which the rest holds; (0, 0) where duties depend on each other
    known_price: F8  # (v, k) what the visit costs in the duty's cheapest gap
    gap: NDArray[np.int16]  # (v, k) that gap, −1: there is none for less
    gap_fetch: NDArray[np.int16]  # (v, k) and where he then fetches, −1: nowhere


def rich(problem: Problem, given: Given) -> Rich:
    """The arrays of a problem; ``given`` are those that the plain search knows."""
    n, duties = len(problem.visits), problem.duties
    rests = [k for k, duty in enumerate(duties) if duty.rest]
    fetches = [k for k, duty in enumerate(duties) if duty.fetch]
    total, dims = n + len(rests) + len(fetches), given.duty.shape[1] - GIVEN_ROOM
    group, members = _groups(problem, total)
    same = np.full(total, -1, np.int32)
    for number, mates in enumerate(problem.together):
        same[list(mates)] = number
    costs = np.zeros((len(duties), total), np.float32)
    costs[:, : given.costs.shape[1]] = given.costs
    held = np.zeros(total, np.uint8)
    held[[visit for route in problem.held for visit in route]] = 1
    return Rich(
        given.travel,
        _visits(problem, rests, fetches, dims),
        _prices(problem, total),
        _duties(problem, dims),
        np.array([[d.rate, d.overtime, d.working, d.beyond] for d in duties], np.float64),
        np.array(problem.speed, np.float64).reshape(-1, 2),
        costs,
        np.concatenate([given.unserved, np.zeros(len(fetches))]),
        _of(rests, n, len(duties)),
        _of(fetches, n + len(rests), len(duties)),
        held,
        group,
        members,
        same,
        _bonds(problem, total),
        np.array(sorted({v for x in problem.links for v in (x.first, x.second)}), np.int32),
        problem.worst_late,
    )


def _of(owners: list[int], first: int, duties: int) -> I4:
    found = np.full(duties, -1, np.int32)
    found[owners] = np.arange(first, first + len(owners))
    return found


def _visits(problem: Problem, rests: list[int], fetches: list[int], dims: int) -> I8:
    rows: list[list[int]] = []
    most = max([1, *(1 + len(visit.later) for visit in problem.visits)])
    tools = {tool: bit for bit, tool in enumerate(sorted({t for v in problem.visits for t in v.tools}))}
    for v in problem.visits:
        windows = [(v.earliest, v.latest), *v.later]
        begins, ends = v.promised or (0, FAR)
        due = FAR if v.due is None else v.due
        rows.append([v.place, v.length, due, begins, ends, _bits(tools, v.tools), VISIT, len(windows)])
        rows[-1] += [*v.load, *[0] * (dims - len(v.load)), *(time for window in windows for time in window)]
    for k in rests:
        length, earliest, latest = problem.duties[k].rest or (0, 0, 0)
        rows.append([-1, length, FAR, 0, FAR, 0, REST, 1, *[0] * dims, earliest, latest])
    for k in fetches:
        place, length = problem.duties[k].fetch or (0, 0)
        rows.append([place, length, FAR, 0, FAR, 0, FETCH, 1, *[0] * dims, -FAR, FAR])
    return np.array([row + [0] * (LOAD + dims + 2 * most - len(row)) for row in rows], np.int64)


def _bits(known: dict[int, int], tools: frozenset[int]) -> int:
    return sum(1 << known[tool] for tool in tools if tool in known)


def _prices(problem: Problem, total: int) -> F8:
    prices = np.zeros((total, 2), np.float64)
    for index, visit in enumerate(problem.visits):
        prices[index] = visit.lateness, visit.moved
    return prices


def _duties(problem: Problem, dims: int) -> I8:
    tools = {tool: bit for bit, tool in enumerate(sorted({t for v in problem.visits for t in v.tools}))}
    rows = np.zeros((len(problem.duties), ROOM + dims), np.int64)
    for k, d in enumerate(problem.duties):
        fair = FAR if d.fair is None else d.fair
        own = _bits(tools, d.tools)
        rows[k, :ROOM] = d.start_place, d.end_place, d.opens, d.closes, d.last, min(d.most, MOST_VISITS), own, fair
        rows[k, ROOM : ROOM + len(d.capacity)] = d.capacity
    return rows


def _groups(problem: Problem, total: int) -> tuple[I4, I4]:
    """Visits that hang together: (group of each, members of each in the order of their links)."""
    leader = list(range(len(problem.visits)))

    def root(visit: int) -> int:
        while leader[visit] != visit:
            visit = leader[visit]
        return visit

    for link in problem.links:
        leader[root(link.second)] = root(link.first)
    for mates in problem.together:
        for mate in mates[1:]:
            leader[root(mate)] = root(mates[0])
    found: dict[int, list[int]] = {}
    named = dict.fromkeys(
        [v for x in problem.links for v in (x.first, x.second)] + [v for m in problem.together for v in m]
    )
    for visit in named:
        found.setdefault(root(visit), []).append(visit)
    group = np.full(total, -1, np.int32)
    members = np.full((len(found), max([1, *map(len, found.values())])), -1, np.int32)
    for number, mates in enumerate(found.values()):
        group[mates] = number
        members[number, : len(mates)] = mates
    return group, members


def _bonds(problem: Problem, total: int) -> I8:
    """Both ends of each link: the second begins ``least`` later or more, the first at most ``most`` earlier."""
    found: dict[int, list[list[int]]] = {}
    for link in problem.links:
        earlier = -FAR if link.most is None else -link.most
        found.setdefault(link.first, []).append([link.second, link.least, earlier, link.apart])
        found.setdefault(link.second, []).append([link.first, earlier, link.least, link.apart])
    rows = np.full((total, max([1, *map(len, found.values())]), 4), -1, np.int64)
    for visit, bonds in found.items():
        rows[visit, : len(bonds)] = bonds
    return rows


def memory(problem: Problem, model: Rich) -> Memory:
    """Nobody serves anything; rests are not yet placed."""
    k, v = model.costs.shape
    m = min(v, int(model.duty[:, MOST].max()) + 2) + 3
    pin, at = np.full(v, -FAR), np.full(v, -FAR)
    pin[model.bound] = LOOSE
    route, size, on = np.zeros((k, m), np.int32), np.zeros(k, np.int32), np.full(v, -1, np.int32)
    cost, worst = np.zeros(k, np.float64), np.zeros(k, np.int64)
    known = (0, 0) if len(model.bound) or model.worst_late else (v, k)
    return Memory(
        route, size, on, pin, at, cost, worst, route.copy(), size.copy(), on.copy(), pin.copy(), at.copy(),
        cost.copy(), worst.copy(), route.copy(), size.copy(), pin.copy(), np.zeros(2, np.float64),
        np.ones(k, np.int32), np.zeros(known, np.int32),
        np.zeros(known, np.float64), np.zeros(known, np.int16), np.zeros(known, np.int16),
    )  # fmt: skip
