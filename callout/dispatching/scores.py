"""The monthly score of outlets: computed from what happened, kept with its terms, and weighed when orders are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from callout.accounts.models import Outlet, User
from callout.foundation.actions import business_action
from callout.workforce import kit
from callout.workforce.models import OutletScore
from callout.workforce.selectors import day_bounds
from callout.workorders.models import Booking, WorkOrder

WEIGHTS = {"on_time": 40, "first_visit": 25, "satisfied": 20, "not_declined": 15}
LEAST_ORDERS = 5
SATISFIED = 4
Counts = Mapping[int, Mapping[str, int]]


@business_action
def score_month(*, actor: User | None, month: date, again: bool = False) -> list[OutletScore]:
    """Score every active outlet that completed at least LEAST_ORDERS in the month of ``month`` (three queries for all).

    A score that exists stays, unless ``again``.
    """
    first = month.replace(day=1)
    since, until = day_bounds(first)[0], day_bounds(_next(first))[0]
    done = _done(WorkOrder.objects.filter(completed_at__gte=since, completed_at__lt=until))
    asked = _asked(Booking.objects.filter(created_at__gte=since, created_at__lt=until, helper=False))
    kept = set() if again else set(OutletScore.objects.filter(month=first).values_list("outlet_id", flat=True))
    found = []
    for outlet_id in Outlet.objects.filter(active=True).order_by("pk").values_list("pk", flat=True):
        counts = done.get(outlet_id)
        if counts is None or counts["orders"] < LEAST_ORDERS or outlet_id in kept:
            continue
        terms = terms_of({**counts, **asked.get(outlet_id, {"asked": 0, "not_declined": 0})})
        found.append(
            kit.save_score(
                actor=actor, outlet_id=outlet_id, month=first, score=score_of(terms), orders=counts["orders"],
                terms=terms,
            )
        )  # fmt: skip
    return found


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def last_month(today: date | None = None) -> date:
    """The first day of the month that is over."""
    today = today or timezone.localdate()
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _done(rows: QuerySet[WorkOrder]) -> Counts:
    arrived = Q(record__arrived_at__isnull=False, due_at__isnull=False)
    return _by_outlet(
        rows.filter(outlet__isnull=False)
        .values("outlet_id")
        .annotate(
            orders=Count("pk"),
            promised=Count("pk", filter=arrived),
            on_time=Count("pk", filter=arrived & Q(record__arrived_at__lte=F("due_at"))),
            recorded=Count("pk", filter=Q(record__isnull=False)),
            first_visit=Count("pk", filter=Q(visit=1, record__solved=True)),
            rated=Count("pk", filter=Q(case__rating__isnull=False)),
            satisfied=Count("pk", filter=Q(case__rating__gte=SATISFIED)),
        )
    )


def _asked(rows: QuerySet[Booking]) -> Counts:
    return _by_outlet(
        rows.exclude(state="cancelled")
        .values(outlet_id=F("engineer__outlet_id"))
        .annotate(asked=Count("pk"), not_declined=Count("pk", filter=~Q(state="declined")))
    )


def _by_outlet(rows: Iterable[Mapping[str, Any]]) -> Counts:
    return {row["outlet_id"]: row for row in rows}


def terms_of(counts: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """The parts of a score: how many of how many, the share, and what it weighs; a part that nobody counted is left
    out.
    """
    whole = {"on_time": "promised", "first_visit": "recorded", "satisfied": "rated", "not_declined": "asked"}
    return {
        name: {
            "n": counts[name], "of": counts[whole[name]], "share": round(counts[name] / counts[whole[name]], 4),
            "weight": weight,
        }
        for name, weight in WEIGHTS.items()
        if counts[whole[name]]
    }  # fmt: skip


def score_of(terms: Mapping[str, Mapping[str, Any]]) -> float:
    """0 to 100: the weighted mean of the shares; 0 without any."""
    weight = sum(term["weight"] for term in terms.values())
    return round(sum(term["share"] * term["weight"] for term in terms.values()) / weight * 100, 1) if weight else 0.0
