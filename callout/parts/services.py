"""Actions on stock and parts requests. Stock changes by movements only, each safe to repeat by its operation id."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.foundation.numbering import next_number
from callout.parts import events
from callout.parts import pieces as pieces_of
from callout.parts.models import Movement, Part, PartRequest, Stock, Store
from callout.parts.pieces import Pieces
from callout.parts.transitions import PART_REQUEST
from callout.workforce.models import Engineer

NO_PIECES: Pieces = MappingProxyType({})


def _change(
    store: Store, part: Part, moved: Pieces, kind: str, *, actor: User | None, operation: uuid.UUID,
    at: datetime, work_order_id: int | None = None, note: str = "",
) -> bool:  # fmt: skip
    """Write a movement for each number and the stock they lead to; False when this operation was applied before."""
    if Movement.objects.filter(operation=operation, store=store, part=part).exists():
        return False
    Movement.objects.bulk_create(
        Movement(
            operation=operation, store=store, part=part, quantity=quantity, kind=kind, serial=code,
            work_order_id=work_order_id, note=note[:200], actor=actor, at=at,
        )
        for code, quantity in moved.items()
    )  # fmt: skip
    total = sum(moved.values())
    changed = Stock.objects.filter(store=store, part=part, quantity__gte=-total).update(quantity=F("quantity") + total)
    if not changed:
        _first_stock(store, part, total)
    if part.tracked:
        pieces_of.book(store, part, moved)
    return True


def _out(moved: Pieces) -> dict[str, int]:
    return {code: -quantity for code, quantity in moved.items()}


def _first_stock(store: Store, part: Part, quantity: int) -> None:
    if quantity < 0 or Stock.objects.filter(store=store, part=part).exists():
        raise BusinessError("stock_short", _("%(store)s has not enough of %(part)s.") % {"store": store, "part": part})
    try:
        with transaction.atomic():
            Stock.objects.create(store=store, part=part, quantity=quantity)
    except IntegrityError:
        Stock.objects.filter(store=store, part=part).update(quantity=F("quantity") + quantity)


def _positive(quantity: int) -> None:
    if quantity <= 0:
        raise InvalidInput("quantity_invalid", _("At least one."), fields={"quantity": _("At least one.")})


@business_action
def save_part(*, actor: User | None, part: Part, given: Mapping[str, Any]) -> Part:
    """Create or change a part of the catalogue; ``given`` maps columns to values."""
    for name, value in given.items():
        setattr(part, name, value)
    part.save()
    return part


@business_action
def receive(
    *,
    actor: User | None,
    store: Store,
    part: Part,
    quantity: int,
    pieces: Pieces = NO_PIECES,
    operation: uuid.UUID | None = None,
    note: str = "",
    at: datetime | None = None,
) -> bool:
    """Parts come into a store; of a tracked one with their serial numbers or batches.

    Returns False when this operation was applied before. Raises what ``pieces.checked`` and ``pieces.book`` raise.
    """
    _positive(quantity)
    return _change(
        store,
        part,
        pieces_of.checked(part, quantity, pieces),
        "receipt",
        actor=actor,
        operation=operation or uuid.uuid4(),
        at=at or timezone.now(),
        note=note,
    )


@business_action
def use(
    *,
    actor: User | None,
    store: Store,
    part: Part,
    quantity: int,
    operation: uuid.UUID,
    work_order_id: int,
    pieces: Pieces = NO_PIECES,
    at: datetime | None = None,
) -> bool:
    """Parts are used on an order. Raises stock_short, and for a tracked one serial_not_here, batch_short, …"""
    _positive(quantity)
    return _change(
        store,
        part,
        _out(pieces_of.checked(part, quantity, pieces)),
        "use",
        actor=actor,
        operation=operation,
        at=at or timezone.now(),
        work_order_id=work_order_id,
    )


@business_action
def transfer(
    *,
    actor: User | None,
    source: Store,
    target: Store,
    part: Part,
    quantity: int,
    pieces: Pieces = NO_PIECES,
    operation: uuid.UUID | None = None,
    note: str = "",
    at: datetime | None = None,
) -> bool:
    """Parts go from one store to another in one step."""
    _positive(quantity)
    operation, at = operation or uuid.uuid4(), at or timezone.now()
    if source.pk == target.pk:
        raise InvalidInput("transfer_same_store", _("Source and target are the same store."))
    moved = pieces_of.checked(part, quantity, pieces)
    out = _change(source, part, _out(moved), "transfer", actor=actor, operation=operation, at=at, note=note)
    return _change(target, part, moved, "transfer", actor=actor, operation=operation, at=at, note=note) and out


@business_action
def count_stock(
    *, actor: User | None, store: Store, part: Part, counted: int, pieces: Pieces = NO_PIECES, note: str = "",
    operation: uuid.UUID | None = None, at: datetime | None = None,
) -> int:  # fmt: skip
    """Stock was counted at ``at`` (now): the difference to the stock of that moment is booked. Returns it.

    Movements since then stay on top, so a count that a phone sends late does not undo them. A tracked part is counted
    by its ``pieces``: what is not among them is gone, and pieces whose number was not known have one from then on.
    """
    if counted < 0:
        raise InvalidInput("quantity_invalid", _("Not below zero."), fields={"counted": _("Not below zero.")})
    at, operation = at or timezone.now(), operation or uuid.uuid4()
    found = pieces_of.checked(part, counted, pieces) if part.tracked else {"": counted}
    row = Stock.objects.select_for_update().filter(store=store, part=part).first()
    changed = pieces_of.differences(row, store, part, found, at)
    if changed:
        _change(store, part, changed, "count", actor=actor, operation=operation, at=at, note=note)
    return sum(changed.values())


@business_action
def request_part(
    *, actor: User | None, engineer: Engineer, part: Part, quantity: int, work_order_id: int | None = None,
    note: str = "", uid: uuid.UUID | None = None, at: datetime | None = None,
) -> PartRequest:  # fmt: skip
    """An engineer asks for a part; the source is his outlet's store when it has enough, else a central one."""
    _positive(quantity)
    uid, at = uid or uuid.uuid4(), at or timezone.now()
    if known := PartRequest.objects.filter(uid=uid).first():
        return known
    request = PartRequest.objects.create(
        uid=uid, number=next_number("PR", at), engineer=engineer, part=part, quantity=quantity,
        work_order_id=work_order_id, source=_source(engineer, part, quantity), note=note[:200], requested_at=at,
    )  # fmt: skip
    publish(events.PartRequested(**_where(request), request_id=request.pk), actor=actor, at=at)
    return request


