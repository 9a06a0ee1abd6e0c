"""REST operations of the doors themselves: the events feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from callout.accounts.access import CASES_VIEW
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.foundation.api import Page, Paging, Short, page
from callout.foundation.models import Event

router = Router()


class EventOut(Schema):
    """Something that happened; ids only, read what is true now. ``payload`` depends on the type."""

    id: int
    uid: UUID
    type: str
    at: datetime
    actor_id: int | None
    case_id: int | None
    work_order_id: int | None
    region_id: int | None
    outlet_id: int | None
    engineer_id: int | None
    payload: dict[str, Any]


@router.get("", response=Page[EventOut], summary="Events in the order they were stored")
@allows(CASES_VIEW)
def list_events(request: HttpRequest, paging: Query[Paging], type: Short = "") -> dict[str, Any]:
    """Ask again with ``after`` = ``next``, or the last id seen; events of the caller's area.

    Transactions end in another order than they began: a reader that must not miss one repeats the last few seconds.
    """
    rows = Event.objects.filter(User.of(request).scope_for(CASES_VIEW).q())
    return page(rows.filter(type=type) if type else rows, paging, lambda row: row, oldest_first=True)
