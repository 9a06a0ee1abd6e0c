"""Orders on offer: engineers of the pool grab them 抢单, or an outlet assigns them. First valid wins.

Locks are taken in the house's order: the work order first, then its offer, then the booking.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.dispatching import escalations, services
from callout.dispatching.choose import Answer, OutletInfo
from callout.dispatching.events import OfferClosed, OrderOffered
from callout.dispatching.models import Decision, Escalation, Invitation, Offer, Policy
from callout.dispatching.network import network
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput, NotFound
from callout.foundation.events import publish
from callout.foundation.inserting import insert
from callout.workforce.models import Engineer
from callout.workorders import bookings
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.services import lock, save, where

INVITED = 200
ON_OFFER = ("in_pool", "at_outlet")
OPEN = Offer.State.OPEN


def open_pool(order: WorkOrder, answer: Answer, policy: Policy, actor: User | None, now: datetime) -> Offer:
    """Invite everybody who could go; until its end anyone of them may take the locked order."""
    offer = _open(order, Offer.Kind.POOL, None, now + timedelta(minutes=policy.pool_minutes), actor, now)
    Invitation.objects.bulk_create(
        Invitation(
            offer=offer, engineer_id=option.engineer.pk, starts_at=option.starts,
            travel_minutes=round(option.travel_minutes), travel_km=round(option.travel_km, 1),
            cost=round(option.cost, 1),
        )
        for option in answer.options[:INVITED]
    )  # fmt: skip
    save(order, unserved_reason="in_pool")
    return offer


def hand_to_outlet(order: WorkOrder, outlet: OutletInfo, policy: Policy, actor: User | None, now: datetime) -> Offer:
    """The outlet is to find an engineer for the locked order."""
    until = now + timedelta(minutes=policy.outlet_minutes)
    save(order, unserved_reason="at_outlet", outlet_id=outlet.pk)
    return _open(order, Offer.Kind.OUTLET, outlet.pk, until, actor, now)


def _open(
    order: WorkOrder, kind: str, outlet_id: int | None, until: datetime, actor: User | None, now: datetime
) -> Offer:
    offer = Offer.objects.create(work_order=order, kind=kind, outlet_id=outlet_id, opened_at=now, until=until)
    publish(OrderOffered(**where(order), offer_id=offer.pk, kind=kind, until=until.isoformat()), actor=actor, at=now)
    return offer


def asked_before(order: WorkOrder, kind: str) -> list[int | None]:
    """Outlets (None for the pool) that had the order on offer since it last had an engineer."""
    since = order.bookings.order_by("-id").values_list("created_at", flat=True).first()
    rows = order.offers.filter(kind=kind)
    return list((rows.filter(opened_at__gt=since) if since else rows).values_list("outlet_id", flat=True))


@business_action
def grab(*, actor: User, offer_id: int) -> Booking:
    """The first invited engineer gets the order, accepted by taking it. A repeat by the winner answers his booking
    again.

    Raises ``offer_taken``, ``offer_over``, ``not_invited`` or ``no_time`` when his plans have changed since.
    """
    invited = Invitation.objects.select_related("offer", "engineer").filter(
        offer_id=offer_id, offer__kind=Offer.Kind.POOL, engineer__user=actor, engineer__active=True
    )
    invitation = invited.first()
    if invitation is None:
        raise NotFound("not_invited", _("This order is not offered to you."))
    offer, engineer = invitation.offer, invitation.engineer
    if offer.state != OPEN:  # closed for good: a crowd that comes too late need not wait for the order's lock
        return _his_already(offer_id, engineer)
    order = WorkOrder.objects.select_for_update(of=("self",)).select_related("site").get(pk=offer.work_order_id)
    now = timezone.now()
    taken = Offer.objects.filter(pk=offer_id, state=OPEN, until__gt=now).update(
        state=Offer.State.TAKEN, taken_by=engineer, closed_at=now
    )
    if not taken:
        return _his_already(offer_id, engineer)
    return _take(offer, order, engineer, actor, now)


def _take(offer: Offer, order: WorkOrder, engineer: Engineer, actor: User, now: datetime) -> Booking:
    """Book the locked order, which nobody has as long as its offer was open, on the winner."""
    option = services.find_for(order, engineer.pk, now)
    if option is None:
        raise BusinessError("no_time", _("You have no free time for this order any more."))
    plan = bookings.Plan(
        order=order, engineer_id=engineer.pk, outlet_id=engineer.outlet_id, starts_at=option.starts,
        ends_at=option.ends, travel_minutes=round(option.travel_minutes), travel_km=option.travel_km,
    )  # fmt: skip
    booking = bookings.take(actor=actor, plan=plan, at=now)
    _closed(offer, order, Offer.State.TAKEN, actor)
    escalations.close_for(order.pk, actor, "booked")
    decision = Decision(
        work_order=order, at=now, actor=actor, outcome=Decision.Outcome.BOOKED, booking=booking, engineer=engineer,
        reason="grabbed", **services.taken_from(_offered(order), option),
    )  # fmt: skip
    insert([decision])
    return booking


def _his_already(offer_id: int, engineer: Engineer) -> Booking:
    offer = Offer.objects.get(pk=offer_id)
    if offer.taken_by_id == engineer.pk:
        mine = offer.work_order.bookings.active().filter(engineer=engineer).first()
        if mine:
            return mine
    if offer.state == Offer.State.TAKEN:
        raise BusinessError("offer_taken", _("Somebody was faster."))
    raise BusinessError("offer_over", _("This order is not on offer any more."))


def _offered(order: WorkOrder) -> Decision | None:
    """What was found when the order was put on offer."""
    return order.decisions.filter(outcome=Decision.Outcome.OFFERED).first()


@business_action
def withdraw(*, actor: User | None, offer_id: int, reason: str = "") -> Offer:
    """Take an order off the offer; a person keeps it. Raises ``offer_over`` when it is closed already."""
    order, offer = _locked(offer_id)
    if offer.state != OPEN:
        raise BusinessError("offer_over", _("This order is not on offer any more."))
    close(order, actor)
    if order.unserved_reason in ON_OFFER:
        save(order, unserved_reason="")
    offer.refresh_from_db()
    return offer


@business_action
def refuse(*, actor: User, offer_id: int, reason: str) -> Offer:
    """The outlet cannot take the order and says why; the next outlet is asked."""
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why."), fields={"reason": _("Say why.")})
    order, offer = _locked(offer_id)
    if offer.state != OPEN or offer.kind != Offer.Kind.OUTLET:
        raise BusinessError("offer_over", _("This order is not on offer any more."))
    _expire(order, offer, actor)
    return offer


@business_action
def expire(*, actor: None, offer_id: int) -> bool:
    """The time is over and nobody took the order: the machine goes on. False when somebody did meanwhile."""
    order, offer = _locked(offer_id)
    if offer.state != OPEN or offer.until > timezone.now():
        return False
    _expire(order, offer, actor)
    return True


def _expire(order: WorkOrder, offer: Offer, actor: User | None) -> None:
    offer.state, offer.closed_at = Offer.State.EXPIRED, timezone.now()
    offer.save(update_fields=["state", "closed_at"])
    _closed(offer, order, Offer.State.EXPIRED, actor)
    if order.unserved_reason in ON_OFFER:
        save(order, unserved_reason="nobody_took")


def close(order: WorkOrder, actor: User | None) -> None:
    """Close what is on offer of a locked order: somebody has it, or nobody needs it any more."""
    for offer in order.offers.filter(state=OPEN):
        state = Offer.State.TAKEN if order.state == WorkOrder.State.SCHEDULED else Offer.State.WITHDRAWN
        offer.state, offer.closed_at = state, timezone.now()
        offer.save(update_fields=["state", "closed_at"])
        _closed(offer, order, state, actor)


def _locked(offer_id: int) -> tuple[WorkOrder, Offer]:
    order_id = Offer.objects.values_list("work_order_id", flat=True).get(pk=offer_id)
    order = lock(order_id)
    return order, Offer.objects.select_for_update(of=("self",)).get(pk=offer_id)


def _closed(offer: Offer, order: WorkOrder, state: str, actor: User | None) -> None:
    publish(OfferClosed(**where(order), offer_id=offer.pk, state=state), actor=actor)


def next_outlet(order: WorkOrder, asked: list[int | None]) -> OutletInfo | None:
    """The best qualified outlet that was not asked yet."""
    wanted = services.plain(order)
    for outlet, _km, rule in services.outlets_for(wanted, network()):
        if not rule and outlet.pk not in asked:
            return outlet
    return None


def outlet_silent(order: WorkOrder, actor: User | None) -> None:
    """No outlet is left to ask: a person must find one."""
    escalations.escalate(actor=actor, order=order, reason=Escalation.Reason.OUTLET_SILENT)


def overdue(now: datetime) -> list[int]:
    """Open offers whose time is over."""
    return list(Offer.objects.filter(state=OPEN, until__lte=now).order_by("until").values_list("pk", flat=True)[:500])


def invitations_of(user: User) -> list[Invitation]:
    """What the person may grab now, the shortest way first; at most a hundred."""
    now = timezone.now()
    rows = Invitation.objects.filter(engineer__user=user, offer__state=OPEN, offer__until__gt=now)
    return list(rows.select_related("offer__work_order__site").order_by("travel_km", "pk")[:100])
