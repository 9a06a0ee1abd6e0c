"""One function per command type: finds the visit, settles what happened meanwhile, calls the service."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.utils.translation import gettext as _

from callout.assets.models import Asset
from callout.cases import attachments
from callout.cases import services as case_services
from callout.cases.models import Channel, ServiceType
from callout.diagnosis import services as diagnosis
from callout.diagnosis.models import Source
from callout.diagnosis.services import Where
from callout.documents import messages
from callout.field import approach, protocol, refused, uploads
from callout.field.access import had_once
from callout.field.models import Device
from callout.field.protocol import CommandIn, Shape
from callout.foundation.errors import BusinessError, InvalidInput, NotFound
from callout.foundation.models import Event
from callout.parts.models import Part
from callout.workorders import approvals, bookings, intake, photos, ratings, records
from callout.workorders.approvals import ShownLine
from callout.workorders.bookings import CLOCK_TOLERANCE, Stamp
from callout.workorders.charges import ExtraInput
from callout.workorders.events import BookingMoved
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.records import PartInput, RecordInput
from callout.workorders.tariff import SealedPrice

# How far a visit has come; a step that lies behind is done already (another phone of the same engineer was faster).
PROGRESS = {"proposed": 0, "dispatched": 0, "accepted": 1, "travelling": 2, "on_site": 3, "paused": 4}
LONGEST_REMOTE = timedelta(hours=24)
ALREADY = {"code": "already_done"}


class Clash(BusinessError):
    """Field and office decided differently; ``both`` holds what each wants, for the engineer to choose."""

    def __init__(self, code: str, message: str, **both: Any) -> None:
        super().__init__(code, message)
        self.both = both


@dataclass(frozen=True, slots=True)
class Given:
    """A checked command with its sender and its checked time."""

    device: Device
    command: CommandIn
    payload: Shape
    at: datetime

    @property
    def actor(self) -> Any:
        """The engineer's user."""
        return self.device.engineer.user

    @property
    def stamp(self) -> Stamp:
        """When and where it happened."""
        place = self.command.position
        return Stamp(self.at, place.latitude, place.longitude, place.accuracy) if place else Stamp(self.at)


def _visit(given: Given) -> Booking:
    """The sender's visit, locked and still open. Somebody else's is not found."""
    uid = given.command.booking
    found = Booking.objects.filter(uid=uid, engineer_id=given.device.engineer_id) if uid else Booking.objects.none()
    pk = found.values_list("pk", flat=True).first()
    booking = bookings.locked(pk) if pk else None
    if (
        booking is None
        or booking.engineer_id != given.device.engineer_id
        or booking.work_order.uid != given.command.order
    ):
        if had_once(given.device.engineer_id, given.command.order).exists():
            raise Clash("visit_reassigned", _("The office gave this visit to someone else."), theirs={"state": "gone"})
        raise NotFound("order_not_yours", _("This visit is not yours, or no longer yours."))
    if given.at < booking.created_at - CLOCK_TOLERANCE:
        raise InvalidInput("time_before_order", _("This time lies before the order was made."))
    _check_still_open(booking)
    return booking


def _check_still_open(booking: Booking) -> None:
    if booking.state in PROGRESS:
        return
    if booking.state == Booking.State.CANCELLED:
        raise Clash("visit_cancelled", _("The office cancelled this visit."), theirs={"state": booking.state})
    if booking.state == Booking.State.COMPLETED:
        raise Clash(
            "already_completed",
            _("This visit was completed already, perhaps on another phone."),
            theirs={"state": booking.state},
        )
    raise Clash("visit_ended", _("This visit has ended already."), theirs={"state": booking.state})


def order_of(given: Given) -> WorkOrder:
    """An order the sender has or had a visit for."""
    uid, own = given.command.order, WorkOrder.objects.filter(bookings__engineer_id=given.device.engineer_id)
    order = own.filter(uid=uid).first() or had_once(given.device.engineer_id, uid).first() if uid else None
    if order is None:
        raise NotFound("order_not_yours", _("This order is not yours."))
    return order


def _state(booking: Booking) -> dict[str, Any]:
    booking.refresh_from_db(fields=["state", "version"])
    return {"state": booking.state, "version": booking.version}


def _accept(given: Given) -> dict[str, Any]:
    payload, booking = cast(protocol.Accept, given.payload), _visit(given)
    if PROGRESS[booking.state] >= PROGRESS["accepted"]:
        return ALREADY | _state(booking)
    if abs(payload.starts_at - booking.starts_at) >= timedelta(minutes=1):
        raise Clash(
            "time_changed",
            _("The office moved this visit to another time."),
            mine={"starts_at": payload.starts_at.isoformat()},
            theirs={"starts_at": booking.starts_at.isoformat(), "ends_at": booking.ends_at.isoformat()}
            | _mover(booking),
        )
    bookings.accept(actor=given.actor, booking_id=booking.pk, stamp=given.stamp)
    return _state(booking)


