"""REST operations that read and cancel work orders; assigning and moving are dispatch's."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from callout.accounts.access import ORDERS_DISPATCH, ORDERS_VIEW
from callout.accounts.api_access import allows, check_reach
from callout.accounts.models import User
from callout.cases.schemas import ReasonIn
from callout.foundation.api import Identifier, Number, Page, Paging, Short, page
from callout.workorders import services
from callout.workorders.models import OPEN_ORDER_STATES, Booking, ServiceRecord, WorkOrder

router = Router()


class OrderRow(Schema):
    """A work order in a list."""

    id: int
    number: str
    case: str
    visit: int
    state: str
    severity: int
    title: str
    region_id: int
    outlet_id: int | None
    minutes: int
    due_at: datetime | None
    hold_reason: str
    unserved_reason: str
    created_at: datetime
    scheduled_at: datetime | None
    completed_at: datetime | None


class BookingOut(Schema):
    """An engineer's appointment and when its steps happened."""

    id: int
    engineer_id: int
    engineer: str
    state: str
    starts_at: datetime
    ends_at: datetime
    travel_minutes: int
    accepted_at: datetime | None
    travelling_at: datetime | None
    on_site_at: datetime | None
    ended_at: datetime | None


class RecordOut(Schema):
    """What was done."""

    symptom: str
    object: str
    cause: str
    action: str
    result: str
    solved: bool
    arrived_at: datetime | None
    finished_at: datetime
    travel_minutes: int
    labour_minutes: int
    charge: Decimal
    currency: str


class OrderOut(OrderRow):
    """A work order with its bookings and, when done, its record."""

    bookings: list[BookingOut]
    record: RecordOut | None


class OrderFilter(Schema):
    """Which orders; all that is given must fit."""

    state: Short = ""
    open: bool | None = None
    case: Short = ""
    engineer_id: Identifier | None = None

    def apply(self, rows: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
        """The rows that fit."""
        if self.state:
            rows = rows.filter(state=self.state)
        if self.open is not None:
            rows = rows.filter(state__in=OPEN_ORDER_STATES) if self.open else rows.exclude(state__in=OPEN_ORDER_STATES)
        if self.case:
            rows = rows.filter(case__number=self.case)
        if self.engineer_id:
            rows = rows.filter(pk__in=Booking.objects.filter(engineer_id=self.engineer_id).values("work_order_id"))
        return rows


@router.get("", response=Page[OrderRow], summary="List work orders, newest first")
@allows(ORDERS_VIEW)
def list_orders(request: HttpRequest, paging: Query[Paging], wanted: Query[OrderFilter]) -> dict[str, Any]:
    """Work orders of the caller's area."""
    rows = WorkOrder.objects.visible_to(User.of(request)).select_related("case")
    return page(wanted.apply(rows), paging, _row)


@router.get("/{number}", response=OrderOut, summary="One work order")
@allows(ORDERS_VIEW)
def get_order(request: HttpRequest, number: Number) -> dict[str, Any]:
    """A work order with its bookings and record."""
    return order_out(visible_order(request, number))


@router.post("/{number}/cancel", response=OrderOut, summary="Cancel a visit")
@allows(ORDERS_DISPATCH)
def cancel_order(request: HttpRequest, number: Number, body: ReasonIn) -> dict[str, Any]:
    """The visit is not needed; booked engineers are told."""
    order = dispatchable(request, number)
    services.cancel_order(actor=User.of(request), order_id=order.pk, reason=body.reason)
    return order_out(visible_order(request, number))


def visible_order(request: HttpRequest, number: str) -> WorkOrder:
    """The order. Raises Http404."""
    rows = WorkOrder.objects.visible_to(User.of(request)).select_related("case")
    order = rows.filter(number=number).first()
    if order is None:
        raise Http404
    return order


def dispatchable(request: HttpRequest, number: str) -> WorkOrder:
    """A visible order that the caller may also dispatch. Raises Http404 or PermissionDenied."""
    order = visible_order(request, number)
    check_reach(request, ORDERS_DISPATCH, order.region_id, order.outlet_id)
    return order


def order_out(order: WorkOrder) -> dict[str, Any]:
    """An order in full."""
    bookings = order.bookings.select_related("engineer__user").order_by("id")
    codes = ("symptom", "object", "cause", "action")
    record = ServiceRecord.objects.filter(work_order=order).select_related(*codes).first()
    return _row(order) | {
        "bookings": [_booking(row) for row in bookings],
        "record": _record(record) if record else None,
    }


def _row(order: WorkOrder) -> dict[str, Any]:
    return {name: getattr(order, name) for name in OrderRow.model_fields if name != "case"} | {
        "case": order.case.number
    }


def _booking(row: Booking) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in BookingOut.model_fields if name != "engineer"}
    return plain | {"engineer": row.engineer.user.full_name}


def _record(row: ServiceRecord) -> dict[str, Any]:
    codes = {
        name: getattr(row, name).code if getattr(row, name) else "" for name in ("symptom", "object", "cause", "action")
    }
    return {name: getattr(row, name) for name in RecordOut.model_fields if name not in codes} | codes
