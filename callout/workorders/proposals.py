"""Bookings that wait for a person: proposed ones hold the engineer's time,
and nobody is told before they are confirmed."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from callout.accounts.models import User
from callout.cases import services as case_services
from callout.foundation.actions import business_action
from callout.foundation.events import publish
from callout.workorders import bookings, events, services
from callout.workorders.bookings import stamp_now
from callout.workorders.models import Booking, BookingStamp, WorkOrder
from callout.workorders.overlap import overlaps_refused


@business_action
def propose(
    *,
    actor: User | None,
    order: WorkOrder,
    engineer_id: int,
    outlet_id: int,
    starts_at: datetime,
    ends_at: datetime,
    travel_minutes: int = 0,
    travel_km: float = 0.0,
) -> Booking:
    """Hold an engineer's time for a locked order that nobody is booked on. Raises ``engineer_busy``."""
    now = timezone.now()
    booking = Booking(
        work_order=order, engineer_id=engineer_id, state=Booking.State.PROPOSED, starts_at=starts_at, ends_at=ends_at,
        travel_minutes=travel_minutes, travel_km=round(travel_km, 2), created_by=actor, created_at=now,
    )  # fmt: skip
    with overlaps_refused():
        booking.save(force_insert=True)
    services.move(order, "scheduled", scheduled_at=now, outlet_id=outlet_id, unserved_reason="", hold_reason="")
    BookingStamp.objects.create(booking=booking, state=booking.state, at=now, actor=actor)
    publish(
        events.BookingStateChanged(
            **services.where(order, engineer_id), booking_id=booking.pk, old="", new=booking.state
        ),
        actor=actor,
    )
    return booking


@business_action
def confirm(*, actor: User | None, booking_id: int) -> Booking:
    """The proposal holds: the case is in service, the engineer and the customer are told."""
    stamp = stamp_now()
    booking = bookings.advance(booking_id, "dispatched", stamp, actor)
    order = booking.work_order
    case_services.start_service(actor=actor, case_id=order.case_id, outlet_id=order.outlet_id, at=stamp.at)
    publish(
        events.BookingDispatched(
            **services.where(order, booking.engineer_id), booking_id=booking.pk, starts_at=booking.starts_at.isoformat()
        ),
        actor=actor,
    )
    return booking
