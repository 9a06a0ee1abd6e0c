"""Planning one order: outlet, engineer and time, booked with its reasons, or left with the reason why not."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from callout.accounts.models import User
from callout.dispatching.choose import HORIZON, Answer, Busy, Option, Order, outlets_for, search
from callout.dispatching.models import Decision
from callout.dispatching.network import network
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.foundation.geo import Point
from callout.workforce.models import Absence
from callout.workorders import bookings
from callout.workorders.models import ACTIVE_BOOKING_STATES, Booking, WorkOrder

KEPT_CANDIDATES = 4
KEPT_EXCLUDED = 60
PLANNABLE = (WorkOrder.State.UNSCHEDULED, WorkOrder.State.ON_HOLD)


@business_action
def plan_order(*, actor: User | None, order_id: int, now: datetime | None = None) -> Decision | None:
    """Book the order on the best engineer of the nearest qualified outlets; None when there is nothing to plan.

    When nobody fits, the decision and the order keep the reason; a later change of plans tries again.
    """
    now = now or timezone.now()
    order = WorkOrder.objects.select_for_update(of=("self",)).select_related("site").get(pk=order_id)
    if order.state not in PLANNABLE or (not _untouched(order) and order.bookings.active().exists()):
        return None
    began = time.perf_counter()
    answer = find(order, now)
    booking = _book(order, answer, actor, now)
    return _decide(order, answer, booking, actor, now, began)


def _untouched(order: WorkOrder) -> bool:
    """True for an order that nobody was ever booked on: each booking makes its version grow."""
    return order.version == 1


def find(order: WorkOrder, now: datetime, *, shared_lock: bool = True) -> Answer:
    """Options for an order as of ``now``: nearest qualified outlets first, more of them when the first have nobody."""
    known = network()
    wanted = plain(order)
    outlets = outlets_for(wanted, known)
    qualified = [item for item in outlets if not item[2]]
    if shared_lock and qualified:
        with connection.cursor() as cursor:  # planners of one neighbourhood take turns instead of colliding
            cursor.execute("SELECT pg_advisory_xact_lock(7301, %s)", [qualified[0][0].pk])
    return search(wanted, known, outlets, lambda ids: busy_times(ids, now), now)


def plain(order: WorkOrder) -> Order:
    """What planning needs to know of the order (at most two queries)."""
    before = (
        Booking.objects.filter(work_order__asset_id=order.asset_id, state="completed")
        if order.asset_id
        else Booking.objects.none()
    )
    window = (order.window_from, order.window_until) if order.window_from and order.window_until else None
    return Order(
        pk=order.pk,
        place=Point(order.longitude, order.latitude),
        city=order.site.city,
        district=order.site.district,
        category_id=order.category_id,
        skill_id=order.skill_id,
        skill_level=order.skill_level,
        severity=order.severity,
        minutes=order.minutes,
        earliest=order.earliest_at,
        due=order.due_at,
        window=window,
        preferred_id=order.preferred_engineer_id,
        knows_asset=frozenset(before.values_list("engineer_id", flat=True)[:5]) if order.asset_id else frozenset(),
        declined=frozenset(
            () if _untouched(order) else order.bookings.filter(state="declined").values_list("engineer_id", flat=True)
        ),
    )


def busy_times(engineer_ids: list[int], now: datetime) -> dict[int, list[Busy]]:
    """What each engineer has booked or is away for within the horizon, sorted by begin (two queries)."""
    taken: dict[int, list[Busy]] = {}
    rows = Booking.objects.filter(
        engineer_id__in=engineer_ids,
        state__in=ACTIVE_BOOKING_STATES,
        ends_at__gt=now - timedelta(hours=12),
        starts_at__lt=now + HORIZON,
    ).values_list("engineer_id", "starts_at", "ends_at", "work_order__longitude", "work_order__latitude")
    for engineer_id, starts, ends, lng, lat in rows:
        taken.setdefault(engineer_id, []).append(Busy(starts, ends, Point(lng, lat)))
    for row in Absence.objects.filter(engineer_id__in=engineer_ids, ends_at__gt=now, starts_at__lt=now + HORIZON):
        taken.setdefault(row.engineer_id, []).append(Busy(row.starts_at, row.ends_at, None, counts=False))
    for entries in taken.values():
        entries.sort(key=lambda entry: entry.starts)
    return taken


def _book(order: WorkOrder, answer: Answer, actor: User | None, now: datetime) -> Booking | None:
    """Book the best option that the data base still allows; a lost race takes the next."""
    for option in list(answer.options)[:10]:
        try:
            return bookings.book_locked(
                actor=actor, order=order, engineer_id=option.engineer.pk, outlet_id=option.engineer.outlet_id,
                starts_at=option.starts, ends_at=option.ends, travel_minutes=round(option.travel_minutes), travel_km=option.travel_km, at=now,
            )  # fmt: skip
        except BusinessError as refusal:
            if refusal.code != "engineer_busy":
                raise
            answer.options.remove(option)
            answer.excluded.append((option.engineer, option.outlet, "no_time", ""))
    return None


def _decide(
    order: WorkOrder, answer: Answer, booking: Booking | None, actor: User | None, now: datetime, began: float
) -> Decision:
    if booking is None:
        WorkOrder.objects.filter(pk=order.pk).update(unserved_reason=answer.reason)
    return Decision.objects.create(
        work_order=order,
        at=now,
        actor=actor,
        outcome=Decision.Outcome.BOOKED if booking else Decision.Outcome.UNSERVED,
        booking=booking,
        engineer_id=booking.engineer_id if booking else None,
        microseconds=round((time.perf_counter() - began) * 1e6),
        **reasons(answer),
    )


def reasons(answer: Answer) -> dict[str, Any]:
    """The columns of a decision that say why: what was asked, who could go, who could not."""
    return {
        "reason": answer.reason,
        "outlets": [
            {"outlet": o.pk, "name": o.name, "km": round(km, 1), "rule": rule} for o, km, rule in answer.outlets
        ],
        "candidates": [candidate(option) for option in answer.options[:KEPT_CANDIDATES]],
        "excluded": [
            {"engineer": e.pk, "name": e.name, "outlet": o.name, "rule": rule, "detail": detail}
            for e, o, rule, detail in answer.excluded[:KEPT_EXCLUDED]
        ],
        "considered": len(answer.options) + len(answer.excluded),
    }


def candidate(option: Option) -> dict[str, Any]:
    """An option as a decision keeps it."""
    return {
        "engineer": option.engineer.pk,
        "name": option.engineer.name,
        "outlet": option.outlet.name,
        "cost": round(option.cost, 1),
        "terms": dict(option.terms),
        "starts_at": option.starts.isoformat(),
        "travel_minutes": round(option.travel_minutes),
        "travel_km": round(option.travel_km, 1),
    }
