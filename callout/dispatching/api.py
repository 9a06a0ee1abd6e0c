"""REST operations of dispatch: why an order went to whom, assigning and moving it by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from callout.accounts.access import ORDERS_DISPATCH, ORDERS_VIEW
from callout.accounts.api_access import allows, check_reach
from callout.accounts.models import User
from callout.dispatching import manual
from callout.dispatching.models import Decision
from callout.foundation.api import Identifier, Input, Moment, Number, Page, Paging, page
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.i18n import read_both
from callout.workforce.models import Engineer
from callout.workorders.orders_api import OrderOut, dispatchable, order_out, visible_order

router = Router()


class DecisionOut(Schema):
    """One answer of the dispatcher.

    ``candidates`` with their cost terms in minutes, ``others`` with the cost gap to the best, ``excluded`` with the
    first failed rule, ``gave_way`` the visits released for an emergency, ``fits`` what would make an unserved order
    fit.
    """

    id: int
    at: datetime
    by_hand: bool
    outcome: str
    engineer_id: int | None
    reason: str
    outlets: list[dict[str, Any]]
    candidates: list[dict[str, Any]]
    excluded: list[dict[str, Any]]
    others: list[dict[str, Any]]
    gave_way: list[dict[str, Any]]
    fits: list[dict[str, Any]]
    considered: int


class AssignIn(Input):
    """Without ``starts_at`` the engineer's best free time is taken."""

    engineer_id: Identifier
    starts_at: Moment | None = None


class MoveIn(Input):
    """Another engineer, another time, or both."""

    engineer_id: Identifier | None = None
    starts_at: Moment | None = None


@router.get("/{number}/decisions", response=Page[DecisionOut], summary="Why the order went to whom")
@allows(ORDERS_VIEW)
def list_decisions(request: HttpRequest, number: Number, paging: Query[Paging]) -> dict[str, Any]:
    """All decisions for an order, newest first."""
    return page(Decision.objects.filter(work_order=visible_order(request, number)), paging, _out)


@router.post("/{number}/assign", response=OrderOut, summary="Book an engineer")
@allows(ORDERS_DISPATCH)
def assign(request: HttpRequest, number: Number, body: AssignIn) -> dict[str, Any]:
    """Book an order on an engineer; what he cannot do is refused with the broken rules."""
    order, actor = dispatchable(request, number), User.of(request)
    engineer_id = _engineer(request, body.engineer_id)
    if body.starts_at:
        manual.assign(actor=actor, order_id=order.pk, engineer_id=engineer_id, starts_at=body.starts_at)
    else:
        manual.assign_next(actor=actor, order_id=order.pk, engineer_id=engineer_id)
    return order_out(visible_order(request, number))


@router.post("/{number}/move", response=OrderOut, summary="Move the booking")
@allows(ORDERS_DISPATCH)
def move(request: HttpRequest, number: Number, body: MoveIn) -> dict[str, Any]:
    """Move the order's planned booking to another engineer or time."""
    order = dispatchable(request, number)
    booking = order.bookings.active().first()
    if booking is None:
        raise BusinessError("not_booked", _("Nobody is booked for this order."))
    engineer_id = _engineer(request, body.engineer_id) if body.engineer_id else None
    manual.reassign(actor=User.of(request), booking_id=booking.pk, engineer_id=engineer_id, starts_at=body.starts_at)
    return order_out(visible_order(request, number))


def _engineer(request: HttpRequest, engineer_id: int) -> int:
    """The id of an engineer the caller may dispatch."""
    engineer = Engineer.objects.filter(pk=engineer_id, active=True).select_related("outlet").first()
    if engineer is None:
        raise InvalidInput("engineer_unknown", _("Unknown engineer."), fields={"engineer_id": _("Unknown engineer.")})
    check_reach(request, ORDERS_DISPATCH, engineer.outlet.region_id, engineer.outlet_id)
    return engineer.pk


def _out(row: Decision) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in DecisionOut.model_fields if name != "by_hand"}
    named = ("outlets", "candidates", "excluded", "fits")
    return plain | {name: _in_words(plain[name]) for name in named} | {"by_hand": row.actor_id is not None}


def _in_words(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names that are kept in both languages, in the caller's."""
    return [{key: read_both(value) if isinstance(value, str) else value for key, value in row.items()} for row in rows]
