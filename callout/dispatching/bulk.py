"""Decisions of the past, kept with the history they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callout.accounts.models import User
from callout.dispatching.models import Decision
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
