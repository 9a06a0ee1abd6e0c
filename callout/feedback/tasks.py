"""Periodic work."""

from __future__ import annotations

from django.utils import timezone

from callout.feedback import services
from callout.foundation.jobs import periodic


@periodic("*/10 * * * *", name="feedback.close_silent")
def close_silent(timestamp: int) -> None:
    """Every ten minutes: silence counts as consent after some days."""
    services.close_silent(actor=None, now=timezone.now())
