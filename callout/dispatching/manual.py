"""A person dispatches: assign, move, take back, undo. Each keeps a decision beside the machine's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.dispatching import preview, services, settling
from callout.dispatching.choose import Order
from callout.dispatching.models import Decision
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.inserting import insert
from callout.workforce.models import Engineer
from callout.workorders import bookings
from callout.workorders.bookings import stamp_now
from callout.workorders.models import Booking, WorkOrder

UNDO_SECONDS = 600
UNDO_SALT = "dispatching.undo"


@business_action
def assign(
    *, actor: User | None, order_id: int, engineer_id: int, starts_at: datetime, length: timedelta | None = None
) -> Booking:
    """Book an order on an engineer at a time. Raises BusinessError ``cannot_go`` with the broken rules."""
    order = WorkOrder.objects.select_related("site").get(pk=order_id)
    return _assign(order, services.plain(order), engineer_id, starts_at, length, actor)


def _assign(
    order: WorkOrder, wanted: Order, engineer_id: int, starts_at: datetime, length: timedelta | None,
    actor: User | None,
) -> Booking:  # fmt: skip
    verdict = preview.check(order, engineer_id, starts_at, length=length, wanted=wanted)
    _refuse_impossible(verdict)
    option = verdict.option
    booking = bookings.book(
        actor=actor, order_id=order.pk, engineer=_engineer(engineer_id), starts_at=option.starts, ends_at=option.ends,
        travel_minutes=round(option.travel_minutes), travel_km=option.travel_km,
    )  # fmt: skip
    settling.settle(booking, actor)
    _decide(order, wanted, booking, verdict, actor)
    return booking


@business_action
def assign_next(*, actor: User | None, order_id: int, engineer_id: int) -> Booking:
    """Book an order on an engineer at his best free time.

    Raises ``cannot_go``, or ``no_time`` within the planning horizon.
    """
    order = WorkOrder.objects.select_related("site").get(pk=order_id)
    wanted = services.plain(order)
    starts_at = preview.next_free(order, engineer_id, timezone.now(), wanted=wanted)
    if starts_at is None:
        raise BusinessError("no_time", _("%(name)s has no free time.") % {"name": _engineer(engineer_id)})
    return _assign(order, wanted, engineer_id, starts_at, None, actor)


@business_action
def reassign(
    *,
    actor: User | None,
    booking_id: int,
    engineer_id: int | None = None,
    starts_at: datetime | None = None,
    length: timedelta | None = None,
    version: int | None = None,
) -> Booking:
    """Move a planned booking to another engineer, time or length, with the way from there. Raises ``cannot_go``."""
    booking = Booking.objects.select_related("work_order__site").get(pk=booking_id)
    bookings.check_version(booking, version)
    engineer_id, starts_at = engineer_id or booking.engineer_id, starts_at or booking.starts_at
    length = length or booking.ends_at - booking.starts_at
    if (engineer_id, starts_at, starts_at + length) == (booking.engineer_id, booking.starts_at, booking.ends_at):
        raise InvalidInput("nothing_to_move", _("Choose another engineer or time."))
    order = booking.work_order
    wanted = services.plain(order)
    verdict = preview.check(order, engineer_id, starts_at, moving=booking, length=length, wanted=wanted)
    _refuse_impossible(verdict)
    moved = bookings.move(
        actor=actor, booking_id=booking_id, engineer=_engineer(engineer_id), starts_at=starts_at,
        ends_at=verdict.option.ends, version=version,
        travel_minutes=round(verdict.option.travel_minutes), travel_km=verdict.option.travel_km,
    )  # fmt: skip
    settling.settle(moved, actor)
    _decide(order, wanted, moved, verdict, actor)
    return moved


@business_action
def take_back(*, actor: User | None, booking_id: int, reason: str, replan: bool, version: int | None = None) -> Booking:
    """Take the order from its engineer: planned anew at once, or left for a person to assign. A locked one stays."""
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why."), fields={"reason": _("Say why.")})
    booking = bookings.locked(booking_id)
    bookings.check_version(booking, version)
    if booking.locked:
        raise BusinessError("booking_fixed", _("This booking is locked; unlock it first."))
    return bookings.cancel_booking(
        actor=actor, booking_id=booking_id, reason=reason.strip(), stamp=stamp_now(), replan=replan
    )


def undo_token(booking: Booking, was: tuple[int, datetime] | None) -> str:
    """A signed note of what to restore: the engineer and time before a move, or nothing for a fresh booking."""
    before = (was[0], was[1].isoformat()) if was else None
    return signing.dumps({"booking": booking.pk, "version": booking.version, "was": before}, salt=UNDO_SALT)


@business_action
def undo(*, actor: User | None, token: str) -> Booking:
    """Restore what a token notes, unless somebody changed the booking since. Raises ``undo_too_late``."""
    try:
        note: dict[str, Any] = signing.loads(token, salt=UNDO_SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise BusinessError("undo_too_late", _("Too late to undo.")) from error
    booking = Booking.objects.get(pk=note["booking"])
    if booking.version != note["version"]:
        raise BusinessError("undo_too_late", _("Too late to undo: the booking has changed since."))
    if note["was"] is None:
        return bookings.cancel_booking(
            actor=actor, booking_id=booking.pk, reason="undo", stamp=stamp_now(), replan=False
        )
    engineer_id, starts_at = note["was"]
    return reassign(
        actor=actor,
        booking_id=booking.pk,
        engineer_id=engineer_id,
        starts_at=datetime.fromisoformat(starts_at),
        version=booking.version,
    )


def undone_booking(token: str) -> int | None:
    """The booking a token is about, for the permission check; None for a forged token."""
    try:
        return int(signing.loads(token, salt=UNDO_SALT)["booking"])
    except signing.BadSignature:
        return None


def _refuse_impossible(verdict: preview.Verdict) -> None:
    if not verdict.possible:
        raise BusinessError("cannot_go", _("%(name)s cannot go: %(rules)s") % {
            "name": verdict.option.engineer.name, "rules": _("; ").join(verdict.hard),
        })  # fmt: skip


def _engineer(engineer_id: int) -> Engineer:
    return Engineer.objects.select_related("outlet").get(pk=engineer_id)


def _decide(order: WorkOrder, wanted: Order, booking: Booking, verdict: preview.Verdict, actor: User | None) -> None:
    """Keep the person's choice with its cost, and what the machine would have offered instead."""
    now = timezone.now()
    answer = services.find(order, now, wanted)
    others = [option for option in answer.options if option.engineer.pk != booking.engineer_id]
    answer.options = [verdict.option, *others]
    decision = Decision(
        work_order=order, at=now, actor=actor, outcome=Decision.Outcome.BOOKED, booking=booking,
        engineer_id=booking.engineer_id, **services.reasons(answer) | {"reason": ""},
    )  # fmt: skip
    insert([decision])
