"""What dispatch keeps over weeks: the ledger of hard and far work, and the outlets' scores of past months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from callout.dispatching import fairness, scores
from callout.dispatching.models import FairnessEntry
from callout.workforce.models import OutletScore
from callout.workorders.models import Booking


def look_back(tell: Callable[[str], None]) -> None:
    """Enter what was finished lately, and score the months that are over."""
    since = timezone.now() - timedelta(days=fairness.DAYS)
    fairness.enter_all(actor=None, bookings=Booking.objects.filter(state="completed", ended_at__gt=since))
    month = scores.last_month()
    for each in (scores.last_month(month), month):
        scores.score_month(actor=None, month=each)
    tell(f"{FairnessEntry.objects.count()} lines in the ledger, {OutletScore.objects.count()} scores of outlets")
