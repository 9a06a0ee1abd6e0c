"""Lists of what engineers report."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import WORKFORCE_VIEW
from callout.field.mileage import with_plan
from callout.field.models import Mileage
from callout.foundation.ui.lists import Column, DateRangeFilter, Empty, ListPage, RelationFilter
from callout.workforce.selectors import visible_outlets


def _engineer_page(row: Mileage) -> str:
    return reverse("workforce:engineer", args=[row.engineer_id])


class MileageList(ListPage):
    """Kilometres of engineers by day, beside those of the plan."""

    permission = WORKFORCE_VIEW
    name = "mileage"
    title = _("Mileage")
    model = Mileage
    search_hint = _("Name or staff number")
    default_sort = "-day"
    columns = (
        Column("day", _("Day"), sort="day", fixed=True, area="top"),
        Column("engineer", _("Engineer"), value="engineer", link=_engineer_page, area="title"),
        Column("outlet", _("Outlet"), value="engineer.outlet", area="meta"),
        Column("km", _("Kilometres"), sort="km", end=True, area="side"),
        Column("planned", _("Planned km"), value="planned_km", sort="planned_km", end=True, area="when"),
        Column("odometer", _("Odometer"), end=True),
        Column("note", _("Note"), clip=True, area="text"),
    )
    filters = (
        DateRangeFilter("day", _("Day"), field="day"),
        RelationFilter("outlet", _("Outlet"), field="engineer__outlet", icon="building-store", rows=visible_outlets),
    )
    empty = Empty(_("No kilometres reported yet"), _("Engineers report them in their day summary."), "route")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """Days of the engineers in the person's area."""
        rows = Mileage.objects.visible_to(user).select_related("engineer__user", "engineer__outlet")
        return with_plan(rows)

    def search(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """By the engineer's name or staff number."""
        by_name = rows.filter(engineer__user__full_name__icontains=text)
        return by_name | rows.filter(engineer__user__username__istartswith=text)