def _source(engineer: Engineer, part: Part, quantity: int) -> Store | None:
    rows = Stock.objects.filter(part=part, quantity__gte=quantity).select_related("store")
    own = rows.filter(store__outlet_id=engineer.outlet_id, store__kind="outlet").first()
    found = own or rows.filter(store__kind="central").order_by("-quantity").first()
    return found.store if found else None


def _where(request: PartRequest) -> dict[str, int | None]:
    engineer = request.engineer
    return {
        "work_order_id": request.work_order_id,
        "outlet_id": engineer.outlet_id,
        "region_id": engineer.outlet.region_id,
        "engineer_id": engineer.pk,
    }


def _move(request_id: int, target: str, actor: User | None, **columns: object) -> PartRequest:
    request = (
        PartRequest.objects.select_for_update(of=("self",))
        .select_related("engineer__outlet", "part", "source")
        .get(pk=request_id)
    )
    PART_REQUEST.move(request, target)
    for name, value in columns.items():
        setattr(request, name, value)
    request.save(update_fields=["state", *columns])
    publish(events.PartRequestChanged(**_where(request), request_id=request.pk, new=target), actor=actor)
    return request


@business_action
def decide_request(
    *, actor: User | None, request_id: int, approve: bool, answer: str = "", source: Store | None = None
) -> PartRequest:
    """Approve (from a store) or reject (with a reason) a parts request."""
    if not approve and not answer.strip():
        raise InvalidInput("reason_missing", _("Say why."), fields={"answer": _("Say why.")})
    columns: dict[str, object] = {"answer": answer[:200], "decided_at": timezone.now()}
    if source is not None:
        columns["source"] = source
    return _move(request_id, "approved" if approve else "rejected", actor, **columns)


@business_action
def ship_request(*, actor: User | None, request_id: int, pieces: Pieces = NO_PIECES) -> PartRequest:
    """The approved part leaves its store; ``pieces`` say which when it is tracked."""
    request = _move(request_id, "shipped", actor)
    if request.source is None:
        raise BusinessError("source_missing", _("Choose the store it comes from."))
    moved = _out(pieces_of.checked(request.part, request.quantity, pieces))
    _change(request.source, request.part, moved, "transfer", actor=actor, operation=request.uid,
            at=timezone.now(),
            work_order_id=request.work_order_id, note=request.number)  # fmt: skip
    return request


@business_action
def receive_request(*, actor: User | None, request_id: int, at: datetime | None = None) -> PartRequest:
    """The engineer has had the part in his van since ``at`` (now)."""
    at = at or timezone.now()
    request = _move(request_id, "received", actor, received_at=at)
    shipped = Movement.objects.filter(operation=request.uid, store=request.source, part=request.part)
    moved = _out(dict(shipped.values_list("serial", "quantity")))
    _change(request.engineer.van, request.part, moved, "transfer", actor=actor, operation=request.uid,
            at=at,
            work_order_id=request.work_order_id, note=request.number)  # fmt: skip
    return request


@business_action
def cancel_request(*, actor: User | None, request_id: int) -> PartRequest:
    """The part is not needed any more (only before it was shipped)."""
    return _move(request_id, "cancelled", actor)
