"""Events reach outside systems: signed, retried, given up with a word, never into the own network."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.utils import timezone

from callout import testing
from callout.cases import events as case_events
from callout.foundation import webhook_signature
from callout.foundation.errors import InvalidInput
from callout.foundation.events import publish
from callout.integration import tasks
from callout.integration.models import WebhookDelivery, WebhookEndpoint
from callout.integration.webhooks import http, sending, services, subscriber
from callout.notifications.models import Notice

pytestmark = pytest.mark.django_db


class Receiver:
    """An outside system on this machine; answers with the statuses it is told, then 200."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.append((dict(self.headers), body))
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?x=1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_PRIVATE = True
    subscriber.forget()
    found = Receiver()
    yield found
    found.close()
    subscriber.forget()


def endpoint(receiver: Receiver, *kinds: str) -> tuple[WebhookEndpoint, str]:
    return services.create_endpoint(actor=None, name="ERP", url=receiver.url, events=kinds)


def happen(case_id: int = 1) -> None:
    publish(case_events.CaseCreated(case_id=case_id, number=f"CA-{case_id}", channel="api"), actor=None)


def later(made: WebhookEndpoint) -> None:
    """The waiting time is over."""
    WebhookEndpoint.objects.filter(pk=made.pk).update(retry_at=timezone.now())
    tasks.retry_webhooks.func(0)
    testing.run_jobs()


def test_an_event_arrives_once_and_signed(receiver: Receiver) -> None:
    made, secret = endpoint(receiver)
    happen(42)
    testing.run_jobs()
    ((headers, body),) = receiver.calls
    webhook_signature.verify(secret, headers["X-Callout-Signature"], body, now=time.time())
    with pytest.raises(webhook_signature.SignatureRefused):
        webhook_signature.verify(secret, headers["X-Callout-Signature"], body + b" ", now=time.time())
    told = json.loads(body)
    delivery = made.deliveries.get()
    assert (told["type"], told["data"]["case_id"], told["id"]) == ("case.created", 42, headers["X-Callout-Delivery"])
    assert (delivery.state, delivery.status, str(delivery.uid)) == ("delivered", 200, told["id"])


def test_only_wanted_events_are_sent_in_their_order(receiver: Receiver) -> None:
    endpoint(receiver, "case.created")
    publish(case_events.CaseClosed(case_id=1, number="CA-1"), actor=None)
    for case_id in (1, 2, 3):
        happen(case_id)
    testing.run_jobs()
    assert [json.loads(body)["data"]["case_id"] for _, body in receiver.calls] == [1, 2, 3]


def test_a_failure_is_repeated_later_under_the_same_id(receiver: Receiver) -> None:
    made, _ = endpoint(receiver)
    receiver.statuses = [500, 503]
    happen()
    testing.run_jobs()
    assert len(receiver.calls) == 1
    made.refresh_from_db()
    assert made.failures == 1
    assert made.retry_at
    assert made.retry_at > timezone.now()
    later(made)
    made.refresh_from_db()
    assert made.retry_at
    assert made.retry_at - timezone.now() > timedelta(seconds=8)
    later(made)
    made.refresh_from_db()
    delivery = made.deliveries.get()
    assert (made.failures, delivery.state, delivery.attempts) == (0, "delivered", 3)
    assert len({headers["X-Callout-Delivery"] for headers, _ in receiver.calls}) == 1


def test_an_endpoint_that_keeps_failing_is_switched_off_and_says_so(receiver: Receiver) -> None:
    boss = testing.user("administrator")
    made, _ = endpoint(receiver)
    receiver.statuses = [500, 500]
    WebhookEndpoint.objects.filter(pk=made.pk).update(failures=sending.OFF_AFTER - 1)
    happen()
    testing.run_jobs()
    made.refresh_from_db()
    assert (made.active, made.disabled_reason) == (False, "HTTP 500")
    assert Notice.objects.get(user=boss).urgent
    receiver.statuses = []
    services.switch(actor=boss, endpoint_id=made.pk, active=True)
    testing.run_jobs()
    assert made.deliveries.get().state == "delivered"


def test_what_fails_for_a_day_is_given_up_and_can_be_sent_by_hand(receiver: Receiver) -> None:
    made, _ = endpoint(receiver)
    receiver.statuses = [500, 500]
    happen()
    testing.run_jobs()
    WebhookDelivery.objects.update(created_at=timezone.now() - sending.GIVEN_UP_AFTER)
    later(made)
    delivery = made.deliveries.get()
    assert delivery.state == "failed"
    WebhookEndpoint.objects.update(retry_at=None)
    services.redeliver(actor=None, delivery_id=delivery.pk)
    testing.run_jobs()
    assert made.deliveries.get().state == "delivered"


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.statuses = [302]
    assert http.post(receiver.url, b"{}", {}).error == "HTTP 302"
    assert len(receiver.calls) == 1


PRIVATE = [
    "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://192.168.1.1:8080/x", "http://[::1]/",
    "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0.0.0.0/",
    "http://[fe80::1]/", "http://100.64.0.1/", "http://224.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_addresses_inside_are_refused_when_saved_and_when_called(settings: Any, url: str) -> None:
    settings.WEBHOOKS_PRIVATE = False
    with pytest.raises(InvalidInput) as refusal:
        services.create_endpoint(actor=None, name="x", url=url)
    assert refusal.value.code == "url_private"
    assert http.post(url, b"{}", {}).status is None


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "http://", "javascript:alert(1)", "http://user:pw@example.org/", "//x"]
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        http.check_url(url)
    assert refusal.value.code == "url_invalid"


def test_without_endpoints_no_job_is_made(receiver: Receiver) -> None:
    happen()
    assert testing.run_jobs() == 0
