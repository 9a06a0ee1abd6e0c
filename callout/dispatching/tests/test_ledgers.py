"""Finished work goes into the fairness ledger and a partner's settlement; the ledger feeds the next choice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from callout import testing
from callout.dispatching import services
from callout.dispatching.models import FairnessEntry, SettlementLine
from callout.dispatching.settlement import band_of
from callout.dispatching.tests.test_policies import take
from callout.foundation import cache
from callout.workforce import kit
from callout.workorders import bookings, records
from callout.workorders.bookings import Stamp, stamp_now
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.records import RecordInput

pytestmark = pytest.mark.django_db


def finish(town: testing.Town, order: WorkOrder, **columns: object) -> Booking:
    """The order's visit is made and its events are heard."""
    Booking.objects.filter(work_order=order).update(**columns)
    booking = order.bookings.get()
    booking.stamps.update(at=timezone.now() - timedelta(hours=3))
    person = booking.engineer.user
    bookings.arrive(actor=person, booking_id=booking.pk, stamp=Stamp(timezone.now() - timedelta(minutes=90)))
    record = RecordInput(action_id=town.codes["action"].pk)
    records.complete(actor=person, booking_id=booking.pk, record=record, stamp=stamp_now())
    testing.run_jobs()
    booking.refresh_from_db()
    return booking


def test_far_work_is_entered_once_and_the_next_far_order_costs_him_more() -> None:
    town = testing.town()
    far, other = town.engineer(east_km=1), town.engineer(east_km=1)
    order = take(town)
    booking = finish(town, order, travel_km=45)
    entry = FairnessEntry.objects.get(kind="far")
    assert (entry.engineer, entry.points, entry.detail) == (booking.engineer, 3.0, "45")

    site = testing.make_site(town.customer, town.outlet.latitude, town.outlet.longitude + 0.2)
    town.asset = testing.make_asset(town.customer, site, town.product)
    cache.clear()
    row = take(town)
    answer = services.find(row, timezone.now())
    terms = {option.engineer.pk: option.terms.get("fairness", 0) for option in answer.options}
    assert terms[booking.engineer_id] > 0
    assert row.bookings.get().engineer == (other if booking.engineer == far else far)


def test_a_partners_finished_order_notes_its_basis_and_an_own_outlets_none() -> None:
    town = testing.town()
    town.engineer()
    finish(town, take(town))
    assert not SettlementLine.objects.exists()
    town.outlet.kind = "partner"
    town.outlet.save()
    since = timezone.localdate() - timedelta(days=5)
    kit.add_basis(actor=None, outlet=town.outlet, given={"unit": "order", "valid_from": since})
    kit.add_basis(
        actor=None, outlet=town.outlet, given={"unit": "hour", "valid_from": since, "category": town.category}
    )
    finish(town, take(town))
    line = SettlementLine.objects.get()
    assert (line.unit, line.quantity) == ("hour", Decimal("1.50"))


@pytest.mark.parametrize(("km", "band"), [(4, "0–10"), (10, "0–10"), (12.5, "10–30"), (31, "30+")])
def test_bands_of_distance(km: float, band: str) -> None:
    assert band_of(km, [10, 30]) == band
