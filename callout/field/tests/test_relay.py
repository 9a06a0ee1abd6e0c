"""A job leaves a phone without a network as codes: once, from the right phone, readable by nobody on the way."""

from __future__ import annotations

import base64
import json
import os
import zlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from callout import testing
from callout.field import devices, relay_pages
from callout.field.models import Command, Device, RelayParcel
from callout.field.tests.conftest import Phone, phone_of, record_for, visit_for
from callout.parts.models import Stock
from callout.workorders.models import ServiceRecord

pytestmark = pytest.mark.django_db


class Offline:
    """The originating phone: keys exchanged while it had a network; then it only shows codes."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.secret = phone, ec.generate_private_key(ec.SECP256R1())
        shown = self.secret.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        answer = phone.client.post(
            "/field/api/relay-key", {"public_key": base64.b64encode(shown).decode()}, content_type="application/json"
        ).json()
        self.device, self.key = Device.objects.get(uid=answer["device"]), base64.b64decode(answer["key"])

    def parcel(self, *commands: dict, secret: ec.EllipticCurvePrivateKey | None = None) -> bytes:
        plain = zlib.compress(json.dumps({"skew_ms": 0, "commands": list(commands)}).encode())
        nonce = os.urandom(12)
        sealed = AESGCM(self.key).encrypt(nonce, plain, f"relay:{self.device.uid}".encode())
        body = bytes([1]) + self.device.uid.bytes + nonce + sealed
        r, s = decode_dss_signature((secret or self.secret).sign(body, ec.ECDSA(hashes.SHA256())))
        return body + r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.fixture
def offline(phone) -> Offline:
    return Offline(phone)


@pytest.fixture
def colleague(town) -> Phone:
    return phone_of(town.engineer("李"))


@pytest.fixture
def job(phone, visit, town) -> list[dict]:
    return [phone.command("arrive", visit), phone.command("complete", visit, **record_for(town))]


def hand_in(carrier: Phone, data: bytes) -> tuple[int, dict]:
    answer = carrier.client.post(
        "/field/api/parcels", {"parcel": base64.b64encode(data).decode()}, content_type="application/json"
    )
    return answer.status_code, answer.json()


def test_a_colleague_hands_the_finished_job_in(offline, colleague, visit, job) -> None:
    status, said = hand_in(colleague, offline.parcel(*job))
    assert (status, said["applied"], said["all"]) == (200, 2, 2)
    visit.refresh_from_db()
    assert visit.state == "completed"
    assert {row.device for row in Command.objects.all()} == {offline.device}
    row = RelayParcel.objects.get()
    assert (row.device, row.courier) == (offline.device, colleague.engineer.user)


@pytest.mark.parametrize("first", ["relay", "phone"])
def test_it_counts_once_whether_the_phone_or_the_carrier_is_faster(
    offline, colleague, phone, visit, job, first
) -> None:
    parcel = offline.parcel(*job)
    if first == "relay":
        hand_in(colleague, parcel)
        assert [o["status"] for o in phone.send(*job)] == ["applied", "applied"]
    else:
        phone.send(*job)
        assert hand_in(colleague, parcel)[1]["applied"] == 2
    hand_in(colleague, parcel)
    assert (ServiceRecord.objects.count(), Command.objects.count(), RelayParcel.objects.count()) == (1, 2, 1)
    assert Stock.objects.get(store__engineer=phone.engineer).quantity == 4


def test_what_was_changed_on_the_way_changes_nothing(offline, colleague, job) -> None:
    good = offline.parcel(*job)
    for at in (20, 60, len(good) - 1):
        bad = bytearray(good)
        bad[at] ^= 1
        assert hand_in(colleague, bytes(bad))[1]["code"] == "relay_signature_wrong"
    forged = offline.parcel(*job, secret=ec.generate_private_key(ec.SECP256R1()))
    assert hand_in(colleague, forged)[1]["code"] == "relay_signature_wrong"
    assert hand_in(colleague, good[:40])[1]["code"] == "relay_parcel_invalid"
    assert hand_in(colleague, b"\x01" + os.urandom(200))[1]["code"] == "device_unknown"
    assert not Command.objects.exists() and not RelayParcel.objects.exists()


def test_the_carrier_cannot_read_the_customers_name(offline, job) -> None:
    parcel = offline.parcel(*job)
    assert job[1]["payload"]["signer"].encode() not in parcel and b"complete" not in parcel


def test_a_lost_phones_codes_are_refused(offline, colleague, job) -> None:
    devices.revoke(actor=None, device=offline.device)
    assert hand_in(colleague, offline.parcel(*job))[1]["code"] == "device_revoked"
    assert not Command.objects.exists()


def test_codes_do_not_reach_other_engineers_orders(offline, colleague, town) -> None:
    foreign = visit_for(town, colleague.engineer)
    said = hand_in(colleague, offline.parcel(offline.phone.command("accept", foreign)))[1]
    assert (said["applied"], said["all"]) == (0, 1)
    assert Command.objects.get().code == "order_not_yours"


def test_a_weak_or_broken_key_is_not_taken(phone) -> None:
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    for key in (
        "",
        "x",
        base64.b64encode(other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode(),
    ):
        answer = phone.client.post("/field/api/relay-key", {"public_key": key}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "public_key_invalid")


def frames(data: bytes, size: int = 100) -> list[str]:
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return [f"CALLOUT1:00000000AB:{n}:{len(pieces)}:{base45(piece)}" for n, piece in enumerate(pieces, 1)]


def base45(data: bytes) -> str:
    out = ""
    for at in range(0, len(data), 2):
        number, digits = int.from_bytes(data[at : at + 2], "big"), 3 if at + 1 < len(data) else 2
        for _ in range(digits):
            out += relay_pages._ALPHABET[number % 45]
            number //= 45
    return out


def test_base45_is_that_of_the_standard() -> None:
    """RFC 9285, section 4.3."""
    assert relay_pages._base45("QED8WEX0") == b"ietf!"
    assert base45(b"AB") == "BB8"


def test_the_desk_reads_pasted_codes_in_any_order(offline, visit, job, client, town) -> None:
    client.force_login(testing.user("agent", region=town.region))
    shown = frames(offline.parcel(*job))
    lost = client.post("/relay/", {"frames": "\n".join(shown[1:])})
    assert lost.status_code == 422 and "1" in lost.context["error"]
    answer = client.post("/relay/", {"frames": "\r\n".join([shown[-1], *reversed(shown), "noise"])})
    assert answer.status_code == 200 and answer.context["applied"] == 2
    visit.refresh_from_db()
    assert visit.state == "completed"


def test_only_who_edits_cases_reads_codes_in(client, town) -> None:
    client.force_login(town.engineer().user)
    assert client.get("/relay/").status_code == 403
