"""The pages of tokens, webhooks and imports, as an administrator meets them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from callout import testing
from callout.cases.models import Case
from callout.integration.models import ApiToken, ImportRun, WebhookEndpoint
from callout.integration.webhooks import subscriber

pytestmark = pytest.mark.django_db
PAGES = (
    "/tokens/",
    "/tokens/new/",
    "/webhooks/",
    "/webhooks/new/",
    "/webhooks/deliveries/",
    "/imports/",
    "/imports/new/",
    "/api/docs",
)


@pytest.fixture
def client() -> Client:
    found, person = Client(headers={"Accept-Language": "en"}), testing.user("administrator")
    person.language = "en"
    person.save()
    found.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


@pytest.fixture(autouse=True)
def outside(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.WEBHOOKS_PRIVATE = True
    settings.DATA_FOLDER = tmp_path
    subscriber.forget()
    yield
    subscriber.forget()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_and_holds_no_inline_handler_or_style(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=", text)


def test_the_docs_name_every_operation(client: Client) -> None:
    text = client.get("/api/docs").content.decode()
    for path in ("/api/v1/cases", "/api/v1/work-orders/{number}/assign", "/api/v1/events"):
        assert path in text


def test_a_token_is_shown_once_works_and_ends(client: Client) -> None:
    boss = testing.user("administrator")
    form = {"name": "ERP", "user": boss.pk, "permissions": ["cases.view"]}
    page = client.post("/tokens/new/", form, follow=True)
    secret = re.search(r'id="secret">(co_[^<]+)<', page.content.decode())
    assert secret
    token = ApiToken.objects.get()
    assert 'id="secret"' not in client.get(f"/tokens/{token.pk}/").content.decode()
    outside = Client(headers={"Authorization": f"Bearer {secret[1]}"})
    assert outside.get("/api/v1/cases").status_code == 200
    client.post(f"/tokens/{token.pk}/revoke/")
    assert outside.get("/api/v1/cases").status_code == 401


def test_a_webhook_is_made_pinged_and_switched(client: Client) -> None:
    form = {"name": "ERP", "url": "http://127.0.0.1:1/x", "events": ["case.created"]}
    page = client.post("/webhooks/new/", form, follow=True)
    assert "whsec_" in page.content.decode()
    endpoint = WebhookEndpoint.objects.get()
    assert "whsec_" not in client.get(f"/webhooks/{endpoint.pk}/").content.decode()
    pinged = client.post(f"/webhooks/{endpoint.pk}/ping/", follow=True)
    assert "No success" in pinged.content.decode()
    client.post(f"/webhooks/{endpoint.pk}/switch/", {"active": "0"})
    endpoint.refresh_from_db()
    assert not endpoint.active
    client.post(f"/webhooks/{endpoint.pk}/edit/", {**form, "name": "SAP"})
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.url) == ("SAP", "http://127.0.0.1:1/x")


def test_an_address_inside_is_refused_beside_its_field(client: Client, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = False
    answer = client.post("/webhooks/new/", {"name": "x", "url": "http://169.254.169.254/"})
    assert answer.status_code == 422
    assert "inside the network" in answer.content.decode()


def upload(client: Client, content: str, rules: dict[str, Any] | None = None) -> Any:
    form: dict[str, Any] = {"file": SimpleUploadedFile("cases.csv", content.encode())}
    if rules:
        form["mapping"] = SimpleUploadedFile("map.json", json.dumps(rules).encode())
    return client.post("/imports/new/", form, follow=True)


def test_columns_are_chosen_checked_and_imported(client: Client) -> None:
    town = testing.town()
    town.engineer()
    page = upload(client, "编号,客户,故障现象\n1,王先生,不制冷\n2,,异响\n")
    assert page.status_code == 200, page.content.decode()[:500]
    run = ImportRun.objects.get()
    address = f"/imports/{run.pk}/"
    chosen = {
        "kind": "old-system", "create": "on", "city": "杭州", "latitude": town.site.latitude,
        "longitude": town.site.longitude, "field_row_id": "编号", "field_customer_name": "客户",
        "field_description": "故障现象",
    }  # fmt: skip
    client.post(address, {**chosen, "action": "check"})
    testing.run_jobs()
    run.refresh_from_db()
    assert (run.state, run.created, run.failed, Case.objects.count()) == ("checked", 1, 1, 0)
    assert "The row names no customer." in client.get(address).content.decode()
    assert "3,客户,,The row names no customer." in b"".join(client.get(f"{address}problems/?export=csv")).decode(
        "utf-8-sig"
    )
    client.post(address, {**chosen, "action": "import"})
    testing.run_jobs()
    run.refresh_from_db()
    assert (run.state, run.created, Case.objects.count()) == ("done", 1, 1)
    assert Case.objects.get().state == "in_service"


def test_a_running_import_shows_its_state_and_can_be_cancelled(client: Client) -> None:
    upload(client, "编号,客户,故障现象\n1,王先生,不制冷\n")
    run = ImportRun.objects.get()
    ImportRun.objects.update(state="running")
    part = client.get(f"/imports/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in part
    client.post(f"/imports/{run.pk}/cancel/")
    run.refresh_from_db()
    assert run.cancel_requested


def test_a_hostile_upload_is_refused(client: Client) -> None:
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile("x.csv", b"\x7fELF\x00\x00binary")})
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_these_pages_are_for_those_who_manage_the_doors() -> None:
    agent = Client()
    agent.force_login(testing.user("agent"), backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in PAGES[:-1]:
        assert agent.get(address).status_code == 403, address
