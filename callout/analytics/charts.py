"""Figures as the chart module draws them; each says its finding in words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.agreements.models import MilestoneKind, Severity
from callout.agreements.selectors import default_level, levels
from callout.analytics.models import DailyFigure
from callout.analytics.reports import Failure

FIRST_HOUR, LAST_HOUR = 6, 22


def intake(hours: dict[str, list[float]]) -> dict[str, Any]:
    """Cases an hour against the typical range; hours that are not over are
    empty, so that no line falls at their beginning."""
    now = timezone.localtime().hour
    span = range(FIRST_HOUR, LAST_HOUR + 1)
    value: list[float | None] = [hours["value"][hour] if hour < now else None for hour in span]
    total = sum(hours["value"])
    return {
        "kind": "band",
        "label": _("%(n)d cases so far today") % {"n": total},
        "x": [_("%(h)d:00") % {"h": hour} for hour in span],
        "low": hours["low"][FIRST_HOUR : LAST_HOUR + 1],
        "high": hours["high"][FIRST_HOUR : LAST_HOUR + 1],
        "value": value,
        "names": {"value": _("Today"), "band": _("Typical range")},
    }


def pareto(rows: list[Failure], *, top: int = 8) -> dict[str, Any] | None:
    """The commonest failures; None when there are none."""
    if not rows:
        return None
    total = sum(row.count for row in rows)
    first = rows[:top]
    share = round(sum(row.count for row in first[:3]) / total * 100)
    worst = [i for i, row in enumerate(first) if row.count >= 10 and row.repeat_share >= 10]
    return {
        "kind": "pareto",
        "label": _("%(name)s leads with %(n)d; the first three are %(share)d %% of all")
        % {"name": first[0].full_name, "n": first[0].count, "share": share},
        "x": [row.full_name for row in first],
        "value": [row.count for row in first],
        "total": total,
        "mark": worst,
    }


def response(rows: list[DailyFigure]) -> dict[str, Any]:
    """First response by day in minutes."""
    return _lines(rows, _("First response, minutes"), "response", 1, MilestoneKind.RESPOND, _("Goal %(n)d min"), 1)


def resolution(rows: list[DailyFigure]) -> dict[str, Any]:
    """Time to fix by day in hours."""
    return _lines(rows, _("Time to fix, hours"), "resolution", 60, MilestoneKind.RESOLVE, _("Goal %(n)d h"), 60)


def _lines(
    rows: list[DailyFigure], title: str, field: str, unit: int, milestone: str, goal_label: str, goal_unit: int
) -> dict[str, Any]:
    def values(share: str) -> list[float | None]:
        raw = [getattr(row, f"{field}_{share}") for row in rows]
        return [None if value is None else round(value / unit, 1) for value in raw]

    last = next((value for value in reversed(values("p90")) if value is not None), None)
    chart: dict[str, Any] = {
        "kind": "lines",
        "title": title,
        "label": f"{title}: P90 {last}" if last is not None else title,
        "x": [f"{row.day:%m-%d}" for row in rows],
        "series": [
            {"name": "P90", "value": values("p90"), "tone": "urgent"},
            {"name": "P50", "value": values("p50"), "tone": "ink"},
        ],
    }
    minutes = _goal(milestone)
    if minutes:
        goal = round(minutes / goal_unit)
        chart["goal"] = {"value": goal, "label": goal_label % {"n": goal}}
    return chart


def _goal(milestone: str) -> int | None:
    level = levels().get(default_level(None) or 0)
    targets = level.targets.all() if level else []
    return next((t.minutes for t in targets if t.milestone == milestone and t.severity == Severity.NORMAL), None)
