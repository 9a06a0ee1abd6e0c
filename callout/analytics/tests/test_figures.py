"""A counted day says what happened on it, and counting it again changes nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from callout import testing
from callout.analytics import figures
from callout.analytics.models import DailyFigure, FailureFigure
from callout.cases import services as cases
from callout.workorders import records
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking
from callout.workorders.records import RecordInput

pytestmark = pytest.mark.django_db


def test_a_day_is_counted_by_region_and_in_all() -> None:
    first, second = testing.town(), testing.town("宁波", latitude=29.87, longitude=121.55)
    man = first.engineer()
    for town in (first, first, second):
        request = Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="坏了", asset=town.asset
        )
        take_request(actor=None, request=request)
    testing.run_jobs()
    booking = Booking.objects.filter(engineer=man).first()
    assert booking is not None
    record = RecordInput(result="修好", cause_id=first.codes["cause"].pk)
    records.complete(actor=man.user, booking_id=booking.pk, record=record, stamp=Stamp(timezone.now()))
    cases.close(actor=None, case_id=booking.work_order.case_id, rating=4)

    today = timezone.localdate()
    for _ in range(2):
        figures.build_day(today)
    everything = DailyFigure.objects.get(day=today, region=None)
    assert (everything.created, everything.resolved, everything.fixed_first_time) == (3, 1, 1)
    assert (everything.rated, everything.rating_sum, sum(everything.by_hour)) == (1, 4, 3)
    assert DailyFigure.objects.get(day=today, region=first.region).created == 2
    assert DailyFigure.objects.get(day=today, region=second.region).resolved == 0
    failure = FailureFigure.objects.get()
    assert (failure.cause, failure.product, failure.count) == (first.codes["cause"], first.product, 1)
    assert today not in figures.missing_days(today + figures.timedelta(days=1))
