"""REST operations on parts, stock and parts requests."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from callout.accounts.access import PARTS_EDIT, PARTS_VIEW
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.foundation.api import Input, Number, Page, Paging, Short, page
from callout.foundation.errors import InvalidInput
from callout.parts import services
from callout.parts.models import Part, PartRequest, Stock
from callout.parts.selectors import editable_stores, visible_requests, visible_stock

router = Router()
requests = Router()


class PartOut(Schema):
    """A spare part."""

    id: int
    number: str
    name_zh: str
    name_en: str
    barcode: str
    unit: str
    price: Decimal
    tracking: str
    active: bool


class StockOut(Schema):
    """How many of a part lie in a store; ``pieces``: how many of which serial number or batch."""

    id: int
    store: str
    store_kind: str
    part: str
    quantity: int
    pieces: dict[str, int]


class PartRequestOut(Schema):
    """A part an engineer asked for."""

    id: int
    number: str
    state: str
    part: str
    quantity: int
    engineer_id: int
    work_order_id: int | None
    source: str
    answer: str
    requested_at: datetime
    decided_at: datetime | None
    received_at: datetime | None


class ShipIn(Input):
    """Which serial numbers or batches go out, and how many of each; only for a part kept by them."""

    pieces: dict[Short, int] = {}


class DecideIn(Input):
    """Approve from a store, or reject with the reason in ``answer``."""

    approve: bool
    store: Short = ""
    answer: Short = ""


@router.get("", response=Page[PartOut], summary="List parts")
@allows(PARTS_VIEW)
def list_parts(request: HttpRequest, paging: Query[Paging], number: Short = "") -> dict[str, Any]:
    """The parts catalogue, newest first; ``number`` looks one up."""
    rows = Part.objects.filter(number=number) if number else Part.objects.all()
    return page(rows, paging, lambda row: row)


@router.get("/stock", response=Page[StockOut], summary="Stock")
@allows(PARTS_VIEW)
def list_stock(request: HttpRequest, paging: Query[Paging], part: Short = "", store: Short = "") -> dict[str, Any]:
    """Stock of the stores the caller sees, by part number or store code."""
    rows = visible_stock(User.of(request)).select_related("store", "part").prefetch_related("lots")
    rows = rows.filter(part__number=part) if part else rows
    rows = rows.filter(store__code=store) if store else rows
    return page(rows, paging, _stock)


@requests.get("", response=Page[PartRequestOut], summary="List parts requests")
@allows(PARTS_VIEW)
def list_requests(request: HttpRequest, paging: Query[Paging], state: Short = "") -> dict[str, Any]:
    """Parts requests of the caller's area, newest first."""
    rows = visible_requests(User.of(request))
    return page(rows.filter(state=state) if state else rows, paging, _request)


@requests.post("/{number}/decide", response=PartRequestOut, summary="Approve or reject")
@allows(PARTS_EDIT)
def decide(request: HttpRequest, number: Number, body: DecideIn) -> dict[str, Any]:
    """Approve from a store whose stock the caller may change, or reject."""
    actor, found = User.of(request), _visible(request, number)
    source = None
    if body.store:
        source = editable_stores(actor).filter(code=body.store).first()
        if source is None:
            raise InvalidInput("store_unknown", _("Unknown store."), fields={"store": _("Unknown store.")})
    services.decide_request(actor=actor, request_id=found.pk, approve=body.approve, answer=body.answer, source=source)
    return _request(_visible(request, number))


@requests.post("/{number}/ship", response=PartRequestOut, summary="The part leaves its store")
@allows(PARTS_EDIT)
def ship(request: HttpRequest, number: Number, body: ShipIn | None = None) -> dict[str, Any]:
    """Ship an approved request from its store."""
    actor, found = User.of(request), _visible(request, number)
    if found.source_id and not editable_stores(actor).filter(pk=found.source_id).exists():
        raise Http404
    services.ship_request(actor=actor, request_id=found.pk, pieces=body.pieces if body else {})
    return _request(_visible(request, number))


def _visible(request: HttpRequest, number: str) -> PartRequest:
    found = visible_requests(User.of(request)).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _stock(row: Stock) -> dict[str, Any]:
    return {
        "id": row.pk, "store": row.store.code, "store_kind": row.store.kind, "part": row.part.number,
        "quantity": row.quantity, "pieces": {lot.code: lot.quantity for lot in row.lots.all()},
    }  # fmt: skip


def _request(row: PartRequest) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in PartRequestOut.model_fields if name not in ("part", "source")}
    return plain | {"part": row.part.number, "source": row.source.code if row.source else ""}
