"""Every API operation as anonymous, without its permission, and from a foreign region."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from callout import testing
from callout.accounts.access import PERMISSIONS
from callout.chat import services as chat
from callout.chat.rooms import Room
from callout.config.api import api
from callout.dispatching.models import Escalation, Offer
from callout.dispatching.planning.models import PlanRun
from callout.dispatching.services import plan_order
from callout.integration import tokens
from callout.parts.services import request_part
from callout.workorders.intake import Request, take_request
from callout.workorders.models import WorkOrder

pytestmark = pytest.mark.django_db
SITE = {"region_id": 1, "city": "x", "district": "x", "street": "x", "latitude": 1, "longitude": 1}
BODIES: dict[str, Any] = {
    "/api/v1/cases": {"description": "x"},
    "/api/v1/customers": {"name": "x", "region_id": 1},
    "/api/v1/customers/{customer_id}/sites": SITE,
    "/api/v1/work-orders/{number}/assign": {"engineer_id": 1},
    "/api/v1/work-orders/{number}/move": {"engineer_id": 1},
    "/api/v1/dispatch-policies/{region_id}": {"mode": "pool"},
    "/api/v1/cases/{number}/diagnosis/answers": {"tree": "x", "step": "x"},
    "/api/v1/cases/{number}/diagnosis/curves": {"curve": "x", "points": [[1, 1]]},
    "/api/v1/work-orders/{number}/needs": {"people": 1},
    "/api/v1/crews": {"code": "x", "name_zh": "x", "name_en": "x", "outlet_id": 1},
    "/api/v1/crews/{crew_id}": {"code": "x", "name_zh": "x", "name_en": "x", "outlet_id": 1},
    "/api/v1/vehicles": {"plate": "x", "outlet_id": 1},
    "/api/v1/vehicles/{vehicle_id}": {"plate": "x", "outlet_id": 1},
    "/api/v1/tools": {"code": "x", "name_zh": "x", "name_en": "x"},
    "/api/v1/engineers/{engineer_id}/tools": [],
    "/api/v1/outlets/{outlet_id}/coverage": {"area": []},
    "/api/v1/outlets/{outlet_id}/capacity": {},
    "/api/v1/plans": {"region_id": 1, "day": "2026-01-05"},
    "/api/v1/cases/{number}/wait": {"waiting_for": "customer"},
    "/api/v1/cases/{number}/notes": {"body": "x"},
    "/api/v1/cases/{number}/chat": {"text": "x"},
    "/api/v1/cases/{number}/chat/read": {"until": "2026-01-05T08:00:00Z"},
    "/api/v1/outlets/{outlet_id}/chat": {"text": "x"},
    "/api/v1/outlets/{outlet_id}/chat/read": {"until": "2026-01-05T08:00:00Z"},
    "/api/v1/part-requests/{number}/decide": {"approve": False, "answer": "x"},
    "/api/v1/part-requests/{number}/ship": {},
}


def operations() -> Iterator[tuple[str, str, str]]:
    """(method, path, permission) of every operation."""
    for path, found in api.get_openapi_schema()["paths"].items():
        for method in found:
            yield method.upper(), path, _permission(method.upper(), path)


def _permission(method: str, path: str) -> str:
    for prefix, router in api._routers:
        for own, view in router.path_operations.items():
            if f"/api/v1{prefix}{own}".rstrip("/") == path.rstrip("/"):
                for operation in view.operations:
                    if method in operation.methods:
                        return getattr(operation.view_func, "permission", "")
    raise AssertionError(f"{method} {path} was not found")


@pytest.fixture
def world(settings: Any, tmp_path: Any) -> dict[str, str]:
    """Ids of a town's things, by the name of the path parameter and the first part of the path."""
    settings.DATA_FOLDER = tmp_path
    town = testing.town()
    engineer = town.engineer()
    case = take_request(
        actor=None,
        request=Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="x", asset=town.asset
        ),
    )
    plan_order(actor=None, order_id=case.work_orders.get().pk)
    wanted = request_part(actor=None, engineer=engineer, part=town.part, quantity=1)
    return {
        "cases": case.number, "work-orders": case.work_orders.get().number, "customers": str(town.customer.pk),
        "assets": str(town.asset.pk), "catalogue": town.category.code, "part-requests": wanted.number,
        "dispatch-policies": str(town.region.pk), "engineers": str(engineer.pk), "outlets": str(town.outlet.pk),
        "chat-pictures": picture_of(town),
        **things_of_dispatch(case.work_orders.get()),
    }  # fmt: skip


