"""Offers, proposals, escalations and policies: on the screen in both languages, and by the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.dispatching.models import Escalation, FairnessEntry, Policy
from callout.dispatching.tests.test_policies import busy_town, policy, take
from callout.foundation.ui.testing import assert_rows_cost_nothing
from callout.workorders.models import Booking

pytestmark = pytest.mark.django_db


def get(client: Client, address: str, language: str = "en") -> str:
    client.cookies["callout_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "title", "grab"), [("zh-hans", "可抢工单", "抢单"), ("en", "Orders to grab", "Grab")]
)
def test_an_engineer_sees_what_he_may_grab_and_grabs_it(client: Client, language: str, title: str, grab: str) -> None:
    town = testing.town()
    engineer, other = town.engineer(), town.engineer()
    policy(town, mode="pool")
    order = take(town)
    client.force_login(engineer.user)
    page = get(client, "/dispatch/grab/", language)
    assert title in page
    assert grab in page
    assert order.title in page
    assert town.customer.name not in page
    client.post(f"/dispatch/grab/{order.offers.get().pk}/")
    assert order.bookings.get().engineer == engineer
    client.force_login(other.user)
    assert order.title not in get(client, "/dispatch/grab/", language)


def test_the_dispatcher_sees_the_pool_and_withdraws(client: Client) -> None:
    town, foreign = testing.town(), testing.town("宁波")
    for each in (town, foreign):
        each.engineer()
        policy(each, mode="pool")
    here, there = take(town), take(foreign)
    client.force_login(testing.user("dispatcher", region=town.region))
    page = get(client, "/dispatch/pool/")
    assert here.number in page
    assert there.number not in page
    assert client.get(f"/dispatch/pool/{there.offers.get().pk}/withdraw/").status_code == 404
    client.post(f"/dispatch/pool/{here.offers.get().pk}/withdraw/")
    here.refresh_from_db()
    assert (here.offers.get().state, here.unserved_reason) == ("withdrawn", "")


def test_chosen_proposals_are_confirmed(client: Client) -> None:
    town = testing.town()
    town.engineer()
    policy(town, mode="confirm")
    first, second = take(town), take(town)
    client.force_login(testing.user("dispatcher", region=town.region))
    assert first.number in get(client, "/dispatch/proposals/")
    client.post("/dispatch/proposals/confirm/", {"pk": [first.bookings.get().pk]})
    assert [o.bookings.get().state for o in (first, second)] == ["dispatched", "proposed"]


def test_an_escalation_is_settled_in_words(client: Client) -> None:
    town = testing.town()
    order = take(town, severity=2)
    row = Escalation.objects.get(work_order=order)
    person = testing.user("dispatcher", region=town.region)
    client.force_login(person)
    assert "无人可派" in get(client, "/dispatch/escalations/", "zh-hans")
    assert client.post(f"/dispatch/escalations/{row.pk}/settle/", {"resolution": ""}).status_code == 422
    client.post(f"/dispatch/escalations/{row.pk}/settle/", {"resolution": "外派"})
    row.refresh_from_db()
    assert (row.resolution, row.resolved_by) == ("外派", person)


def test_the_dispatcher_sees_who_gives_way_before_he_lets_them(client: Client) -> None:
    town, booking = busy_town()
    emergency = take(town, severity=1)
    row = Escalation.objects.get(reason="preemption")
    client.force_login(testing.user("dispatcher", region=town.region))
    assert booking.work_order.number in get(client, f"/dispatch/escalations/{row.pk}/give-way/")
    client.post(f"/dispatch/escalations/{row.pk}/give-way/")
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    assert emergency.bookings.active().count() == 1


def test_a_manager_sets_his_regions_policy_and_no_other(client: Client) -> None:
    town, foreign = testing.town(), testing.town("宁波")
    client.force_login(testing.user("manager", region=town.region))
    assert "派工策略" in get(client, "/dispatch/policies/", "zh-hans")
    given = {
        "mode": "pool", "acceptance_minutes": 20, "max_refusals": 2, "pool_minutes": 12, "outlet_minutes": 30,
        "escalate_minutes": 30, "preemption": "apply", "reoptimise": "off", "freeze_minutes": 60, "churn_minutes": 30,
    }  # fmt: skip
    assert client.post(f"/dispatch/policies/{town.region.pk}/", given).status_code == 302
    row = Policy.objects.get(region=town.region)
    assert (row.mode, row.pool_minutes, row.preemption) == ("pool", 12, "apply")
    assert client.post(f"/dispatch/policies/{foreign.region.pk}/", given).status_code == 404
    client.force_login(testing.user("dispatcher", region=town.region))
    assert client.get("/dispatch/policies/").status_code == 403


def send(client: Client, method: str, address: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    answer = client.generic(
        method, f"/api/v1{address}", json.dumps(body) if body is not None else "", content_type="application/json"
    )
    return answer.status_code, answer.json()


def test_the_api_offers_grabs_confirms_and_settles(client: Client) -> None:
    town = testing.town()
    first, second = town.engineer(), town.engineer()
    client.force_login(testing.user("manager", region=town.region))
    status, told = send(client, "PUT", f"/dispatch-policies/{town.region.pk}", {"mode": "pool"})
    assert (status, told["mode"]) == (200, "pool")
    assert send(client, "GET", "/dispatch-policies")[1][0]["mode"] == "pool"
    order = take(town)
    offer = send(client, "GET", "/offers?state=open")[1]["items"][0]
    assert (offer["order_number"], set(offer["engineer_ids"])) == (order.number, {first.pk, second.pk})

    client.force_login(first.user)
    assert send(client, "GET", "/pool")[1][0]["offer_id"] == offer["id"]
    status, mine = send(client, "POST", f"/pool/{offer['id']}/grab")
    assert (status, mine["state"]) == (200, "accepted")
    assert send(client, "POST", f"/pool/{offer['id']}/grab")[1]["booking_id"] == mine["booking_id"]
    client.force_login(second.user)
    status, problem = send(client, "POST", f"/pool/{offer['id']}/grab")
    assert (status, problem["code"]) == (409, "offer_taken")


def test_the_api_confirms_settles_and_tells_the_ledger(client: Client) -> None:
    town = testing.town()
    engineer = town.engineer()
    policy(town, mode="confirm")
    order = take(town)
    client.force_login(testing.user("manager", region=town.region))
    assert send(client, "POST", f"/bookings/{order.bookings.get().pk}/confirm")[1]["state"] == "dispatched"
    FairnessEntry.objects.create(
        engineer=engineer, work_order=order, kind="far", at=timezone.now(), points=2, detail="31"
    )
    ledger = send(client, "GET", f"/engineers/{engineer.pk}/fairness")[1]["items"]
    assert (ledger[0]["kind"], ledger[0]["order_number"]) == ("far", order.number)
    Escalation.objects.create(work_order=order, reason="unserved", at=timezone.now(), until=timezone.now())
    row = send(client, "GET", "/escalations")[1]["items"][0]
    assert send(client, "POST", f"/escalations/{row['id']}/settle", {"reason": "x"})[1]["resolution"] == "x"
    assert send(client, "GET", "/escalations")[1]["items"] == []
    decision = send(client, "GET", f"/work-orders/{order.number}/decisions")[1]["items"][0]
    assert {"others", "gave_way", "fits"} <= decision.keys()


def test_more_offers_cost_no_more_queries(client: Client) -> None:
    town = testing.town()
    town.engineer()
    policy(town, mode="pool")
    client.force_login(testing.user("dispatcher"))

    def grow() -> None:
        for _ in range(3):
            take(town)

    assert_rows_cost_nothing(client, "/dispatch/pool/", grow, most=20)


def test_more_escalations_cost_no_more_queries(client: Client) -> None:
    town = testing.town()
    testing.user("dispatcher", region=town.region)
    client.force_login(testing.user("dispatcher"))
    take(town, severity=2)

    def escalated() -> None:
        for _ in range(3):
            take(town, severity=2)

    assert_rows_cost_nothing(client, "/dispatch/escalations/", escalated, most=20)


def test_more_proposals_cost_no_more_queries(client: Client) -> None:
    town = testing.town()
    town.engineer()
    client.force_login(testing.user("dispatcher"))
    policy(town, mode="confirm")

    def proposed() -> None:
        for _ in range(3):
            take(town)

    assert_rows_cost_nothing(client, "/dispatch/proposals/", proposed, most=20)
    assert Booking.objects.filter(state="proposed").count() == 3
