"""Panels of dispatch on the pages of outlets and engineers: their numbers come from what happened."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from callout import testing
from callout.dispatching.figures import open_orders, outlet_figures
from callout.workorders import bookings, records
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking
from callout.workorders.records import RecordInput

pytestmark = pytest.mark.django_db


def take(town: testing.Town) -> None:
    take_request(
        actor=None,
        request=Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
        ),
    )


def test_an_outlets_figures_follow_its_work() -> None:
    town = testing.town()
    engineer = town.engineer("周建国")
    boss = testing.user("manager", region=town.region)
    empty = outlet_figures(boss, town.outlet)
    assert empty is not None
    assert (empty["completed"], empty["capacity"], empty["on_time"]) == (0, engineer.max_orders, None)
    take(town)
    take(town)
    testing.run_jobs()
    first = Booking.objects.order_by("starts_at")[0]
    bookings.arrive(actor=engineer.user, booking_id=first.pk, stamp=Stamp(timezone.now()))
    record = RecordInput(result="加氟", labour_minutes=40, travel_minutes=20)
    records.complete(actor=engineer.user, booking_id=first.pk, record=record, stamp=Stamp(timezone.now()))
    found = outlet_figures(boss, town.outlet)
    assert found is not None
    assert (found["completed"], found["on_time"], found["first_visit"]) == (1, 100, 100)
    assert (found["labour"], found["travel"]) == (40, 20)
    waiting = open_orders(boss, town.outlet)
    assert waiting is not None
    assert waiting["count"] == 1


def test_the_pages_show_bookings_stock_and_open_orders() -> None:
    town = testing.town()
    engineer = town.engineer("周建国", stock=3)
    take(town)
    testing.run_jobs()
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user("dispatcher", region=town.region))
    number = Booking.objects.get().work_order.number
    page = client.get(reverse("workforce:engineer", args=[engineer.pk])).content.decode()
    for word in (town.part.number, "Van stock", "Refrigeration"):
        assert word in page, word
    assert number in client.get(reverse("workforce:outlet", args=[town.outlet.pk])).content.decode()


def test_who_may_not_see_stock_gets_no_stock_panel() -> None:
    town = testing.town()
    engineer = town.engineer("周建国")
    viewer = testing.user("dispatcher", region=town.region)
    role = viewer.memberships.get().role
    role.permissions = [each for each in role.permissions if each != "parts.view"]
    role.save()
    client = Client(headers={"accept-language": "en"})
    client.force_login(viewer)
    assert "Van stock" not in client.get(reverse("workforce:engineer", args=[engineer.pk])).content.decode()
