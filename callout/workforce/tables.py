"""Lists of regions, outlets, engineers and shifts."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import WORKFORCE_EDIT, WORKFORCE_VIEW
from callout.accounts.models import Outlet, Region
from callout.assets.models import Category
from callout.foundation.ui.lists import (
    ChoiceFilter,
    Column,
    Empty,
    ListPage,
    PageAction,
    RelationFilter,
    Tab,
)
from callout.workforce.models import Absence, Engineer, EngineerSkill, Shift, Skill
from callout.workforce.selectors import visible_outlets, visible_regions

KINDS = (("own", _("own")), ("partner", _("partner")))
_ACTIVE = Q(engineers__active=True, engineers__user__is_active=True)


class RegionList(ListPage):
    """Regional companies."""

    permission = WORKFORCE_VIEW
    name = "regions"
    title = _("Regions")
    model = Region
    default_sort = "code"
    columns = (
        Column("code", _("Code"), sort="code", area="top", fixed=True),
        Column("name", _("Region"), link="workforce:region-edit", sort="name_zh", area="title"),
        Column("city", _("City"), sort="city", area="text"),
        Column("outlets", _("Outlets"), value="outlet_count", sort="outlet_count", end=True, area="side"),
        Column("active", _("Active"), template="workforce/cells/active.html", area="state"),
    )
    action = PageAction(_("New region"), "plus", "workforce:region-create", WORKFORCE_EDIT)

    def queryset(self, user: Any) -> QuerySet[Region]:
        """Visible regions with their number of outlets."""
        return visible_regions(user).annotate(outlet_count=Count("outlets", distinct=True))


class OutletList(ListPage):
    """Service outlets, own and partners'."""

    permission = WORKFORCE_VIEW
    name = "outlets"
    title = _("Outlets")
    model = Outlet
    search_hint = _("Code, name or district")
    default_sort = "code"
    tabs = (
        Tab("active", _("Active"), Q(active=True)),
        Tab("own", _("Own"), Q(active=True, kind="own")),
        Tab("partner", _("Partners"), Q(active=True, kind="partner")),
        Tab("closed", _("Closed"), Q(active=False)),
    )
    columns = (
        Column("code", _("Code"), sort="code", area="top", fixed=True),
        Column("name", _("Outlet"), link="workforce:outlet", sort="name_zh", area="title"),
        Column("region", _("Region"), value="region", sort="region__code", area="text"),
        Column("district", _("District"), sort="district", area="meta"),
        Column("kind", _("Kind"), value=lambda row: str(dict(KINDS)[row.kind]), sort="kind", area="side"),
        Column("engineers", _("Engineers"), value="engineer_count", sort="engineer_count", end=True, area="when"),
        Column("radius", _("Radius in km"), value="radius_km", sort="radius_km", end=True),
        Column("address", _("Address"), clip=True, hidden=True),
        Column("phone", _("Phone"), hidden=True),
        Column("active", _("Active"), template="workforce/cells/active.html", area="state"),
    )
    filters = (
        RelationFilter("region", _("Region"), icon="map-pin", rows=visible_regions),
        ChoiceFilter("kind", _("Kind"), choices=KINDS),
        RelationFilter(
            "category",
            _("Authorised for"),
            field="authorisations__category",
            rows=lambda user: Category.objects.filter(active=True),
        ),
    )
    action = PageAction(_("New outlet"), "plus", "workforce:outlet-create", WORKFORCE_EDIT)
    empty = Empty(_("No outlet yet"), _("Outlets take the orders of their districts."), "building-store")

    def queryset(self, user: Any) -> QuerySet[Outlet]:
        """Visible outlets with their number of engineers."""
        return visible_outlets(user).annotate(engineer_count=Count("engineers", filter=_ACTIVE, distinct=True))

    def search(self, rows: QuerySet[Outlet], text: str) -> QuerySet[Outlet]:
        """By code, either name, or district."""
        return rows.filter(
            Q(code__istartswith=text)
            | Q(name_zh__icontains=text)
            | Q(name_en__icontains=text)
            | Q(district__icontains=text)
        )


def _skills(engineer: Engineer) -> str:
    return gettext(", ").join(f"{row.skill} {row.level}" for row in engineer.engineer_skills.all())


