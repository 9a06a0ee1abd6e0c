"""How long work takes is learned from what happened, and rules say what a job needs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from callout import testing
from callout.assets.models import Product
from callout.foundation import cache
from callout.workforce.models import JobRule, Tool
from callout.workorders import durations
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, DurationEstimate, ServiceRecord, WorkOrder

pytestmark = pytest.mark.django_db


def order(town: testing.Town) -> WorkOrder:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="x", asset=town.asset
    )
    return take_request(actor=None, request=request).work_orders.get()


def finished(town: testing.Town, minutes: int) -> None:
    now = timezone.now()
    made = order(town)
    engineer = town.outlet.engineers.get()
    booking = Booking.objects.create(
        work_order=made,
        engineer=engineer,
        state="completed",
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        created_at=now,
    )
    ServiceRecord.objects.create(work_order=made, booking=booking, finished_at=now, labour_minutes=minutes)


def test_new_visits_are_as_long_as_the_last_ones_were() -> None:
    town = testing.town()
    town.engineer()
    assert (order(town).minutes, order(town).minutes_sd) == (60, 0)
    for minutes in (80, 100) * 6:
        finished(town, minutes)
    durations.learn(actor=None, now=timezone.now())
    cache.clear()
    fresh = order(town)
    assert (fresh.minutes, fresh.minutes_sd) == (90, 10)


def test_few_visits_count_little() -> None:
    town = testing.town()
    town.engineer()
    for minutes in (60,) * 12:
        finished(town, minutes)
    other_product = Product.objects.create(
        category=town.category, model="other", name_zh="柜机", name_en="Cabinet", brand="澜川"
    )
    town.asset = testing.make_asset(town.customer, town.site, other_product)
    for minutes in (120,) * 5:
        finished(town, minutes)
    durations.learn(actor=None, now=timezone.now())
    wide = DurationEstimate.objects.get(product=None, engineer=None)
    other = DurationEstimate.objects.get(product=other_product)
    assert other.raw_mean == 120
    assert other.mean == pytest.approx((5 * 120 + 20 * wide.raw_mean) / 25, abs=0.1)


def test_a_rule_gives_new_orders_people_load_and_tools() -> None:
    town = testing.town()
    pump = Tool.objects.create(code="pump", name_zh="真空泵", name_en="Vacuum pump")
    rule = JobRule.objects.create(category=town.category, people=2, load_kg=60)
    rule.tools.add(pump)
    cache.clear()
    made = order(town)
    assert (made.people, made.load_kg, made.has_details) == (2, 60, True)
    assert made.needs.get().tool == pump
