"""Counting a day: the same SQL makes the row of a past day and today's live numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from callout.analytics.models import DailyFigure, FailureFigure

FIGURE_SECONDS = 300  # figures of past days change once a night

_DAY_SQL = """
WITH arrived AS (
  SELECT region_id, count(*) AS created, count(*) FILTER (WHERE repeat_of_id IS NOT NULL) AS repeats
  FROM cases_case WHERE created_at >= %(since)s AND created_at < %(until)s {scope}
  GROUP BY GROUPING SETS ((region_id), ())
), hours AS (
  SELECT region_id, hour, count(*) AS n FROM (
    SELECT region_id, extract(hour FROM created_at AT TIME ZONE %(zone)s)::int AS hour
    FROM cases_case WHERE created_at >= %(since)s AND created_at < %(until)s {scope}) AS h
  GROUP BY GROUPING SETS ((region_id, hour), (hour))
), ended AS (
  SELECT region_id, count(*) AS resolved,
    count(*) FILTER (WHERE breached) AS breached,
    count(*) FILTER (WHERE visits <= 1 AND reopen_count = 0) AS fixed_first_time,
    count(rating) AS rated, COALESCE(sum(rating), 0) AS rating_sum,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM responded_at - created_at) / 60) AS response_p50,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM responded_at - created_at) / 60) AS response_p90,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM resolved_at - created_at) / 60) AS resolution_p50,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM resolved_at - created_at) / 60) AS resolution_p90
  FROM cases_case WHERE resolved_at >= %(since)s AND resolved_at < %(until)s {scope}
  GROUP BY GROUPING SETS ((region_id), ())
)
SELECT COALESCE(a.region_id, e.region_id) AS region_id, COALESCE(created, 0), COALESCE(repeats, 0),
  COALESCE(resolved, 0),
  COALESCE(breached, 0), COALESCE(fixed_first_time, 0), COALESCE(rated, 0), COALESCE(rating_sum, 0),
  response_p50, response_p90, resolution_p50, resolution_p90,
  (SELECT jsonb_object_agg(hour, n) FROM hours h
    WHERE h.region_id IS NOT DISTINCT FROM COALESCE(a.region_id, e.region_id))
FROM arrived a FULL JOIN ended e ON COALESCE(a.region_id, 0) = COALESCE(e.region_id, 0)
"""

_FAILURE_SQL = """
INSERT INTO analytics_failurefigure (day, region_id, product_id, symptom_id, cause_id, count, repeats)
SELECT %(day)s, o.region_id, c.product_id, COALESCE(r.symptom_id, c.symptom_id), r.cause_id, count(*),
  count(*) FILTER (WHERE c.repeat_of_id IS NOT NULL)
FROM workorders_servicerecord r JOIN workorders_workorder o ON o.id = r.work_order_id
  JOIN cases_case c ON c.id = o.case_id
WHERE r.finished_at >= %(since)s AND r.finished_at < %(until)s
GROUP BY 2, 3, 4, 5
"""

_COLUMNS = (
    "region_id", "created", "repeats", "resolved", "breached", "fixed_first_time", "rated", "rating_sum",
    "response_p50", "response_p90", "resolution_p50", "resolution_p90",
)  # fmt: skip


def bounds(day: date) -> tuple[datetime, datetime]:
    """Begin and end of a local day, aware."""
    begin = timezone.make_aware(datetime.combine(day, time(0)))
    return begin, timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0)))


def count_day(day: date, *, regions: Iterable[int] | None = None, until_day: date | None = None) -> list[DailyFigure]:
    """Unsaved figures of local days ``day`` to ``until_day``: a row per region with anything, and one for all (None).

    ``regions`` limits both the rows and the total to these regions.
    """
    since, until = bounds(day)[0], bounds(until_day or day)[1]
    wanted = sorted(regions) if regions is not None else None
    scope = "AND region_id = ANY(%(regions)s)" if wanted is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _DAY_SQL.replace("{scope}", scope),
            {"since": since, "until": until, "zone": settings.TIME_ZONE, "regions": wanted},
        )
        rows = cursor.fetchall()
    return [DailyFigure(day=day, by_hour=_hours(row[12]), **dict(zip(_COLUMNS, row[:12], strict=True))) for row in rows]


def _hours(counts: Any) -> list[int]:
    counts = json.loads(counts) if isinstance(counts, str) else counts or {}
    return [int(counts.get(str(hour), 0)) for hour in range(24)]


@transaction.atomic
def build_day(day: date) -> None:
    """Count a past day again and replace its rows; safe to repeat."""
    since, until = bounds(day)
    DailyFigure.objects.filter(day=day).delete()
    rows = count_day(day)
    _count_open(rows, until)
    DailyFigure.objects.bulk_create(rows)
    FailureFigure.objects.filter(day=day).delete()
    with connection.cursor() as cursor:
        cursor.execute(_FAILURE_SQL, {"day": day, "since": since, "until": until})


_OPEN_SQL = """
SELECT region_id, count(DISTINCT c.id), count(DISTINCT c.id) FILTER (WHERE m.id IS NOT NULL)
FROM cases_case c LEFT JOIN cases_milestone m ON m.case_id = c.id AND m.due_at < %(until)s
  AND m.state IN ('running', 'met', 'missed') AND COALESCE(m.met_at, 'infinity') >= %(until)s AND m.kind <> 'feedback'
WHERE c.created_at < %(until)s AND c.created_at > %(until)s - interval '60 days'
  AND COALESCE(LEAST(c.resolved_at, c.closed_at), 'infinity') >= %(until)s
GROUP BY GROUPING SETS ((region_id), ())
"""


def _count_open(rows: list[DailyFigure], until: datetime) -> None:
    """How many cases were open and how many late when the day ended (cases of the last sixty days)."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_SQL, {"until": until})
        counts = {region: (opened, late) for region, opened, late in cursor.fetchall()}
    for row in rows:
        row.open_at_end, row.late_at_end = counts.get(row.region_id, (0, 0))


def missing_days(until: date, *, back: int = 120) -> list[date]:
    """Days before ``until`` (at most ``back``) that have cases but no figures yet."""
    known = set(DailyFigure.objects.filter(day__gte=until - timedelta(days=back)).values_list("day", flat=True))
    return [day for n in range(1, back + 1) if (day := until - timedelta(days=n)) not in known]
