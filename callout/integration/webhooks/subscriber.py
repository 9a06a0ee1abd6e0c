"""Every event is put down for the endpoints that want it."""

from __future__ import annotations

from callout.foundation.cache import cached_for
from callout.foundation.events import subscribe_all
from callout.foundation.jobs import LOW
from callout.foundation.models import Event
from callout.integration.models import WebhookDelivery, WebhookEndpoint
from callout.integration.webhooks.sending import wake

_known_seconds = 2


@cached_for(_known_seconds)
def anybody() -> bool:
    """True when an endpoint is on; spares the job when nobody listens."""
    return WebhookEndpoint.objects.filter(active=True).exists()


def forget() -> None:
    """An endpoint was switched: ask again."""
    anybody.forget()  # type: ignore[attr-defined]


@subscribe_all(name="integration.webhooks", priority=LOW, queue="webhooks", when=anybody)
def put_down(event: Event) -> None:
    """One delivery for each endpoint that is on and wants this type (no types: all)."""
    wanting = [e for e in WebhookEndpoint.objects.filter(active=True) if not e.events or event.type in e.events]
    rows = [WebhookDelivery(endpoint=endpoint, event=event) for endpoint in wanting]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    for endpoint in wanting:
        wake(endpoint.pk)
