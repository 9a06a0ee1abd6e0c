"""Periodic work."""

from __future__ import annotations

from django.utils import timezone

from callout.foundation.jobs import periodic
from callout.notifications import sending


@periodic("* * * * *", name="notifications.recover")
def recover(timestamp: int) -> None:
    """Every minute: nothing stays in “queued” or “sending” without an end."""
    sending.recover(timezone.now())
