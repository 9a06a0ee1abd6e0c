"""A problem and a state of the search as arrays. Rests are visits too: allowed on one duty only, without a place.

Shapes: v visits (rests last), k duties, p places, d dimensions of load, m most visits of a duty. What is read together
stands together: one row a visit, a duty, a stop.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.kernel.problem import Problem

NEIGHBOURS = 100
NEAR_DUTIES = 64
COMPULSORY = 1e7  # price of leaving out what may not be left out
MOST_VISITS = 400  # of a duty, so that rows stay short; compiled code does not check their bounds

I4: TypeAlias = NDArray[np.int32]
I8: TypeAlias = NDArray[np.int64]
U8: TypeAlias = NDArray[np.uint64]
F4: TypeAlias = NDArray[np.float32]
F8: TypeAlias = NDArray[np.float64]

PLACE, LENGTH, EARLIEST, LATEST, LOAD = range(5)  # columns of a visit; its load begins at LOAD
START, END, OPENS, CLOSES, MOST, ROOM = range(6)  # columns of a duty; its capacity begins at ROOM
LEAVE, DUE, AT, NEXT, WAY = range(5)  # columns of a stop


class Given(NamedTuple):
    """The problem. Nothing in it changes during a search."""

    travel: NDArray[np.int32]  # (p, p)
    into: NDArray[np.int32]  # (p, p) the same from the other end: the ways into a place stand together
    visit: NDArray[np.int64]  # (v, LOAD + d) place −1: a rest
    duty: NDArray[np.int64]  # (k, ROOM + d)
    unserved: NDArray[np.float64]  # (v,)
    rate: NDArray[np.float64]  # (k,)
    kind: NDArray[np.int32]  # (k,) duties of one kind are interchangeable while they are empty
    costs: NDArray[np.float32]  # (k, v)
    near: NDArray[np.int32]  # (v, NEIGHBOURS) other visits from near to far
    near_duties: NDArray[np.int32]  # (v, NEAR_DUTIES) allowed duties from near to far, −1 where there are no more


class State(NamedTuple):
    """A plan and what the search knows of it; row k belongs to duty k.

    Stop i of a duty is the gap before its i-th visit (the last one: before home): LEAVE is when he is free there and AT
    where, DUE the latest the next visit may begin (or he be home) so that all that follows stays in time, NEXT its
    place (−1: a rest) and WAY how far it is to the next place that he goes to.
    """

    route: NDArray[np.int32]  # (k, m)
    size: NDArray[np.int32]  # (k,) how many visits
    on: NDArray[np.int32]  # (v,) the duty; −1: unserved
    stop: NDArray[np.int64]  # (k, m+1, 5)
    used: NDArray[np.int64]  # (k, d)
    travelled: NDArray[np.float64]  # (k,) cost of travel


def given(problem: Problem) -> Given:
    """The arrays of a problem."""
    visits, duties = problem.visits, problem.duties
    rests = [(k, duty.rest) for k, duty in enumerate(duties) if duty.rest]
    n, total = len(visits), len(visits) + len(rests)
    dimensions = max([len(duty.capacity) for duty in duties] + [1])
    costs = np.full((len(duties), total), np.inf, np.float32)
    costs[:, :n] = problem.costs
    for fixed, owner in problem.fixed.items():
        kept = costs[owner, fixed]
        costs[:, fixed] = np.inf
        costs[owner, fixed] = kept
    for index, (k, _) in enumerate(rests):
        costs[k, n + index] = 0
    visit_rows = np.zeros((total, LOAD + dimensions), np.int64)
    for index, visit in enumerate(visits):
        visit_rows[index, :LOAD] = visit.place, visit.length, visit.earliest, visit.latest
        visit_rows[index, LOAD : LOAD + len(visit.load)] = visit.load
    for index, (_, (length, earliest, latest)) in enumerate(rests):
        visit_rows[n + index, :LOAD] = -1, length, earliest, latest
    duty_rows = np.zeros((len(duties), ROOM + dimensions), np.int64)
    for k, duty in enumerate(duties):
        most = min(duty.most, MOST_VISITS) + (duty.rest is not None)
        duty_rows[k, :ROOM] = duty.start_place, duty.end_place, duty.opens, duty.closes, most
        duty_rows[k, ROOM : ROOM + len(duty.capacity)] = duty.capacity
    return Given(
        np.ascontiguousarray(problem.travel, np.int32),
        np.ascontiguousarray(problem.travel.T, np.int32),
        visit_rows,
        duty_rows,
        _prices(problem, len(rests)),
        np.array([duty.rate for duty in duties], np.float64),
        _kinds(problem, costs),
        costs,
        _near(problem, visit_rows[:, PLACE], n, total),
        _near_duties(problem, costs, visit_rows[:, PLACE], duty_rows[:, START]),
    )


def _prices(problem: Problem, rests: int) -> NDArray[np.float64]:
    compulsory = {*problem.fixed, *(visit for route in problem.held for visit in route)}
    prices = [
        max(COMPULSORY, visit.unserved) if index in compulsory else visit.unserved
        for index, visit in enumerate(problem.visits)
    ]
    return np.array(prices + [COMPULSORY] * rests, np.float64)


def _kinds(problem: Problem, costs: NDArray[np.float32]) -> NDArray[np.int32]:
    known: dict[object, int] = {}
    kinds = [known.setdefault((duty, costs[k].tobytes()), len(known)) for k, duty in enumerate(problem.duties)]
    return np.array(kinds, np.int32)


def _near(problem: Problem, place: NDArray[np.int64], n: int, total: int) -> NDArray[np.int32]:
    """Nearest other visits; a rest has none and is reached through its duty's visits."""
    most = max(1, min(NEIGHBOURS, n - 1))
    near = np.zeros((total, most), np.int32)
    spots = place[:n]
    for visit in range(n):
        apart = problem.travel[spots[visit], spots].astype(np.int64)
        apart[visit] = np.iinfo(np.int64).max
        chosen = np.argpartition(apart, min(most, n - 1) - 1)[:most] if n > 1 else np.zeros(1, np.int64)
        near[visit] = chosen[np.argsort(apart[chosen], kind="stable")]
    return near


def _near_duties(
    problem: Problem, costs: NDArray[np.float32], place: NDArray[np.int64], start: NDArray[np.int64]
) -> NDArray[np.int32]:
    k, total = costs.shape
    most = min(NEAR_DUTIES, k)
    found = np.full((total, most), -1, np.int32)
    for visit in range(total):
        allowed = np.flatnonzero(np.isfinite(costs[:, visit]))
        if place[visit] >= 0 and len(allowed):
            apart = problem.travel[start[allowed], place[visit]]
            allowed = allowed[np.argsort(apart, kind="stable")]
        found[visit, : min(most, len(allowed))] = allowed[:most]
    return found


def empty(given: Given) -> State:
    """Nobody serves anything."""
    k, v = given.costs.shape
    m = int(min(v, given.duty[:, MOST].max() if k else 0)) + 1
    state = State(
        np.zeros((k, m), np.int32),
        np.zeros(k, np.int32),
        np.full(v, -1, np.int32),
        np.zeros((k, m + 1, 5), np.int64),
        np.zeros((k, given.duty.shape[1] - ROOM), np.int64),
        np.zeros(k, np.float64),
    )
    state.stop[:, 0, LEAVE], state.stop[:, 0, DUE] = given.duty[:, OPENS], given.duty[:, CLOSES]
    state.stop[:, 0, AT], state.stop[:, 0, NEXT] = given.duty[:, START], given.duty[:, END]
    return state
