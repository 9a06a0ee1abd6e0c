"""Nightly counting."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from callout.analytics import figures
from callout.foundation.jobs import periodic


@periodic("10 0 * * *", name="analytics.count_days")
def count_days(timestamp: int) -> None:
    """After midnight: count the last three days again (late write-backs) and any day that is missing."""
    today = timezone.localdate()
    recent = [today - timedelta(days=n) for n in (1, 2, 3)]
    for day in sorted({*recent, *figures.missing_days(today)}):
        figures.build_day(day)
