"""Days too large for one matrix: parts that lie together are planned one after the other, then across their borders.

The duties are cut in halves by where they begin until a part is small; visits go where they lie. Each later pass cuts
in another direction, so that what was a border before lies inside a part, and begins with the plan at hand. Only the
ways inside one part are ever held: memory and time grow with the visits, not with their square.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.kernel.check import check
from callout.dispatching.kernel.problem import Duty, Plan, Problem, Visit
from callout.dispatching.kernel.solve import solve

DUTIES_OF_A_PART = 50
FIRST_PASS = 0.5  # share of the budget; the later passes divide the rest
WORTH = 3.0  # a further pass gets at least so many times what setting up its parts takes
GOLDEN_ANGLE = 2.399963  # radians: no two passes cut alike

Ways = Callable[[NDArray[np.intp]], NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Country:
    """A ``Problem`` without its matrix.

    ``spots``: (places, 2) coordinates in any plane measure, by which parts are cut. ``ways`` gives the travel times
    among some places, (n, n) for their n indices. ``costs`` and ``fixed`` are those of a ``Problem``.
    """

    visits: Sequence[Visit]
    duties: Sequence[Duty]
    spots: NDArray[np.float64]
    ways: Ways
    costs: NDArray[np.float32]
    fixed: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    """The plan as it grows: visits of each duty in their order, and the duty of each visit (−1: nobody's)."""

    routes: list[list[int]]
    owner: NDArray[np.intp]

    def take_over(self, duties: NDArray[np.intp], visits: NDArray[np.intp], plan: Plan) -> None:
        """Put the plan of a part, whose indices are those of its own, in the place of what its duties did."""
        self.owner[visits] = -1
        for duty, route in zip(duties, plan.routes, strict=True):
            self.routes[duty] = [int(visits[visit]) for visit in route]
            self.owner[self.routes[duty]] = duty


def solve_country(
    country: Country,
    *,
    seconds: float | None = None,
    rounds: int | None = None,
    seed: int = 1,
    passes: int = 4,
    size: int = DUTIES_OF_A_PART,
    start: Sequence[Sequence[int]] | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found in about ``seconds`` of processor time, or in so many ``rounds`` over all parts.

    The same seed and rounds give the same plan. ``progress`` hears the share that is done. Seconds below what setting
    up the parts takes are overdrawn by that: each part is planned at least once. ``start`` holds the visits of each
    duty in their order. Once ``cancelled()`` the plan so far is returned: parts that were not reached keep what they
    had.
    """
    if (seconds is None) == (rounds is None):
        raise ValueError("give either seconds or rounds")
    budget = _Seconds(seconds) if seconds is not None else _Rounds(rounds or 0)
    draft = _draft(country, start)
    for number in range(passes):
        if number and not budget.worth_a_pass():
            break
        settled = number > 0 or start is not None
        parts = list(_parts(country, draft, number * GOLDEN_ANGLE + seed, size, settled=settled))
        budget.begin(number, passes)
        for index, (duties, visits) in enumerate(parts):
            if cancelled and cancelled():
                return _plan(country, draft)
            part, routes = _part(country, draft, duties, visits)
            share = len(visits) / max(1, sum(len(each) for _, each in parts[index:]))
            part_seconds, part_rounds = budget.ask(share)
            plan = solve(
                part,
                start=routes,
                seconds=part_seconds,
                rounds=part_rounds,
                seed=seed + number,
                cancelled=cancelled,
            )
            budget.spend()
            draft.take_over(duties, visits, plan)
            if progress:
                progress(budget.used())
    return _plan(country, draft)


class _Seconds:
    """Processor time, of which a pass may use a part; what setting up took tells whether another pass is worth it."""

    def __init__(self, seconds: float) -> None:
        self.began, self.seconds = time.process_time(), seconds
        self.ends = self.setup = self.before = self.asked = 0.0

    def left(self) -> float:
        """Seconds that are left, below zero when it is overdrawn."""
        return self.seconds - (time.process_time() - self.began)

    def worth_a_pass(self) -> bool:
        """Whether enough is left beside setting up the parts again."""
        return self.left() >= WORTH * self.setup

    def begin(self, number: int, passes: int) -> None:
        """A pass begins: what has to be left at its end."""
        more = max(1, min(passes - number, int(self.left() / max(WORTH * self.setup, 1e-6))))
        self.ends = self.left() * (1 - FIRST_PASS if number == 0 else 1 - 1 / more)
        self.setup, self.before = 0.0, self.left()

    def ask(self, share: float) -> tuple[float, None]:
        """What a part gets that holds ``share`` of the visits still to plan in this pass."""
        self.asked = max(0.0, (self.left() - self.ends) * share)
        return self.asked, None

    def spend(self) -> None:
        """A part is planned: what it took beyond what it asked for was setting up."""
        self.setup += max(0.0, self.before - self.left() - self.asked)
        self.before = self.left()

    def used(self) -> float:
        """The share that is used, at most 1."""
        return min(1.0, 1.0 - self.left() / self.seconds) if self.seconds else 1.0


class _Rounds:
    """Rounds of the search, divided like the seconds, whatever they take."""

    def __init__(self, rounds: int) -> None:
        self.rounds = self.left = rounds
        self.ends = self.asked = 0

    def worth_a_pass(self) -> bool:
        """Every pass is."""
        return True

    def begin(self, number: int, passes: int) -> None:
        """A pass begins: what has to be left at its end."""
        self.ends = round(self.left * (1 - FIRST_PASS if number == 0 else 1 - 1 / (passes - number)))

    def ask(self, share: float) -> tuple[None, int]:
        """What a part gets that holds ``share`` of the visits still to plan in this pass."""
        self.asked = round((self.left - self.ends) * share)
        return None, self.asked

    def spend(self) -> None:
        """A part is planned."""
        self.left -= self.asked

    def used(self) -> float:
        """The share that is used."""
        return 1.0 - self.left / self.rounds if self.rounds else 1.0


def _draft(country: Country, start: Sequence[Sequence[int]] | None) -> _Draft:
    draft = _Draft([list(route) for route in start or [[] for _ in country.duties]], np.full(len(country.visits), -1))
    for duty, route in enumerate(draft.routes):
        draft.owner[route] = duty
    return draft


def _parts(
    country: Country, draft: _Draft, angle: float, size: int, *, settled: bool
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Duties and visits of each part. In a settled plan visits go with their duty, those of nobody where they lie."""
    along = country.spots @ np.array([np.cos(angle), np.sin(angle)])
    across = country.spots @ np.array([-np.sin(angle), np.cos(angle)])
    homes = np.array([duty.start_place for duty in country.duties], np.intp)
    places = np.array([visit.place for visit in country.visits], np.intp)
    bound = draft.owner.copy() if settled else np.full(len(places), -1)
    for visit, duty in country.fixed.items():
        bound[visit] = duty
    todo = [(np.arange(len(homes)), np.arange(len(places)), (along, across))]
    while todo:
        duties, visits, (axis, other) = todo.pop()
        if len(duties) <= size:
            yield duties, visits
            continue
        border = np.partition(axis[homes[duties]], len(duties) // 2)[len(duties) // 2]
        low = axis[homes[duties]] < border
        if not low.any():  # all homes on one line, or at one depot
            low = np.arange(len(duties)) < len(duties) // 2
        near = axis[places[visits]] < border
        kept = bound[visits] >= 0
        near[kept] = np.isin(bound[visits[kept]], duties[low])
        todo += [(duties[~low], visits[~near], (other, axis)), (duties[low], visits[near], (other, axis))]


def _part(
    country: Country, draft: _Draft, duties: NDArray[np.intp], visits: NDArray[np.intp]
) -> tuple[Problem, list[list[int]]]:
    """A part as a problem with indices of its own, and what its duties do at the moment."""
    named = [(country.duties[k].start_place, country.duties[k].end_place) for k in duties]
    asked = np.array([place for pair in named for place in pair] + [country.visits[v].place for v in visits], np.intp)
    places, index = np.unique(asked, return_inverse=True)
    staff = [
        replace(country.duties[k], start_place=int(index[2 * n]), end_place=int(index[2 * n + 1]))
        for n, k in enumerate(duties)
    ]
    work = [replace(country.visits[v], place=int(index[2 * len(duties) + n])) for n, v in enumerate(visits)]
    number = {int(v): n for n, v in enumerate(visits)}
    rank = {int(k): n for n, k in enumerate(duties)}
    fixed = {number[v]: rank[k] for v, k in country.fixed.items() if v in number and k in rank}
    costs = np.ascontiguousarray(country.costs[np.ix_(duties, visits)])
    routes = [[number[v] for v in draft.routes[k]] for k in duties]
    return Problem(work, staff, country.ways(places), costs, fixed), routes


def _plan(country: Country, draft: _Draft) -> Plan:
    cost = 0.0
    for duty, route in zip(country.duties, draft.routes, strict=True):
        if route:
            stops = [duty.start_place, *(country.visits[visit].place for visit in route), duty.end_place]
            ways = country.ways(np.array(stops, np.intp))
            cost += duty.rate * float(np.trace(ways, offset=1))
    served = np.flatnonzero(draft.owner >= 0)
    cost += float(country.costs[draft.owner[served], served].sum(dtype=np.float64))
    unserved = tuple(int(visit) for visit in np.flatnonzero(draft.owner < 0))
    cost += sum(country.visits[visit].unserved for visit in unserved)
    return Plan(tuple(tuple(route) for route in draft.routes), unserved, cost)


def faults(country: Country, plan: Plan) -> list[tuple[int, str]]:
    """What the independent checker says of each duty by itself (duty, rule), and of visits served twice (−1)."""
    served = [visit for route in plan.routes for visit in route]
    found = [] if len(served) == len(set(served)) else [(-1, "twice")]
    draft = _Draft([list(route) for route in plan.routes], np.zeros(0, np.intp))
    for duty, route in enumerate(plan.routes):
        part, routes = _part(country, draft, np.array([duty]), np.array(route, np.intp))
        alone = Plan((tuple(routes[0]),), (), 0.0)
        found += [(duty, fault.rule) for fault in check(part, alone) if fault.rule != "cost"]
    return found
