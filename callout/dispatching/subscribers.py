"""Orders that need an engineer get one at once."""

from __future__ import annotations

from callout.dispatching import services
from callout.foundation.events import subscribe
from callout.foundation.jobs import HIGH
from callout.foundation.models import Event
from callout.workorders.events import WorkOrderCreated, WorkOrderReleased


@subscribe(WorkOrderCreated, WorkOrderReleased, name="dispatching.plan", priority=HIGH, queue="dispatch")
def plan(event: Event) -> None:
    """Plan a new or released order, unless a dispatcher keeps it for himself."""
    if event.work_order_id is not None and event.payload.get("replan", True):
        services.plan_order(actor=None, order_id=event.work_order_id)
