"""A day is planned as a whole: what stays, what moves, what is proposed and what is applied."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from callout import testing
from callout.dispatching import preview, services
from callout.dispatching.board import drafts
from callout.dispatching.board.models import Draft
from callout.dispatching.board.publish import publish
from callout.dispatching.choose import Busy, best_slot
from callout.dispatching.models import Policy
from callout.dispatching.network import network
from callout.dispatching.planning import build, continuous, engine, runs, snapshot
from callout.dispatching.planning.models import PlanRun
from callout.dispatching.planning.snapshot import Held
from callout.dispatching.tests.board_world import World, tomorrow
from callout.foundation import cache
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.geo import Point
from callout.testing import run_jobs
from callout.workforce.models import Absence, Shift
from callout.workorders import bookings
from callout.workorders.models import Booking, WorkOrder

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ROUNDS = 2000


@pytest.fixture
def world() -> World:
    return World.made()


def planned(world: World, **more: Any) -> PlanRun:
    run = runs.ask(actor=None, region_id=world.town.region.pk, day=tomorrow().date(), **more)
    with engine.in_this_process(ROUNDS):
        return runs.execute(run.pk)


def test_waiting_orders_are_proposed_as_a_draft_of_the_machine(world: World) -> None:
    orders = [world.order(f"单{n}") for n in range(6)]
    run = planned(world)
    assert (run.state, run.answer, run.orders, run.engineers) == ("done", "proposed", 6, 2)
    draft = run.draft
    assert draft is not None
    assert draft.by_machine
    assert {move.work_order_id for move in draft.moves.all()} == {order.pk for order in orders}
    assert draft.after["unserved"] == draft.before["unserved"] - 6
    places = sorted(place for move in draft.moves.all() if (place := move.place))
    assert all(a[0] != b[0] or a[1] + a[2] <= b[1] for a, b in itertools.pairwise(places)), "nobody is at two places"
    assert not Booking.objects.exists()


def test_an_applied_plan_is_booked_through_the_ordinary_services(world: World) -> None:
    orders = [world.order(f"单{n}") for n in range(5)]
    run = planned(world, apply=True)
    assert (run.answer, run.moved, run.refused) == ("applied", 5, 0)
    assert Booking.objects.active().filter(work_order__in=orders).count() == 5
    assert all(order.decisions.exists() for order in orders), "each with its reasons"
    assert planned(world, apply=True).answer == "no_better", "the same day again has nothing better"


def test_what_has_begun_is_locked_or_accepted_stays(world: World) -> None:
    locked, accepted = world.booked(world.first, 9), world.booked(world.first, 11)
    bookings.set_locked(actor=None, booking_id=locked.pk, locked_now=True)
    bookings.accept(actor=None, booking_id=accepted.pk, stamp=bookings.stamp_now())
    free = world.booked(world.first, 13)
    day = snapshot.read(world.town.region.pk, tomorrow().date())
    assert [job.held.booking_id for job in day.jobs if job.held] == [free.pk]
    first = next(shift for shift in day.shifts if shift.engineer.pk == world.first.pk)
    assert [each.starts for each in first.engagements] == [tomorrow(9), tomorrow(11)]
    Policy.objects.create(region=world.town.region, keep_accepted=False)
    cache.clear()
    day = snapshot.read(world.town.region.pk, tomorrow().date())
    assert {job.held.booking_id for job in day.jobs if job.held} == {accepted.pk, free.pk}


def test_an_absent_engineer_gets_nothing_while_he_is_away(world: World) -> None:
    Absence.objects.create(engineer=world.first, starts_at=tomorrow(), ends_at=tomorrow(24), reason="sick")
    for n in range(3):
        world.order(f"单{n}")
    run = planned(world)
    assert run.draft is not None
    assert {move.engineer_id for move in run.draft.moves.all()} == {world.second.pk}


def test_a_promised_appointment_moves_by_half_an_hour_at_most(world: World) -> None:
    told = [world.booked(world.first, hour) for hour in (9, 12, 15)]
    world.order()
    run = planned(world, apply=True)
    assert run.moved >= 1
    for booking in told:
        before = booking.starts_at
        booking.refresh_from_db()
        assert abs(booking.starts_at - before) <= timedelta(minutes=30)


def test_what_changed_since_the_day_was_read_keeps_its_place(world: World) -> None:
    far = world.booked(world.second, 10)
    run = planned(world)
    assert run.answer == "no_better"
    day = build.build(snapshot.read(world.town.region.pk, tomorrow().date()))
    (job,) = day.jobs
    assert job.held is not None
    bookings.move(actor=None, booking_id=far.pk, starts_at=tomorrow(14))
    draft = drafts.open_draft(actor=None, region_id=world.town.region.pk, first_day=tomorrow().date())
    runs.DraftMove.objects.bulk_create(
        [runs._row(draft, runs.Move(job.order.pk, job.held, world.first.pk, tomorrow(10), tomorrow(11)))]
    )
    outcome = publish(actor=None, draft_id=draft.pk)
    assert (outcome.done, len(outcome.refused)) == ([], 1)
    far.refresh_from_db()
    assert (far.engineer_id, far.starts_at) == (world.second.pk, tomorrow(14))


def test_a_newer_proposal_takes_the_place_of_the_older(world: World) -> None:
    world.order()
    first = planned(world).draft
    world.order()
    second = planned(world).draft
    assert first is not None
    assert second is not None
    assert list(Draft.objects.filter(state="open").values_list("pk", flat=True)) == [second.pk]


def test_a_person_asks_and_the_worker_plans(world: World) -> None:
    world.order()
    run_jobs()
    Booking.objects.all().delete()
    WorkOrder.objects.update(state="unscheduled")
    run = runs.ask(actor=None, region_id=world.town.region.pk, day=tomorrow().date(), seconds=1)
    with pytest.raises(BusinessError) as twice:
        runs.ask(actor=None, region_id=world.town.region.pk, day=tomorrow().date())
    assert twice.value.code == "plan_under_way"
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.percent) == ("done", 100)


def test_a_plan_that_is_given_up_changes_nothing(world: World) -> None:
    world.order()
    waiting = runs.ask(actor=None, region_id=world.town.region.pk, day=tomorrow().date())
    assert runs.stop(actor=None, run_id=waiting.pk).state == "cancelled"
    assert runs.execute(waiting.pk).state == "cancelled"
    run = runs.ask(actor=None, region_id=world.town.region.pk, day=tomorrow().date(), seconds=60)
    began = timezone.now()
    assert runs.execute(run.pk, lambda share: False).state == "cancelled"
    assert timezone.now() - began < timedelta(seconds=30), "it does not search to the end"
    assert not Draft.objects.exists()


def test_a_day_that_cannot_be_planned_is_refused(world: World) -> None:
    for day, seconds, code in (
        (timezone.localdate() - timedelta(days=1), 5, "day_wrong"),
        (timezone.localdate() + timedelta(days=99), 5, "day_wrong"),
        (timezone.localdate(), 0, "seconds_wrong"),
    ):
        with pytest.raises(InvalidInput) as refused:
            runs.ask(actor=None, region_id=world.town.region.pk, day=day, seconds=seconds)
        assert refused.value.code == code


def test_an_empty_day_has_nothing_better() -> None:
    town = testing.town()
    run = runs.ask(actor=None, region_id=town.region.pk, day=tomorrow().date(), seconds=1)
    assert runs.execute(run.pk).answer == "no_better"


def test_the_way_onward_must_fit_before_the_next_visit(world: World) -> None:
    order, now = world.order(), timezone.now()
    engineer, outlet = preview._who(world.first.pk)
    far = Point(engineer.home.lng + 0.4, engineer.home.lat)
    next_visit = Busy(now + timedelta(minutes=100), now + timedelta(minutes=160), far)
    found = best_slot(services.plain(order), engineer, outlet, network(), [next_visit], now)
    assert found is not None
    assert found.starts > next_visit.ends, "the work would fit before it, the drive would not"
    later = Busy(now + timedelta(hours=6), now + timedelta(hours=7), far)
    between = best_slot(services.plain(order), engineer, outlet, network(), [later], now)
    assert between is not None
    assert between.starts < later.starts
    assert between.terms["travel"] < 2 * between.travel_minutes, "only what he drives more than without it"


def test_a_day_that_runs_over_can_still_be_planned(world: World) -> None:
    late = world.booked(world.first, 9)
    world.booked(world.first, 16)
    Shift.objects.update(week={str(day): [["08:00", "17:00"]] for day in range(7)})
    cache.clear()
    bookings.set_locked(actor=None, booking_id=late.pk, locked_now=True)
    Booking.objects.exclude(pk=late.pk).update(locked=True, starts_at=tomorrow(16.5), ends_at=tomorrow(17.5))
    world.order()
    assert planned(world).state == "done"


def test_what_nobody_was_told_may_change_places_and_stays_untold(world: World) -> None:
    rows = [world.booked(world.first, 9), world.booked(world.second, 9)]
    Booking.objects.update(state="proposed")
    draft = drafts.open_draft(actor=None, region_id=world.town.region.pk, first_day=tomorrow().date())
    for row, other in zip(rows, reversed(rows), strict=True):
        row.refresh_from_db()
        held = Held(row.pk, row.version, row.engineer_id, row.starts_at, row.ends_at, False)
        move = runs.Move(row.work_order_id, held, other.engineer_id, row.starts_at, row.ends_at)
        runs._row(draft, move).save()
    assert len(publish(actor=None, draft_id=draft.pk).done) == 2
    placed = Booking.objects.active().order_by("work_order_id").values_list("engineer", "state")
    assert list(placed) == [(world.second.pk, "proposed"), (world.first.pk, "proposed")]


def test_after_work_it_is_tomorrow_that_is_looked_at(world: World) -> None:
    region = world.town.region.pk
    assert continuous._day_in_hand(region, tomorrow(20)) == tomorrow().date()
    Shift.objects.update(week={str(day): [["08:00", "17:00"]] for day in range(7)})
    cache.clear()
    assert continuous._day_in_hand(region, tomorrow(6)) == tomorrow().date()
    assert continuous._day_in_hand(region, tomorrow(17)) == tomorrow().date() + timedelta(days=1)


def test_a_look_after_an_event_leaves_the_plan_a_person_asked_for(world: World) -> None:
    world.order()
    asked = planned(world).draft
    world.order()
    for seen in (1, 2):
        looked = continuous._begin(actor=None, region_id=world.town.region.pk, apply=False)
        PlanRun.objects.filter(pk=looked.pk).update(day=tomorrow().date())
        with engine.in_this_process(ROUNDS):
            runs.execute(looked.pk)
        assert asked is not None
        assert Draft.objects.filter(state="open", pk=asked.pk).exists()
        assert Draft.objects.filter(state="open").count() == 2, seen


def test_a_look_whose_worker_was_killed_does_not_keep_people_from_planning(world: World) -> None:
    world.order()
    lost = continuous._begin(actor=None, region_id=world.town.region.pk, apply=False)
    PlanRun.objects.filter(pk=lost.pk).update(state="running", day=tomorrow().date())
    continuous._begin(actor=None, region_id=world.town.region.pk, apply=False)
    lost.refresh_from_db()
    assert lost.state == "cancelled"
    assert planned(world).state == "done"
