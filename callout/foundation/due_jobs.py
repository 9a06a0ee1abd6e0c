"""Taking jobs out of the queue without a worker: for plays and tests, which run them here and now."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import connection


def take(now: datetime | None = None) -> tuple[str, dict[str, Any]] | None:
    """Task and arguments of the next job that is due by the data base's clock or ``now``, in the worker's order.

    The job is gone from the queue. None when none is due.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= COALESCE(%s, now())) ORDER BY priority DESC, id LIMIT 1)"
            " RETURNING task_name, args::text",
            [now],
        )
        row = cursor.fetchone()
    return (row[0], json.loads(row[1])) if row else None
