"""Visits that have begun: when they should be over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

AT_LEAST_LEFT = timedelta(minutes=10)  # work that has taken longer than planned is thought to end no sooner
COLUMNS = ("starts_at", "ends_at", "travelling_at", "on_site_at", "travel_minutes")


def expected_end(times: Sequence[Any], now: datetime) -> datetime:
    """When a visit with these ``COLUMNS`` should be over: not before the time booked for it, which nobody else gets."""
    starts, ends, travelling_at, on_site_at, travel_minutes = times
    arrived = on_site_at or max((travelling_at or now) + timedelta(minutes=travel_minutes), now)
    return max(arrived + (ends - starts), ends, now + AT_LEAST_LEFT)