def picture_of(town: testing.Town) -> str:
    """A picture that somebody sent to the team."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    message = chat.show(actor=testing.user("agent"), room=Room(outlet=town.outlet), data=out.getvalue())
    assert message.attachment
    return str(message.attachment.uid)


def things_of_dispatch(order: WorkOrder) -> dict[str, str]:
    """What dispatch by policy keeps of an order, by the first part of the path."""
    now = timezone.now()
    offer = Offer.objects.create(work_order=order, kind="pool", opened_at=now, until=now)
    escalation = Escalation.objects.create(work_order=order, reason="unserved", at=now, until=now)
    plan = PlanRun.objects.create(region=order.region, day=now.date(), cause="person", seconds=1, asked_at=now)
    return {
        "plans": str(plan.pk),
        "offers": str(offer.pk),
        "pool": str(offer.pk),
        "escalations": str(escalation.pk),
        "bookings": "1",
    }


def call(client: Client, method: str, path: str, world: dict[str, str]) -> Any:
    body = json.dumps(BODIES.get(path, {"reason": "x"})) if method != "GET" else ""
    first = path.removeprefix("/api/v1/").split("/")[0]
    for name in (
        "number", "customer_id", "asset_id", "code", "region_id", "engineer_id", "offer_id", "booking_id",
        "escalation_id", "plan_id", "outlet_id", "crew_id", "vehicle_id", "capacity_id",
        "uid",
    ):  # fmt: skip
        path = path.replace(f"{{{name}}}", world.get("engineers" if name == "engineer_id" else first, "1"))
    return client.generic(method, path, body, content_type="application/json")


def client_of(person: Any, permissions: list[str]) -> Client:
    _, secret = tokens.make_token(actor=None, user=person, name="walk", permissions=permissions)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_every_operation_declares_its_permission() -> None:
    missing = [(method, path) for method, path, permission in operations() if permission not in PERMISSIONS]
    assert not missing


def test_nobody_comes_in_without_a_token(world: dict[str, str]) -> None:
    for method, path, _ in operations():
        for client in (Client(), Client(headers={"Authorization": "Bearer co_0000_forged"})):
            answer = call(client, method, path, world)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated"), (method, path)


def test_a_token_without_the_permission_is_refused(world: dict[str, str]) -> None:
    person = testing.user("administrator")
    for method, path, permission in operations():
        client = client_of(person, sorted(PERMISSIONS.keys() - {permission}))
        answer = call(client, method, path, world)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), (method, path)


def test_a_person_without_the_permission_is_refused_whatever_the_token_says(world: dict[str, str]) -> None:
    nobody = testing.User.objects.create(username="nobody", full_name="Nobody")
    client = client_of(nobody, sorted(PERMISSIONS))
    for method, path, _ in operations():
        assert call(client, method, path, world).status_code == 403, (method, path)


def test_a_foreign_region_finds_nothing(world: dict[str, str]) -> None:
    abroad = testing.town("哈尔滨", latitude=45.8, longitude=126.6)
    client = client_of(testing.user("administrator", region=abroad.region), sorted(PERMISSIONS))
    mine = set(world.values()) - {world["catalogue"]}
    for method, path, _ in operations():
        answer = call(client, method, path, world)
        if "{" in path and "catalogue" not in path:
            assert answer.status_code in (404, 422), (method, path, answer.status_code)
        elif method == "GET" and "catalogue" not in path:
            rows = answer.json()["items"] if isinstance(answer.json(), dict) else []
            seen = {str(row.get(name)) for row in rows for name in ("number", "case") if isinstance(row, dict)}
            assert not seen & mine, (method, path)


def test_own_region_finds_its_things(world: dict[str, str]) -> None:
    client = client_of(testing.user("administrator"), sorted(PERMISSIONS))
    for method, path, _ in operations():
        if method == "GET":
            assert call(client, method, path, world).status_code == 200, path
