"""A hostile phone: other people's orders, forged times, replayed and truncated commands, huge files, false signatures.

Every attempt is refused with a stable code and a sentence, and nothing changes.
"""

from __future__ import annotations

import base64
import json
import struct
import uuid
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from callout.cases.models import Case, Interaction
from callout.field.models import Device, Upload
from callout.field.protocol import PAYLOADS, VISIT_COMMANDS
from callout.field.tests.conftest import phone_of, png, record_for, visit_for
from callout.foundation.models import Attachment
from callout.parts.models import Movement, PartRequest, Stock
from callout.workforce.models import Absence
from callout.workorders.models import Booking, BookingStamp, ServiceRecord, WorkOrder

pytestmark = pytest.mark.django_db

OF_ORDERS = (*sorted(VISIT_COMMANDS), "note", "new_request")
TABLES = (Booking, WorkOrder, BookingStamp, ServiceRecord, Stock, Movement, Case, Interaction, PartRequest, Attachment)


def everything() -> list[Any]:
    """All that a phone could change."""
    return [list(table.objects.order_by("pk").values()) for table in (*TABLES, Absence, Upload)]


@pytest.fixture
def stranger(town):
    return phone_of(town.engineer("李"))


def payload_of(kind, town) -> dict[str, Any]:
    """A payload that would be right on one's own order."""
    return {
        "decline": {"reason": "远"},
        "pause": {"reason": "等客户"},
        "complete": record_for(town),
        "carry_over": {"reason": "parts"},
        "note": {"text": "?"},
        "new_request": {"service_type": "repair", "description": "x"},
        "rate": {"rating": 5},
        "approve_cost": {
            "amount": "10.00",
            "lines": [{"zh": "上门", "en": "Visit", "quantity": "1", "amount": "10.00"}],
            "signer": "王",
            "signature": base64.b64encode(png()).decode(),
        },
        "request_part": {"part": town.part.pk},
    }.get(kind, {})


@pytest.mark.parametrize("kind", [*OF_ORDERS, "request_part"])
def test_nothing_can_be_done_to_somebody_elses_order(stranger, visit, town, kind):
    before = everything()
    outcome = stranger.do(kind, visit, **payload_of(kind, town))
    assert (outcome["status"], outcome["code"]) == ("rejected", "order_not_yours")
    assert outcome["message"]
    assert everything() == before


def test_own_visit_with_somebody_elses_order_is_refused(phone, stranger, visit, town):
    other = visit_for(town, stranger.engineer, hours=3)
    before = everything()
    (outcome,) = phone.send(phone.command("set_out", visit) | {"order": str(other.work_order.uid)})
    assert outcome["code"] == "order_not_yours"
    assert everything() == before


def test_a_colleagues_commands_replayed_are_refused(phone, stranger, visit, town):
    log = [phone.command("arrive", visit), phone.command("complete", visit, **record_for(town))]
    phone.send(*log)
    before = everything()
    assert {o["code"] for o in stranger.send(*log)} == {"operation_reused"}
    renamed = [command | {"operation": str(uuid.uuid4())} for command in log]
    assert {o["code"] for o in stranger.send(*renamed)} <= {"order_not_yours", "held"}
    assert everything() == before


def test_the_own_log_replayed_under_new_numbers_does_nothing_twice(phone, visit, town):
    log = [phone.command("arrive", visit), phone.command("complete", visit, **record_for(town))]
    phone.send(*log)
    before = everything()
    outcomes = phone.send(*[command | {"operation": str(uuid.uuid4())} for command in log])
    assert [(o["status"], o["code"]) for o in outcomes] == [("conflict", "already_completed"), ("held", "held")]
    assert everything() == before


def test_steps_in_a_forged_order_of_time_are_refused(phone, visit, town):
    now = timezone.now()
    phone.send(phone.command("arrive", visit, at=now - timedelta(minutes=10)))
    before = everything()
    outcome = phone.do("complete", visit, at=now - timedelta(minutes=20), **record_for(town))
    assert outcome["status"] == "rejected"
    assert outcome["code"].startswith("time_")
    assert everything() == before


def test_a_batch_cut_off_anywhere_changes_nothing(phone, visit):
    body = json.dumps({"skew_ms": 0, "commands": [phone.command("accept", visit)]})
    before = everything()
    for end in range(0, len(body), 7):
        response = phone.client.post("/field/api/commands", body[:end], content_type="application/json")
        assert (response.status_code, response.json()["code"]) == (422, "json_invalid")
        assert response.json()["detail"]
    assert everything() == before


@pytest.mark.parametrize("field", ["operation", "type", "at"])
def test_a_command_without_a_part_is_refused(phone, visit, field):
    before = everything()
    command = phone.command("accept", visit)
    del command[field]
    (outcome,) = phone.send(command)
    assert (outcome["status"], outcome["code"]) == ("rejected", "command_invalid")
    assert everything() == before


@pytest.mark.parametrize("kind", sorted(PAYLOADS))
def test_a_payload_with_something_unknown_is_refused(phone, visit, kind):
    before = everything()
    (outcome,) = phone.send(phone.command(kind, visit) | {"payload": {"is_admin": True}})
    assert (outcome["status"], outcome["code"]) == ("rejected", "payload_invalid")
    assert everything() == before


def bomb() -> bytes:
    """A PNG of a few bytes that claims 30,000 × 30,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "signature", [png()[:8] + b"<script>alert(1)</script>", png()[:30], bomb()], ids=["script", "cut off", "bomb"]
)
def test_a_signature_that_is_no_picture_is_refused(phone, visit, town, signature):
    before = everything()
    outcome = phone.do("complete", visit, **record_for(town, signature=base64.b64encode(signature).decode()))
    assert outcome["status"] == "rejected", outcome
    assert outcome["message"]
    assert everything() == before


def test_fifty_megabytes_sent_at_once_are_refused(phone, visit):
    before = everything()
    response = phone.put(uuid.uuid4(), visit, b"\xff\xd8\xff" + b"x" * (50 * 1024 * 1024), size=50 * 1024 * 1024 + 3)
    assert (response.status_code, response.json()["code"]) == (413, "chunk_too_large")
    assert everything() == before


def test_a_revoked_phone_is_told_to_wipe_and_changes_nothing(phone, visit):
    before = everything()
    Device.objects.update(revoked_at=timezone.now())
    body = {"commands": [phone.command("accept", visit)]}
    response = phone.client.post("/field/api/commands", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (410, "device_revoked")
    assert everything() == before
