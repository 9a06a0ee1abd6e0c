"""What happens to work orders and bookings."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@declare
@dataclass(frozen=True, kw_only=True)
class WorkOrderCreated(DomainEvent):
    """A visit is to be made."""

    type = "work_order.created"
    number: str


@declare
@dataclass(frozen=True, kw_only=True)
class WorkOrderOnHold(DomainEvent):
    """The visit ended without a result 遗留."""

    type = "work_order.on_hold"
    reason: str
    note: str = ""


@declare
@dataclass(frozen=True, kw_only=True)
class WorkOrderNeedsChanged(DomainEvent):
    """Somebody changed what the visit needs: windows, people, tools, parts, certificates, links, who may go."""

    type = "work_order.needs_changed"
    number: str


@declare
@dataclass(frozen=True, kw_only=True)
class WorkOrderReleased(DomainEvent):
    """An order has no open booking and needs one; without ``replan`` a dispatcher finds it."""

    type = "work_order.released"
    reason: str
    replan: bool = True


@declare
@dataclass(frozen=True, kw_only=True)
class CostApproved(DomainEvent):
    """The customer signed for an amount on site."""

    type = "work_order.cost_approved"
    amount: str
    currency: str
    signer: str


@declare
@dataclass(frozen=True, kw_only=True)
class WorkOrderCompleted(DomainEvent):
    """The record is written and signed."""

    type = "work_order.completed"
    number: str
    record_id: int


@declare
@dataclass(frozen=True, kw_only=True)
class WorkOrderDoneElsewhere(DomainEvent):
    """The visit was made by others: nobody here was booked, and there is no record."""

    type = "work_order.done_elsewhere"
    number: str


@declare
@dataclass(frozen=True, kw_only=True)
class WorkOrderCancelled(DomainEvent):
    """The visit is not needed any more."""

    type = "work_order.cancelled"
    number: str
    reason: str = ""


@declare
@dataclass(frozen=True, kw_only=True)
class BookingDispatched(DomainEvent):
    """An engineer got the order."""

    type = "booking.dispatched"
    booking_id: int
    starts_at: str


@declare
@dataclass(frozen=True, kw_only=True)
class BookingMoved(DomainEvent):
    """Time or engineer of a booking changed."""

    type = "booking.moved"
    booking_id: int
    starts_at: str
    old_starts_at: str
    old_engineer_id: int


@declare
@dataclass(frozen=True, kw_only=True)
class BookingLocked(DomainEvent):
    """A dispatcher fixed a booking to its engineer and time, or set it free again."""

    type = "booking.locked"
    booking_id: int
    locked: bool


@declare
@dataclass(frozen=True, kw_only=True)
class BookingStateChanged(DomainEvent):
    """The engineer accepted, set out, arrived, paused, ended …; ``reason`` when he gave one."""

    type = "booking.state"
    booking_id: int
    old: str
    new: str
    reason: str = ""
