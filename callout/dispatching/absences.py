"""Somebody is away: his planned visits in that time are released and planned anew by the policy of their regions."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from callout.accounts.models import User
from callout.dispatching import escalations
from callout.dispatching.models import Escalation
from callout.foundation.actions import business_action
from callout.workorders import bookings
from callout.workorders.bookings import stamp_now
from callout.workorders.models import PLANNED_BOOKING_STATES, Booking

REASON = "absent"


class Released(NamedTuple):
    """How many visits go to others, and how many are locked and wait for a person."""

    released: int
    fixed: int


@business_action
def release_visits(*, actor: User | None, engineer_id: int, starts_at: datetime, ends_at: datetime) -> Released:
    """Free the engineer from his planned visits between two times. Visits under way stay; locked ones are escalated."""
    rows = Booking.objects.filter(
        engineer_id=engineer_id, state__in=PLANNED_BOOKING_STATES, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    released = fixed = 0
    for pk in rows.order_by("starts_at").values_list("pk", flat=True):
        booking = bookings.locked(pk)
        if booking.state not in PLANNED_BOOKING_STATES:
            continue
        if booking.locked:
            escalations.escalate(actor=actor, order=booking.work_order, reason=Escalation.Reason.FIXED_ABSENT)
            fixed += 1
        else:
            bookings.cancel_booking(actor=actor, booking_id=pk, reason=REASON, stamp=stamp_now())
            released += 1
    return Released(released, fixed)
