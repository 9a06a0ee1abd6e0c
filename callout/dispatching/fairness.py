"""The fairness ledger: who bore the hard, far and late work, so that the next of it goes to somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from callout.accounts.models import User
from callout.dispatching.models import FairnessEntry
from callout.foundation.actions import business_action
from callout.workforce.models import Engineer
from callout.workorders.models import Booking

DAYS = 28
FAR_KM = 15.0
HARD_LEVEL = 4
LONG_MINUTES = 150
ODD_BEFORE, ODD_AFTER = 8, 18


@business_action
def enter(*, actor: User | None, booking_id: int) -> list[FairnessEntry]:
    """What a finished visit adds to its engineer's ledger; a repeat adds nothing."""
    return enter_all(actor=actor, bookings=Booking.objects.filter(pk=booking_id))


@business_action
def enter_all(*, actor: User | None, bookings: QuerySet[Booking]) -> list[FairnessEntry]:
    """``enter`` for several finished visits (two queries)."""
    rows = [
        FairnessEntry(
            engineer_id=booking.engineer_id, work_order_id=booking.work_order_id, kind=kind,
            at=booking.ended_at or timezone.now(), points=round(points, 1), detail=detail,
        )
        for booking in bookings.select_related("work_order")
        for kind, points, detail in burdens_of(booking)
    ]  # fmt: skip
    return FairnessEntry.objects.bulk_create(rows, ignore_conflicts=True)


def burdens_of(booking: Booking) -> Iterator[tuple[str, float, str]]:
    """(kind, points, detail) of what was harder about a visit than common work.

    Hard: one point for each skill level from HARD_LEVEL on, one for work beyond LONG_MINUTES, one for a team job. Far:
    one for each FAR_KM of the way. Odd hours: one when it began outside 8–18 or at the weekend.
    """
    order = booking.work_order
    hard = max(0, order.skill_level - HARD_LEVEL + 1) + (order.minutes > LONG_MINUTES) + (order.people > 1)
    if hard:
        yield FairnessEntry.Kind.HARD, float(hard), f"{order.skill_level}/{order.minutes}/{order.people}"
    if booking.travel_km >= FAR_KM:
        yield FairnessEntry.Kind.FAR, booking.travel_km / FAR_KM, f"{booking.travel_km:.0f}"
    began = timezone.localtime(booking.on_site_at or booking.starts_at)
    if began.weekday() >= 5 or not ODD_BEFORE <= began.hour < ODD_AFTER:
        yield FairnessEntry.Kind.ODD_HOURS, 1.0, f"{began:%m-%d %H:%M}"


def with_points(rows: QuerySet[Engineer], now: datetime) -> QuerySet[Engineer]:
    """Engineers with the points of the last DAYS days by kind, their sum ``points``, and ``above``: how far that lies
    over the mean of the outlet's active engineers.
    """
    recent = Q(fairness__at__gt=now - timedelta(days=DAYS), fairness__at__lte=now)
    sums = {kind: _sum(recent & Q(fairness__kind=kind)) for kind in FairnessEntry.Kind.values}
    colleagues = Engineer.objects.filter(outlet=OuterRef("outlet"), active=True).order_by().values("outlet")
    mine = FairnessEntry.objects.filter(engineer__outlet=OuterRef("outlet"), engineer__active=True)
    recent_here = mine.filter(at__gt=now - timedelta(days=DAYS), at__lte=now).order_by().values("engineer__outlet")
    total = Coalesce(Subquery(recent_here.annotate(n=Sum("points")).values("n")), 0.0, output_field=FloatField())
    people = Coalesce(Subquery(colleagues.annotate(n=Count("pk")).values("n")), 1, output_field=IntegerField())
    return rows.annotate(**sums, points=_sum(recent), mean=total / people).annotate(above=F("points") - F("mean"))


def _sum(filtered: Q) -> Coalesce:
    return Coalesce(Sum("fairness__points", filter=filtered), 0.0, output_field=FloatField())


def burden_of_engineers(now: datetime) -> dict[int, float]:
    """Points of each active engineer in the last DAYS days above (positive) or below the mean of his outlet."""
    since = now - timedelta(days=DAYS)
    points = dict(
        FairnessEntry.objects.filter(at__gte=since)
        .values("engineer_id")
        .annotate(n=Sum("points"))
        .values_list("engineer_id", "n")
    )
    if not points:
        return {}
    outlets: dict[int, list[int]] = {}
    for pk, outlet_id in Engineer.objects.filter(active=True).values_list("pk", "outlet_id"):
        outlets.setdefault(outlet_id, []).append(pk)
    burdens: dict[int, float] = {}
    for colleagues in outlets.values():
        mean = sum(points.get(pk, 0.0) for pk in colleagues) / len(colleagues)
        burdens |= {pk: round(points.get(pk, 0.0) - mean, 1) for pk in colleagues}
    return burdens
