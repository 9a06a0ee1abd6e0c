"""Which plan the data base takes for a statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def planned_for_values() -> Iterator[None]:
    """Statements inside are planned for the values they carry.

    A prepared statement soon gets one plan for all values. A list's filters are skewed (few rows are open, many are
    done), and that plan then reads 200,000 rows to show 25.
    """
    connection.ensure_connection()
    session = connection.connection
    before, session.prepare_threshold = session.prepare_threshold, None
    try:
        yield
    finally:
        session.prepare_threshold = before
