"""What follows when an order got a booking, whoever made it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from callout.accounts.models import User
from callout.dispatching import escalations, offers, teams
from callout.dispatching.policies import limit_answer, policy_for
from callout.foundation.errors import BusinessError
from callout.workorders.models import Booking


def settle(booking: Booking, actor: User | None) -> None:
    """A booking was made: note until when to answer, close offers and escalations of its order.

    An order booked at its first try has neither, so the common case costs nothing.
    """
    order = booking.work_order
    if order.people > 1:
        _complete_team(booking, actor)
    if policy_for(order.region_id).acceptance_minutes:
        limit_answer(booking, booking.engineer.shift, order.region_id, timezone.now())
    if order.version > 2:
        offers.close(order, actor)
        escalations.close_for(order.pk, actor, "booked")


def _complete_team(booking: Booking, actor: User | None) -> None:
    """Book the helpers. A person is told when there are none; what the machine planned is completed by the clock."""
    try:
        with transaction.atomic():
            teams.complete(actor=actor, lead=booking)
    except BusinessError:
        if actor is not None:
            raise
