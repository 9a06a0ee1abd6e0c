"""Numbers people say on the phone: ``CA-261122-00042``. Unique, dense within a day, gaps are possible.

A sequence never blocks; the row that remembers where a day began is written once a day.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone


def next_number(prefix: str, at: datetime | None = None) -> str:
    """The next number of this prefix on the local day of ``at`` (aware; default now)."""
    day = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT callout_next_number(%s, %s)", [prefix, day])
        return f"{prefix}-{day:%y%m%d}-{cursor.fetchone()[0]:05d}"


def next_numbers(prefix: str, at: datetime, count: int) -> list[str]:
    """``count`` numbers at once, for imports and demo data."""
    day = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT callout_next_number(%s, %s) FROM generate_series(1, %s)", [prefix, day, count])
        return [f"{prefix}-{day:%y%m%d}-{row[0]:05d}" for row in cursor.fetchall()]
