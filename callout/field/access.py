"""Which orders an engineer's phone may still speak of."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from callout.foundation.models import Event
from callout.workorders.events import BookingMoved
from callout.workorders.models import WorkOrder


def had_once(engineer_id: int, order: UUID | None) -> QuerySet[WorkOrder]:
    """The order, when the office moved it from this engineer to another: what he wrote for it must still arrive."""
    orders = WorkOrder.objects.filter(uid=order) if order else WorkOrder.objects.none()
    moves = Event.objects.filter(
        type=BookingMoved.type, case_id__in=orders.values("case_id"), payload__old_engineer_id=engineer_id
    )
    return orders.filter(pk__in=moves.values("work_order_id"))
