"""Sends what waits for an endpoint, oldest first. One job for each endpoint, so a slow one holds up nobody else.

A failure ends the job and makes the endpoint wait, twice as long each time, at most an hour. What could not be
delivered within a day is given up; an endpoint that failed OFF_AFTER times in a row is switched off and says so.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from callout.accounts.access import INTEGRATION_MANAGE
from callout.accounts.models import Membership
from callout.foundation import webhook_signature
from callout.foundation.jobs import LOW, job
from callout.foundation.models import Event
from callout.integration.models import WebhookDelivery, WebhookEndpoint
from callout.integration.webhooks import http
from callout.integration.webhooks.http import Answer
from callout.notifications.services import notify

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)
OFF_AFTER = 30
BUDGET_SECONDS = 5.0
State = WebhookDelivery.State


@job(name="integration.pump", queue="webhooks", priority=LOW)
def pump(endpoint_id: int) -> None:
    """Send what waits for this endpoint, for some seconds; then make room for others and go on later."""
    began = time.monotonic()
    while time.monotonic() - began < BUDGET_SECONDS:
        if not _send_next(endpoint_id):
            return
    wake(endpoint_id)


def wake(endpoint_id: int) -> None:
    """Have the endpoint's job run, unless it waits already."""
    name = f"webhook:{endpoint_id}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        pump.configure(queueing_lock=name, lock=name).defer(endpoint_id=endpoint_id)


def _send_next(endpoint_id: int) -> bool:
    """Send the oldest waiting delivery; False when there is none, or the endpoint must not be called now."""
    now = timezone.now()
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id, active=True).first()
    if endpoint is None or (endpoint.retry_at and endpoint.retry_at > now):
        return False
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint, state=State.PENDING)
    delivery = waiting.select_related("event").order_by("id").first()
    if delivery is None:
        return False
    event = delivery.event
    answer = call(endpoint, event.type, str(delivery.uid), event.at, event_data(event))
    return _note(endpoint, delivery, answer, timezone.now())


def call(endpoint: WebhookEndpoint, kind: str, uid: str, at: datetime, data: dict[str, Any]) -> Answer:
    """One signed call of an endpoint."""
    body = json.dumps({"id": uid, "type": kind, "at": at.isoformat(), "data": data}, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Callout-Webhooks",
        "X-Callout-Event": kind,
        "X-Callout-Delivery": uid,
        webhook_signature.HEADER: webhook_signature.sign(endpoint.secret, body, int(time.time())),
    }
    return http.post(endpoint.url, body, headers)


def event_data(event: Event) -> dict[str, Any]:
    """Ids of what the event is about, and its payload; the receiver reads the rest through the API."""
    columns = ("case_id", "work_order_id", "region_id", "outlet_id", "engineer_id", "actor_id")
    return {"event_id": event.pk, **{name: getattr(event, name) for name in columns}, **event.payload}


def _note(endpoint: WebhookEndpoint, delivery: WebhookDelivery, answer: Answer, now: datetime) -> bool:
    delivery.attempts += 1
    delivery.status, delivery.error = answer.status, answer.error
    if answer.delivered:
        delivery.state, delivery.delivered_at = State.DELIVERED, now
        endpoint.failures, endpoint.retry_at = 0, None
    else:
        endpoint.failures += 1
        endpoint.retry_at = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(endpoint.failures - 1, 12))
        if now - delivery.created_at >= GIVEN_UP_AFTER:
            delivery.state = State.FAILED
    with transaction.atomic():
        delivery.save(update_fields=["attempts", "status", "error", "state", "delivered_at"])
        if endpoint.failures >= OFF_AFTER:
            _switch_off(endpoint, answer.error)
        endpoint.save(update_fields=["failures", "retry_at", "active", "disabled_reason"])
    return answer.delivered


def _switch_off(endpoint: WebhookEndpoint, error: str) -> None:
    endpoint.active, endpoint.disabled_reason = False, error[:200]
    people = Membership.objects.filter(role__permissions__contains=[INTEGRATION_MANAGE], user__is_active=True)
    notify(
        actor=None, user_ids=sorted(set(people.values_list("user_id", flat=True))), url=f"/webhooks/{endpoint.pk}/",
        urgent=True, dedupe=f"webhook-off:{endpoint.pk}:{timezone.now():%Y%m%d%H}",
        zh=f"Webhook“{endpoint.name}”已停用：连续失败 {endpoint.failures} 次，{error}",
        en=f"Webhook “{endpoint.name}” is off after {endpoint.failures} failures: {error}",
    )  # fmt: skip
