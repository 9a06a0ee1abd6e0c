"""Rows written by COPY are the rows that would have been saved one by one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from callout import testing
from callout.accounts.models import Outlet, Region
from callout.customers.models import Customer
from callout.foundation.copying import copy_in
from callout.foundation.models import AuditEntry, Event

pytestmark = pytest.mark.django_db


def test_encrypted_and_json_values_come_back_as_they_were_given():
    region = testing.town().region
    customer = Customer(
        number="KH-COPY", name="张丽萍\t换行\n反斜\\N", phone="13800006207", region=region, since=timezone.localdate()
    )
    event = Event(type="case.created", at=timezone.now(), payload={"number": "CA-1", "空": None})
    copy_in(Customer, [customer])
    copy_in(Event, [event])
    found = Customer.objects.get(pk=customer.pk)
    assert (found.name, found.phone, found.email) == ("张丽萍\t换行\n反斜\\N", "13800006207", "")
    assert Event.objects.get(pk=event.pk).payload == {"number": "CA-1", "空": None}
    assert Event.objects.get(pk=event.pk).uid == event.uid


def test_rows_follow_one_another_and_saving_goes_on_after_them():
    first, second = copy_in(Region, [Region(code=f"C{n}", name_zh="区", name_en="R") for n in range(2)])
    third = Region.objects.create(code="C3", name_zh="区", name_en="R")
    assert first.pk < second.pk < third.pk


def test_a_given_time_stays_and_a_missing_one_is_now():
    past = timezone.now() - timedelta(days=40)
    old, new = copy_in(Event, [Event(type="a", at=past, recorded_at=past), Event(type="b", at=past)])
    assert Event.objects.get(pk=old.pk).recorded_at == past
    assert timezone.now() - Event.objects.get(pk=new.pk).recorded_at < timedelta(minutes=1)


def test_a_row_written_just_before_is_found_by_the_next():
    region = Region(code="CX", name_zh="区", name_en="R")
    outlet = Outlet(code="CX1", region=region, name_zh="点", name_en="O", latitude=30, longitude=120)
    copy_in(Region, [region])
    copy_in(Outlet, [outlet])
    assert Outlet.objects.get(pk=outlet.pk).region == region


def test_the_audit_trail_and_the_constraints_hold():
    (region,) = copy_in(Region, [Region(code="CY", name_zh="区", name_en="R")])
    assert AuditEntry.objects.filter(table="accounts_region", row=str(region.pk), operation="I").exists()
    with pytest.raises(IntegrityError):
        copy_in(Region, [Region(code="CY", name_zh="区", name_en="R")])


def test_nothing_is_written_for_no_rows():
    assert copy_in(Region, []) == []
