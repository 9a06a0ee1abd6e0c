"""Several ways of dispatching on the same seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from callout.dispatching.simulation import hindsight, scenario
from callout.dispatching.simulation.play import play
from callout.dispatching.simulation.policies import DISPATCHERS
from callout.dispatching.simulation.scenario import Scenario
from callout.dispatching.simulation.score import Terms, score

POLICIES = (*DISPATCHERS, hindsight.NAME)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is played: days with requests, engineers, and orders a day in the mean."""

    days: int
    engineers: int
    orders: int


@dataclass(frozen=True, slots=True)
class Result:
    """What one policy made of one seed."""

    policy: str
    seed: int
    terms: Terms


Tell = Callable[[str, int, float], None]


def compare(size: Size, seeds: Sequence[int], policies: Sequence[str], tell: Tell) -> Iterator[Result]:
    """Play every policy on every seed; ``tell`` hears policy, seed and the share that is done, and may raise."""
    for seed in seeds:
        drawn = scenario.draw(seed, days=size.days, engineers=size.engineers, orders=size.orders)
        for policy in policies:
            yield Result(policy, seed, _one(drawn, policy, tell))


def _one(drawn: Scenario, policy: str, tell: Tell) -> Terms:
    def hear(share: float) -> None:
        tell(policy, drawn.seed, share)

    if policy == hindsight.NAME:
        return score(hindsight.plan(drawn, hear))
    return score(play(drawn, DISPATCHERS[policy], hear))
