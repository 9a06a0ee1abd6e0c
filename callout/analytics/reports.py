"""Reports over a period: failures by product and code, service quality by outlet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.utils import timezone

from callout.analytics import figures
from callout.analytics.areas import Area
from callout.analytics.models import FailureFigure
from callout.dispatching.network import network
from callout.foundation.cache import cached_for
from callout.foundation.i18n import pick
from callout.workorders.models import Booking, WorkOrder

GROUPS = {  # field → where its category stands
    "symptom": "symptom__code_set__category",
    "cause": "cause__code_set__category",
    "product": "product__category",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One line: what failed how often, and how many of those were repeats."""

    code: str
    name: str
    category: str
    count: int
    repeats: int

    @property
    def full_name(self) -> str:
        """With its category, unless the name says it already."""
        return self.name if self.category in self.name else f"{self.category} {self.name}"

    @property
    def repeat_share(self) -> float:
        """Repeats per repair, per cent."""
        return self.repeats / self.count * 100 if self.count else 0.0


def failures(
    area: Area, since: date, until: date, *, group: str = "symptom", product: str = "", category: str = ""
) -> list[Failure]:
    """Failures of local days ``since`` … ``until`` by symptom, cause or product, the commonest first."""
    rows = _counted(
        area.regions, since, until, group, int(product) if re.fullmatch(r"[0-9]{1,18}", product) else 0, category
    )
    return [
        Failure(row["code"], pick(row["zh"], row["en"]), pick(row["kind_zh"], row["kind_en"]), row["n"], row["repeats"])
        for row in rows
    ]


@cached_for(figures.FIGURE_SECONDS)
def _counted(
    regions: frozenset[int] | None, since: date, until: date, group: str, product: int, category: str
) -> list[dict[str, Any]]:
    kind, code = GROUPS[group], "model" if group == "product" else "code"
    rows = FailureFigure.objects.filter(day__range=(since, until), **{f"{group}__isnull": False})
    if regions is not None:
        rows = rows.filter(region_id__in=regions)
    if product:
        rows = rows.filter(product_id=product)
    if category:
        rows = rows.filter(product__category__code=category)
    counted = rows.values(
        code=F(f"{group}__{code}"), zh=F(f"{group}__name_zh"), en=F(f"{group}__name_en"),
        kind_zh=F(f"{kind}__name_zh"), kind_en=F(f"{kind}__name_en"),
    ).annotate(n=Sum("count"), repeats=Sum("repeats"))  # fmt: skip
    return [dict(row) for row in counted.order_by("-n", "code")]


def outlets(area: Area, since: date, until: date) -> list[dict[str, Any]]:
    """Outlets with what they finished in the period: orders, on time, first-time fix, rating, travel (one query)."""
    begin, end = figures.bounds(since)[0], figures.bounds(until)[1]
    rows = (
        WorkOrder.objects.filter(area.q(), completed_at__gte=begin, completed_at__lt=end, outlet__isnull=False)
        .values(
            "outlet_id",
            code=F("outlet__code"),
            zh=F("outlet__name_zh"),
            en=F("outlet__name_en"),
            kind=F("outlet__kind"),
        )
        .annotate(
            orders=Count("id"),
            on_time=Count("id", filter=Q(case__breached=False)),
            first_time=Count("id", filter=Q(case__visits__lte=1, case__reopen_count=0)),
            rating=Avg("case__rating"),
        )
        .order_by("-orders", "code")
    )
    return [dict(row, name=pick(row["zh"], row["en"])) for row in rows]


@dataclass(frozen=True, slots=True)
class Load:
    """An engineer's day: minutes on site and on the road, orders, and minutes of shift."""

    engineer_id: int
    name: str
    outlet: str
    on_site: int
    travel: int
    orders: int
    shift: int

    @property
    def share(self) -> float:
        """Time taken of the shift, per cent."""
        return (self.on_site + self.travel) / self.shift * 100 if self.shift else 0.0

    def width(self, minutes: float) -> float:
        """A bar's width, per cent of the drawn scale (110 % of the shift)."""
        return round(min(minutes / (self.shift * 1.1) * 100, 100), 1) if self.shift else 0.0

    @property
    def bars(self) -> tuple[float, float, float]:
        """Widths of on site, travel and overtime."""
        over = max(0, self.on_site + self.travel - self.shift)
        return self.width(max(0, self.on_site - over)), self.width(self.travel), self.width(over)


def busiest(area: Area, limit: int = 6) -> list[Load]:
    """Today's fullest engineers of the area."""
    begin, end = figures.bounds(timezone.localdate())
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    rows = (
        Booking.objects.filter(area.q("work_order__"), starts_at__gte=begin, starts_at__lt=end)
        .exclude(state__in=["declined", "cancelled"])
        .values(
            "engineer_id",
            "engineer__shift_id",
            name=F("engineer__user__full_name"),
            zh=F("engineer__outlet__name_zh"),
            en=F("engineer__outlet__name_en"),
        )
        .annotate(time=Sum(length), travel=Sum("travel_minutes"), n=Count("id"))
        .order_by("-time")[:limit]
    )
    known = network()
    found = []
    for row in rows:
        spans = (
            known.working_spans(row["engineer__shift_id"], begin, end)
            if row["engineer__shift_id"] in known.shifts
            else []
        )
        shift = int(sum((b - a).total_seconds() for a, b in spans) // 60)
        minutes = int(row["time"].total_seconds() // 60)
        found.append(
            Load(
                row["engineer_id"],
                row["name"],
                pick(row["zh"], row["en"]),
                minutes,
                row["travel"] or 0,
                row["n"],
                shift,
            )
        )
    return sorted(found, key=lambda load: -load.share)
