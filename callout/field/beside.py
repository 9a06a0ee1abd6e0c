"""Commands beside the visits: parts of the van, orders of the pool, absences, kilometres."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.utils.translation import gettext as _

from callout.dispatching import offers
from callout.field import mileage, protocol
from callout.field.handlers import ALREADY, Given, order_of, part_of
from callout.foundation.errors import InvalidInput, NotFound
from callout.parts import services as part_services
from callout.parts.models import PartRequest, Store
from callout.workforce import services as workforce
from callout.workforce.models import Absence


def _request_part(given: Given) -> dict[str, Any]:
    payload = cast(protocol.RequestPart, given.payload)
    order = order_of(given) if given.command.order else None
    request = part_services.request_part(
        actor=given.actor,
        engineer=given.device.engineer,
        part=part_of(payload.part),
        quantity=payload.quantity,
        work_order_id=order.pk if order else None,
        note=payload.note,
        uid=given.command.operation,
        at=given.at,
    )
    return {"number": request.number}


def _receive_part(given: Given) -> dict[str, Any]:
    payload = cast(protocol.ReceivePart, given.payload)
    request = PartRequest.objects.filter(uid=payload.request, engineer=given.device.engineer).first()
    if request is None:
        raise NotFound("request_not_yours", _("This parts request is not yours."))
    if request.state == PartRequest.State.RECEIVED:
        return dict(ALREADY)
    part_services.receive_request(actor=given.actor, request_id=request.pk, at=given.at)
    return {"number": request.number}


def _grab(given: Given) -> dict[str, Any]:
    """First valid wins; refused as offer_taken when somebody was faster."""
    payload = cast(protocol.Grab, given.payload)
    booking = offers.grab(actor=given.actor, offer_id=payload.offer)
    return {"order": str(booking.work_order.uid), "booking": str(booking.uid), "number": booking.work_order.number}


def _away(given: Given) -> dict[str, Any]:
    """His planned visits in that time go to others."""
    payload = cast(protocol.Away, given.payload)
    row = workforce.add_absence(
        actor=given.actor,
        engineer=given.device.engineer,
        starts_at=payload.starts_at,
        ends_at=payload.ends_at,
        reason=payload.reason,
    )
    return {"absence": row.pk}


def _come_back(given: Given) -> dict[str, Any]:
    payload = cast(protocol.ComeBack, given.payload)
    row = Absence.objects.filter(pk=payload.absence, engineer=given.device.engineer).first()
    if row is None:
        return dict(ALREADY)
    workforce.remove_absence(actor=given.actor, absence=row)
    return {}


def _van(given: Given) -> Store:
    van = Store.objects.filter(engineer=given.device.engineer).first()
    if van is None:
        raise NotFound("van_missing", _("You have no van store; ask the office for one."))
    return van


def _count_part(given: Given) -> dict[str, Any]:
    """What he counted counts as of then; what moved since stays on top."""
    payload = cast(protocol.CountPart, given.payload)
    difference = part_services.count_stock(
        actor=given.actor,
        store=_van(given),
        part=part_of(payload.part),
        counted=payload.counted,
        pieces={piece.code: piece.quantity for piece in payload.pieces},
        note=payload.note,
        operation=given.command.operation,
        at=given.at,
    )
    return {"difference": difference}


def _hand_over(given: Given) -> dict[str, Any]:
    payload = cast(protocol.HandOver, given.payload)
    target = _receiver(given, payload.to)
    part_services.transfer(
        actor=given.actor,
        source=_van(given),
        target=target,
        part=part_of(payload.part),
        quantity=payload.quantity,
        pieces={piece.code: piece.quantity for piece in payload.pieces},
        operation=given.command.operation,
        note=payload.note,
        at=given.at,
    )
    return {"store": target.code}


def _receiver(given: Given, staff: str) -> Store:
    """The outlet's store, or the van of a colleague of the same outlet."""
    stores = Store.objects.filter(outlet_id=given.device.engineer.outlet_id)
    found = stores.filter(kind="van", engineer__user__username=staff, engineer__active=True) if staff else (
        stores.filter(kind="outlet")
    )  # fmt: skip
    store = found.order_by("pk").first()
    if store is None:
        raise InvalidInput("receiver_unknown", _("Nobody of your outlet with a store of his own is called that."))
    return store


def _drove(given: Given) -> dict[str, Any]:
    payload = cast(protocol.Drove, given.payload)
    row = mileage.record(
        actor=given.actor,
        engineer=given.device.engineer,
        day=payload.day,
        km=payload.km,
        odometer=payload.odometer,
        note=payload.note,
        at=given.at,
    )
    return {"km": str(row.km)}


HANDLERS: dict[str, Callable[[Given], dict[str, Any]]] = {
    "request_part": _request_part,
    "receive_part": _receive_part,
    "grab": _grab,
    "away": _away,
    "come_back": _come_back,
    "count_part": _count_part,
    "hand_over": _hand_over,
    "drove": _drove,
}
