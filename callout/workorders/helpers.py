"""Engineers who go along: their bookings follow the lead's, whose visit carries the record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.foundation.events import publish
from callout.workorders import events
from callout.workorders.models import PLANNED_BOOKING_STATES, Booking, BookingStamp
from callout.workorders.overlap import overlaps_refused
from callout.workorders.services import where

ENDS = {
    "completed": "completed",
    "partial": "completed",
    "failed": "failed",
    "declined": "cancelled",
    "cancelled": "cancelled",
}


@business_action
def add(*, actor: User | None, lead: Booking, engineer_ids: Iterable[int], at: datetime) -> list[Booking]:
    """Engineers go along with a planned visit at its time.

    Raises ``engineer_busy`` when one of them is taken meanwhile.
    """
    rows = [
        Booking(
            work_order=lead.work_order, engineer_id=pk, state=lead.state, helper=True, starts_at=lead.starts_at,
            ends_at=lead.ends_at, created_by=actor, created_at=at,
        )
        for pk in engineer_ids
    ]  # fmt: skip
    for row in rows:
        with overlaps_refused():
            row.save()
        BookingStamp.objects.create(booking=row, state=row.state, at=at, actor=actor)
        place = where(lead.work_order, row.engineer_id)
        if row.state == Booking.State.PROPOSED:
            publish(events.BookingStateChanged(**place, booking_id=row.pk, old="", new=row.state), actor=actor, at=at)
        else:
            publish(
                events.BookingDispatched(**place, booking_id=row.pk, starts_at=row.starts_at.isoformat()),
                actor=actor, at=at,
            )  # fmt: skip
    return rows


def follow_end(lead: Booking, actor: User | None, at: datetime) -> None:
    """The lead's visit is over: so are his helpers', as of the same time."""
    target = ENDS.get(lead.state)
    if target is None or lead.helper:
        return
    for row in lead.work_order.bookings.active().filter(helper=True).select_for_update():
        old = row.state
        begun = old not in PLANNED_BOOKING_STATES
        row.state = target if begun or target == "completed" else "cancelled"
        row.ended_at = at
        row.version += 1
        row.save(update_fields=["state", "ended_at", "version"])
        BookingStamp.objects.create(booking=row, state=row.state, at=at, actor=actor)
        place = where(lead.work_order, row.engineer_id)
        publish(events.BookingStateChanged(**place, booking_id=row.pk, old=old, new=row.state), actor=actor, at=at)


def follow_move(lead: Booking, actor: User | None, at: datetime) -> None:
    """The lead's visit has another time: helpers who are free then move along, the others are let go and replaced."""
    for row in lead.work_order.bookings.filter(helper=True, state__in=PLANNED_BOOKING_STATES).select_for_update():
        was, row.starts_at, row.ends_at = row.starts_at, lead.starts_at, lead.ends_at
        row.version += 1
        place = where(lead.work_order, row.engineer_id)
        try:
            if row.engineer_id == lead.engineer_id:
                raise BusinessError("engineer_busy", "")
            with overlaps_refused():
                row.save()
        except BusinessError:
            row.refresh_from_db()
            row.state, row.ended_at = "cancelled", at
            row.save(update_fields=["state", "ended_at"])
            publish(
                events.BookingStateChanged(**place, booking_id=row.pk, old="dispatched", new="cancelled"), actor=actor
            )
            continue
        publish(
            events.BookingMoved(
                **place, booking_id=row.pk, starts_at=row.starts_at.isoformat(), old_starts_at=was.isoformat(),
                old_engineer_id=row.engineer_id,
            ),
            actor=actor,
        )  # fmt: skip
