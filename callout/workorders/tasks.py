"""What work orders do by the clock."""

from __future__ import annotations

from django.utils import timezone

from callout.foundation.jobs import periodic
from callout.workorders import durations


@periodic("40 2 * * *", name="workorders.learn_durations")
def learn_durations(timestamp: int) -> None:
    """Every night: how long work takes, from the visits of the last year."""
    durations.learn(actor=None, now=timezone.now())
