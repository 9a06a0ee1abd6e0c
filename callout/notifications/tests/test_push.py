"""Push messages: encrypted as the standard says, one way more for an engineer's message, never the only one."""

from __future__ import annotations

import base64
import json
import struct
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from callout import testing
from callout.accounts.live import Interest
from callout.field import devices
from callout.field.tests.conftest import Phone, phone_of, visit_for
from callout.notifications import push, webpush
from callout.notifications.models import Message, Notice, PushSubscription
from callout.notifications.services import notify

pytestmark = pytest.mark.django_db


def private(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(webpush.unb64(number), "big"), webpush.CURVE)


def test_the_body_is_that_of_the_standard() -> None:
    """RFC 8291, section 5 and appendix A."""
    target = webpush.Target(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    body = webpush.encrypt(
        target,
        b"When I grow up, I want to be a watermelon",
        salt=webpush.unb64("DGv6ra1nlYgDCS1FRnbzlw"),
        key=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )
    assert webpush.b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7"
        "A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@dataclass
class Service:
    """A browser's push service on a local port, with the browser's keys: it reads what only the browser can."""

    url: str = ""
    status: int = 201
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(webpush.CURVE))
    auth: bytes = b"0123456789abcdef"

    def subscription(self) -> dict[str, str]:
        return {"endpoint": self.url, "p256dh": webpush.b64(webpush._point(self.key)), "auth": webpush.b64(self.auth)}

    def read(self, index: int = -1) -> dict[str, str]:
        body = self.bodies[index]
        salt, (size, length) = body[:16], struct.unpack("!IB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert size == 4096
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(webpush.CURVE, theirs))
        info = b"WebPush: info\x00" + webpush._point(self.key) + theirs
        secret = webpush._hkdf(self.auth, info, shared, 32)
        key = webpush._hkdf(salt, b"Content-Encoding: aes128gcm\x00", secret, 16)
        nonce = webpush._hkdf(salt, b"Content-Encoding: nonce\x00", secret, 12)
        said: dict[str, str] = json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x02"))
        return said


@pytest.fixture
def service(settings) -> Iterator[Service]:
    settings.PUSH_HOSTS = ["127.0.0.1"]
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            service.headers.append(dict(self.headers))
            self.send_response(service.status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}/push/1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield service
    server.shutdown()
    server.server_close()


@pytest.fixture
def town() -> testing.Town:
    return testing.town()


@pytest.fixture
def phone(town) -> Phone:
    engineer = town.engineer("陈志远")
    engineer.user.phone = "13700001234"
    engineer.user.save()
    return phone_of(engineer)


def allow(phone: Phone, service: Service) -> int:
    answer = phone.client.post("/field/api/push", service.subscription(), content_type="application/json")
    return answer.status_code


def told(phone: Phone) -> Message:
    return Message.objects.get(audience="engineer", user=phone.engineer.user, template="order_assigned")


def test_an_assigned_order_reaches_the_phone_that_allows_it(phone, service, town) -> None:
    assert allow(phone, service) == 200
    visit = visit_for(town, phone.engineer)
    testing.run_jobs()
    message = told(phone)
    assert (message.channel, message.state, message.provider) == ("push", "sent", "webpush")
    said = service.read()
    assert visit.work_order.number in said["title"] and said["tag"] == str(message.uid)
    assert visit.work_order.number.encode() not in service.bodies[-1]


def test_the_service_can_check_who_sends(phone, service, town) -> None:
    allow(phone, service)
    visit_for(town, phone.engineer)
    testing.run_jobs()
    header = service.headers[-1]
    assert (header["Content-Encoding"], header["Urgency"]) == ("aes128gcm", "high")
    token, key = (part.split("=", 1)[1] for part in header["Authorization"].removeprefix("vapid ").split(", "))
    said, signature = token.rsplit(".", 1)
    r, s = (int.from_bytes(half, "big") for half in (webpush.unb64(signature)[:32], webpush.unb64(signature)[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(webpush.CURVE, webpush.unb64(key))
    public.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(hashes.SHA256()))
    claims = json.loads(webpush.unb64(said.split(".")[1]))
    assert claims["aud"] == f"http://{urlsplit(service.url).netloc}"
    assert key == phone.bundle()["sections"]["engineer"]["push_key"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_forgotten_and_a_text_message_goes(phone, service, town, status) -> None:
    allow(phone, service)
    service.status = status
    visit_for(town, phone.engineer)
    testing.run_jobs()
    message = told(phone)
    assert (message.channel, message.state, message.provider) == ("sms", "sent", "console")
    assert not PushSubscription.objects.exists()


def test_a_busy_service_is_tried_again_later(phone, service, town) -> None:
    allow(phone, service)
    service.status = 503
    visit_for(town, phone.engineer)
    testing.run_jobs()
    message = told(phone)
    assert (message.channel, message.state, message.attempts) == ("push", "queued", 1)
    assert PushSubscription.objects.count() == 1


def test_without_a_subscription_all_goes_as_before(phone, town) -> None:
    visit_for(town, phone.engineer)
    testing.run_jobs()
    assert (told(phone).channel, told(phone).state) == ("sms", "sent")


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://10.0.0.1/x"},
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": "https://fcm.googleapis.com:8443/x"},
        {"endpoint": "https://evil.example/fcm.googleapis.com"},
        {"p256dh": base64.urlsafe_b64encode(b"\x04" + b"1" * 64).decode()},
        {"auth": "AAAA"},
        {"p256dh": "é"},
    ],
)
def test_phones_choose_no_address_of_ours(phone, service, wrong) -> None:
    given = service.subscription() | wrong
    answer = phone.client.post("/field/api/push", given, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "push_invalid")
    assert not PushSubscription.objects.exists()


def test_a_stopped_or_lost_phone_gets_nothing_more(phone, service) -> None:
    allow(phone, service)
    phone.client.delete("/field/api/push")
    assert not PushSubscription.objects.exists()
    allow(phone, service)
    device = phone.engineer.devices.get()
    devices.revoke(actor=None, device=device)
    assert not PushSubscription.objects.exists()


def test_the_browsers_services_are_known() -> None:
    for endpoint in (
        "https://fcm.googleapis.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://web.push.apple.com/x",
        "https://wns2-par02p.notify.windows.com/w/?token=x",
    ):
        assert webpush.is_allowed(endpoint)


@pytest.mark.django_db(transaction=True)
def test_a_notice_reaches_the_open_pages_of_its_reader_alone() -> None:
    reader, other = testing.user("dispatcher"), testing.user("dispatcher")
    with connection.cursor() as cursor:
        cursor.execute("LISTEN callout_live")
    notify(actor=None, user_ids=[reader.pk], dedupe=str(uuid.uuid4()), zh="新", en="New")
    connection.connection.execute("SELECT 1")
    lines = [json.loads(n.payload) for n in connection.connection.notifies(timeout=30, stop_after=1)]
    assert lines == [{"type": "notice", "user": reader.pk}]
    assert Interest(reader).wants(lines[0]) and not Interest(other).wants(lines[0])


def test_the_bell_says_how_many_are_new(client) -> None:
    reader = testing.user("dispatcher")
    client.force_login(reader)
    for n in range(3):
        notify(actor=None, user_ids=[reader.pk], dedupe=f"n{n}", zh="新", en="New")
    page = client.get("/notices/", headers={"accept-language": "en"}).content.decode()
    assert ">3</span>" in page
    Notice.objects.update(read_at="2026-01-01T00:00Z")
    assert 'class="dot"' in client.get("/notices/").content.decode()
    assert push.subscribed([]) == set()
