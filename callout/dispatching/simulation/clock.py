"""Simulated time: the one place where the product and its jobs read the clock is replaced for this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate import utils

from callout.foundation import cache

SLOWER = 60  # what is cached for ten seconds lives ten minutes here: else most of a play would be reading the network


class Clock:
    """A clock that moves only when told to, and never back."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The simulated moment, in UTC."""
        return self.at

    def go(self, at: datetime) -> None:
        """Let it become ``at``."""
        self.at = max(self.at, at.astimezone(UTC))


@contextmanager
def simulated(clock: Clock) -> Iterator[Clock]:
    """Meanwhile ``timezone.now``, the time at which jobs are due and caches follow the clock; for the whole process."""
    real = timezone.now, utils.utcnow, cache.seconds_now
    timezone.now = utils.utcnow = clock.now
    cache.seconds_now = lambda: clock.at.timestamp() / SLOWER
    cache.clear()
    try:
        yield clock
    finally:
        timezone.now, utils.utcnow, cache.seconds_now = real
        cache.clear()
