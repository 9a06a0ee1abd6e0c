"""Numbers people say on the phone: ``CA-261122-00042``. Unique, dense within a day, gaps are possible.

A sequence never blocks; the row that remembers where a day began is written once a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone


def next_number(prefix: str, at: datetime | None = None) -> str:
    """The next number of this prefix on the local day of ``at`` (aware; default now)."""
    day = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT callout_next_number(%s, %s)", [prefix, day])
        return f"{prefix}-{day:%y%m%d}-{cursor.fetchone()[0]:05d}"


def next_of_each(prefixes: Sequence[str], at: datetime) -> list[str]:
    """The next number of several prefixes with one question."""
    day = timezone.localdate(at)
    questions = ", ".join(["callout_next_number(%s, %s)"] * len(prefixes))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {questions}", [item for prefix in prefixes for item in (prefix, day)])
        return [f"{prefix}-{day:%y%m%d}-{n:05d}" for prefix, n in zip(prefixes, cursor.fetchone(), strict=True)]


def next_numbers(prefix: str, at: datetime, count: int) -> list[str]:
    """``count`` numbers at once, for imports and demo data."""
    day = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT callout_next_number(%s, %s) FROM generate_series(1, %s)", [prefix, day, count])
        return [f"{prefix}-{day:%y%m%d}-{row[0]:05d}" for row in cursor.fetchall()]
