"""Actions on webhook endpoints."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput
from callout.foundation.events import event_types
from callout.integration.models import WebhookDelivery, WebhookEndpoint
from callout.integration.webhooks import http, subscriber
from callout.integration.webhooks.http import Answer
from callout.integration.webhooks.sending import call, wake


@business_action
def create_endpoint(
    *, actor: User | None, name: str, url: str, events: Sequence[str] = ()
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint (no events: all) with the secret that signs its calls, told once."""
    _check(name, url, events)
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    endpoint = WebhookEndpoint.objects.create(
        name=name.strip(), url=url, events=sorted(events), secret=secret, created_by=actor
    )
    subscriber.forget()
    return endpoint, secret


@business_action
def change_endpoint(*, actor: User | None, endpoint_id: int, name: str, url: str, events: Sequence[str]) -> None:
    """Change name, address and events; the secret stays."""
    _check(name, url, events)
    WebhookEndpoint.objects.filter(pk=endpoint_id).update(name=name.strip(), url=url, events=sorted(events))


@business_action
def switch(*, actor: User | None, endpoint_id: int, active: bool) -> None:
    """Switch an endpoint on (what waits is sent at once) or off."""
    fresh = {"failures": 0, "disabled_reason": "", "retry_at": None}
    WebhookEndpoint.objects.filter(pk=endpoint_id).update(active=active, **(fresh if active else {}))
    subscriber.forget()
    if active:
        wake(endpoint_id)


@business_action
def redeliver(*, actor: User | None, delivery_id: int) -> None:
    """Send a delivery again, whatever became of it."""
    found = WebhookDelivery.objects.select_for_update(of=("self",)).get(pk=delivery_id)
    found.state, found.error, found.created_at = WebhookDelivery.State.PENDING, "", timezone.now()
    found.save(update_fields=["state", "error", "created_at"])
    wake(found.endpoint_id)


def ping(endpoint: WebhookEndpoint) -> Answer:
    """Call the endpoint now with a test event that is not stored."""
    return call(endpoint, "ping", str(uuid.uuid4()), timezone.now(), {})


def _check(name: str, url: str, events: Sequence[str]) -> None:
    if not name.strip():
        raise InvalidInput("name_missing", _("Write a name."), fields={"name": _("Write a name.")})
    if unknown := [event for event in events if event not in event_types]:
        text = _("Unknown event: %(name)s.") % {"name": unknown[0]}
        raise InvalidInput("event_unknown", text, fields={"events": text})
    http.check_url(url)
