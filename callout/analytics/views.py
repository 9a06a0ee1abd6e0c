"""The morning page and the reports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from callout.accounts.access import ANALYTICS_VIEW, requires
from callout.accounts.models import User
from callout.analytics import charts, headline, lateness, reports
from callout.analytics.areas import Area, area_of
from callout.assets.models import Category
from callout.cases.models import Case
from callout.foundation.i18n import pick
from callout.foundation.ui.lists.export import export_table

SHOWN_LATE = 7
REPORT_DAYS = {"30": 30, "90": 90, "7": 7}


@requires(ANALYTICS_VIEW)
class Morning(View):
    """What is open, late and why; what to do first; how the day compares with a typical one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, or (by htmx) its moving part."""
        area = area_of(User.of(request), request.GET.get("region", ""))
        period = request.GET.get("period", "today")
        period = period if period in headline.PERIODS else "today"
        context = {"area": area, "period": period, "periods": _periods(), **_morning(area, period)}
        template = "analytics/_morning.html" if getattr(request, "htmx", False) else "analytics/morning.html"
        return render(request, template, context)


def _periods() -> list[tuple[str, str]]:
    return [("today", _("Today")), ("yesterday", _("Yesterday")), ("week", _("7 days")), ("month", _("30 days"))]


def _morning(area: Area, period: str) -> dict[str, Any]:
    today = timezone.localdate()
    late = lateness.late_cases(area)
    known = headline.days(area)
    days = headline.last_days(known)
    failures = reports.failures(area, today - timedelta(days=30), today)
    now = timezone.now()
    return {
        "now": now,
        "tasks": lateness.first_tasks(area, late),
        "figures": headline.headline(area, period, known),
        "late": lateness.shown(late[:SHOWN_LATE]),
        "late_count": len(late),
        "late_sum": sum((now - item.due_at for item in late), timedelta()),
        "late_shares": lateness.shares(late),
        "tiles": _tiles(area),
        "intake": charts.intake(headline.intake_by_hour(known)),
        "pareto": charts.pareto(failures),
        "failure_count": sum(row.count for row in failures),
        "response": charts.response(days),
        "resolution": charts.resolution(days),
        "loads": reports.busiest(area),
    }


def _tiles(area: Area) -> list[dict[str, Any]]:
    """Open cases and share of late ones by region, or by outlet when one region is shown."""
    by = "outlet" if area.regions is not None and len(area.regions) == 1 else "region"
    rows = (
        Case.objects.open()
        .filter(area.q(), **{f"{by}__isnull": False})
        .values(unit=F(f"{by}_id"), zh=F(f"{by}__name_zh"), en=F(f"{by}__name_en"))
        .annotate(n=Count("id"), late=Count("id", filter=Q(next_due_at__lt=timezone.now())))
        .order_by("-n")[:16]
    )
    tiles = []
    for row in rows:
        share = row["late"] / row["n"] * 100
        heat = 3 if share > 20 else 2 if share > 10 else 1 if share > 5 else 0
        tiles.append(
            {
                "name": pick(row["zh"], row["en"]),
                "count": row["n"],
                "share": share,
                "heat": heat,
                "unit": row["unit"],
                "by": by,
            }
        )
    return tiles


@requires(ANALYTICS_VIEW)
class Failures(View):
    """Failures by symptom, cause or product, with repeats: quality feedback to the factory."""

    def get(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """The page, or with ``export=csv|xlsx`` its rows."""
        query = request.GET
        area = area_of(User.of(request), query.get("region", ""))
        group = query.get("group", "symptom")
        group = group if group in reports.GROUPS else "symptom"
        days = REPORT_DAYS.get(query.get("days", "30"), 30)
        today = timezone.localdate()
        rows = reports.failures(
            area,
            today - timedelta(days=days),
            today,
            group=group,
            product=query.get("product", ""),
            category=query.get("category", ""),
        )
        if kind := query.get("export"):
            header = [_("Code"), _("Category"), _("Name"), _("Failures"), _("Repeats"), _("Repeats, %")]
            table: list[list[Any]] = [
                header,
                *([r.code, r.category, r.name, r.count, r.repeats, round(r.repeat_share, 1)] for r in rows),
            ]
            return export_table(table, name="failures", kind=kind)
        context = {
            "area": area, "rows": rows, "group": group, "days": str(days), "category": query.get("category", ""),
            "product": query.get("product", ""),
            "groups": [("symptom", _("Symptom")), ("cause", _("Cause")), ("product", _("Product"))],
            "day_choices": [("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days"))],
            "categories": Category.objects.filter(active=True), "pareto": charts.pareto(rows, top=12),
            "total": sum(r.count for r in rows),
        }  # fmt: skip
        return render(request, "analytics/failures.html", context)


@requires(ANALYTICS_VIEW)
class Outlets(View):
    """Service quality by outlet."""

    def get(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """The page, or with ``export=csv|xlsx`` its rows."""
        area = area_of(User.of(request), request.GET.get("region", ""))
        days = REPORT_DAYS.get(request.GET.get("days", "30"), 30)
        today = timezone.localdate()
        rows = reports.outlets(area, today - timedelta(days=days), today)
        if kind := request.GET.get("export"):
            header = [_("Outlet"), _("Orders"), _("On time"), _("Fixed first time"), _("Satisfaction")]
            table = [header, *([r["name"], r["orders"], r["on_time"], r["first_time"], r["rating"]] for r in rows)]
            return export_table(table, name="outlets", kind=kind)
        context = {
            "area": area,
            "rows": rows,
            "days": str(days),
            "day_choices": [("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days"))],
        }
        return render(request, "analytics/outlets.html", context)
