"""A draft is a copy of the plan: tried, compared, published through the ordinary services, or thrown away."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from callout import testing
from callout.dispatching.board import drafts
from callout.dispatching.board.cost import Visit, overtime, terms
from callout.dispatching.board.models import Draft
from callout.dispatching.board.publish import publish
from callout.dispatching.tests.board_world import World, seconds, send, tomorrow
from callout.foundation.errors import BusinessError
from callout.foundation.geo import Point
from callout.workorders import bookings
from callout.workorders.models import Booking, WorkOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World.made()


def opened(world: World) -> Draft:
    return drafts.open_draft(
        actor=testing.user("dispatcher", region=world.town.region), region_id=world.town.region.pk,
        first_day=tomorrow().date(),
    )  # fmt: skip


def put(draft: Draft, order_id: int, engineer_id: int, hour: float) -> None:
    drafts.put(actor=None, draft_id=draft.pk, order_id=order_id, engineer_id=engineer_id, starts_at=tomorrow(hour))


def test_a_draft_changes_nothing_until_it_is_published(world: World) -> None:
    booking, waiting = world.booked(world.first, 10), world.order()
    draft = opened(world)
    put(draft, booking.work_order_id, world.second.pk, 13)
    put(draft, waiting.pk, world.first.pk, 10)  # where the draft has made room
    booking.refresh_from_db()
    assert (booking.engineer_id, waiting.bookings.exists()) == (world.first.pk, False)
    compared = drafts.compare(draft)
    assert (compared.before.unserved, compared.after.unserved) == (1, 0)
    assert compared.after.changed == 1
    outcome = publish(actor=draft.made_by, draft_id=draft.pk)
    assert (len(outcome.done), outcome.refused) == (2, [])
    booking.refresh_from_db()
    assert (booking.engineer_id, booking.starts_at) == (world.second.pk, tomorrow(13))
    assert waiting.bookings.active().get().engineer_id == world.first.pk
    assert Draft.objects.get(pk=draft.pk).state == "published"


def test_two_that_change_places_are_published_together(world: World) -> None:
    one, two = world.booked(world.first, 10), world.booked(world.second, 10)
    draft = opened(world)
    put(draft, one.work_order_id, world.second.pk, 12)
    put(draft, two.work_order_id, world.first.pk, 10)
    put(draft, one.work_order_id, world.second.pk, 10)
    outcome = publish(actor=None, draft_id=draft.pk)
    assert (len(outcome.done), outcome.refused) == (2, [])
    assert one.work_order.bookings.active().get().engineer_id == world.second.pk
    assert two.work_order.bookings.active().get().engineer_id == world.first.pk


def test_what_changed_meanwhile_is_refused_and_the_rest_is_published(world: World) -> None:
    kept, changed = world.booked(world.first, 10), world.booked(world.first, 13)
    draft = opened(world)
    put(draft, kept.work_order_id, world.second.pk, 10)
    put(draft, changed.work_order_id, world.second.pk, 13)
    bookings.move(actor=None, booking_id=changed.pk, starts_at=tomorrow(15))
    assert drafts.compare(draft).stale
    outcome = publish(actor=None, draft_id=draft.pk)
    assert [move.booking_id for move in outcome.done] == [kept.pk]
    (refused,) = outcome.refused
    assert refused.booking_id == changed.pk
    assert refused.refused
    changed.refresh_from_db()
    assert (changed.engineer_id, changed.starts_at) == (world.first.pk, tomorrow(15))


def test_an_order_somebody_took_meanwhile_is_not_booked_twice(world: World) -> None:
    order, draft = world.order(), opened(world)
    put(draft, order.pk, world.first.pk, 10)
    bookings.book(actor=None, order_id=order.pk, engineer=world.second, starts_at=tomorrow(11), ends_at=tomorrow(12))
    outcome = publish(actor=None, draft_id=draft.pk)
    assert (outcome.done, len(outcome.refused)) == ([], 1)
    assert order.bookings.active().count() == 1


def test_the_draft_keeps_the_rules_of_its_own_plan(world: World) -> None:
    one, two = world.booked(world.first, 10), world.booked(world.second, 10)
    draft = opened(world)
    put(draft, one.work_order_id, world.second.pk, 12)
    with pytest.raises(BusinessError) as clash:
        put(draft, two.work_order_id, world.second.pk, 12)
    assert clash.value.code == "cannot_go"
    bookings.set_locked(actor=None, booking_id=two.pk, locked_now=True)
    with pytest.raises(BusinessError) as fixed:
        put(draft, two.work_order_id, world.first.pk, 15)
    assert fixed.value.code == "booking_fixed"


def test_a_team_moves_in_a_draft_and_its_people_are_taken_there(world: World) -> None:
    world.town.engineer("帮手", east_km=2)
    order = world.order()
    WorkOrder.objects.filter(pk=order.pk).update(people=2)
    order.refresh_from_db()
    testing.cache.clear()
    draft = opened(world)
    put(draft, order.pk, world.first.pk, 10)
    move = draft.moves.get()
    assert len(move.helpers) == 1
    other = world.order()
    with pytest.raises(BusinessError) as taken:
        put(draft, other.pk, move.helpers[0], 10)
    assert taken.value.code == "cannot_go"
    outcome = publish(actor=testing.user("dispatcher", region=world.town.region), draft_id=draft.pk)
    assert (len(outcome.done), outcome.refused) == (1, [])
    rows = order.bookings.active().order_by("helper")
    assert [row.engineer_id for row in rows] == [world.first.pk, *move.helpers]
    assert {row.starts_at for row in rows} == {tomorrow(10)}

    again = opened(world)
    put(again, order.pk, world.first.pk, 14)
    put(again, other.pk, rows[1].engineer_id, 10)  # where the helper was is free in the draft
    publish(actor=testing.user("dispatcher", region=world.town.region), draft_id=again.pk)
    assert {row.starts_at for row in order.bookings.active()} == {tomorrow(14)}
    assert other.bookings.active().get().engineer_id == rows[1].engineer_id


def test_a_team_too_few_people_are_free_for_is_refused_in_a_draft(world: World) -> None:
    order = world.order()
    WorkOrder.objects.filter(pk=order.pk).update(people=3)
    draft = opened(world)
    with pytest.raises(BusinessError) as few:
        put(draft, order.pk, world.first.pk, 10)
    assert few.value.code == "helpers_missing"
    assert not draft.moves.exists()


def test_back_at_its_place_a_move_is_none(world: World) -> None:
    booking, draft = world.booked(world.first, 10), opened(world)
    put(draft, booking.work_order_id, world.second.pk, 13)
    put(draft, booking.work_order_id, world.first.pk, 10)
    assert not draft.moves.exists()
    drafts.unassign(actor=None, draft_id=draft.pk, order_id=booking.work_order_id)
    assert drafts.compare(draft).after.unserved == drafts.compare(draft).before.unserved + 1
    drafts.take_out(actor=None, draft_id=draft.pk, order_id=booking.work_order_id)
    assert not draft.moves.exists()


def test_a_closed_draft_stays_as_it_is(world: World) -> None:
    booking, draft = world.booked(world.first, 10), opened(world)
    put(draft, booking.work_order_id, world.second.pk, 13)
    drafts.discard(actor=None, draft_id=draft.pk)
    for action in (drafts.discard, publish):
        with pytest.raises(BusinessError) as closed:
            action(actor=None, draft_id=draft.pk)
        assert closed.value.code == "draft_closed"
    assert Booking.objects.get(pk=booking.pk).engineer_id == world.first.pk


def test_the_machine_fills_a_draft_and_publishes_nothing(world: World) -> None:
    orders = [world.order(f"单{n}") for n in range(3)]
    client, today = world.client(), tomorrow().date() - timedelta(days=1)
    where = f"r{world.town.region.pk}"
    draft = send(client, "post", "drafts/", {"where": where, "day": today.isoformat(), "days": 3}).json()
    filled = send(client, "post", f"drafts/{draft['id']}/fill/", {"orders": [order.pk for order in orders]}).json()
    assert {move["order"] for move in filled["moves"]} == {order.pk for order in orders}
    assert filled["after"]["unserved"] == filled["before"]["unserved"] - 3
    places = sorted((move["engineer"], move["starts"], move["ends"]) for move in filled["moves"])
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in itertools.pairwise(places)), "no overlap"
    assert not Booking.objects.exists()


def test_the_board_carries_the_draft_and_the_machines_are_marked(world: World) -> None:
    booking = world.booked(world.first, 10)
    draft = drafts.open_draft(actor=None, region_id=world.town.region.pk, first_day=tomorrow().date(), title="夜里算的")
    put(draft, booking.work_order_id, world.second.pk, 13)
    client = world.client()
    board = world.board(client)
    assert board["drafts"] == [[draft.pk, "夜里算的", True]]
    shown = world.board(client, draft=draft.pk)["draft"]
    (move,) = shown["moves"]
    assert (shown["machine"], move["engineer"], move["starts"]) == (True, world.second.pk, seconds(tomorrow(13)))
    answer = send(client, "post", f"drafts/{draft.pk}/publish/").json()
    assert answer == {"done": 1, "refused": []}


def test_terms_of_a_plan_worked_out_by_hand() -> None:
    home, near, far = Point(120.0, 30.0), Point(120.1, 30.0), Point(120.2, 30.0)
    day = tomorrow()
    at = [day + timedelta(hours=h) for h in range(24)]
    shift = [(at[8], at[12]), (at[13], at[17])]
    visits = [
        Visit(1, 7, at[9], at[10], near, at[8], 4, open=True),  # an hour late, weight 1
        Visit(2, 7, at[16], at[18], far, None, 4, open=True),  # an hour after the shift
    ]
    found = terms(visits, 1, {7: home}, {7: shift}, {1: at[9], 2: at[14]})
    assert (found.unserved, found.late, found.changed, found.overtime) == (1, 1, 1, 60)
    leg = 0.1 * 111.195 * 0.8660254  # a tenth of a degree at 30° north, great circle
    assert found.travel_km == pytest.approx(2 * leg * 1.35, rel=0.002)
    assert found.total == pytest.approx(found.travel_km / 26 * 60 + 60 + 60 + 240 + 30)
    assert overtime([Visit(3, 7, at[11], at[14], near, None, 4, open=True)], shift) == 60, "through the break"
