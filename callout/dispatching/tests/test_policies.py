"""Each region dispatches its way: at once, confirmed by a person, grabbed from the pool, assigned by the outlet."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from callout import testing
from callout.accounts.models import Outlet, User
from callout.dispatching import dispatch, escalations, manual, offers, policies, preempt
from callout.dispatching.models import Decision, Escalation, Offer, Policy
from callout.dispatching.planning import snapshot
from callout.dispatching.tasks import retry_unserved, watch
from callout.foundation import cache
from callout.foundation.errors import BusinessError, InvalidInput
from callout.notifications.models import Message, Notice
from callout.workforce import services as workforce
from callout.workforce.models import OutletAuthorisation
from callout.workorders import bookings, records
from callout.workorders.bookings import stamp_now
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.needs import Needs

pytestmark = pytest.mark.django_db


def policy(town: testing.Town, **given: Any) -> Policy:
    return policies.save_policy(actor=None, region=town.region, given=given)


def take(town: testing.Town, **more: Any) -> WorkOrder:
    request = Request(
        customer=town.customer,
        channel="phone",
        service_type=town.repair,
        description="不制冷",
        asset=town.asset,
        **more,
    )
    order = take_request(actor=None, request=request).work_orders.get()
    testing.run_jobs()
    order.refresh_from_db()
    return order


def grow_late(model: Any, pk: int, **columns: Any) -> None:
    """Let the time of a row pass."""
    model.objects.filter(pk=pk).update(**columns)


def test_a_proposal_holds_the_time_and_tells_nobody_until_it_is_confirmed() -> None:
    town = testing.town()
    engineer = town.engineer()
    policy(town, mode="confirm", acceptance_minutes=20)
    order = take(town)
    booking = order.bookings.get()
    assert (order.state, booking.state) == ("scheduled", "proposed")
    assert not Message.objects.filter(user=engineer.user).exists()
    assert order.case.state == "triaged"

    dispatch.confirm(actor=testing.user("dispatcher", region=town.region), booking_id=booking.pk)
    testing.run_jobs()
    booking.refresh_from_db()
    order.case.refresh_from_db()
    assert booking.state == "dispatched"
    assert booking.accept_by is not None
    assert order.case.state == "in_service"


def test_the_first_valid_grab_wins_and_a_repeat_by_the_winner_is_harmless() -> None:
    town = testing.town()
    first, second, outsider = town.engineer(east_km=1), town.engineer(east_km=2), testing.town("宁波").engineer()
    policy(town, mode="pool", pool_minutes=10)
    order = take(town)
    offer = order.offers.get()
    assert (order.state, order.unserved_reason, offer.state) == ("unscheduled", "in_pool", "open")
    assert {i.engineer_id for i in offer.invitations.all()} == {first.pk, second.pk}
    assert Decision.objects.get(work_order=order).outcome == "offered"

    booking = offers.grab(actor=second.user, offer_id=offer.pk)
    assert (booking.engineer, booking.state) == (second, "accepted")
    assert offers.grab(actor=second.user, offer_id=offer.pk).pk == booking.pk
    with pytest.raises(BusinessError) as late:
        offers.grab(actor=first.user, offer_id=offer.pk)
    with pytest.raises(BusinessError) as foreign:
        offers.grab(actor=outsider.user, offer_id=offer.pk)
    assert (late.value.code, foreign.value.code) == ("offer_taken", "not_invited")
    assert order.bookings.count() == 1


def test_nobody_grabs_in_time_and_the_machine_books() -> None:
    town = testing.town()
    town.engineer()
    policy(town, mode="pool")
    order = take(town)
    offer = order.offers.get()
    watch(0)
    assert Offer.objects.get(pk=offer.pk).state == "open"
    grow_late(Offer, offer.pk, until=timezone.now() - timedelta(seconds=1))
    watch(0)
    order.refresh_from_db()
    assert (Offer.objects.get(pk=offer.pk).state, order.state) == ("expired", "scheduled")
    with pytest.raises(BusinessError, match=r".") as over:
        offers.grab(actor=order.bookings.get().engineer.user, offer_id=offer.pk)
    assert over.value.code == "offer_over"


def test_an_emergency_does_not_wait_in_the_pool() -> None:
    town = testing.town()
    town.engineer()
    policy(town, mode="pool")
    assert take(town, severity=1).state == "scheduled"


def second_outlet(town: testing.Town) -> Outlet:
    outlet = Outlet.objects.create(
        code=f"{town.outlet.code}B", region=town.region, name_zh="二网点", name_en="Second",
        latitude=town.outlet.latitude + 0.03, longitude=town.outlet.longitude, kind="partner",
    )  # fmt: skip
    OutletAuthorisation.objects.create(outlet=outlet, category=town.category)
    cache.clear()
    return outlet


def test_outlets_are_asked_one_after_the_other_and_then_a_person() -> None:
    town = testing.town()
    other = second_outlet(town)
    town.engineer()
    town.engineer(outlet=other)
    policy(town, mode="outlet", outlet_minutes=30)
    chief = testing.user("dispatcher", region=town.region)
    order = take(town)
    assert (order.outlet, order.unserved_reason) == (town.outlet, "at_outlet")
    dispatch.outlet_refuses(
        actor=testing.user("dispatcher", outlet=town.outlet), offer_id=order.offers.get().pk, reason="无人"
    )
    order.refresh_from_db()
    second = order.offers.get(state="open")
    assert (second.outlet, order.outlet) == (other, other)

    grow_late(Offer, second.pk, until=timezone.now() - timedelta(seconds=1))
    watch(0)
    row = Escalation.objects.get(work_order=order)
    assert (row.reason, row.level, list(row.told.all())) == ("outlet_silent", 1, [chief])
    assert Notice.objects.filter(user=chief, url=f"/orders/{order.number}/").count() == 1


def test_the_outlet_assigns_and_its_offer_is_closed() -> None:
    town = testing.town()
    engineer = town.engineer()
    policy(town, mode="outlet")
    order = take(town)
    manual.assign_next(actor=testing.user("dispatcher", outlet=town.outlet), order_id=order.pk, engineer_id=engineer.pk)
    assert order.offers.get().state == "taken"


def test_silence_passes_the_order_on_and_after_three_refusals_a_person_is_told() -> None:
    town = testing.town()
    people = [town.engineer(east_km=n) for n in range(1, 5)]
    policy(town, acceptance_minutes=15, max_refusals=3)
    chief = testing.user("dispatcher", region=town.region)
    order = take(town)
    asked = []
    for _ in range(3):
        booking = order.bookings.active().get()
        assert booking.accept_by and booking.accept_by <= timezone.now() + timedelta(minutes=15)
        asked.append(booking.engineer)
        grow_late(Booking, booking.pk, accept_by=timezone.now() - timedelta(seconds=1))
        watch(0)
        testing.run_jobs()
    assert asked == people[:3]
    order.refresh_from_db()
    assert (order.state, order.unserved_reason) == ("unscheduled", "refused")
    assert list(order.bookings.values_list("state", "decline_reason")) == [("declined", "no_answer")] * 3
    assert Escalation.objects.get(work_order=order, reason="refused").told.get() == chief
    retry_unserved(0)
    assert not order.bookings.active().exists()


def test_an_answer_in_time_stays() -> None:
    town = testing.town()
    town.engineer()
    policy(town, acceptance_minutes=15)
    booking = take(town).bookings.get()
    bookings.accept(actor=booking.engineer.user, booking_id=booking.pk, stamp=stamp_now())
    grow_late(Booking, booking.pk, accept_by=timezone.now() - timedelta(minutes=1))
    watch(0)
    booking.refresh_from_db()
    assert booking.state == "accepted"


def test_an_order_nobody_fits_is_told_to_the_dispatcher_then_to_the_manager_and_says_what_would_help() -> None:
    town = testing.town()
    town.engineer().engineer_skills.all().delete()
    cache.clear()
    policy(town, escalate_minutes=20)
    chief, boss = testing.user("dispatcher", region=town.region), testing.user("manager", region=town.region)
    order = take(town, severity=2)
    decision = Decision.objects.get(work_order=order)
    assert decision.fits[0]["change"] == "skill"
    row = Escalation.objects.get(work_order=order)
    assert list(row.told.all()) == [chief]
    grow_late(Escalation, row.pk, until=timezone.now() - timedelta(seconds=1))
    watch(0)
    row.refresh_from_db()
    assert (row.level, boss in row.told.all()) == (2, True)

    town.engineer()
    retry_unserved(0)
    row.refresh_from_db()
    assert row.resolved_at is not None
    with pytest.raises(BusinessError, match=r".") as over:
        escalations.resolve(actor=chief, escalation_id=row.pk, resolution="已派")
    assert over.value.code == "escalation_over"


def busy_town(**columns: Any) -> tuple[testing.Town, Booking]:
    """One engineer whose next hours are taken by an order of low urgency."""
    town = testing.town()
    town.engineer()
    order = take(town, severity=4)
    booking = order.bookings.get()
    start = timezone.now() + timedelta(minutes=20)
    Booking.objects.filter(pk=booking.pk).update(starts_at=start, ends_at=start + timedelta(hours=5), **columns)
    return town, booking


def test_an_emergency_takes_the_place_of_less_urgent_work_when_the_region_applies_it() -> None:
    town, booking = busy_town()
    policy(town, preemption="apply")
    emergency = take(town, severity=1)
    taken = emergency.bookings.active().get()
    assert emergency.due_at and taken.starts_at <= emergency.due_at
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    listed = Decision.objects.filter(work_order=emergency, reason="preemption").get().gave_way
    assert [line["order"] for line in listed] == [booking.work_order.number]
    assert booking.work_order.bookings.active().get().starts_at > taken.starts_at


def test_a_proposed_pre_emption_waits_for_the_dispatcher() -> None:
    town, booking = busy_town()
    emergency = take(town, severity=1)
    row = Escalation.objects.get(work_order=emergency, reason="preemption")
    assert [line["booking"] for line in row.proposal["gives_way"]] == [booking.pk]
    booking.refresh_from_db()
    assert booking.state == "dispatched"
    preempt.apply_proposal(actor=testing.user("dispatcher", region=town.region), escalation_id=row.pk)
    assert emergency.due_at and emergency.bookings.active().get().starts_at <= emergency.due_at
    with pytest.raises(BusinessError, match=r".") as over:
        preempt.apply_proposal(actor=None, escalation_id=row.pk)
    assert over.value.code == "preemption_over"


@pytest.mark.parametrize("columns", [{"locked": True}, {"state": "on_site"}, {"state": "travelling"}])
def test_started_and_locked_visits_never_give_way(columns: dict[str, Any]) -> None:
    town, booking = busy_town(**columns)
    policy(town, preemption="apply")
    before = Booking.objects.values().get(pk=booking.pk)
    take(town, severity=1)
    assert Booking.objects.values().get(pk=booking.pk) == before


def test_the_sick_engineers_visits_go_to_others_and_locked_or_started_ones_stay() -> None:
    town = testing.town()
    sick = town.engineer(east_km=1)
    orders = [take(town) for _ in range(3)]
    assert {order.bookings.get().engineer for order in orders} == {sick}
    well = town.engineer(east_km=3)
    locked, started, free = (order.bookings.get() for order in orders)
    bookings.set_locked(actor=None, booking_id=locked.pk, locked_now=True)
    bookings.set_out(actor=sick.user, booking_id=started.pk, stamp=stamp_now())
    workforce.add_absence(
        actor=sick.user,
        engineer=sick,
        starts_at=timezone.now(),
        ends_at=timezone.now() + timedelta(days=6),
        reason="发烧",
    )
    testing.run_jobs()
    for booking in (locked, started, free):
        booking.refresh_from_db()
    assert (locked.state, started.state, free.state) == ("dispatched", "travelling", "cancelled")
    assert orders[2].bookings.active().get().engineer == well
    assert Escalation.objects.get().work_order == orders[0]


def test_settings_of_a_region_are_checked() -> None:
    town = testing.town()
    with pytest.raises(InvalidInput) as wrong:
        policy(town, pool_minutes=0, acceptance_minutes=5000)
    assert set(wrong.value.fields) == {"pool_minutes", "acceptance_minutes"}


@pytest.fixture
def crowd(transactional_db: None) -> Iterator[tuple[Offer, list[User]]]:
    """Two hundred engineers invited to one order, committed for other connections to see."""
    town = testing.town()
    people = [town.engineer(east_km=n / 50, stock=0).user for n in range(200)]
    policy(town, mode="pool", pool_minutes=60)
    yield take(town).offers.get(), people


@pytest.mark.django_db(transaction=True)
def test_two_hundred_grab_at_once_and_exactly_one_wins(crowd: tuple[Offer, list[User]]) -> None:
    offer, people = crowd

    def one(person: User) -> str:
        try:
            offers.grab(actor=person, offer_id=offer.pk)
            return "won"
        except BusinessError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(80) as threads:
        answers = list(threads.map(one, people))
    assert sorted(set(answers)) == ["offer_taken", "won"]
    assert answers.count("won") == 1
    winner = people[answers.index("won")]
    booking = Booking.objects.get(work_order=offer.work_order)
    offer.refresh_from_db()
    assert (booking.engineer.user, booking.state, offer.taken_by) == (winner, "accepted", booking.engineer)


def test_what_a_dispatcher_keeps_is_left_to_him() -> None:
    town = testing.town()
    town.engineer()
    order = take(town)
    manual.take_back(actor=None, booking_id=order.bookings.get().pk, reason="客户要求换人", replan=False)
    testing.run_jobs()
    retry_unserved.func(0)
    order.refresh_from_db()
    assert (order.state, order.unserved_reason) == ("unscheduled", "kept")
    assert order not in snapshot._waiting(town.region.pk, None, timezone.now() + timedelta(days=9))


def test_a_return_visit_that_found_nobody_is_tried_again() -> None:
    town = testing.town()
    engineer = town.engineer()
    order = take(town)
    visit = order.bookings.get()
    records.carry_over(actor=None, booking_id=visit.pk, reason="parts", note="", stamp=stamp_now())
    workforce.add_absence(
        actor=None, engineer=engineer, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(days=9), reason="假"
    )
    cache.clear()
    records.return_visit(actor=None, order_id=order.pk)
    testing.run_jobs()
    order.refresh_from_db()
    assert (order.state, bool(order.unserved_reason)) == ("on_hold", True)
    engineer.absences.all().delete()
    cache.clear()
    retry_unserved.func(0)
    order.refresh_from_db()
    assert order.state == "scheduled"


def test_a_day_far_ahead_is_no_alarm() -> None:
    town = testing.town()
    town.engineer()
    far = timezone.now() + timedelta(days=10)
    order = take(town, severity=2, wanted_from=far, wanted_until=far + timedelta(hours=4))
    assert order.unserved_reason == "later"
    retry_unserved.func(0)
    assert not Escalation.objects.exists()
    assert Decision.objects.filter(work_order=order).count() == 1


def test_an_emergency_for_two_takes_the_place_of_less_urgent_work() -> None:
    town, _booking = busy_town()
    town.engineer(east_km=9)
    policy(town, preemption="apply", acceptance_minutes=20)
    emergency = take(town, severity=1, needs=Needs(people=2))
    lead = emergency.bookings.active().get(helper=False)
    assert emergency.due_at and lead.starts_at <= emergency.due_at
    assert lead.accept_by


def test_what_is_answered_the_same_again_and_again_is_kept_twice() -> None:
    town = testing.town()
    order = take(town)
    for _round in range(4):
        retry_unserved.func(0)
    kept = Decision.objects.filter(work_order=order, outcome="unserved")
    assert kept.count() == 2
    assert order.created_at <= kept.earliest("id").at < kept.latest("id").at
