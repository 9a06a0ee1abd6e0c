"""What an attacker tries at each door, and what he gets: a refusal with a stable code, and nothing changed."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import time
import uuid
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.accounts.models import User
from callout.contact_centre.models import Call
from callout.field.tests.conftest import phone_of, visit_for
from callout.foundation.models import Attachment, AuditEntry
from callout.foundation.tests.test_files import EXE, HTML, SVG, pdf, picture, workbook
from callout.foundation.webhook_signature import HEADER, sign
from callout.integration import tokens
from callout.integration.models import ApiToken, ImportRun
from callout.integration.tests.test_api_walk import call, client_of, operations
from callout.integration.tests.test_api_walk import world as api_world  # noqa: F401 - a fixture
from callout.notifications.models import Message
from callout.portal.tests.test_portal import answers
from callout.tests.test_conformity import VIEWS
from callout.tests.test_walk import fill
from callout.workorders.intake import Request, take_request

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(person: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person, backend=BACKEND)
    return client


def case_of(town: testing.Town) -> Any:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="坏了", asset=town.asset
    )
    return take_request(actor=None, request=request)


# Cross-site requests

SIGNED_OTHERWISE = {
    "/api/docs": 415,  # takes no form at all
    "/hooks/sms/receipts/": 401,  # by the gateway's signature
    "/hooks/telephony/": 401,  # by the telephone system's signature
    "/field/api/phones/<uuid:uid>/wiped": 401,  # by the phone's secret number
    "/field/api/sign-out": 401,  # by the phone's token, as all that follow
    "/field/api/bundle": 405,
    "/field/api/commands": 401,
    "/field/api/parcels": 401,
    "/field/api/position": 401,
    "/field/api/push": 401,
    "/field/api/relay-key": 401,
    "/field/api/chat-pictures/<uuid:uid>": 405,
    "/field/api/files/<uuid:uid>": 405,
    "/field/api/documents/<uuid:uid>": 405,
    "/field/api/orders/<uuid:uid>/record.pdf": 405,
}
PAGES = [(address, view) for address, view in VIEWS if not view.__module__.startswith(("ninja.", "django."))]


@pytest.mark.parametrize("origin", ["no token", "token of another site"])
def test_no_page_takes_a_form_from_another_site(origin: str) -> None:
    """An administrator's browser is made to send a form to each address: sign-in and public pages too."""
    client = signed_in(testing.user("administrator"), enforce_csrf_checks=True)
    headers = {}
    if origin == "token of another site":
        client.cookies["csrftoken"] = "a" * 32
        headers = {"X-CSRFToken": "a" * 32, "Origin": "https://evil.example"}
    before, taken = AuditEntry.objects.count(), {}
    for address, _view in PAGES:
        answer = client.post(fill(address, {}), headers=headers)
        if (answer.status_code, answer.headers.get("X-Error-Code")) != (403, "csrf_failed"):
            taken[address] = answer.status_code
    assert taken == SIGNED_OTHERWISE
    assert AuditEntry.objects.count() == before


def test_no_api_operation_takes_a_session_from_another_site(api_world: dict[str, str]) -> None:  # noqa: F811
    client = signed_in(testing.user("administrator"), enforce_csrf_checks=True)
    before = AuditEntry.objects.count()
    for method, path, _permission in operations():
        if method != "GET":
            answer = call(client, method, path, api_world)
            assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed"), (method, path)
    assert AuditEntry.objects.count() == before


# Stolen tokens and sessions


def test_a_stolen_token_is_worth_nothing_once_its_owner_notices() -> None:
    testing.town()
    person = testing.user("administrator")
    ends: dict[str, Callable[[ApiToken], Any]] = {
        "revoked": lambda token: tokens.revoke_token(actor=person, token_id=token.pk),
        "expired": lambda token: ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now()),
        "owner left": lambda token: User.objects.filter(pk=token.user_id).update(is_active=False),
    }
    for how, end in ends.items():
        token, secret = tokens.make_token(actor=None, user=person, name=how, permissions=["cases.view"])
        thief = Client(headers={"Authorization": f"Bearer {secret}"})
        assert thief.get("/api/v1/cases").status_code == 200, how
        end(token)
        tokens._known.clear()  # what a process remembers for TRUSTED_SECONDS
        answer = thief.get("/api/v1/cases")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated"), how


def test_a_stolen_token_does_only_what_it_was_made_for(api_world: dict[str, str]) -> None:  # noqa: F811
    thief = client_of(testing.user("administrator"), ["cases.view"])
    for method, path, permission in operations():
        answer = call(thief, method, path, api_world)
        if permission != "cases.view":
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), (method, path)


