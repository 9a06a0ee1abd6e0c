"""The six numbers of the morning with what is typical for them."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.analytics import figures
from callout.analytics.areas import Area
from callout.analytics.models import DailyFigure
from callout.cases.models import Case

WEEKS = 8
PERIODS = {"today": 1, "yesterday": 1, "week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what it is, its typical range, and where both lie on a band of 0 … 100 %."""

    label: str | Promise
    value: float | None
    unit: str | Promise
    digits: int
    low: float | None
    high: float | None
    more_is_better: bool

    @property
    def text(self) -> str:
        """The number as written."""
        return "—" if self.value is None else f"{self.value:.{self.digits}f}"

    @property
    def typical(self) -> str:
        """The typical range as written, empty when too little is known."""
        if self.low is None or self.high is None:
            return ""
        return f"{self.low:.{self.digits}f}–{self.high:.{self.digits}f}"

    @property
    def tone(self) -> str:
        """success inside the typical range or better, urgent outside, empty when unknown."""
        if self.value is None or self.low is None or self.high is None:
            return ""
        worse = self.value < self.low if self.more_is_better else self.value > self.high
        return "urgent" if worse else "success"

    @property
    def verdict(self) -> str:
        """In a word: normal, or how far outside."""
        if not self.tone or self.value is None or self.low is None or self.high is None:
            return ""
        if self.low <= self.value <= self.high:
            return _("normal")
        off = self.value - (self.high if self.value > self.high else self.low)
        return (_("%(n)s above") if off > 0 else _("%(n)s below")) % {"n": f"{abs(off):.{self.digits}f}"}

    @property
    def arrow(self) -> str:
        """Icon beside the verdict."""
        if self.value is None or self.high is None or self.low is None:
            return "minus"
        return "arrow-up" if self.value > self.high else "arrow-down" if self.value < self.low else "check"

    def place(self, value: float) -> float:
        """Where a value lies on the band, per cent."""
        points = [point for point in (self.low, self.high, self.value) if point is not None]
        span = max(points) - min(points) or max(abs(points[0]), 1) * 0.2
        floor, ceiling = min(points) - span * 0.4, max(points) + span * 0.4
        return round((value - floor) / (ceiling - floor) * 100, 1)

    @property
    def band(self) -> dict[str, float] | None:
        """Begin and width of the typical range and the place of the value, per cent."""
        if self.value is None or self.low is None or self.high is None:
            return None
        begin, end = self.place(self.low), self.place(self.high)
        return {"x": begin, "w": max(end - begin, 2), "at": self.place(self.value)}


Value = Callable[[DailyFigure], float | None]

_STORED: tuple[tuple[str | Promise, str | Promise, int, bool, Value], ...] = (
    (gettext_lazy("First response P90"), gettext_lazy("min"), 0, False, lambda f: f.response_p90),
    (
        gettext_lazy("Time to fix P50"),
        gettext_lazy("h"),
        1,
        False,
        lambda f: None if f.resolution_p50 is None else f.resolution_p50 / 60,
    ),
    (
        gettext_lazy("Fixed first time"),
        "%",
        1,
        True,
        lambda f: f.fixed_first_time / f.resolved * 100 if f.resolved else None,
    ),
    (gettext_lazy("Satisfaction"), "/ 5", 2, True, lambda f: f.rating_sum / f.rated if f.rated else None),
)


def days_of(period: str, today: date) -> tuple[date, date]:
    """First and last day of today, yesterday, week (7 days) or month (30 days)."""
    if period == "yesterday":
        return today - timedelta(days=1), today - timedelta(days=1)
    return today - timedelta(days=PERIODS.get(period, 1) - 1), today


@dataclass(frozen=True, slots=True)
class Days:
    """An area's figures: today's so far, and those stored of the last weeks, oldest first."""

    today: DailyFigure
    past: list[DailyFigure]

    @property
    def weekday(self) -> list[DailyFigure]:
        """Past days of the same weekday."""
        return [row for row in self.past if row.day.weekday() == self.today.day.weekday()]


def days(area: Area) -> Days:
    """Today and the weeks before it (two queries)."""
    today = timezone.localdate()
    return Days(_counted(area, today, today), _history(area, today))


def _counted(area: Area, first: date, last: date) -> DailyFigure:
    rows = figures.count_day(first, regions=area.regions, until_day=last)
    return next((row for row in rows if row.region_id is None), DailyFigure(day=last))


def headline(area: Area, period: str, known: Days) -> list[Figure]:
    """Open and late now; response, repair, first-time fix and satisfaction of the period, with typical ranges."""
    first, last = days_of(period, known.today.day)
    now = known.today if first == known.today.day else _counted(area, first, last)
    late = Count("pk", filter=Q(next_due_at__lt=timezone.now()))
    opened = Case.objects.open().filter(area.q()).aggregate(count=Count("pk"), late=late)
    found = [
        _figure(_("Open cases"), opened["count"], "", 0, False, [row.open_at_end for row in known.weekday]),
        _figure(_("Late"), opened["late"], "", 0, False, [row.late_at_end for row in known.weekday]),
    ]
    usual = known.weekday if period in ("today", "yesterday") else known.past
    found += [
        _figure(label, value(now), unit, digits, better, [value(row) for row in usual])
        for label, unit, digits, better, value in _STORED
    ]
    return found


def _history(area: Area, today: date) -> list[DailyFigure]:
    try:
        region = area.figure_region
    except LookupError:
        return []
    return list(DailyFigure.objects.filter(region=region, day__lt=today, day__gte=today - timedelta(weeks=WEEKS)))


def _figure(
    label: str | Promise,
    value: float | None,
    unit: str | Promise,
    digits: int,
    better: bool,
    past: list[float | int | None],
) -> Figure:
    known = [float(point) for point in past if point is not None]
    low = high = None
    if len(known) >= 4:
        low, _middle, high = statistics.quantiles(known, n=4)
    return Figure(label, value, unit, digits, low, high, better)


def intake_by_hour(known: Days) -> dict[str, list[float]]:
    """Cases an hour: today so far, and the middle half of the same weekday in the last weeks."""
    current = known.today.by_hour or [0] * 24
    past = [row.by_hour for row in known.weekday if row.by_hour]
    low, high = [], []
    for hour in range(24):
        quarter = statistics.quantiles([day[hour] for day in past], n=4) if len(past) >= 4 else [0.0, 0.0, 0.0]
        low.append(round(quarter[0], 1))
        high.append(round(quarter[2], 1))
    return {"value": [float(n) for n in current], "low": low, "high": high}


def last_days(known: Days, days: int = 14) -> list[DailyFigure]:
    """Stored figures of the last days and today's so far, oldest first."""
    return [row for row in known.past if row.day >= known.today.day - timedelta(days=days - 1)] + [known.today]
