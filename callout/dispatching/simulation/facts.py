"""What happened on played days, as the data base tells it after the last one. Plain data for the score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from callout.foundation.models import Event
from callout.workorders.events import BookingDispatched, BookingMoved
from callout.workorders.models import Booking, WorkOrder


@dataclass(frozen=True, slots=True)
class Visit:
    """One drive and what was done there. ``done`` is False where nobody was at home."""

    order: int
    engineer: int
    left: datetime
    arrived: datetime
    ended: datetime
    done: bool = True


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order with what its customer was told: (when, for what start), one after the other.

    ``wanted`` is when he asked, or the begin of the window he asked for.
    """

    severity: int
    wanted: datetime
    due: datetime | None
    told: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Orders by id, all visits in the order of their arrivals, and how many engineers there are."""

    orders: dict[int, Ordered]
    visits: tuple[Visit, ...]
    engineers: int


def read(engineers: int) -> Facts:
    """From the stamps of bookings and the events that told customers a time (three queries)."""
    told: dict[int, list[tuple[datetime, datetime]]] = {}
    events = Event.objects.filter(type__in=(BookingDispatched.type, BookingMoved.type)).order_by("pk")
    dispatched = set()
    for kind, order, at, payload in events.values_list("type", "work_order_id", "at", "payload"):
        if kind == BookingDispatched.type:
            dispatched.add(payload["booking_id"])
        elif payload["booking_id"] not in dispatched:
            continue  # moved while it was only proposed
        told.setdefault(order or 0, []).append((at, datetime.fromisoformat(payload["starts_at"])))
    orders = {
        row.pk: Ordered(
            row.severity,
            max(row.created_at, row.window_from or row.created_at),
            row.due_at,
            tuple(told.get(row.pk, ())),
        )
        for row in WorkOrder.objects.order_by("pk")
    }
    return Facts(orders, tuple(_visits()), engineers)


def _visits() -> Iterable[Visit]:
    rows = Booking.objects.filter(state__in=("completed", "failed")).order_by("on_site_at", "pk")
    for row in rows:
        if row.travelling_at and row.on_site_at and row.ended_at:
            yield Visit(
                row.work_order_id, row.engineer_id, row.travelling_at, row.on_site_at, row.ended_at,
                row.state == "completed",
            )  # fmt: skip
