"""What a visit needs is said on the order's page or by another system, and planning keeps to it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from callout import testing
from callout.dispatching.why import last_decision
from callout.foundation.errors import BusinessError, InvalidInput
from callout.workforce.models import Engineer, EngineerSkill, EngineerTool, Skill, Tool
from callout.workorders import bookings
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, OrderLink, WorkOrder
from callout.workorders.needs import Link, Needs, read_needs, set_needs

pytestmark = pytest.mark.django_db


def take(town: testing.Town) -> WorkOrder:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    order = take_request(actor=None, request=request).work_orders.get()
    testing.run_jobs()
    return WorkOrder.objects.get(pk=order.pk)


def dispatcher(town: testing.Town) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user("dispatcher", region=town.region))
    return client


def change(order: WorkOrder, **needs: Any) -> WorkOrder:
    set_needs(actor=None, order_id=order.pk, needs=Needs(**needs), replan=True)
    testing.run_jobs()
    return WorkOrder.objects.get(pk=order.pk)


def who(order: WorkOrder) -> list[Engineer]:
    return [booking.engineer for booking in order.bookings.active().select_related("engineer").order_by("helper")]


def tomorrow(hour: int) -> datetime:
    day = timezone.localtime() + timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def test_a_second_certificate_decides_who_goes() -> None:
    town = testing.town()
    near, climber = town.engineer("近", east_km=1), town.engineer("登高", east_km=9)
    climbing = Skill.objects.create(code="climbing", name_zh="登高", name_en="Climbing", certificate_needed=True)
    held = EngineerSkill.objects.create(engineer=climber, skill=climbing, level=2)
    testing.cache.clear()
    order = take(town)
    assert who(order) == [near]
    assert who(change(order, skills={climbing.pk: 2})) == [climber]
    held.valid_until = timezone.localdate() - timedelta(days=1)
    held.save()
    testing.cache.clear()
    order = change(order, skills={climbing.pk: 2})
    decision = last_decision(order.pk)
    assert decision is not None
    rules = {row["name"]: (row["rule"], row["detail"]) for row in decision.excluded}
    assert rules["近"] == ("skill_missing", "登高|Climbing")
    assert rules["登高"][0] == "certificate_expired"
    assert ("skill", "登高|Climbing") in {(way["change"], way["detail"]) for way in decision.fits}


def test_any_of_several_windows_will_do() -> None:
    town = testing.town()
    town.engineer()
    order = take(town)
    windows = ((tomorrow(22), tomorrow(23)), (tomorrow(9), tomorrow(10)))
    order = change(order, windows=windows)
    booking = order.bookings.active().get()
    assert any(since <= booking.starts_at <= until for since, until in windows)
    assert read_needs(order).windows == windows


def test_an_order_waits_for_the_one_before_it_and_follows_it() -> None:
    town = testing.town()
    town.engineer()
    first, second = take(town), take(town)
    second = change(second, links=(Link("precedes", first.pk, min_gap=60),))
    one, two = first.bookings.active().get(), second.bookings.active().get()
    assert two.starts_at >= one.ends_at + timedelta(minutes=60)
    first.refresh_from_db()
    assert first.has_details
    third = change(take(town), links=(Link("precedes", second.pk),))
    round_trip = (Link("precedes", second.pk, first=True), Link("precedes", third.pk))
    with pytest.raises(InvalidInput) as refused:
        set_needs(actor=None, order_id=first.pk, needs=Needs(links=round_trip))
    assert OrderLink.objects.count() == 2
    assert list(refused.value.fields) == ["links"]


def test_preferred_goes_and_excluded_does_not() -> None:
    town = testing.town()
    near, far = town.engineer("近", east_km=1), town.engineer("远", east_km=6)
    order = take(town)
    assert who(change(order, preferred=far.pk)) == [far]
    assert who(change(order, excluded=frozenset({far.pk}))) == [near]
    with pytest.raises(InvalidInput):
        set_needs(actor=None, order_id=order.pk, needs=Needs(preferred=near.pk, excluded=frozenset({near.pk})))


def test_what_has_begun_or_is_locked_is_not_planned_anew() -> None:
    town = testing.town()
    town.engineer()
    order = take(town)
    booking = order.bookings.get()
    bookings.set_locked(actor=None, booking_id=booking.pk, locked_now=True)
    with pytest.raises(BusinessError) as refused:
        set_needs(actor=None, order_id=order.pk, needs=Needs(people=2), replan=True)
    assert refused.value.code == "booking_fixed"
    assert WorkOrder.objects.get(pk=order.pk).people == 1
    set_needs(actor=None, order_id=order.pk, needs=Needs(people=2))
    assert Booking.objects.get(pk=booking.pk).state == "dispatched"
    bookings.set_locked(actor=None, booking_id=booking.pk, locked_now=False)
    bookings.set_out(actor=None, booking_id=booking.pk, stamp=bookings.stamp_now())
    with pytest.raises(BusinessError) as over:
        set_needs(actor=None, order_id=order.pk, needs=Needs())
    assert over.value.code == "order_closed"


def test_a_dispatcher_says_it_on_the_orders_page() -> None:
    town = testing.town()
    lead, mate = town.engineer("带队", east_km=1), town.engineer("同去", east_km=2)
    tool = Tool.objects.create(code="pump", name_zh="真空泵", name_en="Vacuum pump")
    EngineerTool.objects.create(engineer=mate, tool=tool)
    testing.cache.clear()
    order, other = take(town), take(town)
    client = dispatcher(town)
    url = reverse("workorders:needs", args=[order.number])
    page = client.get(url).content.decode()
    assert "Vacuum pump" in page
    assert "Further skills and certificates" in page
    rows = {f"{name}-{part}": value for name in ("windows", "parts", "skills", "links") for part, value in
            (("TOTAL_FORMS", "2"), ("INITIAL_FORMS", "0"))}  # fmt: skip
    given = {
        **rows, "people": "2", "load_kg": "0", "tools": [str(tool.pk)], "replan": "on",
        "parts-0-part": town.part.number,
        "parts-0-quantity": "2", "links-0-kind": "precedes", "links-0-other": other.number,
        "links-1-kind": "precedes",
    }  # fmt: skip
    answer = client.post(url, given)
    assert answer.status_code == 302, answer.content.decode()
    testing.run_jobs()
    order.refresh_from_db()
    assert read_needs(order) == Needs(
        people=2, tools=frozenset({tool.pk}), parts={town.part.pk: 2}, links=(Link("precedes", other.pk),)
    )
    assert who(order) == [mate, lead]
    shown = client.get(reverse("workorders:detail", args=[order.number])).content.decode()
    for text in ("Vacuum pump", "Capacitor 35 µF", "× 2", "only after", other.number, "Goes along"):
        assert text in shown, text
    wrong = client.post(url, {**given, "parts-0-part": "none", "windows-0-since": "2026-01-01T10:00"})
    assert wrong.status_code == 422
    assert "No part has this number." in wrong.content.decode()
    assert "Both ends of the window." in wrong.content.decode()
    assert dispatcher(testing.town("宁波")).get(url).status_code == 404


def test_another_system_says_it_when_it_opens_a_case_and_later() -> None:
    town = testing.town()
    town.engineer("一", east_km=1)
    town.engineer("二", east_km=2)
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user("administrator"))

    def send(method: str, path: str, body: dict[str, Any], status: int) -> Any:
        call = getattr(client, method)
        answer = call(f"/api/v1{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    body = {"serial": town.asset.serial, "description": "不制冷", "visit": {"people": 2, "parts": [
        {"number": town.part.number, "quantity": 1}]}}  # fmt: skip
    opened = send("post", "/cases", body, 201)
    testing.run_jobs()
    order = WorkOrder.objects.get(case__number=opened["number"])
    assert (order.people, len(who(order))) == (2, 2)
    path = f"/work-orders/{order.number}/needs"
    assert client.get(f"/api/v1{path}").json()["parts"] == [{"number": town.part.number, "quantity": 1}]
    kept = send("put", path, {"people": 1, "skills": [{"code": town.skill.code, "level": 2}], "replan": True}, 200)
    assert (kept["people"], kept["parts"], kept["skills"]) == (1, [], [{"code": town.skill.code, "level": 2}])
    testing.run_jobs()
    assert len(who(order)) == 1
    refused = send("put", path, {"tools": ["no-such-tool"]}, 422)
    assert (refused["code"], list(refused["fields"])) == ("needs_invalid", ["tools"])
