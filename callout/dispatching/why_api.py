"""REST operations that explain dispatch in the caller's language: why this engineer, why not that one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from callout.accounts.access import ORDERS_DISPATCH, ORDERS_VIEW
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.dispatching.labels import detail_label, rule_label
from callout.dispatching.models import Decision
from callout.dispatching.why import Why, explain, last_decision
from callout.dispatching.why_not import why_not
from callout.foundation.api import Identifier, Number
from callout.foundation.i18n import read_both
from callout.workforce.models import Engineer
from callout.workorders.orders_api import visible_order

router = Router()


class TermOut(Schema):
    """A cost term in minutes."""

    code: str
    label: str
    minutes: float


class NextOut(Schema):
    """One of the next three: what he costs more in minutes, and the differences in words."""

    rank: int
    engineer_id: int
    name: str
    outlet: str
    starts_at: datetime
    more: float
    differences: str
    terms: list[TermOut]


class ExcludedOut(Schema):
    """Who could not go, by the first rule he failed."""

    engineer_id: int
    name: str
    outlet: str
    rule: str
    label: str
    detail: str


class OutletOut(Schema):
    """An outlet that was looked at; ``rule`` is empty when it qualified."""

    outlet_id: int
    name: str
    km: float
    rule: str
    label: str


class FitOut(Schema):
    """A change that would make an unserved order fit, and who would then go."""

    change: str
    label: str
    detail: str
    name: str
    outlet: str
    starts_at: datetime | None


class ExplanationOut(Schema):
    """The newest decision of an order in words; ``others`` could go too, with their gap in minutes."""

    decision_id: int
    at: datetime
    by: str
    outcome: str
    engineer_id: int | None
    name: str
    outlet: str
    starts_at: datetime | None
    travel_km: float
    helpers: list[str]
    terms: list[TermOut]
    total: float
    next: list[NextOut]
    others: list[dict[str, Any]]
    excluded: list[ExcludedOut]
    outlets: list[OutletOut]
    unserved: str
    fits: list[FitOut]
    considered: int


class WhyNotOut(Schema):
    """``verdict``: ``chosen``, ``dearer``, ``rule``, ``outlet`` or ``not_asked``; ``more`` in minutes."""

    verdict: str
    text: str
    rule: str
    detail: str
    more: float | None


@router.get("/{number}/why", response=ExplanationOut, summary="Explain who got the order, in words")
@allows(ORDERS_VIEW)
def explanation(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Cost terms, the next three, everybody who could not go, and what would help. 404 while nobody decided."""
    decision = _decision(request, number)
    why = explain(decision)
    names = ("name", "outlet", "starts_at", "travel_km", "helpers", "terms", "total", "others", "unserved")
    return {
        "decision_id": decision.pk, "at": decision.at, "by": str(decision.actor or ""), "outcome": decision.outcome,
        "engineer_id": decision.engineer_id, **{name: getattr(why, name) for name in names},
        "next": _next(why), "excluded": [_excluded(row) for row in decision.excluded],
        "outlets": [_outlet(row) for row in decision.outlets], "fits": _fits(decision, why),
        "considered": decision.considered,
    }  # fmt: skip


@router.get("/{number}/why-not/{engineer_id}", response=WhyNotOut, summary="Explain why an engineer did not get it")
@allows(ORDERS_DISPATCH)
def explain_other(request: HttpRequest, number: Number, engineer_id: Identifier) -> dict[str, Any]:
    """His first failed rule, his cost gap, or why his outlet was not asked."""
    decision = _decision(request, number)
    rows = Engineer.objects.visible_to(User.of(request)).select_related("outlet")
    return asdict(why_not(decision, get_object_or_404(rows, pk=engineer_id)))


def _decision(request: HttpRequest, number: str) -> Decision:
    found = last_decision(visible_order(request, number).pk)
    if found is None:
        raise Http404
    return found


def _next(why: Why) -> list[dict[str, Any]]:
    names = ("rank", "engineer_id", "name", "outlet", "starts_at", "more", "terms")
    return [{name: getattr(row, name) for name in names} | {"differences": row.reason} for row in why.alternatives]


def _excluded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "engineer_id": row["engineer"], "name": row["name"], "outlet": read_both(row.get("outlet", "")),
        "rule": row["rule"], "label": rule_label(row["rule"]), "detail": detail_label(row["rule"], row["detail"]),
    }  # fmt: skip


def _outlet(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "outlet_id": row["outlet"], "name": read_both(row["name"]), "km": row["km"], "rule": row["rule"],
        "label": rule_label(row["rule"]) if row["rule"] else "",
    }  # fmt: skip


def _fits(decision: Decision, why: Why) -> list[dict[str, Any]]:
    return [
        {"change": kept["change"], "label": way.change, "detail": way.detail, "name": way.name, "outlet": way.outlet,
         "starts_at": way.starts_at}
        for kept, way in zip(decision.fits, why.fits, strict=True)
    ]  # fmt: skip
