"""Visits: the work order with what planning must know of it, its bookings
on engineers and the record of what was done."""

from __future__ import annotations

from callout.workorders.models.planning import DurationEstimate, OrderLink, OrderNeed, OrderSkill, OrderWindow
from callout.workorders.models.records import (
    ChargeLine,
    ChecklistTemplate,
    CostApproval,
    OnSiteRating,
    PartUsage,
    RecordPhoto,
    ServiceRecord,
)
from callout.workorders.models.visits import (
    ACTIVE_BOOKING_STATES,
    KEPT_FOR_PEOPLE,
    OPEN_ORDER_STATES,
    PLANNED_BOOKING_STATES,
    Booking,
    BookingQuerySet,
    BookingStamp,
    TsTzRange,
    WorkOrder,
    WorkOrderQuerySet,
)

__all__ = [
    "ACTIVE_BOOKING_STATES",
    "KEPT_FOR_PEOPLE",
    "OPEN_ORDER_STATES",
    "PLANNED_BOOKING_STATES",
    "Booking",
    "BookingQuerySet",
    "BookingStamp",
    "ChargeLine",
    "ChecklistTemplate",
    "CostApproval",
    "DurationEstimate",
    "OnSiteRating",
    "OrderLink",
    "OrderNeed",
    "OrderSkill",
    "OrderWindow",
    "PartUsage",
    "RecordPhoto",
    "ServiceRecord",
    "TsTzRange",
    "WorkOrder",
    "WorkOrderQuerySet",
]
