"""A decision explains itself: in both languages, for the chosen one, for each other engineer, and for nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from callout import testing
from callout.dispatching import fits, manual
from callout.dispatching.choose import LEAD
from callout.dispatching.models import Decision
from callout.dispatching.why import explain, last_decision
from callout.workforce.models import Engineer, EngineerSkill
from callout.workorders.intake import Request, take_request
from callout.workorders.models import WorkOrder

pytestmark = pytest.mark.django_db


def take(town: testing.Town, **columns: Any) -> WorkOrder:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    order = take_request(actor=None, request=request).work_orders.get()
    WorkOrder.objects.filter(pk=order.pk).update(**columns)
    testing.run_jobs()
    return WorkOrder.objects.get(pk=order.pk)


def read(town: testing.Town, path: str, language: str = "en") -> dict[str, Any]:
    client = Client(headers={"accept-language": language})
    client.force_login(testing.user("dispatcher", region=town.region))
    answer = client.get(f"/api/v1/work-orders/{path}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_an_outlet_is_named_in_the_readers_language_whoever_planned() -> None:
    town = testing.town()
    town.outlet.name_zh, town.outlet.name_en = "文三路网点", "Wensan Road"
    town.outlet.save()
    town.engineer("周建国", east_km=1)
    town.engineer("吴晓峰", east_km=8)
    testing.cache.clear()
    with translation.override("zh-hans"):
        order = take(town)
    english, chinese = (read(town, f"{order.number}/why", language) for language in ("en", "zh-hans"))
    assert (english["outlet"], chinese["outlet"]) == ("Wensan Road", "文三路网点")
    assert english["next"][0]["outlet"] == "Wensan Road"
    assert english["outlets"][0]["name"] == "Wensan Road"
    kept = read(town, f"{order.number}/decisions")["items"][0]
    assert kept["candidates"][0]["outlet"] == "Wensan Road"


def test_the_next_three_differ_in_words_and_everybody_else_has_a_gap() -> None:
    town = testing.town()
    names = ["一", "二", "三", "四", "五"]
    for n, name in enumerate(names):
        town.engineer(name, east_km=1 + 3 * n)
    order = take(town)
    why = read(town, f"{order.number}/why")
    assert why["name"] == "一"
    assert why["total"] == pytest.approx(sum(term["minutes"] for term in why["terms"]), abs=0.05)
    assert [each["name"] for each in why["next"]] == ["二", "三", "四"]
    assert all("km more to drive" in each["differences"] for each in why["next"])
    assert [each["name"] for each in why["others"]] == ["五"]
    last = Engineer.objects.get(user__full_name="五")
    answer = read(town, f"{order.number}/why-not/{last.pk}")
    assert (answer["verdict"], answer["more"]) == ("dearer", why["others"][0]["more"])


def test_each_engineer_who_could_not_go_has_his_first_failed_rule() -> None:
    town, other = testing.town(), testing.town("宁波")
    chosen, unskilled, stranger = town.engineer("能"), town.engineer("不会"), other.engineer("外地")
    EngineerSkill.objects.filter(engineer=unskilled).delete()
    order = take(town)
    row = read(town, f"{order.number}/why")["excluded"][0]
    assert (row["name"], row["rule"], row["label"]) == ("不会", "skill_missing", "skill missing")
    verdicts = {
        who.pk: read(town, f"{order.number}/why-not/{who.pk}")["verdict"] for who in (chosen, unskilled)
    }  # fmt: skip
    assert verdicts == {chosen.pk: "chosen", unskilled.pk: "rule"}
    client = Client()
    client.force_login(testing.user("dispatcher", region=town.region))
    assert client.get(f"/api/v1/work-orders/{order.number}/why-not/{stranger.pk}").status_code == 404


def test_a_choice_by_hand_keeps_who_could_not_go_too() -> None:
    town = testing.town()
    near, unskilled = town.engineer("近"), town.engineer("不会")
    EngineerSkill.objects.filter(engineer=unskilled).delete()
    order = take(town)
    booking = order.bookings.get()
    manual.reassign(
        actor=testing.user("dispatcher", region=town.region), booking_id=booking.pk,
        starts_at=booking.starts_at + timedelta(hours=1),
    )  # fmt: skip
    decision = Decision.objects.filter(work_order=order)[0]
    assert (decision.engineer, decision.actor is not None) == (near, True)
    assert [row["rule"] for row in decision.excluded] == ["skill_missing"]
    assert decision.outlets


def test_a_team_that_is_not_complete_says_so_and_what_would_help() -> None:
    town = testing.town()
    town.engineer("独自")
    order = take(town, people=2)
    decision = last_decision(order.pk)
    assert decision is not None
    assert (decision.outcome, decision.reason) == ("unserved", "no_helpers")
    with translation.override("en"):
        why = explain(decision)
    assert why.unserved == "There are not enough people free at one time"
    assert "with one person less" in [way.change for way in why.fits]
    found = fits.what_would_fit(order, timezone.now())
    assert min(way["starts_at"] for way in found) >= (timezone.now() + LEAD - timedelta(minutes=5)).isoformat()


def test_a_team_names_who_goes_along() -> None:
    town = testing.town()
    lead, mate = town.engineer("带队", east_km=1), town.engineer("同去", east_km=2)
    order = take(town, people=2)
    why = read(town, f"{order.number}/why")
    assert (why["engineer_id"], why["helpers"]) == (lead.pk, [mate.user.full_name])


def test_nobody_decided_yet() -> None:
    town = testing.town()
    client = Client()
    client.force_login(testing.user("dispatcher", region=town.region))
    order = take_request(
        actor=None,
        request=Request(customer=town.customer, channel="phone", service_type=town.repair, description="不制冷"),
    ).work_orders.get()
    assert client.get(f"/api/v1/work-orders/{order.number}/why").status_code == 404
