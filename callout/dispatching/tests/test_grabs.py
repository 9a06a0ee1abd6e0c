"""Grabbing 抢单: what it costs, what it leaves behind, and what is told about it afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from callout import testing
from callout.dispatching import dispatch, offers
from callout.dispatching.models import Offer
from callout.dispatching.tests.test_policies import policy, take
from callout.dispatching.why import explain, last_decision
from callout.dispatching.why_not import why_not
from callout.foundation.errors import BusinessError
from callout.workforce.models import Absence, EngineerSkill
from callout.workorders.models import BookingStamp, WorkOrder

pytestmark = pytest.mark.django_db


def test_a_grabbed_order_tells_who_else_could_have_had_it() -> None:
    town = testing.town()
    people = [town.engineer(f"工{n}", east_km=1 + 3 * n) for n in range(6)]
    unskilled = town.engineer("不会")
    EngineerSkill.objects.filter(engineer=unskilled).delete()
    policy(town, mode="pool")
    order = take(town)
    offers.grab(actor=people[1].user, offer_id=order.offers.get().pk)
    decision = last_decision(order.pk)
    assert decision is not None
    with translation.override("en"):
        why = explain(decision)
        nearer, last = why_not(decision, people[0]), why_not(decision, people[5])
    assert (why.name, decision.reason) == ("工1", "grabbed")
    assert why.total == pytest.approx(sum(term.minutes for term in why.terms), abs=0.05)
    assert [each.name for each in why.alternatives] == ["工0", "工2", "工3"]
    assert all(each.reason for each in why.alternatives)
    assert [(group.rule, group.count) for group in why.excluded] == [("skill_missing", 1)]
    assert nearer.more is not None
    assert nearer.more < 0, "the nearest would have cost less than he who was fastest"
    assert last.text.startswith("Could go, costs")
    assert why_not(decision, unskilled).rule == "skill_missing"


def grab_counted(town: testing.Town, order: WorkOrder) -> int:
    """Queries of one grab by the nearest engineer."""
    offer = order.offers.get()
    person = offer.invitations.select_related("engineer__user").earliest("engineer_id").engineer
    with CaptureQueriesContext(connection) as queries:
        offers.grab(actor=person.user, offer_id=offer.pk)
    return len(queries)


def test_a_grab_costs_the_same_among_two_and_among_thirty() -> None:
    town = testing.town()
    town.engineer(), town.engineer()
    policy(town, mode="pool")
    few = grab_counted(town, take(town))
    for n in range(28):
        town.engineer(east_km=n / 10)
    assert grab_counted(town, take(town)) == few <= 40


def test_who_has_no_time_any_more_is_told_and_the_order_stays_on_offer() -> None:
    town = testing.town()
    engineer, other = town.engineer(), town.engineer(east_km=2)
    policy(town, mode="pool")
    order = take(town)
    offer = order.offers.get()
    now = timezone.now()
    Absence.objects.create(engineer=engineer, starts_at=now, ends_at=now + timedelta(days=30), reason="sick")
    with pytest.raises(BusinessError) as refused:
        offers.grab(actor=engineer.user, offer_id=offer.pk)
    assert refused.value.code == "no_time"
    offer.refresh_from_db()
    assert offer.state == "open"
    assert offers.grab(actor=other.user, offer_id=offer.pk).engineer == other


def test_a_grab_is_dispatch_answer_and_first_response_in_one() -> None:
    town = testing.town()
    engineer = town.engineer()
    policy(town, mode="pool")
    order = take(town)
    booking = offers.grab(actor=engineer.user, offer_id=order.offers.get().pk)
    booking.refresh_from_db()
    order.case.refresh_from_db()
    assert (booking.state, booking.accepted_at, booking.created_by) == ("accepted", booking.created_at, engineer.user)
    assert list(BookingStamp.objects.filter(booking=booking).order_by("id").values_list("state", flat=True)) == [
        "dispatched", "accepted",
    ]  # fmt: skip
    assert (order.case.state, order.case.responded_at) == ("in_service", booking.accepted_at)
    assert order.case.milestones.get(kind="respond").state == "met"


@pytest.mark.parametrize("mode", ["pool", "outlet"])
def test_asked_again_an_order_stays_on_offer(mode: str) -> None:
    town = testing.town()
    town.engineer()
    policy(town, mode=mode)
    order = take(town)
    offer = order.offers.get()
    assert dispatch.serve(actor=None, order_id=order.pk) is None
    offer.refresh_from_db()
    assert (offer.state, order.offers.count(), order.bookings.count()) == ("open", 1, 0)


def test_who_dispatches_everywhere_sees_all_offers() -> None:
    town = testing.town()
    engineer, bystander = town.engineer(), testing.town("宁波").engineer()
    policy(town, mode="pool")
    offer = take(town).offers.get()
    everywhere, elsewhere = testing.user("dispatcher"), testing.user("dispatcher", region=bystander.outlet.region)
    sees = [offer in Offer.objects.visible_to(who) for who in (everywhere, elsewhere, engineer.user, bystander.user)]
    assert sees == [True, False, True, False]
