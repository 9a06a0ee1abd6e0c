"""REST operations on what a visit needs: windows, people, tools, parts, certificates, ties, preferred and excluded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from callout.accounts.access import ORDERS_DISPATCH, ORDERS_VIEW
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.foundation.api import Identifier, Input, Moment, Number
from callout.foundation.errors import InvalidInput
from callout.parts.models import Part
from callout.workforce.models import Engineer, Skill, Tool
from callout.workorders.models import WorkOrder
from callout.workorders.needs import Link, Needs, read_needs, set_needs
from callout.workorders.orders_api import dispatchable, visible_order

router = Router()

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
Minutes = Annotated[int, Field(ge=0, le=100000)]


class WindowBody(Input):
    """A time at which the customer can be visited."""

    starts_at: Moment
    ends_at: Moment


class PartBody(Input):
    """A part that must be in the van."""

    number: Code
    quantity: Annotated[int, Field(ge=1, le=999)] = 1


class SkillBody(Input):
    """A further skill or certificate."""

    code: Code
    level: Annotated[int, Field(ge=1, le=5)] = 1


class LinkBody(Input):
    """A tie to another order; ``first`` when this order comes before it. Gaps in minutes."""

    order: Number
    kind: Literal["precedes", "same_visit", "together"]
    first: bool = False
    min_gap: Minutes = 0
    max_gap: Minutes | None = None


class NeedsBody(Input):
    """All the visit needs; what is left out is not needed. Any one of the windows will do, none means any time."""

    people: Annotated[int, Field(ge=1, le=6)] = 1
    load_kg: Annotated[int, Field(ge=0, le=5000)] = 0
    windows: Annotated[list[WindowBody], Field(max_length=10)] = []
    tools: Annotated[list[Code], Field(max_length=20)] = []
    parts: Annotated[list[PartBody], Field(max_length=20)] = []
    skills: Annotated[list[SkillBody], Field(max_length=10)] = []
    links: Annotated[list[LinkBody], Field(max_length=10)] = []
    preferred_engineer_id: Identifier | None = None
    excluded_engineer_ids: Annotated[list[Identifier], Field(max_length=50)] = []


class NeedsIn(NeedsBody):
    """With ``replan`` a planned visit is taken back and planned anew."""

    replan: bool = False


class WindowOut(Schema):
    """A time at which the customer can be visited."""

    starts_at: datetime
    ends_at: datetime


class NeedsOut(Schema):
    """All the visit needs, as ``NeedsBody``."""

    people: int
    load_kg: int
    windows: list[WindowOut]
    tools: list[str]
    parts: list[dict[str, Any]]
    skills: list[dict[str, Any]]
    links: list[dict[str, Any]]
    preferred_engineer_id: int | None
    excluded_engineer_ids: list[int]


@router.get("/{number}/needs", response=NeedsOut, summary="Read what a visit needs")
@allows(ORDERS_VIEW)
def get_needs(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Windows, people, tools, parts, certificates, ties, preferred and excluded engineers."""
    return _out(visible_order(request, number))


@router.put("/{number}/needs", response=NeedsOut, summary="Set what a visit needs")
@allows(ORDERS_DISPATCH)
def put_needs(request: HttpRequest, number: Number, body: NeedsIn) -> dict[str, Any]:
    """Replace all of it. An order nobody fitted is tried again at once; a booked visit stays unless ``replan``."""
    order, user = dispatchable(request, number), User.of(request)
    set_needs(actor=user, order_id=order.pk, needs=needs_of(user, order.region_id, body), replan=body.replan)
    return _out(visible_order(request, number))


def needs_of(user: User, region_id: int, body: NeedsBody) -> Needs:
    """What the caller named by codes and numbers. Raises ``needs_invalid`` with the field that names nothing."""
    tools = _by_code(Tool.objects.all(), "code", body.tools, "tools")
    parts = _by_code(Part.objects.all(), "number", [row.number for row in body.parts], "parts")
    skills = _by_code(Skill.objects.all(), "code", [row.code for row in body.skills], "skills")
    orders = WorkOrder.objects.visible_to(user).filter(region_id=region_id)
    others = _by_code(orders, "number", [row.order for row in body.links], "links")
    people = Engineer.objects.visible_to(user).filter(outlet__region_id=region_id)
    named = [pk for pk in (body.preferred_engineer_id, *body.excluded_engineer_ids) if pk]
    _by_code(people, "pk", named, "excluded_engineer_ids")
    return Needs(
        people=body.people,
        load_kg=body.load_kg,
        windows=tuple((row.starts_at, row.ends_at) for row in body.windows),
        tools=frozenset(tools.values()),
        parts={parts[row.number]: row.quantity for row in body.parts},
        skills={skills[row.code]: row.level for row in body.skills},
        links=tuple(Link(row.kind, others[row.order], row.first, row.min_gap, row.max_gap) for row in body.links),
        preferred=body.preferred_engineer_id,
        excluded=frozenset(body.excluded_engineer_ids),
    )


def _by_code(rows: QuerySet[Any], column: str, wanted: Iterable[Any], field: str) -> dict[Any, int]:
    """Ids by code; no query when nothing is wanted."""
    codes = set(wanted)
    found = dict(rows.filter(**{f"{column}__in": codes}).values_list(column, "pk")) if codes else {}
    missing = sorted(str(code) for code in codes - found.keys())
    if missing:
        text = _("Unknown: %(names)s") % {"names": ", ".join(missing)}
        raise InvalidInput("needs_invalid", text, fields={field: text})
    return found


def _out(order: WorkOrder) -> dict[str, Any]:
    needs = read_needs(order)
    tools, parts, skills = (_codes(model, ids) for model, ids in (
        (Tool, needs.tools), (Part, needs.parts), (Skill, needs.skills),
    ))  # fmt: skip
    numbers = _codes(WorkOrder, [link.other for link in needs.links])
    return {
        "people": needs.people,
        "load_kg": needs.load_kg,
        "windows": [{"starts_at": a, "ends_at": b} for a, b in needs.windows],
        "tools": sorted(tools.values()),
        "parts": [{"number": parts[pk], "quantity": n} for pk, n in needs.parts.items()],
        "skills": [{"code": skills[pk], "level": level} for pk, level in needs.skills.items()],
        "links": [
            {"order": numbers[link.other], "kind": link.kind, "first": link.first, "min_gap": link.min_gap,
             "max_gap": link.max_gap}
            for link in needs.links
        ],
        "preferred_engineer_id": needs.preferred,
        "excluded_engineer_ids": sorted(needs.excluded),
    }  # fmt: skip


def _codes(model: type[Model], ids: Iterable[int]) -> dict[int, str]:
    column = "number" if model in (Part, WorkOrder) else "code"
    wanted = list(ids)
    return dict(model._default_manager.filter(pk__in=wanted).values_list("pk", column)) if wanted else {}
