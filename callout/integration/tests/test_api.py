"""The REST API as an outside system meets it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.accounts.access import DEFAULT_ROLES, PERMISSIONS
from callout.accounts.models import User
from callout.cases import services as case_services
from callout.cases.models import Case
from callout.foundation.models import PersonalDataReveal
from callout.integration import rate, tokens
from callout.integration.models import ApiToken
from callout.workorders import records
from callout.workorders.bookings import stamp_now
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.records import RecordInput

pytestmark = pytest.mark.django_db
ALL = sorted(PERMISSIONS)


class Caller:
    """An outside system with a token."""

    def __init__(self, person: User, permissions: list[str] = ALL) -> None:
        self.token, secret = tokens.make_token(actor=None, user=person, name="ERP", permissions=permissions)
        self._client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = self._client.get(f"/api/v1{path}", query)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def post(self, path: str, body: dict[str, Any] | None = None, status: int = 200, **headers: str) -> Any:
        data = json.dumps(body) if body is not None else None
        answer = self._client.post(f"/api/v1{path}", data, content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.fixture(autouse=True)
def fresh_tokens() -> None:
    tokens._known.clear()
    rate._buckets.clear()


@pytest.fixture
def town() -> testing.Town:
    return testing.town()


@pytest.fixture
def system(town: testing.Town) -> Caller:
    return Caller(testing.user("administrator"))


def request_of(town: testing.Town, **more: object) -> dict[str, Any]:
    return {"serial": town.asset.serial, "description": "不制冷", "symptom_code": "S1", **more}


def test_a_system_opens_a_case_follows_it_and_moves_the_visit(town: testing.Town, system: Caller) -> None:
    first, second = town.engineer("周建国", east_km=1), town.engineer("吴晓峰", east_km=8)
    opened = system.post("/cases", request_of(town, external_id="ERP-1", contact_phone="13800006207"), 201)
    assert opened["entitlement"]["kind"] == "warranty"
    testing.run_jobs()

    case = system.get(f"/cases/{opened['number']}")
    assert (case["state"], case["contact_phone"], case["symptom_code"]) == ("in_service", "138****6207", "S1")
    assert {m["kind"] for m in case["milestones"]} == {"respond", "arrive", "resolve"}
    order = system.get(f"/work-orders/{case['work_orders'][0]}")
    assert [b["engineer_id"] for b in order["bookings"]] == [first.pk]
    why = system.get(f"/work-orders/{order['number']}/decisions")["items"][0]
    assert [c["name"] for c in why["candidates"]] == ["周建国", "吴晓峰"]

    moved = system.post(f"/work-orders/{order['number']}/move", {"engineer_id": second.pk})
    assert moved["bookings"][0]["engineer_id"] == second.pk
    system.post(f"/cases/{case['number']}/notes", {"body": "客户催单"}, 201)
    assert system.get(f"/cases/{case['number']}/notes")["items"][0]["body"] == "客户催单"
    waiting = system.post(f"/cases/{case['number']}/wait", {"waiting_for": "customer"})
    assert (waiting["state"], waiting["waiting_for"]) == ("waiting", "customer")
    assert system.post(f"/cases/{case['number']}/resume")["state"] == "in_service"
    assert system.post(f"/cases/{case['number']}/cancel", {"reason": "不修了"})["state"] == "cancelled"
    kinds = [event["type"] for event in system.get("/events")["items"]]
    assert kinds[:2] == ["case.created", "work_order.created"]
    assert kinds.count("booking.moved") == 1


def test_the_same_request_is_taken_once(town: testing.Town, system: Caller) -> None:
    body = request_of(town)
    first = system.post("/cases", body, 201, **{"Idempotency-Key": "k1"})
    assert system.post("/cases", body, 201, **{"Idempotency-Key": "k1"}) == first
    refused = system.post("/cases", request_of(town, severity=1), 409, **{"Idempotency-Key": "k1"})
    assert refused["code"] == "idempotency_key_reused"
    by_number = {system.post("/cases", request_of(town, external_id="A"), 201)["number"] for _ in range(2)}
    assert len(by_number) == 1
    assert Case.objects.count() == 2


def test_a_refused_request_leaves_its_key_free(town: testing.Town, system: Caller) -> None:
    system.post("/cases", request_of(town, symptom_code="none"), 422, **{"Idempotency-Key": "k"})
    system.post("/cases", request_of(town), 201, **{"Idempotency-Key": "k"})


def test_personal_data_is_masked_until_asked_for_with_the_permission(town: testing.Town) -> None:
    person = testing.user("agent")
    masked = Caller(person, ["customers.view"])
    assert masked.get(f"/customers/{town.customer.pk}")["phone"] == "138****6207"
    assert masked.get("/customers", phone="13800006207")["items"][0]["name"] == "张**"
    assert masked.get(f"/customers/{town.customer.pk}", 403, reveal=True)["code"] == "not_allowed"
    assert not PersonalDataReveal.objects.exists()
    clear = Caller(person, ["customers.view", "personal.reveal"])
    assert clear.get(f"/customers/{town.customer.pk}", reveal=True)["phone"] == "13800006207"
    assert {row.field for row in PersonalDataReveal.objects.filter(user=person)} == {"name", "phone"}


def test_lists_are_paged_by_key(town: testing.Town, system: Caller) -> None:
    numbers = [system.post("/cases", request_of(town), 201)["number"] for _ in range(5)]
    seen, after = [], None
    while True:
        found = system.get("/cases", limit=2, **({"after": after} if after else {}))
        seen += [row["number"] for row in found["items"]]
        if (after := found["next"]) is None:
            break
    assert seen == numbers[::-1]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing", None, 404, "not_found"),
        ("GET", "/cases/CA-000101-00001", None, 404, "not_found"),
        ("DELETE", "/cases", None, 405, "method_not_allowed"),
        ("POST", "/cases", "{", 400, "bad_request"),
        ("POST", "/cases", '{"severity": 9}', 422, "invalid_input"),
        ("POST", "/cases", '{"description": "\\u0000"}', 422, "invalid_input"),
        ("POST", "/cases", '{"wanted_from": "2026-01-01T00:00:00"}', 422, "invalid_input"),
        ("POST", "/cases", '"' + "x" * 1_100_000 + '"', 413, "too_large"),
    ],
)
def test_every_refusal_is_a_problem_document(
    town: testing.Town, method: str, path: str, body: str | None, status: int, code: str
) -> None:
    _, secret = tokens.make_token(actor=None, user=testing.user("administrator"), name="x", permissions=ALL)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    answer = client.generic(method, f"/api/v1{path}", body or "", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code


def test_only_json_is_read(system: Caller) -> None:
    answer = system._client.post("/api/v1/cases", {"description": "x"})
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


def test_a_stolen_token_ends_with_its_revocation_and_with_its_day(town: testing.Town, system: Caller) -> None:
    system.get("/cases")
    tokens.revoke_token(actor=None, token_id=system.token.pk)
    assert system.get("/cases", 401)["code"] == "not_authenticated"
    other = Caller(testing.user("administrator"))
    ApiToken.objects.filter(pk=other.token.pk).update(expires_at=timezone.now())
    assert other.get("/cases", 401)["code"] == "not_authenticated"


def test_a_token_that_calls_too_often_is_held_back(system: Caller, settings: Any, monkeypatch: Any) -> None:
    settings.API_RATE = 2.0
    monkeypatch.setattr(rate, "monotonic", lambda: 1000.0)
    for _ in range(4):
        system.get("/service-types")
    assert system.get("/service-types", 429)["code"] == "too_many_requests"
    monkeypatch.setattr(rate, "monotonic", lambda: 1000.5)
    system.get("/service-types")
    assert system.get("/service-types", 429)["code"] == "too_many_requests"


def test_a_browser_session_needs_the_csrf_token(town: testing.Town) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(testing.user("administrator"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/cases").status_code == 200
    answer = client.post("/api/v1/cases", json.dumps(request_of(town)), content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_roles_know_only_declared_permissions() -> None:
    assert {code for role in DEFAULT_ROLES for code in role[3]} <= set(PERMISSIONS)


def test_resolving_takes_the_visit_back_and_what_was_done_on_site_is_kept(town: testing.Town, system: Caller) -> None:
    town.engineer("周建国")
    opened = system.post("/cases", request_of(town), 201)
    testing.run_jobs()
    assert system.post(f"/cases/{opened['number']}/resolve", {"reason": "自己好了"})["state"] == "resolved"
    assert WorkOrder.objects.get().state == "cancelled"


def test_a_record_is_kept_though_the_case_was_resolved_meanwhile(town: testing.Town, system: Caller) -> None:
    town.engineer("周建国")
    opened = system.post("/cases", request_of(town), 201)
    testing.run_jobs()
    booking = Booking.objects.get()
    case_services.resolve(actor=None, case_id=booking.work_order.case_id)
    record = RecordInput(action_id=town.codes["action"].pk)
    records.complete(actor=booking.engineer.user, booking_id=booking.pk, record=record, stamp=stamp_now())
    assert system.get(f"/cases/{opened['number']}")["state"] == "resolved"
    assert WorkOrder.objects.get().state == "completed"
