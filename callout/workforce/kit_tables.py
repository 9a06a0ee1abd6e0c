"""Lists of crews, vehicles, tools and what jobs need."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import WORKFORCE_EDIT, WORKFORCE_VIEW
from callout.foundation.ui.lists import ChoiceFilter, Column, Empty, ListPage, PageAction, RelationFilter, Tab
from callout.workforce.kit_forms import VEHICLE_KINDS, VEHICLE_STATES
from callout.workforce.models import Crew, CrewMember, JobRule, Tool, Vehicle
from callout.workforce.selectors import visible_outlets, visible_regions


def _members(crew: Crew) -> str:
    return gettext(", ").join(str(row.engineer) for row in crew.members.all())


class CrewList(ListPage):
    """Crews with their members of today."""

    permission = WORKFORCE_VIEW
    name = "crews"
    title = _("Crews")
    model = Crew
    search_hint = _("Code or name")
    default_sort = "code"
    tabs = (Tab("active", _("Active"), Q(active=True)), Tab("all", _("All")))
    columns = (
        Column("code", _("Code"), sort="code", area="top", fixed=True),
        Column("name", _("Crew"), link="workforce:crew-edit", sort="name_zh", area="title"),
        Column("outlet", _("Outlet"), sort="outlet__code", area="text"),
        Column("members", _("Members"), value=_members, clip=True, area="meta"),
        Column("active", _("Active"), template="workforce/cells/active.html", area="state"),
    )
    filters = (
        RelationFilter("region", _("Region"), field="outlet__region", icon="map-pin", rows=visible_regions),
        RelationFilter("outlet", _("Outlet"), icon="building-store", rows=visible_outlets),
    )
    action = PageAction(_("New crew"), "plus", "workforce:crew-create", WORKFORCE_EDIT)
    empty = Empty(_("No crew yet"), _("Crews go together to orders for several people."), "users-group")

    def queryset(self, user: Any) -> QuerySet[Crew]:
        """Crews of visible outlets."""
        members = Prefetch("members", CrewMember.objects.filter(until=None).select_related("engineer__user"))
        return Crew.objects.filter(outlet__in=visible_outlets(user)).select_related("outlet").prefetch_related(members)

    def search(self, rows: QuerySet[Crew], text: str) -> QuerySet[Crew]:
        """By code or either name."""
        return rows.filter(Q(code__istartswith=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text))


class VehicleList(ListPage):
    """Vehicles with driver, load and range."""

    permission = WORKFORCE_VIEW
    name = "vehicles"
    title = _("Vehicles")
    model = Vehicle
    search_hint = _("Plate or driver")
    default_sort = "plate"
    tabs = (
        Tab("ready", _("Ready"), Q(state="ready")),
        Tab("pool", _("Without a driver"), Q(state="ready", driver=None)),
        Tab("workshop", _("In the workshop"), Q(state="workshop")),
        Tab("all", _("All")),
    )
    columns = (
        Column("plate", _("Plate"), link="workforce:vehicle-edit", sort="plate", area="title", fixed=True),
        Column("kind", _("Kind"), value=lambda row: str(dict(VEHICLE_KINDS)[row.kind]), sort="kind", area="side"),
        Column("driver", _("Driver"), sort="driver__user__full_name", area="text"),
        Column("outlet", _("Outlet"), sort="outlet__code", area="meta"),
        Column("capacity_kg", _("Carries, kg"), sort="capacity_kg", end=True, area="when"),
        Column("range_km", _("Range of a day, km"), sort="range_km", end=True),
        Column("speed_factor", _("Speed"), sort="speed_factor", end=True, hidden=True),
        Column("state", _("State"), value=lambda row: str(dict(VEHICLE_STATES)[row.state]), sort="state", area="state"),
    )
    filters = (
        RelationFilter("region", _("Region"), field="outlet__region", icon="map-pin", rows=visible_regions),
        RelationFilter("outlet", _("Outlet"), icon="building-store", rows=visible_outlets),
        ChoiceFilter("kind", _("Kind"), choices=list(VEHICLE_KINDS)),
    )
    action = PageAction(_("New vehicle"), "plus", "workforce:vehicle-create", WORKFORCE_EDIT)
    empty = Empty(
        _("No vehicle yet"), _("Load and range of the driver's vehicle count when orders are planned."), "truck"
    )

    def queryset(self, user: Any) -> QuerySet[Vehicle]:
        """Vehicles of visible outlets."""
        return Vehicle.objects.filter(outlet__in=visible_outlets(user)).select_related("outlet", "driver__user")

    def search(self, rows: QuerySet[Vehicle], text: str) -> QuerySet[Vehicle]:
        """By plate or driver."""
        return rows.filter(Q(plate__icontains=text) | Q(driver__user__full_name__icontains=text))


class ToolList(ListPage):
    """Tools and how many have them."""

    permission = WORKFORCE_VIEW
    name = "tools"
    title = _("Tools")
    model = Tool
    default_sort = "code"
    columns = (
        Column("code", _("Code"), sort="code", area="top", fixed=True),
        Column("name", _("Tool"), link="workforce:tool-edit", sort="name_zh", area="title"),
        Column("holders", _("Engineers"), value="holder_count", sort="holder_count", end=True, area="side"),
    )
    action = PageAction(_("New tool"), "plus", "workforce:tool-create", WORKFORCE_EDIT)
    empty = Empty(_("No tool yet"), _("What some orders need and not everybody has."), "tool")

    def queryset(self, user: Any) -> QuerySet[Tool]:
        """All tools, with how many of the visible engineers have them."""
        seen = Q(holders__engineer__outlet__in=visible_outlets(user).values("pk"))
        return Tool.objects.annotate(holder_count=Count("holders", filter=seen))


def _tools(rule: JobRule) -> str:
    return gettext(", ").join(str(tool) for tool in rule.tools.all())


class JobRuleList(ListPage):
    """What new orders need by product and service type."""

    permission = WORKFORCE_VIEW
    name = "job-rules"
    title = _("What jobs need")
    model = JobRule
    default_sort = "category"
    columns = (
        Column("category", _("Product"), link="workforce:job-rule-edit", sort="category__code", area="title",
               fixed=True),
        Column("service_type", _("Service type"), value=lambda row: row.service_type or gettext("all"),
               sort="service_type", area="text"),
        Column("people", _("Persons needed"), sort="people", end=True, area="side"),
        Column("load_kg", _("Load, kg"), sort="load_kg", end=True, area="when"),
        Column("tools", _("Tools"), value=_tools, clip=True, area="meta"),
    )  # fmt: skip
    action = PageAction(_("New rule"), "plus", "workforce:job-rule-create", WORKFORCE_EDIT)
    empty = Empty(_("No rule yet"), _("Without a rule one person with common tools does the job."), "tool")

    def queryset(self, user: Any) -> QuerySet[JobRule]:
        """All rules."""
        return JobRule.objects.select_related("category").prefetch_related("tools")
