"""Other systems keep crews, vehicles, tools, limits and coverage, inside what they may reach."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from callout import testing
from callout.workforce.models import CrewMember, EngineerTool, OutletCapacity, Vehicle

pytestmark = pytest.mark.django_db


class Caller:
    """A person's session on the API."""

    def __init__(self, person: Any) -> None:
        self._client = Client(headers={"accept-language": "en"})
        self._client.force_login(person)

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(self._client, method)(f"/api/v1{path}", **data)
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if answer.content else None


def test_a_crew_is_made_and_changed() -> None:
    town, other = testing.town(), testing.town("宁波")
    one, two, stranger = town.engineer(), town.engineer(), other.engineer()
    call = Caller(testing.user("manager", region=town.region))
    body = {"code": "crew-1", "name_zh": "一组", "name_en": "Crew 1", "outlet_id": town.outlet.pk}
    made = call("post", "/crews", {**body, "engineer_ids": [one.pk, two.pk]}, 201)
    assert call("get", "/crews")["items"] == [{**made, "engineer_ids": [one.pk, two.pk]}]
    call("put", f"/crews/{made['id']}", {**body, "engineer_ids": [two.pk]})
    assert [row.engineer for row in CrewMember.objects.filter(until=None)] == [two]
    assert call("post", "/crews", body, 422)["code"] == "code_taken"
    refused = call("post", "/crews", {**body, "code": "x", "engineer_ids": [stranger.pk]}, 422)
    assert refused["code"] == "crew_of_one_outlet"
    assert call("post", "/crews", {**body, "code": "y", "outlet_id": other.outlet.pk}, 422)["code"] == "unknown"
    assert Caller(testing.user("manager", region=other.region))("get", "/crews")["items"] == []


def test_a_driver_has_one_ready_vehicle() -> None:
    town = testing.town()
    driver = town.engineer()
    call = Caller(testing.user("manager", region=town.region))
    body = {"plate": "浙A1", "outlet_id": town.outlet.pk, "driver_id": driver.pk, "capacity_kg": 500}
    made = call("post", "/vehicles", body, 201)
    assert call("post", "/vehicles", {**body, "plate": "浙A2"}, 422)["code"] == "driver_has_vehicle"
    call("put", f"/vehicles/{made['id']}", {**body, "state": "workshop", "driver_id": None})
    assert Vehicle.objects.get().state == "workshop"
    assert [row["plate"] for row in call("get", "/vehicles")["items"]] == ["浙A1"]
    assert call("post", "/vehicles", {**body, "plate": "浙A3", "speed_factor": 0}, 422)


def test_tools_are_the_organisations_and_engineers_hold_them() -> None:
    town = testing.town()
    engineer = town.engineer()
    everywhere, local = (Caller(testing.user("administrator")), Caller(testing.user("manager", region=town.region)))
    body = {"code": "pump", "name_zh": "真空泵", "name_en": "Pump"}
    assert local("post", "/tools", body, 403)["code"] == "organisation_only"
    everywhere("post", "/tools", body, 201)
    held = local("put", f"/engineers/{engineer.pk}/tools", [{"code": "pump", "valid_until": "2030-01-31"}])
    assert held == [{"code": "pump", "valid_until": "2030-01-31"}]
    assert EngineerTool.objects.get().tool.code == "pump"
    local("put", f"/engineers/{engineer.pk}/tools", [{"code": "none"}], 422)


def test_limits_and_coverage_of_an_outlet() -> None:
    town, other = testing.town(), testing.town("宁波")
    call = Caller(testing.user("manager", region=town.region))
    path = f"/outlets/{town.outlet.pk}"
    limit = call("put", f"{path}/capacity", {"weekday": 6, "closed": True, "reason": "周日"})
    assert call("get", f"{path}/capacity") == [limit]
    assert call("put", f"{path}/capacity", {"weekday": 6}, 422)["code"] == "limit_missing"
    call("delete", f"{path}/capacity/{limit['id']}", status=204)
    assert not OutletCapacity.objects.exists()
    ring = [[120.1, 30.2], [120.2, 30.2], [120.2, 30.3]]
    assert call("put", f"{path}/coverage", {"area": ring})["area"] == ring
    assert call("get", f"{path}/coverage")["category_ids"] == [town.category.pk]
    assert call("put", f"{path}/coverage", {"area": ring[:2]}, 422)["code"] == "ring_invalid"
    call("put", f"/outlets/{other.outlet.pk}/coverage", {"area": []}, 404)
