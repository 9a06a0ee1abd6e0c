"""The list of work orders."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import ORDERS_DISPATCH, ORDERS_VIEW
from callout.cases.models import Case, ServiceType
from callout.foundation import search
from callout.foundation.ui import formats
from callout.foundation.ui.chips import chip_for
from callout.foundation.ui.lists import (
    BulkAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Empty,
    ListPage,
    MultiFilter,
    RelationFilter,
    Tab,
)
from callout.workforce.models import Engineer
from callout.workforce.selectors import day_bounds, visible_outlets, visible_regions
from callout.workorders.models import OPEN_ORDER_STATES, Booking, WorkOrder
from callout.workorders.selectors import current_booking, late, listed_orders

WAITING = ("unscheduled", "scheduled", "in_progress", "on_hold")


def _due_today(user: Any) -> Q:
    start, end = day_bounds(timezone.localdate())
    return Q(state__in=WAITING, due_at__gte=start, due_at__lt=end)


def _my_outlet(user: Any) -> Q:
    """Open orders of the outlets the person belongs to."""
    outlets = user.memberships.exclude(outlet=None).values("outlet_id")
    return Q(state__in=OPEN_ORDER_STATES) & (Q(outlet__in=outlets) | Q(outlet__engineers__user=user))


def _states(user: Any) -> list[tuple[str, str]]:
    return [(state, str(chip_for("order", state).label)) for state in WorkOrder.State.values]


def _engineer(order: WorkOrder) -> str:
    booking = current_booking(order)
    return str(booking.engineer) if booking else ""


def _slot(order: WorkOrder) -> str:
    booking = current_booking(order)
    return formats.slot(booking.starts_at, booking.ends_at) if booking else ""


class OrderList(ListPage):
    """Work orders, the most urgent first."""

    permission = ORDERS_VIEW
    name = "orders"
    title = _("Work orders")
    model = WorkOrder
    search_hint = _("Number, fault, contact or engineer")
    live = ("work_order", "booking")
    tabs = (
        Tab("open", _("All open"), Q(state__in=OPEN_ORDER_STATES)),
        Tab("late", _("Late"), lambda user: late(), tone="danger"),
        Tab("today", _("Due today"), _due_today),
        Tab("unassigned", _("Not assigned"), Q(state="unscheduled")),
        Tab("hold", _("On hold"), Q(state="on_hold")),
        Tab("outlet", _("My outlet"), _my_outlet),
        Tab("all", _("All")),
    )
    columns = (
        Column("due", _("Time left"), value="due_at", template="workorders/cells/due.html", sort="due_at", area="top"),
        Column("number", _("Number"), link=lambda row: reverse("workorders:detail", args=[row.number]), sort="id",
               area="ref", fixed=True),
        Column("customer", _("Customer"), value="customer.name", area="title", clip=True),
        Column("place", _("Place"), value="site", area="meta", clip=True),
        Column("title", _("Fault"), area="text", clip=True),
        Column("state", _("State"), template="workorders/cells/state.html", area="state",
               export=lambda row: chip_for("order", row.state).label),
        Column("engineer", _("Engineer"), value=_engineer, template="workorders/cells/engineer.html", area="side"),
        Column("slot", _("Time"), value=_slot, area="when"),
        Column("service_type", _("Type"), value="service_type.name", hidden=True),
        Column("outlet", _("Outlet"), value="outlet.name", hidden=True),
        Column("case", _("Case"), value="case.number", hidden=True),
        Column("visit", _("Visit"), end=True, hidden=True),
        Column("created", _("Opened"), value="created_at", sort="created_at", hidden=True),
        Column("completed", _("Completed"), value="completed_at", sort="completed_at", hidden=True),
    )  # fmt: skip
    filters = (
        MultiFilter("state", _("State"), choices=_states),
        RelationFilter("region", _("Region"), icon="map-pin", rows=visible_regions),
        RelationFilter("outlet", _("Outlet"), icon="building-store", rows=visible_outlets),
        RelationFilter("type", _("Type"), field="service_type", icon="tool",
                       rows=lambda user: ServiceType.objects.filter(active=True)),
        ChoiceFilter("severity", _("Severity"), icon="flame",
                     choices=[(n, chip_for("severity", n).label) for n in "1234"]),
        DateRangeFilter("due", _("Promised"), field="due_at"),
    )  # fmt: skip
    bulk: ClassVar = (
        BulkAction(_("Plan automatically"), "sparkles", "dispatching:plan", ORDERS_DISPATCH, "p"),
        BulkAction(_("Assign"), "user-plus", "dispatching:assign-many", ORDERS_DISPATCH, "a"),
    )
    empty = Empty(_("No order waits here"), _("Orders come from cases; a new case is planned at once."))

    @property
    def default_sort(self) -> str:  # type: ignore[override]
        """The most urgent first; among all orders the newest, which an index serves."""
        return "-number" if self.tab == "all" else "due"

    def sorts_whole(self) -> bool:
        """What is due next among the open orders, too."""
        return super().sorts_whole() or (self.sort == "due" and self.tab != "all")

    def queryset(self, user: Any) -> QuerySet[WorkOrder]:
        """Orders with customer, place and bookings."""
        return listed_orders(user)

    def search(self, rows: QuerySet[WorkOrder], text: str) -> QuerySet[WorkOrder]:
        """By the beginning of the number, by words of the case, or by the whole name of an engineer who has it now."""
        if text.upper().startswith("WO-"):
            return rows.filter(number__startswith=text.upper())
        words = search.query(text)
        if words is None:
            return rows.none()
        found = Q(case__in=Case.objects.filter(search=words))
        engineers = list(Engineer.objects.filter(user__full_name=text).values_list("pk", flat=True)[:5])
        if engineers:
            found |= Q(pk__in=Booking.objects.active().filter(engineer__in=engineers).values("work_order_id"))
        return rows.filter(found)
