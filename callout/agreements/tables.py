"""Lists of agreements, service levels and calendars."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import AGREEMENTS_VIEW
from callout.agreements.labels import KINDS
from callout.agreements.models import Agreement, Calendar, ServiceLevel
from callout.customers.models import Customer
from callout.foundation import search
from callout.foundation.ui.lists import BooleanFilter, ChoiceFilter, Column, Empty, ListPage, RelationFilter, Tab

ENDING_SOON = timedelta(days=60)


def _running(user: Any) -> Q:
    today = timezone.localdate()
    return Q(starts_on__lte=today, ends_on__gte=today)


def _ending(user: Any) -> Q:
    today = timezone.localdate()
    return Q(ends_on__range=(today, today + ENDING_SOON))


class AgreementList(ListPage):
    """Contracts and extended warranties of the person's area."""

    permission = AGREEMENTS_VIEW
    name = "agreements"
    title = _("Contracts")
    model = Agreement
    columns = (
        Column("number", _("Number"), sort="number", link="agreements:detail", fixed=True, area="ref"),
        Column("kind", _("Kind"), value=lambda row: KINDS[row.kind], sort="kind", area="state"),
        Column("customer", _("Customer"), value="customer.name", sort="customer__name", area="title",
               link=lambda row: reverse("customers:detail", args=[row.customer_id])),
        Column("region", _("Region"), value="customer.region.name", area="side"),
        Column("level", _("Service level"), value="level.name", area="text"),
        Column("starts_on", _("From"), sort="starts_on"),
        Column("ends_on", _("Until"), sort="ends_on", area="when"),
        Column("assets", _("Assets"), value="asset_count", sort="asset_count", end=True, area="meta"),
    )  # fmt: skip
    tabs = (
        Tab("running", _("In force"), _running),
        Tab("ending", _("Ending within 60 days"), _ending, tone="danger"),
        Tab("all", _("All")),
    )
    filters = (
        ChoiceFilter("kind", _("Kind"), choices=list(KINDS.items())),
        RelationFilter("level", _("Service level"), rows=lambda user: ServiceLevel.objects.filter(current=True)),
    )
    default_sort = "ends_on"
    search_hint = _("Number or customer")
    empty = Empty(_("No contracts here"), _("Without one, warranty and list prices apply."), "file-check")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """With customer, level and number of assets."""
        through = Agreement.assets.through.objects.filter(agreement_id=OuterRef("pk")).order_by()
        covered = through.values("agreement_id").annotate(n=Count("pk")).values("n")  # type: ignore[misc]
        rows = Agreement.objects.visible_to(user).select_related("customer__region", "level")
        return rows.annotate(asset_count=Coalesce(Subquery(covered), 0))

    def search(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """By number or the customer's name."""
        words = search.query(text)
        found = Q(number=text.upper())
        return rows.filter(
            found | Q(customer__in=Customer.objects.filter(search=words).values("pk")) if words else found
        )


class LevelList(ListPage):
    """Service levels: what is promised."""

    template_name = "agreements/terms.html"
    permission = AGREEMENTS_VIEW
    name = "service-levels"
    title = _("Service levels")
    model = ServiceLevel
    columns = (
        Column("level", _("Service level"), value="name", link="agreements:level", fixed=True, area="title"),
        Column("version", _("Version"), value=lambda row: f"v{row.version}", sort="version", area="ref"),
        Column("pack", _("Pack"), sort="pack", area="side"),
        Column(
            "calendar",
            _("Calendar"),
            value="calendar.name",
            area="text",
            link=lambda row: reverse("agreements:calendar", args=[row.calendar_id]),
        ),
        Column("default", _("Default"), area="meta"),
        Column("current", _("In force"), area="state"),
    )
    filters = (BooleanFilter("current", _("In force")),)
    default_sort = "pack"
    empty = Empty(_("No service levels"), _("Service levels come with the industry packs."), "clock")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """Service levels hold no customers' data; everyone with the permission sees all."""
        return ServiceLevel.objects.select_related("calendar")


class CalendarList(ListPage):
    """Business calendars."""

    template_name = "agreements/terms.html"
    permission = AGREEMENTS_VIEW
    name = "calendars"
    title = _("Calendars")
    model = Calendar
    columns = (
        Column("calendar", _("Calendar"), value="name", link="agreements:calendar", fixed=True, area="title"),
        Column("code", _("Code"), sort="code", area="ref"),
        Column("time_zone", _("Time zone"), area="side"),
        Column("always", _("Around the clock"), area="state"),
        Column("days", _("Special days"), value="day_count", end=True, area="meta"),
    )
    default_sort = "code"
    empty = Empty(_("No calendars"), _("Calendars come with the industry packs."), "calendar")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """With the number of holidays and working days in lieu."""
        return Calendar.objects.annotate(day_count=Count("days"))
