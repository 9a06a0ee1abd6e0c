"""Orders that found nobody are tried again."""

from __future__ import annotations

from callout.dispatching import services
from callout.foundation.jobs import periodic
from callout.workorders.models import WorkOrder


@periodic("*/5 * * * *", name="dispatching.retry_unserved")
def retry_unserved(timestamp: int) -> None:
    """Every five minutes: plan unserved orders again, the most urgent first."""
    orders = WorkOrder.objects.filter(state="unscheduled").exclude(unserved_reason="").order_by("severity", "due_at")
    for order_id in orders.values_list("pk", flat=True)[:200]:
        services.plan_order(actor=None, order_id=order_id)