def _mover(booking: Booking) -> dict[str, str]:
    """Who moved the visit last, and when."""
    moved = Event.objects.filter(
        type=BookingMoved.type, case_id=booking.work_order.case_id, payload__booking_id=booking.pk
    ).select_related("actor")
    last = moved.order_by("-id").first()
    if last is None:
        return {}
    return {"by": last.actor.full_name if last.actor else "", "at": last.at.isoformat()}


def _decline(given: Given) -> dict[str, Any]:
    booking = _visit(given)
    bookings.decline(
        actor=given.actor, booking_id=booking.pk, reason=cast(protocol.Reason, given.payload).reason, stamp=given.stamp
    )
    return _state(booking)


def _set_out(given: Given) -> dict[str, Any]:
    booking = _visit(given)
    if PROGRESS[booking.state] >= PROGRESS["travelling"]:
        return ALREADY | _state(booking)
    bookings.set_out(actor=given.actor, booking_id=booking.pk, stamp=given.stamp)
    return _state(booking)


def _arrive(given: Given) -> dict[str, Any]:
    booking = _visit(given)
    if PROGRESS[booking.state] >= PROGRESS["on_site"]:
        return ALREADY | _state(booking)
    bookings.arrive(actor=given.actor, booking_id=booking.pk, stamp=given.stamp)
    return _state(booking)


def _pause(given: Given) -> dict[str, Any]:
    booking = _visit(given)
    if booking.state == Booking.State.PAUSED:
        return ALREADY | _state(booking)
    bookings.pause(
        actor=given.actor, booking_id=booking.pk, reason=cast(protocol.Reason, given.payload).reason, stamp=given.stamp
    )
    return _state(booking)


def _resume(given: Given) -> dict[str, Any]:
    booking = _visit(given)
    if booking.state == Booking.State.ON_SITE:
        return ALREADY | _state(booking)
    bookings.resume(actor=given.actor, booking_id=booking.pk, stamp=given.stamp)
    return _state(booking)


def _complete(given: Given) -> dict[str, Any]:
    payload, booking = cast(protocol.Record, given.payload), _visit(given)
    named = [uid for photos in payload.photos.values() for uid in photos]
    come = uploads.of_order(given.device.engineer_id, booking.work_order.uid, named)
    record = RecordInput(
        serial=payload.serial,
        symptom_id=payload.symptom,
        object_id=payload.object,
        cause_id=payload.cause,
        action_id=payload.action,
        result=payload.result,
        solved=payload.solved,
        answers=dict(payload.answers),
        photos=dict(payload.photos),
        checklist_id=payload.checklist,
        parts=tuple(_part_used(given, index, part) for index, part in enumerate(payload.parts)),
        labour_minutes=payload.labour_minutes,
        travel_minutes=payload.travel_minutes,
        payment=payload.payment,
        signer=payload.signer,
        signature=payload.signature,
        reasons=dict(payload.reasons),
        extras=tuple(ExtraInput(extra.item, extra.quantity) for extra in payload.extras),
        prices=tuple(SealedPrice(price.kind, price.key, price.amount, price.seal) for price in payload.prices),
    )
    row = records.complete(actor=given.actor, booking_id=booking.pk, record=record, stamp=given.stamp)
    photos.arrived(actor=given.actor, order=row.work_order, files=come)
    return _state(booking) | {"charge": f"{row.charge:.2f}", "currency": row.currency} | refused.of_record(row)


def _part_used(given: Given, index: int, part: protocol.PartUsed) -> PartInput:
    """The movement's operation follows from the command's, so that a phone cannot name one that was booked before."""
    operation = uuid.uuid5(given.command.operation, str(index))
    return PartInput(part.part, part.quantity, part.serial, part.old_serial, part.old_returned, part.batch, operation)


def _approve_cost(given: Given) -> dict[str, Any]:
    payload = cast(protocol.ApproveCost, given.payload)
    approvals.approve(
        actor=given.actor,
        order=order_of(given),
        uid=given.command.operation,
        lines=tuple(ShownLine(line.zh, line.en, line.quantity, f"{line.amount:.2f}") for line in payload.lines),
        amount=payload.amount,
        signer=payload.signer,
        signature=payload.signature,
        at=given.at,
    )
    return {}


def _rate(given: Given) -> dict[str, Any]:
    payload = cast(protocol.Rate, given.payload)
    ratings.rate(
        actor=given.actor,
        order=order_of(given),
        rating=payload.rating,
        tags=payload.tags,
        comment=payload.comment,
        at=given.at,
    )
    return {}


def _send_record(given: Given) -> dict[str, Any]:
    return {"sent": messages.send_record(actor=given.actor, order=order_of(given), key=str(given.command.operation))}


