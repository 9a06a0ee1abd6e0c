"""Serving an order by the policy of its region: book, propose, offer to the pool, or hand it to an outlet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from callout.accounts.models import User
from callout.dispatching import escalations, fits, offers, preempt, services, settling
from callout.dispatching.choose import Answer
from callout.dispatching.models import Decision, Escalation, Offer, Policy
from callout.dispatching.policies import is_plain, policy_for
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.foundation.models import Event
from callout.workorders import bookings, proposals
from callout.workorders.bookings import stamp_now
from callout.workorders.events import WorkOrderCreated
from callout.workorders.models import Booking, WorkOrder

EMERGENCY = 1
URGENT = 2
SILENT = "no_answer"
PATIENT = ("waits_for", "later")  # nothing is wrong, it is not its time


def serve_events(events: Sequence[Event]) -> None:
    """Serve orders that were created or released.

    New ones of plain regions are planned together, the rest by policy.
    """
    new = [event.type == WorkOrderCreated.type and is_plain(event.region_id) for event in events]
    plan_all(
        actor=None,
        order_ids=[e.work_order_id for e, plain in zip(events, new, strict=True) if plain and e.work_order_id],
    )
    for event, plain in zip(events, new, strict=True):
        if not plain and event.work_order_id:
            serve(actor=None, order_id=event.work_order_id)


@business_action
def serve(*, actor: User | None, order_id: int, now: datetime | None = None) -> Decision | None:
    """What the region's policy says for an order without an engineer; None when there is nothing to do.

    Emergencies are booked at once whatever the policy.
    """
    now = now or timezone.now()
    order = WorkOrder.objects.select_for_update(of=("self",)).select_related("site").get(pk=order_id)
    if order.state not in services.PLANNABLE or order.bookings.active().exists():
        return None
    policy = policy_for(order.region_id)
    if order.state == WorkOrder.State.ON_HOLD or order.severity == EMERGENCY:
        return plan(actor=actor, order_id=order_id, now=now)
    if order.offers.filter(state=Offer.State.OPEN).exists():
        return None  # it is on offer: asked again, it stays there until somebody takes it or its time is over
    if _refused_too_often(order, policy):
        order.unserved_reason = "refused"
        order.save(update_fields=["unserved_reason"])
        escalations.escalate(actor=actor, order=order, reason=Escalation.Reason.REFUSED)
        return None
    if policy.mode == Policy.Mode.POOL and not offers.asked_before(order, Offer.Kind.POOL):
        return _offer_to_pool(order, policy, actor, now)
    if policy.mode == Policy.Mode.OUTLET:
        return _hand_over(order, policy, actor, now)
    if policy.mode == Policy.Mode.CONFIRM:
        return _propose(order, actor, now)
    return plan(actor=actor, order_id=order_id, now=now)


@business_action
def retry(*, actor: User | None, order_id: int) -> Decision | None:
    """Serve an order again that nobody fitted; when it stays so for long, the dispatchers are told."""
    decision = serve(actor=actor, order_id=order_id)
    if decision is None or decision.outcome != Decision.Outcome.UNSERVED or decision.reason in PATIENT:
        return decision
    _drop_repeat(decision)
    order = decision.work_order
    if decision.at - order.created_at > timedelta(minutes=policy_for(order.region_id).escalate_minutes):
        escalations.escalate(actor=actor, order=order, reason=Escalation.Reason.UNSERVED)
    return decision


def _drop_repeat(decision: Decision) -> None:
    """Of what is answered the same every five minutes the first and the last answer stay."""
    last = list(Decision.objects.filter(work_order=decision.work_order_id).order_by("-id")[:3])
    if len(last) == 3 and len({(each.outcome, each.actor_id, each.reason) for each in last}) == 1:
        last[1].delete()


@business_action
def offer_over(*, actor: User | None, offer_id: int) -> Decision | None:
    """Nobody took the order in time: the machine books it, or the next outlet is asked."""
    if not offers.expire(actor=None, offer_id=offer_id):
        return None
    return serve(actor=actor, order_id=Offer.objects.values_list("work_order_id", flat=True).get(pk=offer_id))


@business_action
def outlet_refuses(*, actor: User, offer_id: int, reason: str) -> Decision | None:
    """The outlet cannot take the order and says why; the next outlet is asked."""
    offer = offers.refuse(actor=actor, offer_id=offer_id, reason=reason)
    return serve(actor=actor, order_id=offer.work_order_id)


@business_action
def plan(*, actor: User | None, order_id: int, now: datetime | None = None) -> Decision | None:
    """Book the order on the best engineer now, whatever the policy: what is on offer or escalated is closed by it."""
    return next(iter(plan_all(actor=actor, order_ids=[order_id], now=now)), None)


@business_action
def plan_all(*, actor: User | None, order_ids: Sequence[int], now: datetime | None = None) -> list[Decision]:
    """``plan`` for several orders, with hardly more queries than for one."""
    decisions = services.plan_orders(actor=actor, order_ids=order_ids, now=now)
    for decision in decisions:
        after(decision, actor)
    return decisions


def after(decision: Decision, actor: User | None) -> None:
    """What follows from a decision: limits, closed offers, emergencies; and
    for an order that nobody fits, what would help."""
    order, now = decision.work_order, decision.at
    if decision.reason in PATIENT:
        return
    if decision.booking is not None:
        settling.settle(decision.booking, actor)
    else:
        decision.fits = fits.what_would_fit(order, now)
        decision.save(update_fields=["fits"])
        if order.severity <= URGENT:
            escalations.escalate(actor=actor, order=order, reason=Escalation.Reason.UNSERVED)
    if order.severity == EMERGENCY and preempt.too_late(decision):
        preempt.consider(decision, policy_for(order.region_id), actor)


def _refused_too_often(order: WorkOrder, policy: Policy) -> bool:
    refusals = order.bookings.filter(state="declined").count()
    return policy.max_refusals > 0 and refusals >= policy.max_refusals


def _offer_to_pool(order: WorkOrder, policy: Policy, actor: User | None, now: datetime) -> Decision | None:
    answer = services.find(order, now)
    if not answer.options:
        return plan(actor=actor, order_id=order.pk, now=now)
    offers.open_pool(order, answer, policy, actor, now)
    return _offered(order, answer, actor, now)


def _hand_over(order: WorkOrder, policy: Policy, actor: User | None, now: datetime) -> Decision | None:
    asked = offers.asked_before(order, Offer.Kind.OUTLET)
    outlet = offers.next_outlet(order, asked)
    if outlet is None and not asked:
        return plan(actor=actor, order_id=order.pk, now=now)
    if outlet is None or (policy.max_refusals and len(asked) >= policy.max_refusals):
        offers.outlet_silent(order, actor)
        return None
    offers.hand_to_outlet(order, outlet, policy, actor, now)
    return _offered(order, services.find(order, now), actor, now)


def _offered(order: WorkOrder, answer: Answer, actor: User | None, now: datetime) -> Decision:
    reasons = services.reasons(answer) | {"reason": order.unserved_reason}
    return Decision.objects.create(work_order=order, at=now, actor=actor, outcome=Decision.Outcome.OFFERED, **reasons)


def _propose(order: WorkOrder, actor: User | None, now: datetime) -> Decision | None:
    answer = services.find(order, now)
    for option in answer.options[:10]:
        try:
            booking = proposals.propose(
                actor=actor, order=order, engineer_id=option.engineer.pk, outlet_id=option.outlet.pk,
                starts_at=option.starts, ends_at=option.ends, travel_minutes=round(option.travel_minutes),
                travel_km=option.travel_km,
            )  # fmt: skip
        except BusinessError as refusal:
            if refusal.code != "engineer_busy":
                raise
            continue
        settling.settle(booking, actor)
        return Decision.objects.create(
            work_order=order, at=now, actor=actor, outcome=Decision.Outcome.BOOKED, booking=booking,
            engineer_id=booking.engineer_id, **services.reasons(answer),
        )  # fmt: skip
    return plan(actor=actor, order_id=order.pk, now=now)


@business_action
def confirm(*, actor: User | None, booking_id: int) -> Booking:
    """A proposed booking is dispatched; from now on the engineer has so long to answer as the region allows."""
    booking = proposals.confirm(actor=actor, booking_id=booking_id)
    settling.settle(booking, actor)
    return booking


@business_action
def pass_over(*, actor: None, booking_id: int) -> bool:
    """The engineer did not answer in time: the next best is asked. False when he did meanwhile."""
    booking = bookings.locked(booking_id)
    late = booking.accept_by is not None and booking.accept_by <= timezone.now()
    if booking.state != Booking.State.DISPATCHED or booking.locked or not late:
        return False
    stamp = stamp_now()
    bookings.advance(booking_id, "declined", stamp, actor, reason=SILENT, decline_reason=SILENT, ended_at=stamp.at)
    bookings.release(booking.work_order, SILENT, actor=actor, at=stamp.at)
    return True


def unanswered(now: datetime) -> list[int]:
    """Dispatched bookings whose time to answer is over."""
    rows = Booking.objects.filter(state="dispatched", accept_by__lte=now, locked=False)
    return list(rows.order_by("accept_by").values_list("pk", flat=True)[:500])
