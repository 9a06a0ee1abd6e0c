"""The bundle: everything for days offline, once, and only what is the engineer's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from callout.field.models import Device
from callout.field.tests.conftest import phone_of, record_for, visit_for
from callout.foundation import cache
from callout.foundation.models import PersonalDataReveal
from callout.parts import services as parts
from callout.workorders import bookings, helpers, services
from callout.workorders.models import ChecklistTemplate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_reference():
    cache.clear()


def test_the_first_bundle_holds_all_a_visit_needs(phone, visit, town):
    ChecklistTemplate.objects.create(
        code="ac", category=town.category, service_type="repair", name_zh="检修", name_en="Check", items=[]
    )
    town.codes["symptom"].narrows.add(town.codes["object"])
    bundle = phone.bundle()
    (order,) = bundle["orders"]
    assert bundle["full"]
    assert (order["number"], order["visit"]["uid"], order["visit"]["state"]) == (
        visit.work_order.number,
        str(visit.uid),
        "dispatched",
    )
    assert order["customer"] | {"name": "张丽萍", "phone": "13800006207", "masked": "138****6207"} == order["customer"]
    assert order["site"]["street"] == "文三路 1 号"
    assert order["asset"]["serial"] == town.asset.serial
    assert order["entitlement"]["kind"] == "warranty"
    assert {promise["kind"] for promise in order["promises"]} == {"respond", "arrive", "resolve"}
    sections = bundle["sections"]
    codes = {code["kind"]: code for code in sections[f"codes/{town.category.pk}"]["codes"]}
    assert codes["symptom"]["py"] == "bzl"
    assert codes["symptom"]["to"] == [town.codes["object"].pk]
    assert sections[f"checklists/{town.category.pk}"][0]["service_type"] == "repair"
    assert sections["prices"][str(town.category.pk)]["labour"]["amount"] == "120.00"
    assert sections["stock"] == [{"part": town.part.pk, "quantity": 5, "place": "van"}]
    assert sections["parts"][0]["py"] == "dr35f"
    assert sections["engineer"]["name"] == "陈志远"


def test_nothing_is_sent_twice(phone, visit):
    first = phone.bundle()
    second = phone.bundle(first["cursor"])
    assert (second["full"], second["orders"], second["sections"], second["gone"]) == (False, [], {}, [])
    assert second["keep"] == first["keep"]


def test_what_changed_is_sent_and_nothing_else(phone, visit, town, engineer):
    other = visit_for(town, engineer, hours=4)
    cursor = phone.bundle()["cursor"]
    bookings.move(actor=None, booking_id=other.pk, starts_at=other.starts_at + timedelta(hours=2))
    parts.receive(actor=None, store=engineer.van, part=town.part, quantity=3)
    changed = phone.bundle(cursor)
    assert [order["visit"]["uid"] for order in changed["orders"]] == [str(other.uid)]
    assert list(changed["sections"]) == ["stock"]


def test_an_order_taken_away_is_named(phone, visit, town):
    cursor = phone.bundle()["cursor"]
    bookings.move(actor=None, booking_id=visit.pk, engineer=town.engineer("李"))
    answer = phone.bundle(cursor)
    assert answer["gone"] == [{"uid": str(visit.work_order.uid), "state": "scheduled"}]
    assert answer["orders"] == []


def test_a_cancelled_order_is_named_with_its_state(phone, visit):
    cursor = phone.bundle()["cursor"]
    services.cancel_order(actor=None, order_id=visit.work_order_id, reason="客户取消")
    assert phone.bundle(cursor)["gone"][0]["state"] == "cancelled"


@pytest.mark.parametrize("cursor", ["!!!", "AAAA", "x" * 20_000, "eJyrrgUAAXUA-Q=="])
def test_a_damaged_cursor_gives_the_whole_bundle(phone, visit, cursor):
    assert len(phone.bundle(cursor)["orders"]) == 1


def test_a_colleague_sees_nothing_of_it(phone, visit, town):
    assert phone_of(town.engineer("李")).bundle()["orders"] == []


def test_the_customers_number_leaves_the_phone_with_the_job_and_its_delivery_is_logged(phone, visit, town):
    cursor = phone.bundle()["cursor"]
    look = PersonalDataReveal.objects.get()
    assert (look.user, look.subject, look.subject_id) == (phone.engineer.user, "case", visit.work_order.case_id)
    phone.do("complete", visit, **record_for(town))
    (order,) = phone.bundle(cursor)["orders"]
    assert (order["customer"]["phone"], order["customer"]["masked"]) == ("", "138****6207")
    assert order["record"]["result"] == "更换电容，制冷恢复"
    assert PersonalDataReveal.objects.count() == 1


def test_a_carried_over_order_stays_with_its_reason(phone, visit):
    phone.do("carry_over", visit, reason="customer", note="下班后再来")
    (order,) = phone.bundle()["orders"]
    assert (order["state"], order["hold"]["reason"], order["hold"]["note"]) == ("on_hold", "customer", "下班后再来")


def test_past_visits_of_the_asset_are_shown(phone, visit, town, engineer):
    phone.do("complete", visit, **record_for(town))
    again = visit_for(town, engineer, hours=5)
    order = next(o for o in phone.bundle()["orders"] if o["visit"]["uid"] == str(again.uid))
    (past,) = order["history"]
    assert [code["en"] for code in past["codes"]] == ["No cooling", "Capacitor", "Ageing", "Replace"]
    assert (past["engineer"], past["solved"]) == ("陈志远", True)


def test_the_number_of_queries_does_not_grow_with_the_orders(phone, town, engineer, django_assert_max_num_queries):
    for hours in range(1, 9):
        visit_for(town, engineer, hours=hours * 2)
    phone.bundle()
    with django_assert_max_num_queries(32):
        assert len(phone.bundle()["orders"]) == 8


def test_ended_visits_leave_after_a_day_and_a_half(phone, visit, town):
    phone.do("complete", visit, **record_for(town))
    type(visit).objects.update(ended_at=timezone.now() - timedelta(hours=40))
    assert phone.bundle()["orders"] == []
    assert Device.objects.get().seen_at


def test_who_goes_along_knows_who_writes_the_record(phone, visit, town):
    mate = town.engineer("钱进")
    helpers.add(actor=None, lead=visit, engineer_ids=[mate.pk], at=timezone.now())
    [along] = phone_of(mate).bundle()["orders"]
    [own] = phone.bundle()["orders"]
    assert (along["visit"]["helps"], own["visit"]["helps"]) == ("陈志远", "")
