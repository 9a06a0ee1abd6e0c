"""What helps at the board: who fits, the optimiser's switch, map tiles, and when orders waited on a replayed day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from callout.dispatching import policies
from callout.dispatching.board.replay import spans_of
from callout.dispatching.tests.board_world import World, seconds, send, tomorrow
from callout.workorders import bookings
from callout.workorders.bookings import Stamp
from callout.workorders.models import WorkOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World.made()


def test_a_waiting_order_says_who_fits_now(world: World) -> None:
    world.booked(world.first, 10)
    served, hopeless, stranger = world.order(), world.order(), World.made().order()
    WorkOrder.objects.filter(pk=hopeless.pk).update(skill_level=5)
    client = world.client()
    asked = ",".join(str(order.pk) for order in (served, hopeless, stranger))
    rows = {row["order"]: row for row in client.get("/dispatch/board/fits/", {"orders": asked}).json()}
    assert set(rows) == {served.pk, hopeless.pk}, "of other regions nothing is said"
    assert (rows[served.pk]["engineer"], rows[served.pk]["could_go"]) == (world.first.pk, 2)
    assert rows[served.pk]["starts"] > seconds(timezone.now())
    assert (rows[hopeless.pk]["engineer"], rows[hopeless.pk]["why"]) == (0, "Nobody here is skilled enough")
    assert client.get("/dispatch/board/fits/", {"orders": "1;2"}).status_code == 422


def test_more_waiting_orders_cost_no_more_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    orders = [world.order() for _ in range(12)]
    client = world.client()
    client.get("/dispatch/board/fits/", {"orders": str(orders[0].pk)})
    with django_assert_max_num_queries(9):
        found = client.get("/dispatch/board/fits/", {"orders": ",".join(str(order.pk) for order in orders)}).json()
    assert len(found) == 12


def test_the_optimiser_is_switched_on_the_board_by_who_sets_policies(world: World) -> None:
    body = {"region": world.town.region.pk, "mode": "apply"}
    assert send(world.client(), "post", "optimiser/", body).status_code == 403
    manager = world.client("manager")
    assert send(manager, "post", "optimiser/", body).json() == {"mode": "apply"}
    assert policies.policy_for(world.town.region.pk).reoptimise == "apply"
    page = manager.get("/dispatch/").content.decode()
    assert '"mode": "apply", "may": true' in page
    stranger = World.made()
    assert send(stranger.client("manager"), "post", "optimiser/", body).status_code == 404
    assert send(manager, "post", "optimiser/", {**body, "mode": "x"}).status_code == 422


def test_map_tiles_come_from_where_the_settings_say(world: World, settings: Any) -> None:
    client = world.client()
    assert "tiles.example" not in client.get("/dispatch/").headers["Content-Security-Policy"]
    settings.MAP_TILES, settings.MAP_ATTRIBUTION = "https://tiles.example/{z}/{x}/{y}.png", "© Example"
    page = client.get("/dispatch/")
    assert "img-src 'self' https://tiles.example data:" in page.headers["Content-Security-Policy"]
    assert "https://tiles.example/{z}/{x}/{y}.png" in page.content.decode()
    assert "tiles.example" not in client.get("/dispatch/list/").headers["Content-Security-Policy"]


def test_a_replay_knows_when_an_order_waited(world: World) -> None:
    order = world.order()
    created = timezone.localtime().replace(hour=0, minute=5, second=0, microsecond=0)
    WorkOrder.objects.filter(pk=order.pk).update(created_at=created)
    booking = bookings.book(
        actor=None, order_id=order.pk, engineer=world.first, starts_at=tomorrow(10), ends_at=tomorrow(11)
    )
    bookings.decline(actor=None, booking_id=booking.pk, reason="车坏了", stamp=Stamp(timezone.now()))
    today = timezone.localdate().isoformat()
    (row,) = world.client().get("/dispatch/board/replay/", {"day": today}).json()["waiting"]
    taken, refused = (stamp.at for stamp in booking.stamps.order_by("at"))
    assert row["order"] == order.pk
    assert row["spans"] == [[seconds(created), seconds(taken)], [seconds(refused), None]]


def test_spans_of_waiting_end_with_the_order() -> None:
    def at(minute: int) -> datetime:
        return tomorrow(9) + timedelta(minutes=minute)

    stamps = [(at(5), 1, "dispatched"), (at(6), 2, "dispatched"), (at(20), 1, "cancelled"), (at(30), 2, "declined")]
    assert spans_of(at(0), None, stamps) == [(at(0), at(5)), (at(30), None)]
    assert spans_of(at(0), at(40), stamps) == [(at(0), at(5)), (at(30), at(40))]
    assert spans_of(at(0), at(40), stamps[:2]) == [(at(0), at(5))]
    assert spans_of(at(0), at(3), []) == [(at(0), at(3))]