def test_a_token_bound_to_its_network_is_worth_nothing_elsewhere() -> None:
    _, secret = tokens.make_token(
        actor=None, user=testing.user("administrator"), name="ERP", permissions=["cases.view"],
        networks="10.8.0.0/16, 2001:db8::/32 192.0.2.7",
    )  # fmt: skip
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    for address in ("10.8.3.4", "2001:db8::5", "192.0.2.7"):
        assert client.get("/api/v1/cases", REMOTE_ADDR=address).status_code == 200, address
    for address in ("10.9.0.1", "203.0.113.9", "::1", ""):
        answer = client.get("/api/v1/cases", REMOTE_ADDR=address)
        assert (answer.status_code, answer.json()["code"]) == (403, "token_elsewhere"), address


def test_networks_that_are_none_are_refused_beside_their_field() -> None:
    client = signed_in(testing.user("administrator"))
    owner = testing.user("manager")
    given = {"name": "ERP", "user": owner.pk, "permissions": ["cases.view"], "networks": "10.0.0.0/99"}
    answer = client.post("/tokens/new/", given)
    assert answer.status_code == 422
    assert [error.code for error in answer.context["form"].errors.as_data()["networks"]] == ["networks_invalid"]
    assert client.post("/tokens/new/", given | {"networks": "10.0.0.1/8"}).status_code == 302
    assert ApiToken.objects.get().networks == "10.0.0.0/8"


def test_a_token_opens_its_own_door_only() -> None:
    """An API token is no phone, a phone's token no API token, neither is a session, and an address holds none."""
    town = testing.town()
    phone = phone_of(town.engineer())
    _, secret = tokens.make_token(
        actor=None, user=phone.engineer.user, name="x", permissions=["field.use", "orders.view"]
    )
    for header in (f"Bearer {phone.token}", f"Device {secret}", secret, f"Basic {secret}"):
        answer = Client(headers={"Authorization": header}).get("/api/v1/work-orders")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated"), header
    for header in (f"Bearer {phone.token}", f"Device {secret}", f"Bearer {secret}"):
        answer = Client(headers={"Authorization": header}).get("/field/api/bundle")
        assert (answer.status_code, answer.json()["code"]) == (401, "device_unknown"), header
    assert Client().get(f"/api/v1/work-orders?token={secret}&access_token={secret}").status_code == 401
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/orders/").status_code == 302


def test_a_copied_session_ends_with_the_person_s_own() -> None:
    """Whoever copied the cookie is out when the person signs out, changes the password, or is closed."""
    password = "a-long-pass-phrase"
    ends: dict[str, Callable[[Client, User], Any]] = {
        "signed out": lambda client, person: client.post("/accounts/logout/"),
        "password changed": lambda client, person: client.post(
            "/accounts/password/change/",
            {"oldpassword": password, "password1": "another-long-phrase", "password2": "another-long-phrase"},
        ),
        "account closed": lambda client, person: User.objects.filter(pk=person.pk).update(is_active=False),
    }
    for how, end in ends.items():
        person = testing.user("agent")
        person.set_password(password)
        person.save()
        client, thief = signed_in(person), Client()
        thief.cookies["sessionid"] = client.cookies["sessionid"].value
        assert thief.get("/profile/").status_code == 200, how
        end(client, person)
        assert thief.get("/profile/").headers["Location"].startswith("/accounts/login/"), how


def test_a_session_planted_before_sign_in_is_not_the_one_after() -> None:
    person = testing.user("agent")
    person.set_password("a-long-pass-phrase")
    person.save()
    client = Client()
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    client.post("/accounts/login/", {"login": person.username, "password": "a-long-pass-phrase"})
    mine = client.cookies["sessionid"]
    assert client.get("/profile/").status_code == 200
    assert mine.value != "planted0planted0planted0planted0"
    assert (mine["httponly"], mine["samesite"]) == (True, "Lax")


def test_behind_https_cookies_never_travel_in_clear(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0)"
    )
    environment = {
        "CALLOUT_HTTPS": "1",
        "CALLOUT_DATA": str(tmp_path),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        "DJANGO_SETTINGS_MODULE": "callout.config.settings",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=live_settings.ROOT, capture_output=True)
    assert done.stdout.split() == [b"True"] * 4, done.stderr


# Forged webhooks


def forged(body: bytes, key: str, how: str) -> tuple[bytes, dict[str, str]]:
    """A body and its headers as an attacker who does not know the key would send them."""
    now = int(time.time())
    header = {
        "no signature": "",
        "another key": sign("guessed", body, now),
        "another body": sign(key, body + b" ", now),
        "an old one": sign(key, body, now - 301),
        "one from the future": sign(key, body, now + 400),
        "a torn one": sign(key, body, now)[:-3],
        "no key": sign("", body, now),
    }[how]
    return body, {HEADER: header} if header else {}


