"""Beside the visits: the pool, absences, the van's stock, kilometres; each once, each refusal explained."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.dispatching.models import Offer
from callout.field import bundle
from callout.field.models import Device, Mileage
from callout.field.tests.conftest import phone_of, visit_for
from callout.foundation.ui.testing import assert_rows_cost_nothing
from callout.parts import services as parts
from callout.parts.models import Movement, Stock, Store
from callout.workforce.models import Absence

pytestmark = pytest.mark.django_db


def sections(phone):
    return bundle.build(Device.objects.select_related("engineer__user", "engineer__outlet").get(
        engineer=phone.engineer), "")["sections"]  # fmt: skip


def in_van(phone, town):
    return Stock.objects.get(store__engineer=phone.engineer, part=town.part).quantity


def outlet_store(town, outlet):
    return Store.objects.create(
        code="OUT", kind="outlet", outlet=outlet, region=town.region, name_zh="库", name_en="Store"
    )


def test_a_count_counts_as_of_when_it_was_made(phone, town, visit):
    """Counted 3 an hour ago; two came since: five now, not three."""
    van, then = phone.engineer.van, timezone.now() - timedelta(hours=1)
    Movement.objects.update(at=then - timedelta(hours=5))
    parts.receive(actor=None, store=van, part=town.part, quantity=2)
    command = phone.command("count_part", at=then, part=town.part.pk, counted=3, note="少两个")
    (outcome,) = phone.send(command)
    assert (outcome["status"], outcome["result"]["difference"]) == ("applied", -2)
    assert phone.send(command) == [outcome]
    assert in_van(phone, town) == 5
    assert Movement.objects.get(kind="count").note == "少两个"


def test_parts_go_back_to_the_outlet_and_to_colleagues_once(phone, town):
    store = outlet_store(town, phone.engineer.outlet)
    colleague = town.engineer("周建国", stock=1)
    back = phone.command("hand_over", part=town.part.pk, quantity=2)
    phone.send(back)
    phone.send(back)
    given = phone.do("hand_over", part=town.part.pk, quantity=1, to=colleague.user.username)
    assert given["status"] == "applied"
    assert in_van(phone, town) == 2
    assert Stock.objects.get(store=store).quantity == 2
    assert Stock.objects.get(store__engineer=colleague).quantity == 2
    assert sections(phone)["colleagues"] == [{"staff": colleague.user.username, "name": colleague.user.full_name}]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"quantity": 99}, "stock_short"),
        ({"to": "nobody"}, "receiver_unknown"),
        ({"to": "foreign"}, "receiver_unknown"),
        ({"quantity": -1}, "payload_invalid"),
        ({"part": 10**9}, "part_unknown"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused_and_moves_nothing(phone, town, payload, code):
    outlet_store(town, phone.engineer.outlet)
    foreign = testing.town("南京").engineer("南", stock=1)
    if payload.get("to") == "foreign":
        payload = {"to": foreign.user.username}
    outcome = phone.do("hand_over", **({"part": town.part.pk, "quantity": 1} | payload))
    assert (outcome["status"], outcome["code"]) == ("rejected", code)
    assert in_van(phone, town) == 5
    assert not Movement.objects.filter(kind="transfer").exists()


def test_sick_leave_is_reported_seen_and_taken_back(phone, visit):
    start = timezone.now() + timedelta(minutes=5)
    away = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=8)).isoformat(), "reason": "病假"}
    assert phone.do("away", **away)["status"] == "applied"
    (row,) = sections(phone)["absences"]
    assert row["reason"] == "病假"
    again = phone.do("away", **away)
    assert (again["status"], again["code"]) == ("rejected", "absence_overlaps")
    assert phone.do("come_back", absence=row["id"])["status"] == "applied"
    assert phone.do("come_back", absence=row["id"])["code"] == "already_done"
    assert Absence.objects.count() == 0


def test_nobody_ends_a_colleagues_leave(phone, town):
    now = timezone.now()
    row = Absence.objects.create(
        engineer=town.engineer("李"), starts_at=now, ends_at=now + timedelta(days=1), reason="病假"
    )
    assert phone.do("come_back", absence=row.pk)["code"] == "already_done"
    assert Absence.objects.filter(pk=row.pk).exists()


def test_offers_travel_with_the_bundle_without_the_customer(phone, town, engineer):
    order = visit_for(town, town.engineer("李")).work_order
    now = timezone.now()
    offer = Offer.objects.create(
        work_order=order, kind=Offer.Kind.POOL, opened_at=now, until=now + timedelta(minutes=30)
    )
    offer.invitations.create(
        engineer=engineer, starts_at=now + timedelta(hours=1), travel_minutes=12, travel_km=4.1, cost=1
    )
    (row,) = sections(phone)["pool"]
    assert (row["offer"], row["title"], row["travel_km"]) == (offer.pk, order.title, 4.1)
    assert order.customer.name not in str(row)
    Offer.objects.update(until=now - timedelta(minutes=1))
    assert sections(phone)["pool"] == []
    assert phone.do("grab", offer=offer.pk)["code"] == "offer_over"


def test_the_latest_report_of_a_days_kilometres_counts(phone, visit):
    now, today = timezone.now(), timezone.localdate().isoformat()
    send = phone.do
    assert send("drove", at=now - timedelta(minutes=1), day=today, km=41.5, odometer=52310)["status"] == "applied"
    assert send("drove", at=now - timedelta(minutes=9), day=today, km=12)["result"] == {"km": "41.5"}
    row = Mileage.objects.get()
    assert (row.km, row.odometer) == (Decimal("41.5"), 52310)
    assert sections(phone)["mileage"] == [{"day": today, "km": "41.5", "odometer": 52310, "note": ""}]


@pytest.mark.parametrize(
    ("payload", "code"),
    [({"km": -1}, "payload_invalid"), ({"km": 99999}, "payload_invalid"), ({"day": "2020-01-01"}, "day_invalid")],
)
def test_impossible_kilometres_are_refused(phone, payload, code):
    outcome = phone.do("drove", **({"day": timezone.localdate().isoformat(), "km": 10} | payload))
    assert (outcome["status"], outcome["code"]) == ("rejected", code)
    assert Mileage.objects.count() == 0


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "里程"), ("en", "Mileage")])
def test_the_office_sees_kilometres_beside_those_of_the_plan(
    client: Client, phone, visit, town, language: str, title: str
) -> None:
    phone.send(phone.command("accept", visit), phone.command("set_out", visit))
    phone.do("drove", day=timezone.localdate().isoformat(), km=7.7)
    far = phone_of(testing.town("南京").engineer("南"))
    far.do("drove", day=timezone.localdate().isoformat(), km=66.6)
    client.force_login(testing.user("dispatcher", region=town.region))
    client.cookies["callout_language"] = language
    page = client.get("/mileage/").content.decode()
    assert title in page
    assert "7.7" in page
    assert "3.2" in page, "the way of the visit he set out for"
    assert "66.6" not in page


def test_more_days_cost_no_more_queries(client: Client, phone) -> None:
    client.force_login(testing.user("dispatcher"))

    def grow() -> None:
        start = Mileage.objects.count()
        for n in range(start, start + 10):
            day = timezone.localdate() - timedelta(days=n)
            Mileage.objects.create(engineer=phone.engineer, day=day, km=n, recorded_at=timezone.now())

    assert_rows_cost_nothing(client, "/mileage/", grow, most=24)


def test_an_operation_of_the_van_cannot_be_reused_for_another_part(phone, town):
    outlet_store(town, phone.engineer.outlet)
    command = phone.command("hand_over", part=town.part.pk, quantity=1)
    phone.send(command)
    (outcome,) = phone.send(command | {"payload": {"part": town.part.pk, "quantity": 5}})
    assert outcome["code"] == "operation_reused"
    (other,) = phone_of(town.engineer("李")).send(command | {"operation": str(uuid.uuid4()), "order": None})
    assert other["status"] in ("applied", "rejected")
    assert in_van(phone, town) == 4
