"""REST operations of planning: have a day planned, see how far it is, give it up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from callout.accounts.access import ORDERS_DISPATCH
from callout.accounts.api_access import allows, check_reach
from callout.accounts.models import Region, User
from callout.dispatching.planning import runs
from callout.dispatching.planning.models import PlanRun
from callout.foundation.api import Identifier, Input, Page, Paging, page

router = Router()


class PlanIn(Input):
    """``seconds`` of processor time; with ``apply`` the plan is put into force, else it becomes a draft."""

    region_id: Identifier
    day: date
    seconds: Annotated[int, Field(ge=1, le=runs.MOST_SECONDS)] = 30
    apply: bool = False


class PlanOut(Schema):
    """A search: ``share`` of its time that is used (0 to 1), and in the end what came of it."""

    id: int
    region_id: int
    day: date
    state: str
    share: float
    orders: int
    engineers: int
    answer: str
    draft_id: int | None
    moved: int
    refused: int
    error: str
    asked_at: datetime
    finished_at: datetime | None


@router.post("/plans", response={201: PlanOut}, summary="Plan a day of a region")
@allows(ORDERS_DISPATCH)
def ask(request: HttpRequest, body: PlanIn) -> tuple[int, PlanRun]:
    """Queue the search; ``plan_under_way`` when the day is being planned already."""
    region = get_object_or_404(Region, pk=body.region_id)
    check_reach(request, ORDERS_DISPATCH, region.pk, None)
    run = runs.ask(
        actor=User.of(request), region_id=region.pk, day=body.day, seconds=body.seconds, apply=body.apply
    )  # fmt: skip
    return 201, run


@router.get("/plans", response=Page[PlanOut], summary="Plans of days")
@allows(ORDERS_DISPATCH)
def list_plans(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Newest first."""
    return page(PlanRun.objects.visible_to(User.of(request)), paging, _out)


@router.get("/plans/{plan_id}", response=PlanOut, summary="How far a plan is")
@allows(ORDERS_DISPATCH)
def read(request: HttpRequest, plan_id: Identifier) -> PlanRun:
    """The search and its result."""
    return _reachable(request, plan_id)


@router.post("/plans/{plan_id}/stop", response=PlanOut, summary="Give a plan up")
@allows(ORDERS_DISPATCH)
def stop(request: HttpRequest, plan_id: Identifier) -> PlanRun:
    """The plan in force stays."""
    return runs.stop(actor=User.of(request), run_id=_reachable(request, plan_id).pk)


def _reachable(request: HttpRequest, plan_id: int) -> PlanRun:
    return get_object_or_404(PlanRun.objects.visible_to(User.of(request)), pk=plan_id)


def _out(run: PlanRun) -> dict[str, Any]:
    return {name: getattr(run, name) for name in PlanOut.model_fields}
