"""The fairness ledger on screen: who bore how much hard, far and late work, and each entry of one engineer."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import WORKFORCE_VIEW
from callout.accounts.models import User
from callout.dispatching import fairness
from callout.dispatching.labels import BURDENS, burden_label
from callout.dispatching.models import FairnessEntry
from callout.foundation.ui.lists import ChoiceFilter, Column, Empty, ListPage, RelationFilter, Tab
from callout.workforce.models import Engineer
from callout.workforce.selectors import visible_outlets, visible_regions

SHOWN = 12


def _ledger(row: Any) -> str:
    return f"{reverse('dispatching:fairness-entries')}?q={row.user.full_name}"


class FairnessList(ListPage):
    """Engineers by what they bore in the last four weeks; who is above his outlet's mean gets less of it."""

    permission = WORKFORCE_VIEW
    name = "fairness"
    title = _("Fairness")
    model = Engineer
    search_hint = _("Name or staff number")
    default_sort = "-above"
    tabs = (
        Tab("all", _("All")),
        Tab("above", _("Above the mean"), Q(above__gt=0)),
        Tab("none", _("Bore nothing"), Q(points=0)),
    )
    columns = (
        Column("name", _("Engineer"), value=lambda row: row.user.full_name, link="workforce:engineer",
               sort="user__full_name", area="title", fixed=True),
        Column("outlet", _("Outlet"), sort="outlet__code", area="text"),
        Column("hard", BURDENS["hard"], value=lambda row: round(row.hard, 1), sort="hard", end=True),
        Column("far", BURDENS["far"], value=lambda row: round(row.far, 1), sort="far", end=True),
        Column("odd_hours", BURDENS["odd_hours"], value=lambda row: round(row.odd_hours, 1), sort="odd_hours",
               end=True),
        Column("points", _("Points"), value=lambda row: round(row.points, 1), sort="points", end=True, area="when",
               link=_ledger),
        Column("above", _("Against the outlet's mean"), value=lambda row: round(row.above, 1),
               template="dispatching/cells/above.html", sort="above", end=True, area="side"),
    )  # fmt: skip
    filters = (
        RelationFilter("region", _("Region"), field="outlet__region", icon="map-pin", rows=visible_regions),
        RelationFilter("outlet", _("Outlet"), icon="building-store", rows=visible_outlets),
    )
    empty = Empty(
        _("Nobody here"), _("Finished hard, far and late visits are entered for the engineer who made them."), "scale"
    )

    def queryset(self, user: Any) -> QuerySet[Engineer]:
        """Active engineers the person sees, with their points."""
        rows = Engineer.objects.visible_to(user).filter(active=True).select_related("user", "outlet")
        return fairness.with_points(rows, timezone.now())

    def search(self, rows: QuerySet[Engineer], text: str) -> QuerySet[Engineer]:
        """By name or staff number."""
        return rows.filter(Q(user__full_name__icontains=text) | Q(user__username__istartswith=text))


class FairnessEntries(ListPage):
    """Every entry of the ledger, newest first."""

    permission = WORKFORCE_VIEW
    name = "fairness-entries"
    title = _("Fairness ledger")
    model = FairnessEntry
    search_hint = _("Engineer or order number")
    default_sort = "-at"
    columns = (
        Column("at", _("Finished"), sort="at", area="top"),
        Column("engineer", _("Engineer"), sort="engineer__user__full_name", area="title", fixed=True),
        Column("kind", _("Kind"), value=lambda row: str(BURDENS[row.kind]), sort="kind", area="side"),
        Column("detail", _("What for"), value=lambda row: burden_label(row.kind, row.detail), area="meta"),
        Column("number", _("Number"), value="work_order.number", area="ref",
               link=lambda row: reverse("workorders:detail", args=[row.work_order.number])),
        Column("points", _("Points"), sort="points", end=True, area="when"),
    )  # fmt: skip
    filters = (
        RelationFilter("outlet", _("Outlet"), field="engineer__outlet", icon="building-store", rows=visible_outlets),
        ChoiceFilter("kind", _("Kind"), choices=list(BURDENS.items())),
    )
    empty = Empty(_("Nothing entered"), _("Hard, far and late visits appear here once they are finished."), "scale")

    def queryset(self, user: Any) -> QuerySet[FairnessEntry]:
        """Entries of the engineers the person sees."""
        rows = FairnessEntry.objects.filter(engineer__in=Engineer.objects.visible_to(user).values("pk"))
        return rows.select_related("engineer__user", "work_order")

    def search(self, rows: QuerySet[FairnessEntry], text: str) -> QuerySet[FairnessEntry]:
        """By engineer or number."""
        return rows.filter(Q(engineer__user__full_name__icontains=text) | Q(work_order__number__istartswith=text))


def ledger_panel(user: User, engineer: Engineer) -> dict[str, Any] | None:
    """The engineer's points of the last four weeks beside his outlet's mean, and his latest entries (two queries)."""
    row: Any = fairness.with_points(Engineer.objects.filter(pk=engineer.pk), timezone.now()).get()
    entries = FairnessEntry.objects.filter(engineer=engineer).select_related("work_order")[:SHOWN]
    return {
        "points": round(row.points, 1), "mean": round(row.mean, 1), "above": round(row.above, 1),
        "entries": [(entry, BURDENS[entry.kind], burden_label(entry.kind, entry.detail)) for entry in entries],
    }  # fmt: skip