@pytest.mark.parametrize(
    "how",
    ["no signature", "another key", "another body", "an old one", "one from the future", "a torn one", "no key"],
)
def test_a_forged_webhook_changes_nothing(settings: Any, how: str) -> None:
    settings.SMS_RECEIPT_SECRET = "the gateway's"
    message = Message.objects.create(dedupe="x", to="13800006207", body="x", state="sent", provider_ref="G-1")
    hooks = (
        ("/hooks/telephony/", settings.TELEPHONY_SECRET, {"id": "1", "event": "ringing", "caller": "13800006207"}),
        ("/hooks/sms/receipts/", settings.SMS_RECEIPT_SECRET, {"ref": "G-1", "state": "delivered"}),
    )
    for address, key, report in hooks:
        body, headers = forged(json.dumps(report).encode(), key, how)
        answer = Client().post(address, body, content_type="application/json", headers=headers)
        code = "signature_old" if how in ("an old one", "one from the future") else "signature_invalid"
        assert (answer.status_code, answer.json()["code"]) == (401, code), address
        assert answer["Content-Type"] == "application/problem+json"
    message.refresh_from_db()
    assert (message.state, Call.objects.count()) == ("sent", 0)


# Hostile files


def bomb() -> bytes:
    """A PNG of a kilobyte that says it is 60,000 pixels high and wide."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a page with a script": ("a.jpg", HTML, "file_type_refused"),
    "a drawing with a script": ("a.png", SVG, "file_type_refused"),
    "a program": ("a.jpg", EXE, "file_type_refused"),
    "a shell script": ("a.pdf", b"#!/bin/sh\nrm -rf /\n", "file_type_refused"),
    "a decompression bomb": ("a.png", bomb(), "image_too_large"),
    "a torn picture": ("a.png", picture("PNG", (400, 400))[:120], "file_damaged"),
    "a document that runs a script": ("a.pdf", pdf(b"/OpenAction<</S/JavaScript/JS(x)>>"), "active_content"),
    "a workbook with a macro": ("a.xlsx", workbook(**{"xl/vbaProject.bin": b"x"}), "active_content"),
}


def at_the_portal(town: testing.Town, name: str, data: bytes) -> list[str]:
    answer = Client().post("/request/", answers(town, photos=[SimpleUploadedFile(name, data)]))
    assert answer.status_code == 422
    return [str(error.code) for error in answer.context["form"].errors.as_data()["photos"]]


def at_the_desk(town: testing.Town, name: str, data: bytes) -> list[str]:
    client = signed_in(testing.user("agent", region=town.region))
    answer = client.post(f"/cases/{case_of(town).number}/files/", {"file": SimpleUploadedFile(name, data)})
    return [answer.headers.get("X-Error-Code", "")]


def at_the_import(town: testing.Town, name: str, data: bytes) -> list[str]:
    client = signed_in(testing.user("administrator"))
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile(name, data)})
    assert (answer.status_code, ImportRun.objects.count()) == (422, 0)
    return [str(error.code) for errors in answer.context["form"].errors.as_data().values() for error in errors]


def on_the_phone(town: testing.Town, name: str, data: bytes) -> list[str]:
    engineer = town.engineer()
    answer = phone_of(engineer).put(uuid.uuid4(), visit_for(town, engineer), data, size=len(data))
    assert answer.status_code in (413, 422)
    return [answer.json()["code"]]


@pytest.mark.parametrize("door", [at_the_portal, at_the_desk, at_the_import, on_the_phone])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_kept_at_no_door(door: Callable[..., list[str]], what: str, settings: Any) -> None:
    town = testing.town()
    name, data, code = HOSTILE[what]
    folder = Path(settings.DATA_FOLDER)
    before = {path for path in folder.rglob("*") if path.is_file() and "files" in path.parts}
    codes = door(town, name, data)
    assert codes and set(codes) <= {code, "file_type_refused", "file_too_small", "range_invalid"}, codes
    assert not Attachment.objects.exists()
    kept = {path for path in folder.rglob("*") if path.is_file() and "files" in path.parts} - before
    assert not [path for path in kept if path.read_bytes() == data]


def test_a_file_that_was_kept_is_sent_as_what_it_is_and_runs_nowhere() -> None:
    """A picture with a page behind it keeps only the picture; browsers may neither guess its type nor run it."""
    town = testing.town()
    client = signed_in(testing.user("agent", region=town.region))
    case = case_of(town)
    client.post(f"/cases/{case.number}/files/", {"file": SimpleUploadedFile("a.html", picture() + HTML)})
    answer: Any = client.get(f"/files/{Attachment.objects.get().uid}/")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "script-src 'self'" in answer["Content-Security-Policy"] or "sandbox" in answer["Content-Security-Policy"]
    assert b"<script" not in body
    assert io.BytesIO(body).read(2) == b"\xff\xd8"
