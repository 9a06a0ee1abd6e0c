"""REST operations of dispatch by policy: settings of regions, the pool, proposals, orders that need a person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from callout.accounts.access import DISPATCH_POLICY, FIELD_USE, ORDERS_DISPATCH, WORKFORCE_VIEW
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.dispatching import dispatch, escalations, fairness, offers, policies, preempt
from callout.dispatching.models import Escalation, FairnessEntry, Invitation, Offer, Policy
from callout.foundation.api import Identifier, Input, Page, Paging, page
from callout.workforce.models import Engineer
from callout.workforce.selectors import visible_regions
from callout.workorders.models import Booking

router = Router()

Minutes = Annotated[int, Field(ge=0, le=1440)]
Choice = Literal["off", "propose", "apply"]
Text = Annotated[str, Field(min_length=1, max_length=120)]


class PolicyBody(Input):
    """How a region dispatches; minutes count the engineer's working time where he is to answer."""

    mode: Literal["automatic", "confirm", "pool", "outlet"] = "automatic"
    acceptance_minutes: Minutes = 0
    max_refusals: Annotated[int, Field(ge=0, le=50)] = 3
    pool_minutes: Minutes = 15
    outlet_minutes: Minutes = 30
    escalate_minutes: Minutes = 30
    preemption: Choice = "propose"
    reoptimise: Choice = "propose"
    freeze_minutes: Minutes = 60
    churn_minutes: Minutes = 30
    keep_accepted: bool = True


class PolicyOut(PolicyBody):
    """The policy of a region."""

    region_id: int


class OfferOut(Schema):
    """An order on offer; ``engineer_ids`` may grab it."""

    id: int
    order_number: str
    kind: str
    state: str
    outlet_id: int | None
    opened_at: datetime
    until: datetime
    taken_by_id: int | None
    engineer_ids: list[int]


class InvitationOut(Schema):
    """An order the caller may grab: no customer before it is his."""

    offer_id: int
    title: str
    district: str
    severity: int
    minutes: int
    due_at: datetime | None
    until: datetime
    starts_at: datetime
    travel_minutes: int
    travel_km: float


class GrabOut(Schema):
    """The winner's booking."""

    booking_id: int
    order_number: str
    state: str
    starts_at: datetime
    ends_at: datetime


class EscalationOut(Schema):
    """An order that needs a person: level 1 dispatchers, level 2 managers
    were told; ``proposal`` says who would give way."""

    id: int
    order_number: str
    reason: str
    level: int
    at: datetime
    until: datetime
    told: list[str]
    proposal: dict[str, Any]
    resolved_at: datetime | None
    resolution: str


class ReasonIn(Input):
    """Why, or what was done."""

    reason: Text


class FairnessOut(Schema):
    """One entry of an engineer's ledger of hard and far work."""

    id: int
    order_number: str
    kind: str
    at: datetime
    points: float
    detail: str


class BurdenOut(Schema):
    """What an engineer bore in the last four weeks, and how far it lies above the mean of his outlet."""

    engineer_id: int
    name: str
    outlet_id: int
    hard: float
    far: float
    odd_hours: float
    points: float
    above: float


@router.get("/dispatch-policies", response=list[PolicyOut], summary="How regions dispatch")
@allows(DISPATCH_POLICY)
def list_policies(request: HttpRequest) -> list[dict[str, Any]]:
    """Policies of the caller's regions; a region that has none set is automatic."""
    regions = visible_regions(User.of(request), DISPATCH_POLICY).order_by("pk")
    return [_policy(policies.policy_for(region.pk)) for region in regions]


@router.put("/dispatch-policies/{region_id}", response=PolicyOut, summary="Set how a region dispatches")
@allows(DISPATCH_POLICY)
def set_policy(request: HttpRequest, region_id: Identifier, body: PolicyBody) -> dict[str, Any]:
    """New orders follow it; what is booked or offered stays."""
    user = User.of(request)
    region = get_object_or_404(visible_regions(user, DISPATCH_POLICY), pk=region_id)
    return _policy(policies.save_policy(actor=user, region=region, given=body.model_dump()))


def _policy(row: Policy) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PolicyOut.model_fields}


@router.get("/offers", response=Page[OfferOut], summary="List orders on offer")
@allows(ORDERS_DISPATCH)
def list_offers(request: HttpRequest, paging: Query[Paging], state: str = "") -> dict[str, Any]:
    """Offers of the caller's area, newest first."""
    rows = Offer.objects.visible_to(User.of(request)).select_related("work_order").prefetch_related("invitations")
    return page(rows.filter(state=state) if state else rows, paging, _offer)


def _offer(row: Offer) -> dict[str, Any]:
    names = ("id", "kind", "state", "outlet_id", "opened_at", "until", "taken_by_id")
    invited = [each.engineer_id for each in row.invitations.all()]
    return {name: getattr(row, name) for name in names} | {
        "order_number": row.work_order.number, "engineer_ids": invited,
    }  # fmt: skip


@router.post("/offers/{offer_id}/refuse", response=OfferOut, summary="The outlet refuses an order")
@allows(ORDERS_DISPATCH)
def refuse_offer(request: HttpRequest, offer_id: Identifier, body: ReasonIn) -> dict[str, Any]:
    """The next outlet is asked."""
    user = User.of(request)
    offer = get_object_or_404(Offer.objects.visible_to(user), pk=offer_id)
    dispatch.outlet_refuses(actor=user, offer_id=offer.pk, reason=body.reason)
    return _offer(Offer.objects.select_related("work_order").get(pk=offer.pk))


