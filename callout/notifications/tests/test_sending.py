"""A text message leaves once, or somebody is told that it may not have."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.foundation.errors import BusinessError
from callout.foundation.webhook_signature import HEADER, sign
from callout.notifications import sending, services
from callout.notifications.models import Message
from callout.notifications.providers import http as http_provider
from callout.notifications.tests.gateway import Gateway, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings):
    with running() as found:
        settings.SMS_PROVIDER, settings.SMS_HTTP_URL, settings.SMS_HTTP_TOKEN = "http", found.url, "secret-token"
        yield found


def queue(dedupe: str = "once", **more: object) -> Message:
    services.queue_message(
        actor=None,
        template="group_notice",
        audience="staff",
        to="13800006207",
        context={"text": "培训改到周三"},
        dedupe=dedupe,
        **more,
    )
    return Message.objects.get(dedupe=dedupe)


def sent(message: Message) -> Message:
    testing.run_jobs()
    message.refresh_from_db()
    return message


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notifications.send' AND status = 'todo'"
        )
        return int(cursor.fetchone()[0])


def hours_later(message: Message, **back: object) -> None:
    """As if the last step had happened long ago."""
    Message.objects.filter(pk=message.pk).update(**back)


def test_without_a_gateway_the_log_is_the_end_of_it() -> None:
    message = sent(queue())
    assert (message.state, message.provider, message.attempts) == ("sent", "console", 1)
    assert message.body == "【一票到底】培训改到周三" and message.sent_at


def test_the_same_occasion_is_told_once() -> None:
    queue()
    queue()
    assert Message.objects.count() == 1


def test_the_gateway_gets_number_text_and_our_id(gateway: Gateway) -> None:
    message = sent(queue())
    assert (message.state, message.provider_ref) == ("sent", "G-1")
    assert gateway.got == [{"id": str(message.uid), "to": "13800006207", "text": message.body}]
    assert gateway.headers[0]["Authorization"] == "Bearer secret-token"
    assert gateway.headers[0]["Idempotency-Key"] == str(message.uid)


def test_a_busy_gateway_is_asked_again_later_and_then_given_up(gateway: Gateway) -> None:
    gateway.answer = (503, {})
    message = sent(queue())
    assert (message.state, message.attempts) == ("queued", 1) and message.due_at > timezone.now()
    assert jobs() == 1
    for _ in sending.BACK_OFF:
        hours_later(message, due_at=timezone.now() - timedelta(seconds=1))
        sending.send.func(uids=[str(message.uid)])
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", len(sending.BACK_OFF) + 1)
    assert "503" in message.error


def test_a_refused_number_is_not_tried_twice(gateway: Gateway) -> None:
    gateway.answer = (422, {"error": "no such number"})
    message = sent(queue())
    assert message.state == "failed" and "no such number" in message.error
    assert len(gateway.got) == 1 and jobs() == 0


def test_nobody_listens_so_it_was_certainly_not_sent(settings) -> None:
    settings.SMS_PROVIDER, settings.SMS_HTTP_URL = "http", "http://127.0.0.1:9/sms"
    message = sent(queue())
    assert message.state == "queued" and "no connection" in message.error


@pytest.mark.parametrize("silence", [0.0, 0.6])
def test_no_answer_leaves_it_uncertain_and_untouched(gateway: Gateway, monkeypatch, silence: float) -> None:
    monkeypatch.setattr(http_provider, "ANSWER_SECONDS", 0.3)
    gateway.answer = silence
    message = sent(queue())
    assert message.state == "uncertain" and "no answer" in message.error
    sending.recover(timezone.now() + timedelta(hours=9))
    assert sent(message).state == "uncertain" and len(gateway.got) == 1


def test_a_broken_gateway_leaves_it_uncertain(gateway: Gateway) -> None:
    gateway.answer = (502, {})
    assert sent(queue()).state == "uncertain"


def test_a_worker_that_died_while_sending_leaves_it_uncertain(gateway: Gateway) -> None:
    message = queue()
    hours_later(message, state="sending", claimed_at=timezone.now() - timedelta(minutes=4))
    assert sending.recover(timezone.now()) == (1, 0)
    assert sent(message).state == "uncertain" and not gateway.got


def test_a_message_whose_job_was_lost_is_queued_again_once() -> None:
    message = queue()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    hours_later(message, due_at=timezone.now() - timedelta(minutes=5))
    assert sending.recover(timezone.now()) == (0, 1)
    sending.recover(timezone.now())
    assert jobs() == 1
    assert sent(message).state == "sent"


def test_a_person_may_send_an_uncertain_message_again(gateway: Gateway) -> None:
    gateway.answer = (502, {})
    message = sent(queue())
    clerk = testing.user("dispatcher")
    gateway.answer = (200, {"id": "G-2"})
    services.resend(actor=clerk, message=message)
    assert (sent(message).state, message.asked_by) == ("sent", clerk)
    with pytest.raises(BusinessError) as refused:
        services.resend(actor=clerk, message=message)
    assert refused.value.code == "message_not_resendable"


def test_a_customer_who_declined_gets_nothing() -> None:
    town = testing.town()
    town.customer.may_message = False
    assert not services.queue_message(
        actor=None,
        template="survey",
        audience="customer",
        to="13800006207",
        context={},
        dedupe="x",
        customer=town.customer,
    )
    assert not Message.objects.exists()


def test_the_customers_language_chooses_the_text_and_places_reach_nowhere() -> None:
    town = testing.town()
    town.customer.language = "en"
    services.queue_message(
        actor=None, template="survey", audience="customer", to="13800006207", dedupe="x", customer=town.customer,
        context={"case": "{link} {case.__class__}", "link": "L"},
    )  # fmt: skip
    assert Message.objects.get().body == "[Callout] Case {link} {case.__class__} is done. Did it help? Tell us: L"


def test_number_and_text_are_not_readable_in_the_data_base() -> None:
    queue()
    with connection.cursor() as cursor:
        cursor.execute('SELECT "to", body FROM notifications_message')
        row = cursor.fetchone()
    assert all(value.startswith("v1:") for value in row)


def test_an_unknown_provider_is_named(settings) -> None:
    settings.SMS_PROVIDER = "pigeon"
    queue()
    with pytest.raises((ValueError, ImproperlyConfigured), match="pigeon"):
        testing.run_jobs()


def receipt(body: dict[str, str], *, secret: str, at: float | None = None) -> int:
    raw = json.dumps(body).encode()
    header = sign(secret, raw, int(at or time.time()))
    answer = Client().post("/hooks/sms/receipts/", raw, content_type="application/json", headers={HEADER: header})
    return answer.status_code


def test_receipts_tell_the_end_of_it(gateway: Gateway, settings) -> None:
    settings.SMS_RECEIPT_SECRET = "key"
    message = sent(queue())
    assert receipt({"ref": "G-1", "state": "delivered"}, secret="key") == 204
    assert receipt({"ref": "G-1", "state": "delivered"}, secret="key") == 204
    message.refresh_from_db()
    assert message.state == "delivered" and message.delivered_at
    other = sent(queue("other"))
    assert receipt({"id": str(other.uid), "state": "failed", "error": "switched off"}, secret="key") == 204
    other.refresh_from_db()
    assert (other.state, other.error) == ("failed", "switched off")


def test_forged_old_or_senseless_receipts_change_nothing(gateway: Gateway, settings) -> None:
    settings.SMS_RECEIPT_SECRET = "key"
    message = sent(queue())
    assert receipt({"ref": "G-1", "state": "delivered"}, secret="guess") == 401
    assert receipt({"ref": "G-1", "state": "delivered"}, secret="key", at=time.time() - 900) == 401
    assert receipt({"ref": "G-1", "state": "eaten"}, secret="key") == 422
    assert receipt({"id": "not-ours", "state": "delivered"}, secret="key") == 422
    assert receipt({"ref": "G-99", "state": "delivered"}, secret="key") == 404
    assert Client().post("/hooks/sms/receipts/", b"{}", content_type="application/json").status_code == 401
    message.refresh_from_db()
    assert message.state == "sent"
