"""The list of cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from callout.accounts.access import CASES_VIEW, DESK_USE
from callout.accounts.models import Region
from callout.assets.models import Category
from callout.cases import selectors
from callout.cases.labels import CHANNELS, SEVERITIES, chip_state, state_choices
from callout.cases.models import OPEN_STATES, Case, ServiceType
from callout.foundation.crypto import mask_phone
from callout.foundation.ui.chips import chip_for
from callout.foundation.ui.lists import (
    BooleanFilter,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Empty,
    ListPage,
    MultiFilter,
    PageAction,
    RelationFilter,
    Tab,
)

OPEN = Q(state__in=OPEN_STATES)
LISTED = (  # a case is wide: reading the rest took longer than finding the rows
    "number", "state", "waiting_for", "severity", "channel", "contact_phone", "title", "next_due_at", "created_at",
    "resolved_at", "rating", "customer__name", "site__city", "site__district", "service_type__name_zh",
    "service_type__name_en", "region__name_zh", "region__name_en", "outlet__name_zh", "outlet__name_en",
)  # fmt: skip
ENDED_BOOKINGS = ("declined", "cancelled", "failed")


def _late(user: Any) -> Q:
    return OPEN & Q(next_due_at__lt=timezone.now())


def _due_today(user: Any) -> Q:
    end = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))
    return OPEN & Q(next_due_at__gte=timezone.now(), next_due_at__lt=end)


def _unassigned(user: Any) -> Q:
    return OPEN & Q(pk__in=Case.objects.filter(work_orders__state="unscheduled").values("pk"))


def _engineers(cases: Sequence[Case]) -> dict[int, str]:
    """Who goes, or went last, to each of the cases."""
    bookings = apps.get_model("workorders", "Booking").objects.filter(work_order__case__in=[case.pk for case in cases])
    told = bookings.exclude(state__in=ENDED_BOOKINGS).order_by("starts_at", "pk")
    return dict(told.values_list("work_order__case_id", "engineer__user__full_name"))


def _place(case: Case) -> str:
    return str(case.site) if case.site else ""


class CaseList(ListPage):
    """Cases of the person's area; what is due next stands first."""

    permission = CASES_VIEW
    name = "cases"
    title = _("Cases")
    model = Case
    columns = (
        Column("due", _("Time left"), value="next_due_at", template="cases/_due.html", sort="next_due_at", area="top"),
        Column(
            "number",
            _("Number"),
            sort="number",
            link=lambda row: reverse("cases:detail", args=[row.number]),
            fixed=True,
            area="ref",
        ),
        Column("customer", _("Customer"), value="customer.name", area="title", clip=True),
        Column("phone", _("Phone"), value="contact_phone", mask=mask_phone, area="side"),
        Column("place", _("Place"), value=_place, area="meta", clip=True),
        Column("title", _("Fault"), area="text", clip=True),
        Column(
            "severity",
            _("Severity"),
            template="cases/_severity.html",
            sort="severity",
            export=lambda row: SEVERITIES[row.severity],
        ),
        Column(
            "state",
            _("State"),
            template="cases/_state.html",
            sort="state",
            area="state",
            export=lambda row: chip_for("case", chip_state(row)).label,
        ),
        Column("engineer", _("Engineer"), value="engineer_name", area="when"),
        Column("type", _("Service"), value="service_type.name", hidden=True),
        Column("channel", _("Channel"), value=lambda row: CHANNELS[row.channel], hidden=True),
        Column("region", _("Region"), value="region.name", hidden=True),
        Column("outlet", _("Outlet"), value="outlet.name", hidden=True),
        Column("created_at", _("Taken"), sort="created_at", hidden=True),
        Column("resolved_at", pgettext_lazy("case", "Resolved"), sort="resolved_at", hidden=True),
        Column("rating", _("Rating"), sort="rating", end=True, hidden=True),
    )
    tabs = (
        Tab("open", _("All open"), OPEN),
        Tab("late", _("Late"), _late, tone="danger"),
        Tab("today", _("Due today"), _due_today),
        Tab("unassigned", _("Not assigned"), _unassigned),
        Tab("waiting", pgettext_lazy("case", "Waiting"), Q(state=Case.State.WAITING)),
        Tab("repeats", _("Repeats"), OPEN & Q(repeat_of__isnull=False)),
        Tab("all", _("All"), Q()),
    )
    filters = (
        MultiFilter("state", _("State"), choices=lambda user: state_choices()),
        RelationFilter("region", _("Region"), rows=lambda user: Region.objects.filter(active=True), icon="map-pin"),
        RelationFilter(
            "type",
            _("Service"),
            field="service_type",
            rows=lambda user: ServiceType.objects.filter(active=True),
            icon="tool",
        ),
        RelationFilter(
            "category", _("Category"), rows=lambda user: Category.objects.filter(active=True), icon="category"
        ),
        MultiFilter(
            "severity", _("Severity"), choices=[(str(n), label) for n, label in SEVERITIES.items()], icon="flame"
        ),
        ChoiceFilter("channel", _("Channel"), choices=list(CHANNELS.items())),
        BooleanFilter("breached", _("Promise missed"), icon="alarm"),
        DateRangeFilter("created", _("Taken"), field="created_at"),
    )
    action = PageAction(_("New case"), "plus", "contact_centre:desk", DESK_USE)
    empty = Empty(
        _("No case here"),
        _("Requests from every channel arrive in this list."),
        "ticket",
        _("New case"),
        "contact_centre:desk",
    )
    default_sort = "due"
    whole_sorts = ("number", "created_at")
    search_hint = _("Number, name, phone or serial")
    live = ("case", "milestone")

    @cached_property
    def sort(self) -> str:
        """What is due next first; among all cases, most of them closed, the newest first."""
        return "-number" if self.tab == "all" and "sort" not in self.request.GET else super().sort

    def sorts_whole(self) -> bool:
        """What is due next among the open cases, too."""
        return super().sorts_whole() or (self.sort == "due" and self.tab != "all")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """With what the cells show."""
        rows = Case.objects.visible_to(user).select_related("customer", "site", "service_type", "region", "outlet")
        return rows.only(*LISTED)

    def equip(self, rows: Sequence[Case]) -> None:
        """Each case gets the name of its engineer, in one query."""
        names = _engineers(rows)
        for row in rows:
            row.engineer_name = names.get(row.pk, "")  # type: ignore[attr-defined]

    def search(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """By number, words, telephone or the asset's serial."""
        return selectors.matching(rows, text)
