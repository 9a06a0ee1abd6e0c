"""The board's addresses: what it shows, what a drop would cost, what people do on it, and who else is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from callout import testing
from callout.accounts.models import User
from callout.dispatching.board.models import Presence
from callout.dispatching.board.presence import STALE
from callout.dispatching.models import Decision
from callout.dispatching.tests.board_world import World, seconds, send, tomorrow
from callout.foundation.models import AuditEntry, Event
from callout.workforce.models import EngineerSkill
from callout.workorders import bookings
from callout.workorders.bookings import Stamp
from callout.workorders.models import Booking, WorkOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World.made()


def test_the_board_shows_lines_bars_and_what_waits(world: World) -> None:
    booking, waiting = world.booked(world.first, 10, "外机不转"), world.order("漏水")
    client = world.client()
    board = world.board(client)
    assert [engineer["name"] for engineer in board["engineers"]] == ["周建国", "吴晓峰"]
    (bar,) = board["bookings"]
    assert (bar["id"], bar["engineer"], bar["title"]) == (booking.pk, world.first.pk, "外机不转")
    assert (bar["starts"], bar["ends"]) == (seconds(tomorrow(10)), seconds(tomorrow(11)))
    assert [order["order"] for order in board["waiting"]] == [waiting.pk]
    assert next(day["date"] for day in world.board(client, days=3)["days"]) == tomorrow().date().isoformat()
    assert len(world.board(client, days=7)["days"]) == 7


def test_an_unchanged_board_is_not_sent_again(world: World) -> None:
    booking = world.booked(world.first, 10)
    client, query = world.client(), {"day": tomorrow().date().isoformat()}
    tag = client.get("/dispatch/board/data/", query)["ETag"]
    assert client.get("/dispatch/board/data/", query, headers={"if-none-match": tag}).status_code == 304
    bookings.move(actor=None, booking_id=booking.pk, starts_at=tomorrow(14))
    assert client.get("/dispatch/board/data/", query, headers={"if-none-match": tag}).status_code == 200


def test_a_full_board_costs_no_more_queries_than_an_empty_one(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.client()
    for hour in range(8, 18):
        world.booked(world.first, hour)
        world.booked(world.second, hour)
        world.order()
    with django_assert_max_num_queries(17):
        board = world.board(client)
    assert (len(board["bookings"]), len(board["waiting"])) == (20, 10)


def test_a_place_is_judged_before_anything_is_dropped(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    taken, order = world.booked(world.first, 10), world.order(due_hour=9)
    client = world.client()
    path = f"/dispatch/board/orders/{order.pk}/check/"
    clash = client.get(path, {"engineer": world.first.pk, "starts": seconds(tomorrow(10.5))}).json()
    assert not clash["possible"]
    assert "booked at that time" in clash["hard"][0]
    with django_assert_max_num_queries(14):
        late = client.get(path, {"engineer": world.second.pk, "starts": seconds(tomorrow(10.5))}).json()
    assert late["possible"]
    assert "after the promise" in late["soft"][0]
    early = client.get(path, {"engineer": world.second.pk, "starts": seconds(tomorrow(8))}).json()
    assert (early["possible"], late["cost"] > early["cost"]) == (True, True)
    assert early["cost"] == pytest.approx(sum(term[1] for term in early["terms"]), abs=0.1)
    own = client.get(
        f"/dispatch/board/orders/{taken.work_order_id}/check/",
        {"engineer": world.first.pk, "starts": seconds(tomorrow(10.5))},
    ).json()
    assert own["possible"], "a booking does not stand in its own way"
    EngineerSkill.objects.filter(engineer=world.second).update(valid_until=timezone.localdate() - timedelta(days=1))
    testing.cache.clear()
    expired = client.get(path, {"engineer": world.second.pk, "starts": seconds(tomorrow(8))}).json()
    assert "certificate expired" in expired["hard"][0]
    assert client.get(path, {"engineer": "x"}).status_code == 422


def test_who_could_go_is_ranked_with_the_reason(world: World) -> None:
    order = world.order()
    found = world.client().get(f"/dispatch/board/orders/{order.pk}/", {"offers": ""}).json()
    best, second = found["offers"]["candidates"]
    assert (best["name"], best["more"], second["name"]) == ("周建国", 0, "吴晓峰")
    assert second["more"] > 0
    assert "km more to drive" in second["reason"]


def test_an_order_is_assigned_moved_made_longer_and_freed(world: World) -> None:
    order, client = world.order(), world.client()
    answer = send(
        client, "post", f"orders/{order.pk}/assign/", {"engineer": world.first.pk, "starts": seconds(tomorrow(10))}
    )
    assert answer.status_code == 201
    booked = answer.json()
    assert Decision.objects.filter(work_order=order, actor__isnull=False).exists()
    path = f"bookings/{booked['id']}/move/"
    place = {"engineer": world.second.pk, "starts": seconds(tomorrow(13)), "minutes": 90, "version": booked["version"]}
    moved = send(client, "post", path, place).json()
    assert (moved["engineer"], moved["ends"] - moved["starts"]) == (world.second.pk, 90 * 60)
    assert send(client, "post", path, place | {"starts": seconds(tomorrow(15))}).json()["code"] == "changed_meanwhile"
    freed = send(
        client, "post", f"bookings/{booked['id']}/free/", {"reason": "board", "version": moved["version"]}
    ).json()
    assert freed["state"] == "cancelled"
    order.refresh_from_db()
    assert order.state == "unscheduled"
    released = Event.objects.get(type="work_order.released", work_order_id=order.pk)
    assert released.payload["replan"] is False, "what a dispatcher takes back waits for him"


def test_what_cannot_be_is_refused_with_the_rules(world: World) -> None:
    world.booked(world.first, 10)
    order = world.order()
    answer = send(
        world.client(), "post", f"orders/{order.pk}/assign/",
        {"engineer": world.first.pk, "starts": seconds(tomorrow(10))},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_go")
    assert not order.bookings.exists()


def test_a_locked_booking_moves_for_nobody_until_it_is_unlocked(world: World) -> None:
    booking, client = world.booked(world.first, 10), world.client()
    locked = send(client, "post", f"bookings/{booking.pk}/lock/", {"locked": True, "version": booking.version}).json()
    assert locked["locked"]
    place = {"engineer": world.second.pk, "starts": seconds(tomorrow(13)), "version": locked["version"]}
    assert send(client, "post", f"bookings/{booking.pk}/move/", place).json()["code"] == "booking_fixed"
    free = send(client, "post", f"bookings/{booking.pk}/free/", {"reason": "x", "version": locked["version"]})
    assert free.json()["code"] == "booking_fixed"
    booking.refresh_from_db()
    assert (booking.engineer_id, booking.starts_at, booking.state) == (world.first.pk, tomorrow(10), "dispatched")
    entry = AuditEntry.objects.filter(table="workorders_booking", row=str(booking.pk)).latest("id")
    assert "locked" in (entry.changes or {})
    unlocked = send(
        client, "post", f"bookings/{booking.pk}/lock/", {"locked": False, "version": locked["version"]}
    ).json()
    assert (
        send(client, "post", f"bookings/{booking.pk}/move/", place | {"version": unlocked["version"]}).status_code
        == 200
    )


def test_another_region_reaches_nothing(world: World) -> None:
    booking, order = world.booked(world.first, 10), world.order()
    elsewhere = testing.town("宁波", latitude=29.87, longitude=121.55)
    stranger = world.client(region=elsewhere.region)
    board = world.board(stranger, where=f"r{world.town.region.pk}")
    assert (board["bookings"], board["waiting"], board["engineers"]) == ([], [], [])
    place = {"engineer": world.first.pk, "starts": seconds(tomorrow(13))}
    assert send(stranger, "post", f"bookings/{booking.pk}/move/", place).status_code == 404
    assert send(stranger, "post", f"orders/{order.pk}/assign/", place).status_code == 404
    own = world.client()
    far = elsewhere.engineer("宁波人")
    answer = send(own, "post", f"orders/{order.pk}/assign/", place | {"engineer": far.pk})
    assert answer.status_code == 404, "nobody of another region either"
    assert world.client("agent").get("/dispatch/board/data/").status_code == 403


def test_others_see_who_is_here_and_what_he_holds(world: World) -> None:
    order, mine, theirs = world.order(), world.client(), world.client()
    where = f"r{world.town.region.pk}"
    with connection.cursor() as cursor:
        cursor.execute("LISTEN callout_live")
    assert send(mine, "post", "people/", {"where": where, "order": order.pk}).status_code == 200
    (person,) = theirs.get("/dispatch/board/people/", {"where": where}).json()
    assert person["holds"] == order.pk
    assert mine.get("/dispatch/board/people/", {"where": where}).json() == []
    Presence.objects.update(seen_at=timezone.now() - STALE - timedelta(seconds=1))
    assert theirs.get("/dispatch/board/people/", {"where": where}).json() == []
    send(mine, "post", "people/", {"where": where, "order": order.pk})
    send(mine, "delete", "people/")
    assert not Presence.objects.exists()


def test_a_past_day_can_be_followed_again(world: World) -> None:
    booking = world.booked(world.first, 10)
    actor = User.objects.get(pk=world.first.user_id)
    bookings.move(actor=None, booking_id=booking.pk, engineer=world.second, starts_at=tomorrow(12))
    bookings.accept(actor=actor, booking_id=booking.pk, stamp=Stamp(timezone.now()))
    gone = world.booked(world.second, 15)
    bookings.decline(actor=None, booking_id=gone.pk, reason="车坏了", stamp=Stamp(timezone.now()))
    history = world.client().get("/dispatch/board/replay/", {"day": tomorrow().date().isoformat()}).json()
    assert [state for pk, state, _at in history["stamps"] if pk == booking.pk] == ["dispatched", "accepted"]
    ((pk, _at, old_engineer, old_start),) = history["moves"]
    assert (pk, old_engineer, old_start) == (booking.pk, world.first.pk, seconds(tomorrow(10)))
    assert {row["id"] for row in history["bookings"]} == {booking.pk, gone.pk}
    assert Booking.objects.get(pk=gone.pk).state == "declined"


def test_a_helper_stands_on_the_board_beside_the_lead(world: World) -> None:
    order = world.order()
    WorkOrder.objects.filter(pk=order.pk).update(people=2)
    order.refresh_from_db()
    testing.run_jobs()
    lead, helper = order.bookings.order_by("helper")
    day = timezone.localdate(lead.starts_at).isoformat()
    client = world.client()
    bars = client.get("/dispatch/board/data/", {"day": day}).json()["bookings"]
    assert {(bar["id"], bar["helper"]) for bar in bars} == {(lead.pk, False), (helper.pk, True)}
    where = f"r{world.town.region.pk}"
    draft = send(client, "post", "drafts/", {"where": where, "day": day}).json()
    place = {"engineer": lead.engineer_id, "starts": seconds(lead.starts_at) + 3600}
    (move,) = send(client, "put", f"drafts/{draft['id']}/orders/{order.pk}/", place).json()["moves"]
    assert (move["engineer"], move["helpers"]) == (lead.engineer_id, [helper.engineer_id])