def _carry_over(given: Given) -> dict[str, Any]:
    payload, booking = cast(protocol.CarryOver, given.payload), _visit(given)
    part = part_of(payload.part) if payload.part else None
    records.carry_over(
        actor=given.actor, booking_id=booking.pk, reason=payload.reason, note=payload.note, part=part, stamp=given.stamp
    )
    return _state(booking)


def part_of(pk: int) -> Part:
    """A part of the catalogue. Raises InvalidInput."""
    part = Part.objects.filter(pk=pk, active=True).first()
    if part is None:
        raise InvalidInput("part_unknown", _("This part is not known."))
    return part


def _new_request(given: Given) -> dict[str, Any]:
    payload, order = cast(protocol.NewRequest, given.payload), order_of(given)
    kind = ServiceType.objects.filter(code=payload.service_type, active=True).first()
    if kind is None:
        raise InvalidInput("service_type_unknown", _("This kind of service is not offered."))
    asset = (
        Asset.objects.filter(serial=payload.serial, customer_id=order.customer_id).first() if payload.serial else None
    )
    if payload.serial and asset is None:
        raise InvalidInput("asset_unknown", _("This customer has no such asset."))
    case = intake.take_request(
        actor=given.actor,
        request=intake.Request(
            customer=order.customer,
            channel=Channel.FIELD,
            service_type=kind,
            description=payload.description,
            severity=payload.severity,
            site=order.site,
            asset=asset,
            contact_name=order.case.contact_name,
            contact_phone=order.case.contact_phone,
            source="field",
            external_id=str(given.command.operation),
            at=given.at,
        ),
    )
    return {"number": case.number}


def _note(given: Given) -> dict[str, Any]:
    payload, case_id = cast(protocol.Note, given.payload), order_of(given).case_id
    lines = [payload.text, *(f"{row.name}: {row.value:.12g} {row.unit}".rstrip() for row in payload.readings)]
    if payload.signature:
        name = f"signature-{given.command.operation.hex[:8]}.png"
        attachments.attach(actor=given.actor, case_id=case_id, name=name, data=payload.signature)
        lines.append(_("Signed by %(signer)s: %(file)s") % {"signer": payload.signer or "—", "file": name})
    case_services.add_note(actor=given.actor, case_id=case_id, body="\n".join(lines), at=given.at)
    return {}


def where_of(given: Given, order: WorkOrder) -> Where:
    """The case that is diagnosed, from this phone."""
    return Where(
        case_id=order.case_id,
        work_order=order,
        source=Source.FIELD,
        at=given.at,
        uid=given.command.operation,
    )


def _diagnose(given: Given) -> dict[str, Any]:
    payload, order = cast(protocol.Diagnose, given.payload), order_of(given)
    finding = diagnosis.answer_step(
        actor=given.actor,
        where=where_of(given, order),
        tree=payload.tree,
        step=payload.step,
        answer=payload.answer,
        version=payload.version,
    )
    return {"verdict": finding.verdict}


def _fault_shown(given: Given) -> dict[str, Any]:
    where = where_of(given, order_of(given))
    diagnosis.note_fault(actor=given.actor, where=where, code=cast(protocol.FaultShown, given.payload).code)
    return {}


def _remote_work(given: Given) -> dict[str, Any]:
    payload, order = cast(protocol.RemoteWork, given.payload), order_of(given)
    if not timedelta(0) <= given.at - payload.started_at <= LONGEST_REMOTE:
        raise InvalidInput("remote_time_invalid", _("Remote work ends after it began, within a day."))
    where = replace(where_of(given, order), at=payload.started_at)
    session = diagnosis.start_remote(actor=given.actor, where=where, means=payload.means, agreed_by=payload.agreed_by)
    ended = diagnosis.end_remote(
        actor=given.actor, session_id=session.pk, done=payload.done, solved=payload.solved, at=given.at
    )
    return {"minutes": ended.minutes}


def _share_way(given: Given) -> dict[str, Any]:
    payload = cast(protocol.ShareWay, given.payload)
    approach.share_way(actor=given.actor, engineer=given.device.engineer, on=payload.on, at=given.at)
    return {}


HANDLERS: dict[str, Callable[[Given], dict[str, Any]]] = {
    "accept": _accept,
    "decline": _decline,
    "set_out": _set_out,
    "arrive": _arrive,
    "pause": _pause,
    "resume": _resume,
    "complete": _complete,
    "carry_over": _carry_over,
    "approve_cost": _approve_cost,
    "rate": _rate,
    "send_record": _send_record,
    "new_request": _new_request,
    "note": _note,
    "diagnose": _diagnose,
    "fault_shown": _fault_shown,
    "remote_work": _remote_work,
    "share_way": _share_way,
}
