"""The orders' screens: the list, one order with its record, and what may be done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from callout import testing
from callout.foundation.ui.testing import assert_rows_cost_nothing
from callout.workorders import bookings, records
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.records import PartInput, RecordInput

pytestmark = pytest.mark.django_db


def order_for(town: testing.Town, **more: object) -> WorkOrder:
    request = Request(
        customer=town.customer,
        channel="phone",
        service_type=town.repair,
        description="不制冷",
        asset=town.asset,
        **more,
    )
    return take_request(actor=None, request=request).work_orders.get()


def dispatcher(town: testing.Town, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(testing.user("dispatcher", region=town.region))
    return client


def done(town: testing.Town) -> WorkOrder:
    """An order that an engineer completed on site, with position, part and signature name."""
    engineer = town.engineer("周建国")
    order = order_for(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order=order)
    now = timezone.now()
    bookings.accept(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(now))
    bookings.set_out(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(now))
    bookings.arrive(
        actor=engineer.user, booking_id=booking.pk, stamp=Stamp(now, order.latitude, order.longitude + 0.001, 8)
    )
    record = RecordInput(
        symptom_id=town.codes["symptom"].pk, action_id=town.codes["action"].pk, result="更换电容", signer="张丽萍",
        labour_minutes=30, parts=(PartInput(town.part.pk, 1),), answers={"voltage": 221},
    )  # fmt: skip
    records.complete(actor=engineer.user, booking_id=booking.pk, record=record, stamp=Stamp(now + timedelta(minutes=3)))
    order.refresh_from_db()
    return order


def test_the_list_costs_the_same_for_one_order_and_for_many() -> None:
    town = testing.town()
    town.engineer()
    order_for(town)
    testing.run_jobs()

    def grow() -> None:
        for _ in range(6):
            order_for(town)
        testing.run_jobs()

    assert_rows_cost_nothing(dispatcher(town), reverse("workorders:list"), grow, most=12)


def test_tabs_part_the_orders() -> None:
    town = testing.town()
    town.engineer()
    late, open_one = order_for(town), order_for(town)
    WorkOrder.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    client = dispatcher(town)

    def shown(tab: str) -> set[str]:
        page = client.get(reverse("workorders:list"), {"tab": tab}).content.decode()
        return {order.number for order in (late, open_one) if order.number in page}

    assert shown("open") == {late.number, open_one.number}
    assert shown("late") == {late.number}
    assert shown("unassigned") == {late.number, open_one.number}
    assert shown("hold") == set()
    testing.run_jobs()
    assert shown("unassigned") == set()


def test_search_finds_by_number_and_by_words() -> None:
    town = testing.town()
    order = order_for(town, title="外机异响")
    client = dispatcher(town)
    for text in (order.number, order.number.lower()[:9], "异响"):
        assert order.number in client.get(reverse("workorders:list"), {"q": text}).content.decode()
    assert order.number not in client.get(reverse("workorders:list"), {"q": "漏水"}).content.decode()
    town.engineer("周建国")
    assert order.number not in client.get(reverse("workorders:list"), {"q": "周建国"}).content.decode()
    testing.run_jobs()
    assert order.number in client.get(reverse("workorders:list"), {"q": "周建国"}).content.decode()


def test_an_export_holds_the_rows_and_words() -> None:
    town = testing.town()
    order = order_for(town)
    answer = dispatcher(town).get(reverse("workorders:list"), {"export": "csv"})
    text = b"".join(answer).decode()
    assert order.number in text
    assert "Not assigned" in text


def test_a_completed_order_shows_its_record_and_is_posted() -> None:
    town = testing.town()
    order = done(town)
    client = dispatcher(town)
    page = client.get(reverse("workorders:detail", args=[order.number])).content.decode()
    for word in (
        "更换电容",
        "张丽萍",
        "No cooling",
        "in warranty",
        "Capacitor 35 µF",
        "100 m from the site",
        "Why 周建国",
    ):
        assert word in page, word
    assert "13800006207" not in page
    client.post(reverse("workorders:post", args=[order.number]))
    order.refresh_from_db()
    assert order.state == "posted"
    assert "Only" not in client.get(reverse("workorders:detail", args=[order.number])).content.decode()


def test_cancelling_asks_for_a_reason_and_frees_the_engineer() -> None:
    town = testing.town()
    town.engineer()
    order = order_for(town)
    testing.run_jobs()
    client = dispatcher(town)
    url = reverse("workorders:cancel", args=[order.number])
    assert "The case stays open" in client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert client.post(url, {"reason": ""}, headers={"HX-Request": "true"}).status_code == 422
    assert client.post(url, {"reason": "solved"}, headers={"HX-Request": "true"}).status_code == 204
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert not order.bookings.active().exists()
    assert (
        "illegal" not in client.post(url, {"reason": "solved"}, headers={"HX-Request": "true"}).content.decode().lower()
    )


def test_a_held_order_goes_out_again() -> None:
    town = testing.town()
    engineer = town.engineer()
    order = order_for(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order=order)
    records.carry_over(
        actor=engineer.user, booking_id=booking.pk, reason="access", note="锁着", stamp=Stamp(timezone.now())
    )
    client = dispatcher(town)
    assert "锁着" in client.get(reverse("workorders:detail", args=[order.number])).content.decode()
    client.post(reverse("workorders:return", args=[order.number]), {"not_before": ""})
    testing.run_jobs()
    order.refresh_from_db()
    assert (order.state, order.visit) == ("scheduled", 2)


def test_who_may_only_see_gets_no_buttons_and_no_post() -> None:
    town = testing.town()
    order = order_for(town)
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user("store_keeper", region=town.region))
    page = client.get(reverse("workorders:detail", args=[order.number]))
    assert page.status_code == 200
    assert "Plan automatically" not in page.content.decode()
    assert client.post(reverse("workorders:cancel", args=[order.number]), {"reason": "solved"}).status_code == 403
    assert client.post(reverse("dispatching:plan"), {"pk": order.pk}).status_code == 403


def test_an_engineer_sees_his_own_orders_only() -> None:
    town = testing.town()
    mine, other = town.engineer("甲", east_km=1), town.engineer("乙", east_km=9)
    order = order_for(town)
    testing.run_jobs()
    for person, status in ((mine, 200), (other, 404)):
        client = Client()
        client.force_login(person.user)
        assert client.get(reverse("workorders:detail", args=[order.number])).status_code == status