@router.get("/pool", response=list[InvitationOut], summary="Orders the caller may grab")
@allows(FIELD_USE)
def list_pool(request: HttpRequest) -> list[dict[str, Any]]:
    """Open offers to the signed-in engineer, the nearest first; at most a hundred."""
    return [invitation(row) for row in offers.invitations_of(User.of(request))]


def invitation(row: Invitation) -> dict[str, Any]:
    """An invitation as phones and the API get it."""
    order = row.offer.work_order
    return {
        "offer_id": row.offer_id, "title": order.title, "district": order.site.district, "severity": order.severity,
        "minutes": order.minutes, "due_at": order.due_at, "until": row.offer.until, "starts_at": row.starts_at,
        "travel_minutes": row.travel_minutes, "travel_km": row.travel_km,
    }  # fmt: skip


@router.post("/pool/{offer_id}/grab", response=GrabOut, summary="Grab an order")
@allows(FIELD_USE)
def grab(request: HttpRequest, offer_id: Identifier) -> dict[str, Any]:
    """First valid wins. The winner's repeat gets the same answer; ``offer_taken`` for everybody else."""
    booking = offers.grab(actor=User.of(request), offer_id=offer_id)
    return {
        "booking_id": booking.pk, "order_number": booking.work_order.number, "state": booking.state,
        "starts_at": booking.starts_at, "ends_at": booking.ends_at,
    }  # fmt: skip


@router.post("/bookings/{booking_id}/confirm", response=GrabOut, summary="Confirm a proposed booking")
@allows(ORDERS_DISPATCH)
def confirm(request: HttpRequest, booking_id: Identifier) -> dict[str, Any]:
    """Engineer and customer are told."""
    user = User.of(request)
    rows = Booking.objects.filter(
        user.scope_for(ORDERS_DISPATCH).q(region="work_order__region_id", outlet="engineer__outlet_id")
    )
    found = get_object_or_404(rows, pk=booking_id)
    booking = dispatch.confirm(actor=user, booking_id=found.pk)
    return {
        "booking_id": booking.pk, "order_number": booking.work_order.number, "state": booking.state,
        "starts_at": booking.starts_at, "ends_at": booking.ends_at,
    }  # fmt: skip


@router.get("/escalations", response=Page[EscalationOut], summary="Orders that need a person")
@allows(ORDERS_DISPATCH)
def list_escalations(request: HttpRequest, paging: Query[Paging], open: bool = True) -> dict[str, Any]:
    """Escalations of the caller's area, newest first; with ``open=false`` those settled."""
    rows = Escalation.objects.visible_to(User.of(request)).filter(resolved_at__isnull=open)
    return page(rows.select_related("work_order").prefetch_related("told"), paging, _escalation)


@router.post("/escalations/{escalation_id}/settle", response=EscalationOut, summary="Settle an escalation")
@allows(ORDERS_DISPATCH)
def settle(request: HttpRequest, escalation_id: Identifier, body: ReasonIn) -> dict[str, Any]:
    """A person has seen to it; ``reason`` says how."""
    found = _reachable(request, escalation_id)
    row = escalations.resolve(actor=User.of(request), escalation_id=found.pk, resolution=body.reason)
    return _escalation(row)


@router.post("/escalations/{escalation_id}/give-way", response=EscalationOut, summary="Do what a pre-emption proposes")
@allows(ORDERS_DISPATCH)
def give_way(request: HttpRequest, escalation_id: Identifier) -> dict[str, Any]:
    """Less urgent visits are released and planned anew; ``preemption_over`` when the plan has changed since."""
    found = _reachable(request, escalation_id)
    preempt.apply_proposal(actor=User.of(request), escalation_id=found.pk)
    found.refresh_from_db()
    return _escalation(found)


def _reachable(request: HttpRequest, escalation_id: int) -> Escalation:
    rows = Escalation.objects.visible_to(User.of(request)).select_related("work_order")
    return get_object_or_404(rows, pk=escalation_id)


def _escalation(row: Escalation) -> dict[str, Any]:
    names = ("id", "reason", "level", "at", "until", "proposal", "resolved_at", "resolution")
    return {name: getattr(row, name) for name in names} | {
        "order_number": row.work_order.number, "told": [person.full_name for person in row.told.all()],
    }  # fmt: skip


@router.get("/fairness", response=Page[BurdenOut], summary="Hard and far work of engineers")
@allows(WORKFORCE_VIEW)
def list_burdens(request: HttpRequest, paging: Query[Paging], outlet_id: Identifier | None = None) -> dict[str, Any]:
    """Points of the last four weeks of the engineers the caller sees."""
    rows = Engineer.objects.visible_to(User.of(request)).filter(active=True)
    rows = rows.filter(outlet_id=outlet_id) if outlet_id else rows
    return page(fairness.with_points(rows.select_related("user"), timezone.now()), paging, _burden)


def _burden(row: Any) -> dict[str, Any]:
    points = {name: round(getattr(row, name), 1) for name in ("hard", "far", "odd_hours", "points", "above")}
    return points | {"engineer_id": row.pk, "name": row.user.full_name, "outlet_id": row.outlet_id}


@router.get("/engineers/{engineer_id}/fairness", response=Page[FairnessOut], summary="An engineer's hard and far work")
@allows(WORKFORCE_VIEW)
def list_fairness(request: HttpRequest, engineer_id: Identifier, paging: Query[Paging]) -> dict[str, Any]:
    """The ledger, newest first."""
    engineer = get_object_or_404(Engineer.objects.visible_to(User.of(request)), pk=engineer_id)
    rows = FairnessEntry.objects.filter(engineer=engineer).select_related("work_order")
    return page(rows, paging, _entry)


def _entry(row: FairnessEntry) -> dict[str, Any]:
    names = ("id", "kind", "at", "points", "detail")
    return {name: getattr(row, name) for name in names} | {"order_number": row.work_order.number}
