"""How long work takes: learned every night from finished visits, drawn toward the wider group where there are few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, StdDev

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.cache import cached_for
from callout.workforce.models import JobRule
from callout.workorders.models import DurationEstimate, ServiceRecord

LOOK_BACK = timedelta(days=365)
PRIOR = 20
ENOUGH = 10
SHORTEST, LONGEST = 3, 720
STEP = 5


@dataclass(frozen=True, slots=True)
class Length:
    """Mean and spread of a job, in minutes."""

    minutes: int
    sd: int


@dataclass(frozen=True, slots=True)
class Job:
    """What a rule says a job needs; ``tools`` are ids."""

    people: int = 1
    load_kg: int = 0
    tools: tuple[int, ...] = ()


@business_action
def learn(*, actor: User | None, now: datetime) -> int:
    """Replace all estimates by those of the last year; returns how many there are.

    A product's or engineer's mean is ``(n · own + PRIOR · mean of the category) / (n + PRIOR)``: the posterior mean of
    a normal with a prior worth PRIOR visits.
    """
    wide = {(row["category"], row["kind"]): row for row in _groups(now)}
    rows = [_estimate(row, row["mean"], now) for row in wide.values() if row["n"] >= ENOUGH]
    for column, path in (("product_id", "work_order__asset__product"), ("engineer_id", "booking__engineer")):
        for row in _groups(now, path):
            parent = wide[row["category"], row["kind"]]
            if row["group"] and parent["n"] >= ENOUGH:
                mean = (row["n"] * row["mean"] + PRIOR * parent["mean"]) / (row["n"] + PRIOR)
                rows.append(_estimate(row, mean, now, **{column: row["group"]}))
    DurationEstimate.objects.all().delete()
    DurationEstimate.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _groups(now: datetime, path: str = "") -> Iterable[dict[str, Any]]:
    """Number, mean and spread of labour minutes by category, service type and a further column."""
    records = ServiceRecord.objects.filter(
        finished_at__gte=now - LOOK_BACK, labour_minutes__gte=SHORTEST, labour_minutes__lte=LONGEST,
        work_order__category__isnull=False,
    )  # fmt: skip
    keys = {"category": F("work_order__category"), "kind": F("work_order__service_type__code")}
    if path:
        keys["group"] = F(path)
    figures = {"n": Count("pk"), "mean": Avg("labour_minutes"), "sd": StdDev("labour_minutes")}
    return [dict(row) for row in records.order_by().values(**keys).annotate(**figures)]


def _estimate(row: Mapping[str, Any], mean: float, now: datetime, **group: int) -> DurationEstimate:
    return DurationEstimate(
        category_id=row["category"], service_type=row["kind"], n=row["n"], mean=round(mean, 1),
        sd=round(row["sd"] or 0, 1), raw_mean=round(row["mean"], 1), computed_at=now, **group,
    )  # fmt: skip


@cached_for(60)
def _known() -> dict[tuple[int, str, int | None], Length]:
    rows = DurationEstimate.objects.filter(engineer=None, n__gte=ENOUGH)
    return {
        (row.category_id, row.service_type, row.product_id): Length(
            max(STEP, round(row.mean / STEP) * STEP), round(row.sd)
        )
        for row in rows
    }


def expected(category_id: int | None, service_type: str, product_id: int | None, default: int) -> Length:
    """How long a visit is planned: by product, else by category and
    service type, else the service type's own length."""
    if category_id is None:
        return Length(default, 0)
    known = _known()
    return (
        known.get((category_id, service_type, product_id))
        or known.get((category_id, service_type, None))
        or Length(default, 0)
    )


@cached_for(60)
def _jobs() -> dict[tuple[int, str], Job]:
    rows = JobRule.objects.prefetch_related("tools")
    return {
        (row.category_id, row.service_type): Job(row.people, row.load_kg, tuple(tool.pk for tool in row.tools.all()))
        for row in rows
    }


def job_of(category_id: int | None, service_type: str) -> Job:
    """People, tools and load that a new order needs by rule; one person with nothing special without a rule."""
    if category_id is None:
        return Job()
    jobs = _jobs()
    return jobs.get((category_id, service_type)) or jobs.get((category_id, "")) or Job()
