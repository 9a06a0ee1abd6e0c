"""What the kernel refuses to plan, each with a stable code: a compiled search would answer nonsense or worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from callout.dispatching.kernel.problem import Duty, Problem, Visit

MOST_TIME = 2**31 - 1  # times and loads stay below it, so that sums of them fit
MOST_TOOLS = 62  # bits of a number
INFINITE = float("inf")


class InvalidProblem(ValueError):
    """An input that cannot be planned; ``code`` is stable, the text says which visit or duty."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


def refuse(problem: Problem, start: Sequence[Sequence[int]] | None = None) -> None:
    """Raise InvalidProblem for the first thing that is wrong with a problem or with the plan to start from."""
    for code, text in _faults(problem, start or ()):
        raise InvalidProblem(code, text)


def _faults(problem: Problem, start: Sequence[Sequence[int]]) -> Iterator[tuple[str, str]]:
    yield from _shapes(problem)
    places = len(problem.travel)
    for index, visit in enumerate(problem.visits):
        yield from ((code, f"visit {index}: {text}") for code, text in _visit(visit, places))
    for index, duty in enumerate(problem.duties):
        yield from ((code, f"duty {index}: {text}") for code, text in _duty(duty, places))
    for index, owner in problem.fixed.items():
        if not 0 <= index < len(problem.visits) or not 0 <= owner < len(problem.duties):
            yield "fixed", f"visit {index} on duty {owner}: no such visit or duty"
        elif not problem.allows(owner, index):
            yield "fixed", f"visit {index} is fixed to duty {owner}, which may not serve it"
    yield from _bonds(problem)
    yield from _held(problem)
    yield from _start(problem, start)


def _shapes(problem: Problem) -> Iterator[tuple[str, str]]:
    travel, costs = problem.travel, problem.costs
    if travel.ndim != 2 or travel.shape[0] != travel.shape[1]:
        yield "travel", f"a square matrix is needed, not {travel.shape}"
    if travel.size and (travel.min() < 0 or travel.max() > MOST_TIME // 4):
        yield "travel", "times are from 0 to 2^29"
    if costs.shape != (len(problem.duties), len(problem.visits)):
        yield "costs", f"a row a duty and a column a visit are needed, not {costs.shape}"
    dimensions = max((len(duty.capacity) for duty in problem.duties), default=INFINITE)
    if any(len(visit.load) > dimensions for visit in problem.visits):
        yield "load", f"no duty has a capacity of more than {dimensions} dimensions"
    if len({tool for visit in problem.visits for tool in visit.tools}) > MOST_TOOLS:
        yield "tools", f"more than {MOST_TOOLS}"
    if np.isnan(costs).any() or np.isneginf(costs).any():
        yield "costs", "neither NaN nor −infinity costs anything"


def _visit(visit: Visit, places: int) -> Iterator[tuple[str, str]]:
    if not 0 <= visit.place < places:
        yield "place", f"no place {visit.place}"
    if not 0 <= visit.length < MOST_TIME:
        yield "length", f"{visit.length} is no length"
    if not -MOST_TIME < visit.earliest <= visit.latest < MOST_TIME:
        yield "window", f"it may begin from {visit.earliest} to {visit.latest}"
    if not 0 <= visit.unserved < INFINITE:
        yield "unserved", f"{visit.unserved} is no price"
    if any(not 0 <= each < MOST_TIME for each in visit.load):
        yield "load", f"{visit.load} is no load"
    windows = [(visit.earliest, visit.latest), *visit.later]
    if any(not a[1] < b[0] <= b[1] < MOST_TIME for a, b in pairwise(windows)):
        yield "window", f"later windows {visit.later} stand in their order"
    if not (0 <= visit.lateness < INFINITE and 0 <= visit.moved < INFINITE):
        yield "price", "lateness and a broken promise cost something finite"
    if visit.promised and not -MOST_TIME < visit.promised[0] <= visit.promised[1] < MOST_TIME:
        yield "promised", f"{visit.promised} is no window"


def _duty(duty: Duty, places: int) -> Iterator[tuple[str, str]]:
    if not (0 <= duty.start_place < places and 0 <= duty.end_place < places):
        yield "place", f"no place {duty.start_place} or {duty.end_place}"
    if not -MOST_TIME < duty.opens <= duty.closes < MOST_TIME:
        yield "shift", f"from {duty.opens} to {duty.closes}"
    if not 0 <= duty.rate < INFINITE:
        yield "rate", f"{duty.rate} is no rate"
    if duty.most < 0 or any(not 0 <= each < MOST_TIME for each in duty.capacity):
        yield "capacity", f"most {duty.most}, capacity {duty.capacity}"
    if not duty.closes <= duty.last < MOST_TIME:
        yield "shift", f"overtime ends at {duty.last}, before the shift"
    if any(not 0 <= each < INFINITE for each in (duty.overtime, duty.working, duty.beyond)):
        yield "rate", "overtime, work and unfair work cost something finite"
    if duty.fetch and not (0 <= duty.fetch[0] < places and 0 <= duty.fetch[1] < MOST_TIME):
        yield "fetch", f"no place {duty.fetch[0]}, or {duty.fetch[1]} is no length"
    if duty.rest:
        length, earliest, latest = duty.rest
        if length < 0 or earliest > latest:
            yield "rest", f"{length} units, beginning from {earliest} to {latest}"
        elif latest < duty.opens or max(earliest, duty.opens) + length > duty.last:
            yield "rest", f"it does not fit into the shift from {duty.opens} to {duty.closes}"


def _start(problem: Problem, start: Sequence[Sequence[int]]) -> Iterator[tuple[str, str]]:
    if len(start) > len(problem.duties):
        yield "start", f"{len(start)} routes for {len(problem.duties)} duties"
    for visit, times in Counter(visit for route in start for visit in route).items():
        if not 0 <= visit < len(problem.visits):
            yield "start", f"no visit {visit}"
        elif times > 1:
            yield "start", f"visit {visit} stands there {times} times"


def _bonds(problem: Problem) -> Iterator[tuple[str, str]]:
    known = range(len(problem.visits))
    for link in problem.links:
        if link.first not in known or link.second not in known or link.first == link.second:
            yield "link", f"visits {link.first} and {link.second}: no such two"
        elif link.most is not None and link.least > link.most:
            yield "link", f"from {link.least} to {link.most} units between two visits"
    for mates in problem.together:
        if any(mate not in known for mate in mates):
            yield "together", f"no such visits: {tuple(mates)}"
    together = Counter(mate for mates in problem.together for mate in mates)
    if any(times > 1 for times in together.values()):
        yield "together", "a visit stands there twice"
    bands = list(problem.speed)
    if any(a[0] >= b[0] for a, b in pairwise(bands)) or any(not 0 < factor < INFINITE for _, factor in bands):
        yield "speed", "bands stand in their order and have a factor above 0"
    if not 0 <= problem.worst_late < INFINITE:
        yield "price", "the worst lateness costs something finite"


def _held(problem: Problem) -> Iterator[tuple[str, str]]:
    bound = {v for link in problem.links for v in (link.first, link.second)}
    bound |= {v for mates in problem.together for v in mates}
    yield from (("held", text) for _, text in _start(problem, problem.held))
    for k, held in enumerate(problem.held):
        for visit in held:
            if visit in bound:
                yield "held", f"visit {visit} is linked: give it the window in which it is held, or let it go"
            elif k < len(problem.duties) and 0 <= visit < len(problem.visits) and not problem.allows(k, visit):
                yield "held", f"visit {visit} is held on duty {k}, which may not serve it"
