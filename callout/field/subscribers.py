"""What the field app does when bookings change."""

from __future__ import annotations

from callout.field.models import Approach
from callout.foundation.events import subscribe
from callout.foundation.models import Event
from callout.workorders.events import BookingMoved, BookingStateChanged
from callout.workorders.models import Booking


@subscribe(BookingStateChanged, name="field.forget_approach")
def forget_approach(event: Event) -> None:
    """Arrived, failed, cancelled: the distance goes."""
    if event.payload["old"] == Booking.State.TRAVELLING:
        Approach.objects.filter(booking_id=event.payload["booking_id"]).delete()


@subscribe(BookingMoved, name="field.forget_other_approach")
def forget_other_approach(event: Event) -> None:
    """Another engineer or another time: the distance said goes."""
    Approach.objects.filter(booking_id=event.payload["booking_id"]).delete()
