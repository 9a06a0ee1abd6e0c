"""A visit that has just ended well, as far as the engineer knows."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.utils import timezone

from callout import testing
from callout.accounts.models import User
from callout.cases.models import Case
from callout.workorders import records
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking
from callout.workorders.records import RecordInput


@dataclass
class Story:
    """The case, the clerk who calls and the manager who answers for it."""

    town: testing.Town
    case: Case
    clerk: User
    manager: User

    def again(self) -> Case:
        """The case as it is now."""
        self.case.refresh_from_db()
        return self.case


def resolved(town: testing.Town) -> Case:
    """A request, booked and done."""
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    case = take_request(actor=None, request=request)
    testing.run_jobs()
    booking = Booking.objects.select_related("engineer__user").get(work_order__case=case)
    stamp = Stamp(timezone.now())
    records.complete(actor=booking.engineer.user, booking_id=booking.pk, record=RecordInput(result="加氟"), stamp=stamp)
    testing.run_jobs()
    case.refresh_from_db()
    return case


@pytest.fixture
def story(db, settings) -> Story:
    settings.CALLBACK_SHARE, settings.MYSTERY_SHARE = 100, 0
    town = testing.town()
    town.engineer("周建国")
    clerk, manager = testing.user("callback_clerk", region=town.region), testing.user("manager", region=town.region)
    return Story(town, resolved(town), clerk, manager)
