"""Decisions of the past, kept with the history they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callout.accounts.models import User
from callout.dispatching.models import Decision
from callout.dispatching.services import find, reasons
from callout.foundation.actions import business_action
from callout.foundation.copying import copy_in
from callout.workorders.models import Booking, WorkOrder


@dataclass(frozen=True, slots=True)
class PastDecision:
    """One answer of the planner; ``why`` is ``services.reasons`` of it, ``booking`` None when nobody fitted."""

    order: WorkOrder
    at: datetime
    booking: Booking | None
    why: dict[str, Any]


@business_action
def bulk_decisions(*, actor: User | None, decisions: Iterable[PastDecision]) -> None:
    """Keep decisions without planning anything."""
    copy_in(
        Decision,
        (
            Decision(
                work_order=past.order,
                at=past.at,
                actor=actor,
                outcome=Decision.Outcome.BOOKED if past.booking else Decision.Outcome.UNSERVED,
                booking=past.booking,
                engineer_id=past.booking.engineer_id if past.booking else None,
                **past.why,
            )
            for past in decisions
        ),
    )


@business_action
def advise_past(*, actor: User | None, orders: Iterable[WorkOrder]) -> int:
    """Ask about visits that others made who would have gone, and keep the answers with their reasons.

    Each order is asked about as of its opening, with the bookings of then and the outlets, engineers and skills of now.
    Returns for how many somebody could have gone.
    """
    decisions = []
    for order in orders:
        answer = find(order, order.created_at)
        best = answer.options[0].engineer.pk if answer.options else None
        outcome = Decision.Outcome.ADVISED if best else Decision.Outcome.UNSERVED
        decisions.append(
            Decision(work_order=order, at=order.created_at, outcome=outcome, engineer_id=best, **reasons(answer))
        )
    copy_in(Decision, decisions)
    return sum(1 for each in decisions if each.engineer_id)
