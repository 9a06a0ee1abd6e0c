"""REST operations on outlets and engineers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from callout.accounts.access import WORKFORCE_VIEW
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.foundation.api import Identifier, Page, Paging, page
from callout.workforce.models import Engineer
from callout.workforce.selectors import visible_outlets

router = Router()


class OutletOut(Schema):
    """A service outlet."""

    id: int
    code: str
    name_zh: str
    name_en: str
    kind: str
    region_id: int
    latitude: float
    longitude: float
    radius_km: float
    active: bool


class EngineerOut(Schema):
    """An engineer."""

    id: int
    staff_number: str
    name: str
    outlet_id: int
    level: int
    max_orders: int
    active: bool
    skills: list[str]


@router.get("/outlets", response=Page[OutletOut], summary="List outlets")
@allows(WORKFORCE_VIEW)
def list_outlets(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Outlets of the caller's area."""
    return page(visible_outlets(User.of(request)), paging, lambda row: row)


@router.get("/engineers", response=Page[EngineerOut], summary="List engineers")
@allows(WORKFORCE_VIEW)
def list_engineers(request: HttpRequest, paging: Query[Paging], outlet_id: Identifier | None = None) -> dict[str, Any]:
    """Engineers of the caller's area."""
    rows = Engineer.objects.visible_to(User.of(request)).select_related("user").prefetch_related("skills")
    return page(rows.filter(outlet_id=outlet_id) if outlet_id else rows, paging, _out)


def _out(row: Engineer) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("id", "outlet_id", "level", "max_orders", "active")}
    skills = sorted(skill.code for skill in row.skills.all())
    return plain | {"staff_number": row.user.username, "name": row.user.full_name, "skills": skills}
