"""Making and improving a plan within a budget: anytime, repeatable by seed
and rounds, from a plan at hand or from none."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callout.dispatching.kernel.chance import dice
from callout.dispatching.kernel.problem import Plan, Problem
from callout.dispatching.kernel.searches import Search, search
from callout.dispatching.kernel.valid import refuse

CHUNK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: share of its budget, cost of the best plan so far, and that plan when it is asked for."""

    share: float
    cost: float
    plan: Callable[[], Plan]


def solve(
    problem: Problem,
    *,
    start: Sequence[Sequence[int]] | None = None,
    seconds: float | None = None,
    rounds: int | None = None,
    seed: int = 1,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found within ``seconds`` of processor time or so many ``rounds``.

    The same seed and rounds give the same plan. ``start`` holds the visits of each duty in their order; what of it
    breaks a rule is planned anew. ``progress`` is called now and then; once ``cancelled()`` the best plan so far is
    returned. Raises InvalidProblem for an input that cannot be planned.
    """
    if (seconds is None) == (rounds is None):
        raise ValueError("give either seconds or rounds")
    refuse(problem, start)
    if not problem.visits or not problem.duties:
        return _nobody(problem)
    budget = _Budget(seconds, rounds)
    at_work = search(problem, start, dice(seed))
    while budget.share() < 1.0 and not (cancelled and cancelled()):
        now, soon, size = budget.chunk()
        began = time.process_time()
        at_work.improve(size, _heat(at_work, now), _heat(at_work, soon))
        budget.spend(size, time.process_time() - began)
        if progress:
            progress(Progress(min(1.0, budget.share()), at_work.cost, at_work.plan))
    return at_work.plan()


def _heat(at_work: Search, share: float) -> float:
    hot, cool = at_work.heat
    return hot * float((cool / hot) ** share)


class _Budget:
    """Rounds in chunks of about CHUNK_SECONDS until seconds or rounds are used up."""

    def __init__(self, seconds: float | None, rounds: int | None) -> None:
        self.began, self.seconds, self.rounds = time.process_time(), seconds, rounds
        self.spent, self.size = 0, 200

    def share(self, ahead: float = 0.0) -> float:
        """How much is used, or will be ``ahead`` seconds from now."""
        if self.rounds is not None:
            return self.spent / self.rounds if self.rounds else 1.0
        used = time.process_time() - self.began + ahead
        return used / self.seconds if self.seconds else 1.0

    def chunk(self) -> tuple[float, float, int]:
        """Share now, share at the end of the next chunk, and its rounds."""
        if self.rounds is None:
            return self.share(), min(1.0, self.share(CHUNK_SECONDS)), self.size
        size = min(self.size, self.rounds - self.spent)
        return self.share(), (self.spent + size) / self.rounds, size

    def spend(self, size: int, took: float) -> None:
        """Note a chunk, and learn from its seconds how large the next one may be."""
        self.spent += size
        if self.rounds is None:
            self.size = max(20, min(1_000_000, int(size * CHUNK_SECONDS / max(took, 1e-4))))


def _nobody(problem: Problem) -> Plan:
    unserved = tuple(range(len(problem.visits)))
    return Plan(tuple(() for _ in problem.duties), unserved, sum(visit.unserved for visit in problem.visits))
