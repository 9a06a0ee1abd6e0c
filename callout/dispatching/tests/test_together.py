"""Orders that wait together are planned together: few queries, the same
answers, and a lost race costs one order its turn."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callout import testing
from callout.dispatching import dispatch, services
from callout.dispatching.models import Decision
from callout.foundation.errors import BusinessError
from callout.foundation.models import AuditEntry, Delivery
from callout.notifications.models import Message
from callout.workorders import bookings
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, WorkOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> testing.Town:
    return testing.town()


def take(town: testing.Town) -> WorkOrder:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    return take_request(actor=None, request=request).work_orders.get()


def statements(order_ids: list[int]) -> list[str]:
    """What planning these orders asks the data base, without savepoints."""
    with CaptureQueriesContext(connection) as asked:
        dispatch.plan_all(actor=None, order_ids=order_ids)
    return [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_ten_orders_take_as_many_queries_as_one(town: testing.Town) -> None:
    for _ in range(3):
        town.engineer()
    orders = [take(town).pk for _ in range(12)]
    statements(orders[:1])  # fills the caches of the network and the policies
    one, ten = statements(orders[1:2]), statements(orders[2:])
    assert len(ten) == len(one), ten
    assert len(one) <= 15, one
    assert Booking.objects.count() == 12


def test_two_orders_of_one_lot_do_not_get_the_same_time(town: testing.Town) -> None:
    engineer = town.engineer()
    orders = [take(town), take(town), take(town)]
    decisions = services.plan_orders(actor=None, order_ids=[order.pk for order in orders])
    assert [decision.work_order_id for decision in decisions] == [order.pk for order in orders]
    booked = list(Booking.objects.order_by("starts_at"))
    assert {booking.engineer_id for booking in booked} == {engineer.pk}
    assert [booking.work_order_id for booking in booked] == [order.pk for order in orders]
    assert all(first.ends_at <= second.starts_at for first, second in pairwise(booked))


def test_a_lot_is_answered_as_its_orders_one_by_one_would_be(town: testing.Town) -> None:
    for east in (1.0, 4.0, 9.0):
        town.engineer(east_km=east)
    now = timezone.now()
    together = [take(town).pk for _ in range(5)]
    services.plan_orders(actor=None, order_ids=together, now=now)
    first = plans(together)
    Booking.objects.all().delete()
    WorkOrder.objects.update(state="unscheduled", version=1, outlet=None)
    for pk in together:
        services.plan_order(actor=None, order_id=pk, now=now)
    assert plans(together) == first


def plans(order_ids: list[int]) -> list[tuple[int, datetime, datetime]]:
    rows = Booking.objects.filter(work_order__in=order_ids).order_by("work_order_id")
    return list(rows.values_list("engineer_id", "starts_at", "ends_at"))


def test_an_order_that_nobody_fits_leaves_the_others_of_its_lot_booked(town: testing.Town) -> None:
    town.engineer(level=3)
    hard, plain = take(town), take(town)
    WorkOrder.objects.filter(pk=hard.pk).update(skill_level=5)
    decisions = services.plan_orders(actor=None, order_ids=[hard.pk, plain.pk])
    assert [decision.outcome for decision in decisions] == ["unserved", "booked"]
    hard.refresh_from_db()
    assert hard.state == WorkOrder.State.UNSCHEDULED
    assert hard.unserved_reason == decisions[0].reason != ""


def test_a_time_taken_meanwhile_costs_only_the_order_that_wanted_it(
    town: testing.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another planner's booking that this one has not seen: the data base refuses the lot, the orders go one by one."""
    near, far = town.engineer(east_km=1), town.engineer(east_km=8)
    earlier, *orders = take(town), take(town), take(town)
    services.plan_orders(actor=None, order_ids=[earlier.pk])
    taken = Booking.objects.get()
    assert taken.engineer_id == near.pk
    monkeypatch.setattr(services, "busy_times", lambda ids, now: {})
    decisions = services.plan_orders(actor=None, order_ids=[order.pk for order in orders], now=taken.created_at)
    assert [decision.outcome for decision in decisions] == ["booked", "booked"]
    assert far.pk in set(Booking.objects.exclude(pk=taken.pk).values_list("engineer_id", flat=True))
    assert "no_time" in {row["rule"] for row in decisions[0].excluded}


def test_the_whole_way_in_lots_keeps_one_delivery_decision_stamp_message_and_audit_each(town: testing.Town) -> None:
    town.engineer(), town.engineer()
    orders = [take(town) for _ in range(8)]
    testing.run_jobs()
    testing.run_jobs()
    ids = {order.pk for order in orders}
    assert set(Decision.objects.values_list("work_order_id", flat=True)) == ids
    assert (
        Decision.objects.count() == Booking.objects.count() == Message.objects.filter(audience="customer").count() == 8
    )
    assert Delivery.objects.filter(subscriber="dispatching.plan").count() == 8
    assert Delivery.objects.filter(subscriber="progress.tell_dispatched").count() == 8
    for booking in Booking.objects.all():
        assert booking.stamps.get().state == Booking.State.DISPATCHED
        assert AuditEntry.objects.filter(table="workorders_booking", row=str(booking.pk), operation="I").count() == 1


def test_a_repeated_lot_books_nobody_twice(town: testing.Town) -> None:
    town.engineer()
    orders = [take(town).pk for _ in range(3)]
    services.plan_orders(actor=None, order_ids=[*orders, orders[0]])
    assert services.plan_orders(actor=None, order_ids=orders) == []
    assert Booking.objects.count() == 3


def test_booking_a_lot_is_all_or_nothing(town: testing.Town) -> None:
    engineer, (first, second) = town.engineer(), (take(town), take(town))
    start = timezone.now() + timedelta(hours=2)
    lot = [
        bookings.Plan(
            order=order, engineer_id=engineer.pk, outlet_id=town.outlet.pk, starts_at=start,
            ends_at=start + timedelta(hours=1),
        )
        for order in (first, second)
    ]  # fmt: skip
    with pytest.raises(BusinessError) as refused:
        bookings.book_all(actor=None, plans=lot, at=timezone.now())
    assert refused.value.code == "engineer_busy"
    assert not Booking.objects.exists()
    first.refresh_from_db()
    assert first.state == WorkOrder.State.UNSCHEDULED
