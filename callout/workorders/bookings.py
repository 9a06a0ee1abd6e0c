"""Actions on bookings: dispatch, answer, way, arrival, pauses, moves. The order and the case follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.cases import services as case_services
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.foundation.inserting import insert, update
from callout.workforce.models import Engineer
from callout.workorders import events, helpers, services
from callout.workorders.models import PLANNED_BOOKING_STATES, Booking, BookingStamp, WorkOrder
from callout.workorders.overlap import overlaps_refused
from callout.workorders.transitions import BOOKING, WORK_ORDER

CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When (aware) and, from the field, where (WGS-84 degrees) something happened."""

    at: datetime
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


def stamp_now() -> Stamp:
    """A stamp of this moment without a position."""
    return Stamp(timezone.now())


@business_action
def book(
    *,
    actor: User | None,
    order_id: int,
    engineer: Engineer,
    starts_at: datetime,
    ends_at: datetime,
    travel_minutes: int = 0,
    travel_km: float = 0.0,
    at: datetime | None = None,
) -> Booking:
    """Give the order to an engineer for a time. An overlap with his other plans is refused by the data base."""
    order = services.lock(order_id)
    if order.bookings.active().exists():
        raise BusinessError("already_booked", _("This order is booked already."))
    plan = Plan(
        order=order,
        engineer_id=engineer.pk,
        outlet_id=engineer.outlet_id,
        starts_at=starts_at,
        ends_at=ends_at,
        travel_minutes=travel_minutes,
        travel_km=travel_km,
    )
    return book_all(actor=actor, plans=[plan], at=at or timezone.now())[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who is to do an order when. The caller holds the order's lock and knows that nobody is booked on it."""

    order: WorkOrder
    engineer_id: int
    outlet_id: int
    starts_at: datetime
    ends_at: datetime
    travel_minutes: int = 0
    travel_km: float = 0.0


@business_action
def book_all(*, actor: User | None, plans: Sequence[Plan], at: datetime) -> list[Booking]:
    """Book locked orders, all or none. An overlap with an engineer's other plans is refused by the data base."""
    return _book([_planned(plan, actor, at) for plan in plans], plans, actor, at)


@business_action
def take(*, actor: User | None, plan: Plan, at: datetime) -> Booking:
    """The engineer books a locked order on himself: dispatched and accepted in one, the first response of the case."""
    booking = _planned(plan, actor, at)
    old = BOOKING.move(booking, Booking.State.ACCEPTED)
    booking.accepted_at, booking.version = at, 2
    _book([booking], [plan], actor, at)
    insert([BookingStamp(booking=booking, state=booking.state, at=at, actor=actor)])
    place = services.where(plan.order, plan.engineer_id)
    happened = events.BookingStateChanged(**place, booking_id=booking.pk, old=old, new=booking.state)
    publish(happened, actor=actor, at=at)
    case_services.responded(actor=actor, case_id=plan.order.case_id, at=at)
    return booking


def _book(rows: list[Booking], plans: Sequence[Plan], actor: User | None, at: datetime) -> list[Booking]:
    with overlaps_refused():
        insert(rows)
    for plan in plans:
        order = plan.order
        WORK_ORDER.move(order, "scheduled")
        order.scheduled_at, order.outlet_id, order.unserved_reason, order.hold_reason = at, plan.outlet_id, "", ""
        order.version += 1
    update(
        [plan.order for plan in plans],
        ["state", "version", "scheduled_at", "outlet", "unserved_reason", "hold_reason"],
    )
    insert([BookingStamp(booking=row, state=Booking.State.DISPATCHED, at=at, actor=actor) for row in rows])
    case_services.start_services(actor=actor, outlets={plan.order.case_id: plan.outlet_id for plan in plans}, at=at)
    for plan, row in zip(plans, rows, strict=True):
        place = services.where(plan.order, plan.engineer_id)
        happened = events.BookingDispatched(**place, booking_id=row.pk, starts_at=row.starts_at.isoformat())
        publish(happened, actor=actor, at=at)
    return rows


def _planned(plan: Plan, actor: User | None, at: datetime) -> Booking:
    return Booking(
        work_order=plan.order,
        engineer_id=plan.engineer_id,
        state=Booking.State.DISPATCHED,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        travel_minutes=plan.travel_minutes,
        travel_km=round(plan.travel_km, 2),
        created_by=actor,
        created_at=at,
    )


@business_action
def accept(*, actor: User | None, booking_id: int, stamp: Stamp) -> Booking:
    """The engineer takes the order: the first response of the case."""
    booking = advance(booking_id, "accepted", stamp, actor, accepted_at=stamp.at)
    case_services.responded(actor=actor, case_id=booking.work_order.case_id, at=stamp.at)
    return booking


@business_action
def decline(*, actor: User | None, booking_id: int, reason: str, stamp: Stamp) -> Booking:
    """The engineer refuses, with a reason; the order is free again and dispatch looks for the next."""
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why."), fields={"reason": _("Say why.")})
    booking = advance(
        booking_id, "declined", stamp, actor, reason=reason, decline_reason=reason[:120], ended_at=stamp.at
    )
    release(booking.work_order, "declined", actor=actor, at=stamp.at)
    return booking


@business_action
def set_out(*, actor: User | None, booking_id: int, stamp: Stamp) -> Booking:
    """The engineer is on the way; an order not yet accepted is accepted by setting out."""
    booking = locked(booking_id)
    if booking.state == Booking.State.DISPATCHED:
        accept(actor=actor, booking_id=booking_id, stamp=stamp)
    booking = advance(booking_id, "travelling", stamp, actor, travelling_at=stamp.at)
    if booking.work_order.state == WorkOrder.State.SCHEDULED:
        services.move(booking.work_order, "in_progress")
    return booking


@business_action
def arrive(*, actor: User | None, booking_id: int, stamp: Stamp) -> Booking:
    """The engineer is on site."""
    booking = locked(booking_id)
    if booking.state in (Booking.State.DISPATCHED, Booking.State.ACCEPTED):
        set_out(actor=actor, booking_id=booking_id, stamp=stamp)
    booking = advance(booking_id, "on_site", stamp, actor, on_site_at=stamp.at)
    case_services.arrived(actor=actor, case_id=booking.work_order.case_id, at=stamp.at)
    return booking


@business_action
def pause(*, actor: User | None, booking_id: int, reason: str, stamp: Stamp) -> Booking:
    """Work on site rests."""
    return advance(booking_id, "paused", stamp, actor, reason=reason)


@business_action
def resume(*, actor: User | None, booking_id: int, stamp: Stamp) -> Booking:
    """Work on site goes on."""
    return advance(booking_id, "on_site", stamp, actor)


@business_action
def move(
    *,
    actor: User | None,
    booking_id: int,
    engineer: Engineer | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    version: int | None = None,
    travel_minutes: int | None = None,
    travel_km: float | None = None,
) -> Booking:
    """Another time, length or engineer for a booking that has not begun; without ``ends_at`` the length stays.

    ``version`` guards against a change by someone else.
    """
    booking = locked(booking_id)
    check_version(booking, version)
    if booking.state not in PLANNED_BOOKING_STATES or booking.locked:
        raise BusinessError("booking_fixed", _("This booking has begun or is locked."))
    old_start, old_engineer = booking.starts_at, booking.engineer_id
    length = booking.ends_at - booking.starts_at
    booking.starts_at = starts_at or booking.starts_at
    booking.ends_at = ends_at or booking.starts_at + length
    booking.travel_minutes = booking.travel_minutes if travel_minutes is None else travel_minutes
    booking.travel_km = booking.travel_km if travel_km is None else round(travel_km, 2)
    if engineer is not None and engineer.pk != old_engineer:
        if booking.state != Booking.State.PROPOSED:
            booking.state = Booking.State.DISPATCHED
        booking.engineer, booking.accepted_at, booking.accept_by = engineer, None, None
        services.save(booking.work_order, outlet_id=engineer.outlet_id)
        case_services.set_outlet(actor=actor, case_id=booking.work_order.case_id, outlet_id=engineer.outlet_id)
    booking.version += 1
    with overlaps_refused():
        booking.save()
    if booking.work_order.people > 1 and not booking.helper:
        helpers.follow_move(booking, actor, timezone.now())
    publish(
        events.BookingMoved(
            **services.where(booking.work_order, booking.engineer_id), booking_id=booking.pk,
            starts_at=booking.starts_at.isoformat(), old_starts_at=old_start.isoformat(), old_engineer_id=old_engineer,
        ),
        actor=actor,
    )  # fmt: skip
    return booking


@business_action
def set_locked(*, actor: User | None, booking_id: int, locked_now: bool, version: int | None = None) -> Booking:
    """Fix a booking to its engineer and time, for people and the machine alike, or set it free again."""
    booking = locked(booking_id)
    check_version(booking, version)
    if booking.state not in PLANNED_BOOKING_STATES:
        raise BusinessError("booking_fixed", _("This booking has begun or is locked."))
    booking.locked = locked_now
    booking.version += 1
    booking.save(update_fields=["locked", "version"])
    publish(
        events.BookingLocked(
            **services.where(booking.work_order, booking.engineer_id), booking_id=booking.pk, locked=locked_now
        ),
        actor=actor,
    )
    return booking


def check_version(booking: Booking, version: int | None) -> None:
    """Refuse when somebody changed the booking since ``version`` was read. Raises ``changed_meanwhile``."""
    if version is not None and version != booking.version:
        raise BusinessError("changed_meanwhile", _("Someone else changed this booking; look again."))


@business_action
def cancel_booking(*, actor: User | None, booking_id: int, reason: str, stamp: Stamp, replan: bool = True) -> Booking:
    """Take the order from the engineer; without another open booking it is
    unscheduled again and, if asked, planned anew."""
    booking = advance(booking_id, "cancelled", stamp, actor, reason=reason, ended_at=stamp.at)
    release(booking.work_order, reason or "cancelled", actor=actor, at=stamp.at, replan=replan)
    return booking


def release(order: WorkOrder, reason: str, *, actor: User | None, at: datetime, replan: bool = True) -> None:
    """No booking left open ⇒ unscheduled again; dispatch reacts to the event."""
    if order.bookings.active().exists():
        return
    services.move(order, "unscheduled", scheduled_at=None, unserved_reason="" if replan else "kept")
    publish(events.WorkOrderReleased(**services.where(order), reason=reason[:120], replan=replan), actor=actor, at=at)


def locked(booking_id: int) -> Booking:
    """Lock the order first, then the booking: one order of locks everywhere."""
    order_id = Booking.objects.values_list("work_order_id", flat=True).get(pk=booking_id)
    order = services.lock(order_id)
    booking = Booking.objects.select_for_update(of=("self",)).select_related("engineer").get(pk=booking_id)
    booking.work_order = order
    return booking


def advance(
    booking_id: int, target: str, stamp: Stamp, actor: User | None, *, reason: str = "", **columns: object
) -> Booking:
    """Move a booking along its table as of the stamp, note who and where, and tell the others; the row stays locked."""
    booking = locked(booking_id)
    check_stamp(booking, stamp)
    old = BOOKING.move(booking, target)
    booking.version += 1
    for name, value in columns.items():
        setattr(booking, name, value)
    booking.save(update_fields=["state", "version", *columns])
    _stamp(booking, stamp, actor, reason)
    order = booking.work_order
    if order.people > 1:
        helpers.follow_end(booking, actor, stamp.at)
    publish(
        events.BookingStateChanged(
            **services.where(order, booking.engineer_id),
            booking_id=booking.pk,
            old=old,
            new=target,
            reason=reason[:120],
        ),
        actor=actor,
        at=stamp.at,
    )
    return booking


def check_stamp(booking: Booking, stamp: Stamp) -> None:
    """Refuse a time in the future or before the booking's previous stamp, and impossible positions."""
    if stamp.at > timezone.now() + CLOCK_TOLERANCE:
        raise InvalidInput("time_in_future", _("This time lies in the future; check the phone's clock."))
    last = booking.stamps.aggregate(last=Max("at"))["last"]
    if last and stamp.at < last - CLOCK_TOLERANCE:
        raise InvalidInput("time_before_last", _("This time lies before the previous step."))
    if stamp.latitude is not None and not (-90 <= stamp.latitude <= 90 and -180 <= (stamp.longitude or 0) <= 180):
        raise InvalidInput("position_invalid", _("This position is not on Earth."))


def _stamp(booking: Booking, stamp: Stamp, actor: User | None, reason: str = "") -> None:
    BookingStamp.objects.create(
        booking=booking, state=booking.state, at=stamp.at, actor=actor, reason=reason[:120],
        latitude=stamp.latitude, longitude=stamp.longitude, accuracy_m=stamp.accuracy_m,
    )  # fmt: skip
