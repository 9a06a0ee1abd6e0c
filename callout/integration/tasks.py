"""Periodic work."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from callout.foundation.jobs import periodic
from callout.integration.imports import runs  # noqa: F401 - its job is known to the worker
from callout.integration.models import WebhookDelivery
from callout.integration.webhooks.sending import wake

KEPT = timedelta(days=30)


@periodic("* * * * * */5", name="integration.retry_webhooks")
def retry_webhooks(timestamp: int) -> None:
    """Every 5 s: endpoints whose waiting time is over."""
    due = Q(endpoint__retry_at__isnull=True) | Q(endpoint__retry_at__lte=timezone.now())
    waiting = WebhookDelivery.objects.filter(due, state=WebhookDelivery.State.PENDING, endpoint__active=True)
    for endpoint_id in waiting.order_by().values_list("endpoint_id", flat=True).distinct():
        wake(endpoint_id)


@periodic("41 3 * * *", name="integration.tidy")
def tidy(timestamp: int) -> None:
    """Every night: finished deliveries of last month go."""
    old = WebhookDelivery.objects.filter(created_at__lt=timezone.now() - KEPT)
    old.exclude(state=WebhookDelivery.State.PENDING).delete()