class EngineerList(ListPage):
    """Engineers with skills, shift and whether they are here now."""

    permission = WORKFORCE_VIEW
    name = "engineers"
    title = _("Engineers")
    model = Engineer
    search_hint = _("Name or staff number")
    default_sort = "outlet"
    tabs = (
        Tab("active", _("At work"), Q(active=True, user__is_active=True)),
        Tab("away", _("Away now"), lambda user: Q(
            absences__starts_at__lte=timezone.now(), absences__ends_at__gt=timezone.now())),
        Tab("expired", _("Certificate expired"), lambda user: Q(
            pk__in=EngineerSkill.objects.filter(valid_until__lt=timezone.localdate()).values("engineer_id")),
            tone="danger"),
        Tab("left", _("Not at work"), Q(active=False) | Q(user__is_active=False)),
    )  # fmt: skip
    columns = (
        Column(
            "name",
            _("Full name"),
            value="user.full_name",
            link="workforce:engineer",
            sort="user__full_name",
            area="title",
            fixed=True,
        ),
        Column("number", _("Staff number"), value="user.username", sort="user__username", area="top"),
        Column("outlet", _("Outlet"), value="outlet", sort=("outlet__code",), area="text"),
        Column("region", _("Region"), value="outlet.region", sort="outlet__region__code", area="meta"),
        Column("level", _("Level"), sort="level", end=True, area="side"),
        Column("skills", _("Skills"), value=_skills, template="workforce/cells/skills.html", clip=True),
        Column("shift", _("Shift"), value="shift"),
        Column("max_orders", _("Orders a day"), sort="max_orders", end=True, hidden=True),
        Column(
            "state",
            _("State"),
            value=lambda row: _presence(row),
            template="workforce/cells/presence.html",
            area="state",
        ),
    )
    filters = (
        RelationFilter("region", _("Region"), field="outlet__region", icon="map-pin", rows=visible_regions),
        RelationFilter("outlet", _("Outlet"), icon="building-store", rows=visible_outlets),
        RelationFilter("skill", _("Skill"), field="skills", icon="certificate", rows=lambda user: Skill.objects.all()),
        ChoiceFilter("level", _("Level"), choices=[(str(n), str(n)) for n in range(1, 6)]),
    )
    action = PageAction(_("New engineer"), "plus", "workforce:engineer-create", WORKFORCE_EDIT)
    empty = Empty(
        _("No engineer here"), _("Engineers are people with the role engineer, placed at an outlet."), "users"
    )

    def queryset(self, user: Any) -> QuerySet[Engineer]:
        """Visible engineers; skills and present absences in a query each."""
        now = timezone.now()
        skills = Prefetch(
            "engineer_skills", queryset=EngineerSkill.objects.select_related("skill").order_by("-level", "skill_id")
        )
        away = Prefetch(
            "absences", queryset=Absence.objects.filter(starts_at__lte=now, ends_at__gt=now), to_attr="away_now"
        )
        return (
            Engineer.objects.visible_to(user)
            .select_related("user", "outlet__region", "shift")
            .prefetch_related(skills, away)
        )

    def search(self, rows: QuerySet[Engineer], text: str) -> QuerySet[Engineer]:
        """By name or staff number."""
        return rows.filter(Q(user__full_name__icontains=text) | Q(user__username__istartswith=text))


def _presence(engineer: Any) -> str:
    if not engineer.active or not engineer.user.is_active:
        return gettext("not at work")
    return gettext("away") if engineer.away_now else gettext("at work")


class ShiftList(ListPage):
    """Weekly working patterns."""

    permission = WORKFORCE_VIEW
    name = "shifts"
    title = _("Shifts")
    model = Shift
    default_sort = "code"
    columns = (
        Column("code", _("Code"), sort="code", area="top", fixed=True),
        Column("name", _("Shift"), link="workforce:shift-edit", sort="name_zh", area="title"),
        Column(
            "week",
            _("Monday"),
            value=lambda row: " ".join("–".join(span) for span in row.week.get("0", [])),
            area="text",
        ),
        Column(
            "weekend",
            _("Saturday"),
            value=lambda row: " ".join("–".join(span) for span in row.week.get("5", [])) or gettext("day off"),
        ),
        Column("engineers", _("Engineers"), value="engineer_count", sort="engineer_count", end=True, area="side"),
    )
    action = PageAction(_("New shift"), "plus", "workforce:shift-create", WORKFORCE_EDIT)

    def queryset(self, user: Any) -> QuerySet[Shift]:
        """All shifts with how many work by them."""
        return Shift.objects.annotate(engineer_count=Count("engineers", filter=Q(engineers__active=True)))
