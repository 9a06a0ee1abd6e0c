"""Who hears what, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callout import testing
from callout.cases.links import case_of, tracking_token, tracking_url
from callout.cases.models import Case, Milestone
from callout.cases.tasks import remind
from callout.foundation.events import deliver
from callout.foundation.models import Delivery, Event
from callout.notifications.models import Message, Notice
from callout.workorders import bookings, records
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking

pytestmark = pytest.mark.django_db


def phone(user, number: str):
    user.phone = number
    user.save()
    return user


@pytest.fixture
def town() -> testing.Town:
    return testing.town()


@pytest.fixture
def engineer(town: testing.Town):
    found = town.engineer("周建国", east_km=1)
    phone(found.user, "13900001111")
    return found


def booked(town: testing.Town, **more: object) -> Booking:
    """A request that dispatch has booked and everybody has heard of."""
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset,
        symptom=town.codes["symptom"], device_code="E4", note_to_engineer="家有老人", **more,
    )  # fmt: skip
    case = take_request(actor=None, request=request)
    testing.run_jobs()
    return Booking.objects.select_related("work_order__case").get(work_order__case=case)


def said(template: str) -> list[str]:
    return [message.body for message in Message.objects.filter(template=template).order_by("id")]


def test_the_engineer_gets_the_order_and_the_customer_the_appointment(town, engineer) -> None:
    booking = booked(town)
    (order,) = said("order_assigned")
    for fact in (
        booking.work_order.number,
        "张丽萍",
        "13800006207",
        "文三路 1 号",
        "挂机 1.5 匹",
        "不制冷 E4",
        "家有老人",
    ):
        assert fact in order
    (appointment,) = said("appointment")
    assert "周建国师傅" in appointment and tracking_url(booking.work_order.case_id) in appointment
    assert "13900001111" not in appointment
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    message = Message.objects.get(template="order_assigned")
    assert (message.region_id, message.case_id, message.user_id) == (
        town.region.pk,
        booking.work_order.case_id,
        engineer.user_id,
    )


def test_telling_takes_few_queries(town, engineer) -> None:
    booked(town)
    event = Event.objects.get(type="booking.dispatched")
    Delivery.objects.all().delete()
    Message.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        deliver.func(event_ids=[event.pk], subscriber="progress.tell_dispatched")
    statements = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 8, statements
    assert Message.objects.count() == 2


def test_a_repeated_event_tells_nobody_twice(town, engineer) -> None:
    booked(town)
    Delivery.objects.all().delete()
    deliver.func(event_ids=[Event.objects.get(type="booking.dispatched").pk], subscriber="progress.tell_dispatched")
    assert Message.objects.count() == 2


def test_a_customer_who_declined_hears_nothing_the_engineer_does(town, engineer) -> None:
    town.customer.may_message = False
    town.customer.save()
    booking = booked(town)
    bookings.accept(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(timezone.now()))
    bookings.set_out(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(timezone.now()))
    testing.run_jobs()
    assert set(Message.objects.values_list("audience", flat=True)) == {"engineer"}


def test_an_english_customer_reads_english(town, engineer) -> None:
    town.customer.language = "en"
    town.customer.save()
    booked(town)
    (text,) = said("appointment")
    assert text.startswith("[Callout] 周建国 comes") and "No cooling" in text


def test_another_time_is_told_to_both(town, engineer) -> None:
    booking = booked(town)
    bookings.move(
        actor=testing.user("dispatcher"), booking_id=booking.pk, starts_at=booking.starts_at + timedelta(hours=5)
    )
    testing.run_jobs()
    assert len(said("order_moved")) == len(said("appointment_moved")) == 1
    assert not said("order_withdrawn")


def test_another_engineer_gets_the_order_and_the_first_is_called_back(town, engineer) -> None:
    booking = booked(town)
    other = town.engineer("吴晓峰", east_km=3)
    phone(other.user, "13900002222")
    bookings.move(actor=testing.user("dispatcher"), booking_id=booking.pk, engineer=other)
    testing.run_jobs()
    assert [m.to for m in Message.objects.filter(template="order_assigned").order_by("id")] == [
        "13900001111",
        "13900002222",
    ]
    assert [m.to for m in Message.objects.filter(template="order_withdrawn")] == ["13900001111"]
    assert not said("appointment_moved")


def test_on_the_way_tells_when(town, engineer) -> None:
    booking = booked(town)
    bookings.accept(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(timezone.now()))
    bookings.set_out(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(timezone.now()))
    testing.run_jobs()
    expected = timezone.localtime(timezone.now() + timedelta(minutes=booking.travel_minutes))
    (text,) = said("on_the_way")
    assert any(f"{expected + timedelta(minutes=slack):%H:%M}" in text for slack in (-1, 0))


def test_a_carried_over_visit_is_explained_and_waits_in_the_dispatchers_bell(town, engineer) -> None:
    dispatcher = testing.user("dispatcher", region=town.region)
    testing.user("dispatcher", region=testing.town("宁波").region)
    booking = booked(town)
    records.carry_over(
        actor=engineer.user, booking_id=booking.pk, reason="parts", note="缺主板", stamp=Stamp(timezone.now())
    )
    testing.run_jobs()
    (text,) = said("carried_over")
    assert "等备件" in text
    notice = Notice.objects.get()
    assert (notice.user, "缺主板" in notice.text_zh, "waiting for parts" in notice.text_en) == (dispatcher, True, True)


def test_an_engineer_who_loses_an_order_is_told_but_not_of_his_own_doing(town, engineer) -> None:
    booking = booked(town)
    bookings.cancel_booking(
        actor=testing.user("dispatcher"), booking_id=booking.pk, reason="客户改期", stamp=Stamp(timezone.now())
    )
    testing.run_jobs()
    assert len(said("order_withdrawn")) == 1


def warned(case: Case, **when: object) -> None:
    Milestone.objects.filter(case=case, kind="arrive").update(**when)
    remind.func(timestamp=0)
    testing.run_jobs()


def test_a_promise_in_danger_goes_to_dispatchers_a_broken_one_also_to_managers(town) -> None:
    dispatcher = phone(testing.user("dispatcher", region=town.region), "13700000001")
    manager = phone(testing.user("manager", region=town.region), "13700000002")
    testing.user("administrator")
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    case = take_request(actor=None, request=request)
    past = timezone.now() - timedelta(minutes=1)

    warned(case, warn_at=past)
    assert [m.to for m in Message.objects.filter(template="milestone_warned")] == ["13700000001"]
    assert list(Notice.objects.values_list("user", "urgent")) == [(dispatcher.pk, False)]

    warned(case, due_at=past)
    assert {m.to for m in Message.objects.filter(template="milestone_missed")} == {"13700000001", "13700000002"}
    assert set(Notice.objects.filter(urgent=True).values_list("user", flat=True)) == {dispatcher.pk, manager.pk}
    assert "到达" in said("milestone_missed")[0] and case.number in said("milestone_missed")[0]


def test_without_anybody_in_the_region_the_head_office_hears(town) -> None:
    head = testing.user("dispatcher")
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    warned(take_request(actor=None, request=request), warn_at=timezone.now() - timedelta(minutes=1))
    assert [notice.user for notice in Notice.objects.all()] == [head]


def test_a_tracking_link_cannot_be_guessed() -> None:
    token = tracking_token(123_456)
    assert case_of(token) == 123_456
    number, tag = token.split(".")
    for forged in (f"{number}x.{tag}", f"{number}.{tag[:-1]}A", number, f".{tag}", "", "é.x", f"{'z' * 40}.{tag}"):
        assert case_of(forged) is None
