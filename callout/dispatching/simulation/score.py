"""What played days cost: every term by which policies are compared, and one total. Pure functions.

The total is in minutes a request, so that days of any size compare. Weights are those of planning where it has one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime

from django.utils import timezone

from callout.dispatching.board.cost import CHANGED_MINUTES, TOLD, UNSERVED_MINUTES
from callout.dispatching.choose import LATE_WEIGHT, WAIT_SHARE
from callout.dispatching.simulation.facts import Facts, Ordered, Visit
from callout.dispatching.simulation.scenario import CLOSES, moment, working_minutes

MISSED_MINUTES = 60.0  # a missed promise, by the weight of its priority, beside what it is late
OVERTIME = 1.5
SPREAD = 10.0  # a Gini coefficient of 0.1 is one minute a request


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of one play. Minutes but for counts and ``spread`` (Gini coefficient of working time, 0 is even).

    ``missed`` and ``late`` are weighted by priority (8, 4, 2, 1). ``response`` is from the request, or the begin of the
    window asked for, to the first arrival; like ``late`` it is in working time. ``changed`` counts new times told to
    customers, and arrivals that far from what was told.
    """

    requests: float
    missed: float
    late: float
    unserved: float
    travel: float
    overtime: float
    response: float
    response_p50: float
    response_p90: float
    changed: float
    spread: float
    total: float

    def plain(self) -> dict[str, float]:
        """By name, rounded."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


def score(facts: Facts) -> Terms:
    """The terms of what happened."""
    by_order: dict[int, list[Visit]] = defaultdict(list)
    for visit in facts.visits:
        by_order[visit.order].append(visit)
    missed = late = unserved = changed = 0.0
    responses = []
    for pk, order in facts.orders.items():
        visits, weight = by_order[pk], LATE_WEIGHT[order.severity]
        if visits:
            responses.append(working_minutes(order.wanted, visits[0].arrived))
            if order.due and visits[0].arrived > order.due:
                missed += weight
                late += weight * working_minutes(order.due, visits[0].arrived)
        if not any(visit.done for visit in visits):
            unserved += weight
        changed += _changes(order, visits)
    travel = sum(_minutes(visit.left, visit.arrived) for visit in facts.visits)
    over = sum(_overtime(visit) for visit in facts.visits)
    measured = {
        "requests": float(len(facts.orders)), "missed": missed, "late": late, "unserved": unserved, "travel": travel,
        "overtime": over, "response": sum(responses), "response_p50": _quantile(responses, 0.5),
        "response_p90": _quantile(responses, 0.9), "changed": changed, "spread": _gini(_working(facts)),
    }  # fmt: skip
    return Terms(**measured, total=total(measured))


def total(terms: dict[str, float]) -> float:
    """The one figure, in minutes a request."""
    summed = (
        terms["missed"] * MISSED_MINUTES + terms["late"] + terms["unserved"] * UNSERVED_MINUTES + terms["travel"]
        + terms["overtime"] * OVERTIME + terms["response"] * WAIT_SHARE + terms["changed"] * CHANGED_MINUTES
    )  # fmt: skip
    each = summed / terms["requests"] if terms["requests"] else 0.0
    return each + terms["spread"] * SPREAD


def mean(rows: Sequence[Terms]) -> Terms:
    """Each term's mean."""
    return Terms(**{f.name: sum(getattr(row, f.name) for row in rows) / len(rows) for f in fields(Terms)})


def _minutes(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() / 60


def _changes(order: Ordered, visits: Sequence[Visit]) -> int:
    """How often what the customer was told became wrong by more than TOLD. After a visit in vain one begins anew."""
    changes = 0
    told: datetime | None = None
    left = list(visits)
    for when, start in (*order.told, (datetime.max.replace(tzinfo=UTC), None)):
        while left and left[0].left < when:
            visit = left.pop(0)
            changes += told is not None and abs(visit.arrived - told) > TOLD
            told = None
        if start is not None and (told is None or abs(start - told) > TOLD):
            changes, told = changes + (told is not None), start
    return changes


def _overtime(visit: Visit) -> float:
    """Minutes of driving and work after the shift's end."""
    closes = moment(timezone.localdate(visit.left), CLOSES)
    return max(0.0, _minutes(max(closes, visit.left), visit.ended))


def _working(facts: Facts) -> list[float]:
    """Minutes of driving and work of each engineer; who had nothing counts."""
    found: dict[int, float] = defaultdict(float)
    for visit in facts.visits:
        found[visit.engineer] += _minutes(visit.left, visit.ended)
    return [*found.values(), *[0.0] * (facts.engineers - len(found))]


def _gini(values: Iterable[float]) -> float:
    ordered = sorted(values)
    whole = sum(ordered)
    if not whole:
        return 0.0
    ranked = sum((2 * n - len(ordered) - 1) * value for n, value in enumerate(ordered, 1))
    return ranked / (len(ordered) * whole)


def _quantile(values: Iterable[float], share: float) -> float:
    """Linear between neighbours; 0 without values."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
