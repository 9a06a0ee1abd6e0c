"""How a day came about: the stamps of its bookings, the moves dispatchers made, and which orders waited when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from callout.accounts.models import User
from callout.dispatching.board.read import (
    MOST_WAITING,
    Frame,
    bookings_out,
    order_columns,
    orders_of,
    seconds,
    waiting_out,
)
from callout.foundation.models import Event
from callout.workorders.events import BookingMoved, WorkOrderCancelled
from callout.workorders.models import Booking, BookingStamp

GONE = ("declined", "cancelled", "failed", "partial")
Stamps = list[tuple[datetime, int, str]]


def read_history(user: User, frame: Frame) -> dict[str, Any]:
    """``stamps`` (booking, state, at) and ``moves`` (booking, at, from whom, from when), oldest first, and the bookings
    themselves, also those that were declined or taken back; ``waiting``: orders with the spans when nobody had them
    (``until`` empty: still). Six queries."""
    start, end = frame.bounds
    rows = Booking.objects.during(start, end).filter(engineer__outlet__in=frame.outlets)
    bookings = bookings_out(rows)
    orders = {booking["id"]: booking["order"] for booking in bookings}
    stamps = (
        BookingStamp.objects.filter(booking_id__in=orders).order_by("at", "id").values_list("booking_id", "state", "at")
    )
    moves = Event.objects.filter(work_order_id__in=set(orders.values()), type=BookingMoved.type).order_by("at", "id")
    return {
        "bookings": bookings,
        "stamps": [(booking, state, seconds(at)) for booking, state, at in stamps],
        "moves": [
            (
                told["booking_id"],
                seconds(at),
                told["old_engineer_id"],
                seconds(datetime.fromisoformat(told["old_starts_at"])),
            )
            for at, told in moves.values_list("at", "payload")
            if told.get("booking_id") in orders
        ],
        "waiting": _waiting(user, frame),
    }


def _waiting(user: User, frame: Frame) -> list[dict[str, Any]]:
    start, end = frame.bounds
    alive = Q(completed_at=None) | Q(completed_at__gt=start)
    rows = (
        orders_of(user, frame)
        .filter(alive, created_at__lt=end)
        .order_by("-created_at", "pk")
        .values_list("pk", "created_at", "completed_at", *order_columns())[:MOST_WAITING]
    )
    found = {pk: (created, completed, waiting_out(pk, "", columns)) for pk, created, completed, *columns in rows}
    stamps: dict[int, Stamps] = defaultdict(list)
    for order, at, booking, state in (
        BookingStamp.objects.filter(booking__work_order_id__in=found)
        .order_by("at", "id")
        .values_list("booking__work_order_id", "at", "booking_id", "state")
    ):
        stamps[order].append((at, booking, state))
    cancelled = dict(
        Event.objects.filter(work_order_id__in=found, type=WorkOrderCancelled.type).values_list("work_order_id", "at")
    )
    out = []
    for pk, (created, completed, facts) in found.items():
        spans = [
            (seconds(a), seconds(b) if b else None)
            for a, b in spans_of(created, completed or cancelled.get(pk), stamps[pk])
            if a < end and (b is None or b > start)
        ]
        if spans:
            out.append({**facts, "spans": spans})
    return out


def spans_of(
    created: datetime, over: datetime | None, stamps: Iterable[tuple[datetime, int, str]]
) -> list[tuple[datetime, datetime | None]]:
    """When nobody had the order, from its creation until it was over; ``stamps`` of its bookings by time."""
    spans: list[tuple[datetime, datetime | None]] = []
    since: datetime | None = created
    had: set[int] = set()
    for at, booking, state in stamps:
        had = had - {booking} if state in GONE else had | {booking}
        if had and since is not None:
            spans += [(since, at)] if at > since else []
            since = None
        elif not had and since is None:
            since = at
    if since is not None and (over is None or over > since):
        spans.append((since, over))
    return spans
