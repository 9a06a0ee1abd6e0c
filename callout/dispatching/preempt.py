"""Emergencies: which planned visits give way so that somebody can be there in time.

Started and locked visits never do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.dispatching import escalations, services, settling
from callout.dispatching.choose import Busy, Option, Order, best_slot, first_failed_rule, outlets_for
from callout.dispatching.models import Decision, Escalation, Policy
from callout.dispatching.network import EngineerInfo, OutletInfo, network
from callout.dispatching.policies import policy_for
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.workforce.models import Engineer
from callout.workorders import bookings
from callout.workorders.bookings import stamp_now
from callout.workorders.models import PLANNED_BOOKING_STATES, Booking, WorkOrder

OUTLETS = 6
MOST_GIVING_WAY = 2
GIVES_WAY = {2: 240.0, 3: 90.0, 4: 45.0}
PROMISED = 60.0
SOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Way:
    """An engineer who could be there in time, and what gives way for it; ``cost`` in minutes."""

    option: Option
    displaced: tuple[Booking, ...]
    cost: float


def too_late(decision: Decision) -> bool:
    """True when the order has nobody, or somebody after its promise."""
    due = decision.work_order.due_at
    return decision.booking is None or bool(due and decision.booking.starts_at > due)


def consider(decision: Decision, policy: Policy, actor: User | None) -> Way | None:
    """Do, or propose to the dispatchers, what the policy says for an emergency that would come too late."""
    if policy.preemption == Policy.Preemption.OFF:
        return None
    order = decision.work_order
    way = find_way(order, timezone.now(), policy)
    if way is None:
        return None
    if policy.preemption == Policy.Preemption.APPLY:
        _apply(order, way, actor)
    else:
        escalations.escalate(actor=actor, order=order, reason=Escalation.Reason.PREEMPTION, proposal=as_proposal(way))
    return way


def find_way(row: WorkOrder, now: datetime, policy: Policy) -> Way | None:
    """The cheapest way to be there by the promise; None when nobody giving way would help."""
    order, known = services.plain(row), network()
    asked = [(o, km) for o, km, rule in outlets_for(order, known) if not rule][:OUTLETS]
    today = timezone.localdate(now)
    people = {e.pk: (e, o) for o, _km in asked for e in o.engineers if not first_failed_rule(order, e, today)[0]}
    movable = _movable(list(people), row, now)
    busy = services.busy_times(list(people), now)
    ways = [
        way
        for pk, (engineer, outlet) in people.items()
        for way in _ways(order, engineer, outlet, busy.get(pk, []), movable.get(pk, []), now, policy)
    ]
    return min(ways, key=lambda way: (way.cost, way.option.engineer.pk), default=None)


def _movable(engineer_ids: list[int], row: WorkOrder, now: datetime) -> dict[int, list[Booking]]:
    """Planned, unlocked visits of less urgent orders in the next hours, by engineer (one query)."""
    rows = (
        Booking.objects.filter(
            engineer_id__in=engineer_ids, state__in=PLANNED_BOOKING_STATES, locked=False, helper=False,
            starts_at__gt=now, starts_at__lt=now + SOON, work_order__severity__gt=row.severity, work_order__people=1,
        )
        .exclude(work_order=row)
        .select_related("work_order")
    )  # fmt: skip
    found: dict[int, list[Booking]] = {}
    for each in rows.order_by("starts_at"):
        found.setdefault(each.engineer_id, []).append(each)
    return found


def _ways(
    order: Order, engineer: EngineerInfo, outlet: OutletInfo, busy: Sequence[Busy], movable: list[Booking],
    now: datetime, policy: Policy,
) -> Iterator[Way]:  # fmt: skip
    for first in range(len(movable)):
        for count in range(1, MOST_GIVING_WAY + 1):
            displaced = movable[first : first + count]
            if len(displaced) < count:
                break
            gone = {(b.starts_at, b.ends_at) for b in displaced}
            left = [row for row in busy if (row.starts, row.ends) not in gone or not row.counts]
            option = best_slot(order, engineer, outlet, network(), left, now)
            if option is None or (order.due and option.starts > order.due):
                continue
            price = sum(GIVES_WAY[b.work_order.severity] + PROMISED * (b.state == "accepted") for b in displaced)
            yield Way(option, tuple(displaced), option.cost + price + policy.churn_minutes * len(displaced))
            break


def as_proposal(way: Way) -> dict[str, Any]:
    """The way as an escalation keeps it."""
    return {
        "engineer": way.option.engineer.pk,
        "name": way.option.engineer.name,
        "starts_at": way.option.starts.isoformat(),
        "gives_way": [_line(booking) for booking in way.displaced],
    }


def _line(booking: Booking) -> dict[str, Any]:
    order = booking.work_order
    return {
        "booking": booking.pk, "order": order.number, "title": order.title, "severity": order.severity,
        "starts_at": booking.starts_at.isoformat(),
    }  # fmt: skip


@business_action
def apply_proposal(*, actor: User | None, escalation_id: int) -> Booking:
    """Do what an escalation proposes, if it still can be done.

    Raises ``preemption_over`` otherwise; nothing is changed then.
    """
    row = Escalation.objects.select_related("work_order").get(pk=escalation_id)
    order = WorkOrder.objects.select_for_update(of=("self",)).select_related("site").get(pk=row.work_order_id)
    row = Escalation.objects.select_for_update(of=("self",)).get(pk=escalation_id)
    if row.resolved_at or not row.proposal:
        raise BusinessError("preemption_over", _("This proposal is settled already."))
    way = find_way(order, timezone.now(), policy_for(order.region_id))
    wanted = {line["booking"] for line in row.proposal["gives_way"]}
    if way is None or {b.pk for b in way.displaced} != wanted or way.option.engineer.pk != row.proposal["engineer"]:
        raise BusinessError("preemption_over", _("The plan has changed; look at the order again."))
    return _apply(order, way, actor)


def _apply(order: WorkOrder, way: Way, actor: User | None) -> Booking:
    """Release what gives way (it is planned anew), take the order from a later booking, and book it."""
    for displaced in way.displaced:
        current = bookings.locked(displaced.pk)
        if current.state not in PLANNED_BOOKING_STATES or current.locked:
            raise BusinessError("booking_fixed", _("This booking has begun or is locked."))
        bookings.cancel_booking(
            actor=actor, booking_id=displaced.pk, reason=f"gave_way:{order.number}", stamp=stamp_now()
        )
    for late in order.bookings.active().filter(helper=False):  # helpers follow
        bookings.cancel_booking(actor=actor, booking_id=late.pk, reason="earlier", stamp=stamp_now(), replan=False)
    option = way.option
    booking = bookings.book(
        actor=actor, order_id=order.pk, engineer=Engineer.objects.get(pk=option.engineer.pk), starts_at=option.starts,
        ends_at=option.ends, travel_minutes=round(option.travel_minutes), travel_km=option.travel_km,
    )  # fmt: skip
    Decision.objects.create(
        work_order=order, at=timezone.now(), actor=actor, outcome=Decision.Outcome.BOOKED, booking=booking,
        engineer_id=booking.engineer_id, candidates=[services.candidate(option)], reason="preemption",
        gave_way=[_line(each) for each in way.displaced],
    )  # fmt: skip
    escalations.close_for(order.pk, actor, "preemption")
    settling.settle(booking, actor)
    return booking
