"""What the board asks while an order is in somebody's hand: who could go, and what this very place would cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from callout.accounts.models import User
from callout.dispatching import preview, services
from callout.dispatching.board import drafts
from callout.dispatching.board.models import Draft
from callout.dispatching.board.read import seconds
from callout.dispatching.board.shapes import CandidateOut, VerdictOut
from callout.dispatching.choose import Answer, Busy, outlets_for, search
from callout.dispatching.fits import what_would_fit
from callout.dispatching.labels import rule_label, unserved_label
from callout.dispatching.network import network
from callout.dispatching.why import Excluded, alternative, explain, grouped, last_decision, terms, way_to_fit
from callout.foundation.actions import business_action
from callout.foundation.ui.chips import chip_for
from callout.foundation.ui.formats import slot, when
from callout.workorders.models import Booking, WorkOrder

OFFERED = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """An order with the booking it has, seen in the published plan or in a draft."""

    order: WorkOrder
    booking: Booking | None
    draft: Draft | None = None


def verdict(subject: Subject, engineer_id: int, starts: datetime, length: timedelta | None = None) -> VerdictOut:
    """The order at this engineer and time: rules broken and cost terms in minutes."""
    busy = None
    if subject.draft:
        busy = drafts.busy_in(subject.draft, engineer_id, starts, subject.order.pk, subject.booking)
    found = preview.check(
        subject.order, engineer_id, starts, moving=subject.booking, length=length or _length(subject), busy=busy
    )
    option = found.option
    return {
        "possible": found.possible,
        "cost": round(option.cost, 1),
        "hard": list(found.hard),
        "soft": list(found.soft),
        "terms": [(term.label, term.minutes, term.share) for term in terms(option.terms)],
        "km": round(option.travel_km, 1),
        "travel": round(option.travel_minutes),
        "starts": seconds(option.starts),
        "ends": seconds(option.ends),
    }


def _length(subject: Subject) -> timedelta | None:
    """The length it has in the draft; None leaves the published one."""
    move = subject.draft.moves.filter(work_order=subject.order).first() if subject.draft else None
    return move.place[2] if move and move.place else None


def options(subject: Subject) -> Answer:
    """Everybody who could take the order, best first, as if it were free."""
    now, wanted, known = timezone.now(), services.plain(subject.order), network()
    own = subject.booking

    def busy(ids: list[int]) -> Mapping[int, Sequence[Busy]]:
        if subject.draft:
            return drafts.busy_times(subject.draft, ids, now, subject.order.pk, own)
        return drafts.without(services.busy_times(ids, now), [own] if own else [])

    return search(wanted, known, outlets_for(wanted, known), busy, now)


@business_action
def fill(*, actor: User | None, draft_id: int, order_ids: Sequence[int]) -> Draft:
    """Place waiting orders in a draft, each at the best place it still has; who fits nowhere is left out."""
    draft = drafts.lock(draft_id)
    rows = WorkOrder.objects.filter(pk__in=order_ids, region_id=draft.region_id, state=WorkOrder.State.UNSCHEDULED)
    start, end = drafts.bounds(draft)
    for order in rows.select_related("site").order_by("severity", "due_at", "pk"):
        best = next((o for o in options(Subject(order, None, draft)).options if start <= o.starts < end), None)
        if best:
            helpers = [helper.pk for helper in best.helpers]
            drafts.keep(draft, order, None, best.engineer.pk, best.starts, best.ends, helpers)
    return drafts.priced(draft)


def candidates(answer: Answer, limit: int = OFFERED) -> list[CandidateOut]:
    """The best of an answer with what each costs more than the first and mainly why."""
    rows = [(option, services.candidate(option)) for option in answer.options[:limit]]
    found: list[CandidateOut] = []
    for rank, (option, row) in enumerate(rows, 1):
        other = alternative(rows[0][1], row, rank)
        found.append({
            "engineer": option.engineer.pk, "name": other.name, "outlet": other.outlet,
            "starts": seconds(option.starts), "cost": round(option.cost, 1), "more": other.more,
            "reason": other.reason if rank > 1 else "",
        })  # fmt: skip
    return found


def offers(subject: Subject) -> dict[str, Any]:
    """Who could go, who could not and by which rule, which outlets were asked."""
    answer = options(subject)
    rows = [{"name": e.name, "rule": rule, "detail": detail} for e, _outlet, rule, detail in answer.excluded]
    return {
        "candidates": candidates(answer),
        "considered": len(answer.options) + len(answer.excluded),
        "excluded": excluded_out(grouped(rows)),
        "reason": "" if answer.options else unserved_label(answer.reason),
        "fits": [] if answer.options else fits_out(what_would_fit(subject.order, timezone.now())),
        "outlets": [(o.name, round(km, 1), rule_label(rule) if rule else "") for o, km, rule in answer.outlets],
    }


def fits_out(ways: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What would make an order fit, and who would go then."""
    words = [way_to_fit(each) for each in ways]
    return [
        (
            f"{way.change} ({way.detail})" if way.detail else way.change,
            " · ".join(filter(None, (way.name, way.outlet, when(way.starts_at) if way.starts_at else ""))),
        )
        for way in words
    ]


def excluded_out(groups: Sequence[Excluded]) -> list[dict[str, Any]]:
    """Groups of people out by the same first rule."""
    return [{"label": group.label, "count": group.count, "named": list(group.named)} for group in groups]


def facts(user: User, order: WorkOrder) -> dict[str, Any]:
    """What the panel says about an order."""
    window = slot(order.window_from, order.window_until) if order.window_from else ""
    return {
        "number": order.number, "title": order.title, "customer": order.customer.name, "site": str(order.site),
        "due": when(order.due_at) if order.due_at else "", "window": window, "instructions": order.instructions,
        "state": str(chip_for("order", order.state).label),
    }  # fmt: skip


def reasons(order: WorkOrder) -> dict[str, Any] | None:
    """Why the engineer who has it: the kept decision in words; None when nobody decided."""
    decision = last_decision(order.pk)
    if decision is None:
        return None
    why = explain(decision)
    return {
        "name": why.name,
        "outlet": why.outlet,
        "by": str(decision.actor) if decision.actor else "",
        "grabbed": why.grabbed,
        "considered": decision.considered,
        "best": why.best,
        "gave_way": bool(why.gave_way),
        "km": why.travel_km,
        "terms": [(term.label, term.minutes, term.share) for term in why.terms],
        "total": why.total,
        "next": [(other.rank, other.name, other.reason, other.more) for other in why.alternatives],
        "excluded": excluded_out(why.excluded),
        "unserved": why.unserved,
        "fits": fits_out(decision.fits),
    }
