"""Lists of parts, stores, movements and requests."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import PARTS_EDIT, PARTS_VIEW
from callout.foundation.ui import formats
from callout.foundation.ui.chips import chip_for
from callout.foundation.ui.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Empty,
    ListPage,
    PageAction,
    RelationFilter,
    Tab,
)
from callout.parts.labels import MOVEMENTS, STORE_KINDS, TRACKING, movement, store_kind, tracking, unit
from callout.parts.models import Movement, Part, PartRequest, Store
from callout.parts.pieces import plain
from callout.parts.selectors import listed_parts, visible_requests
from callout.workforce.selectors import visible_outlets, visible_regions


class PartList(ListPage):
    """The spare parts catalogue with what is on hand."""

    permission = PARTS_VIEW
    name = "parts"
    title = _("Parts")
    model = Part
    search_hint = _("Number, name or barcode")
    default_sort = "number"
    tabs = (
        Tab("active", _("Active"), Q(active=True)),
        Tab("short", _("Out of stock"), Q(active=True, on_hand=0), tone="danger"),
        Tab("all", _("All")),
    )
    columns = (
        Column("number", _("Part number"), link="parts:detail", sort="number", area="top", fixed=True),
        Column("name", _("Part"), sort="name_zh", area="title", clip=True),
        Column("on_hand", _("On hand"), sort="on_hand", end=True, area="side"),
        Column("unit", _("Unit"), value=lambda row: unit(row.unit), area="when"),
        Column(
            "price",
            _("Price"),
            value=lambda row: formats.money(row.price),
            sort="price",
            end=True,
            area="ref",
            export=lambda row: row.price,
        ),
        Column("tracking", _("Kept"), value=lambda row: tracking(row.tracking), hidden=True),
        Column("barcode", _("Barcode")),
        Column("active", _("Active"), hidden=True),
    )
    filters = (ChoiceFilter("tracking", _("Kept"), choices=list(TRACKING.items())),)
    action = PageAction(_("New part"), "plus", "parts:create", PARTS_EDIT)
    empty = Empty(_("No part here"), _("Parts come with the packs or are entered by hand."), "packages")

    def queryset(self, user: Any) -> QuerySet[Part]:
        """Parts with the sum of the stock the person sees."""
        return listed_parts(user)

    def search(self, rows: QuerySet[Part], text: str) -> QuerySet[Part]:
        """By number, either name, or exact barcode."""
        return rows.filter(
            Q(number__istartswith=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text) | Q(barcode=text)
        )


class StoreList(ListPage):
    """Central stores, outlet stores and vans."""

    permission = PARTS_VIEW
    name = "stores"
    title = _("Stores")
    model = Store
    search_hint = _("Code, name or engineer")
    default_sort = "code"
    tabs = (
        Tab("all", _("All")),
        Tab("central", _("Central"), Q(kind="central")),
        Tab("outlet", _("Outlets"), Q(kind="outlet")),
        Tab("van", _("Vans"), Q(kind="van")),
    )
    columns = (
        Column("code", _("Code"), sort="code", area="top", fixed=True),
        Column("name", _("Store"), link="parts:store", sort="name_zh", area="title"),
        Column("kind", _("Kind"), value=lambda row: store_kind(row.kind), sort="kind", area="side"),
        Column("outlet", _("Outlet"), value="outlet", sort="outlet__code", area="text"),
        Column("engineer", _("Engineer"), value="engineer", area="meta"),
        Column("kinds", _("Kinds of parts"), value="kind_count", sort="kind_count", end=True),
        Column(
            "pieces", _("Pieces"), value=lambda row: row.piece_count or 0, sort="piece_count", end=True, area="when"
        ),
    )
    filters = (
        ChoiceFilter("kind", _("Kind"), choices=list(STORE_KINDS.items())),
        RelationFilter("region", _("Region"), icon="map-pin", rows=visible_regions),
        RelationFilter("outlet", _("Outlet"), icon="building-store", rows=visible_outlets),
    )
    empty = Empty(_("No store here"), _("Each engineer's van is a store."), "building-warehouse")

    def queryset(self, user: Any) -> QuerySet[Store]:
        """Visible stores with how much lies there."""
        rows = Store.objects.visible_to(user).select_related("outlet", "engineer__user")
        return rows.annotate(
            kind_count=Count("stock", filter=Q(stock__quantity__gt=0)), piece_count=Sum("stock__quantity")
        )

    def search(self, rows: QuerySet[Store], text: str) -> QuerySet[Store]:
        """By code, name or engineer."""
        return rows.filter(
            Q(code__istartswith=text)
            | Q(name_zh__icontains=text)
            | Q(name_en__icontains=text)
            | Q(engineer__user__full_name__icontains=text)
        )


class MovementList(ListPage):
    """Every movement of stock."""

    permission = PARTS_VIEW
    name = "movements"
    title = _("Movements")
    model = Movement
    default_sort = "-at"
    search_hint = _("Serial or batch")
    columns = (
        Column("at", _("When"), sort="at", area="when", fixed=True),
        Column("kind", _("What"), value=lambda row: movement(row.kind), area="top"),
        Column(
            "part",
            _("Part"),
            value=lambda row: f"{row.part.number} {row.part}",
            link=lambda row: reverse("parts:detail", args=[row.part_id]),
            area="title",
            clip=True,
        ),
        Column(
            "quantity",
            _("Quantity"),
            value=lambda row: f"{row.quantity:+d}",
            end=True,
            area="side",
            export=lambda row: row.quantity,
        ),
        Column(
            "store",
            _("Store"),
            value="store",
            link=lambda row: reverse("parts:store", args=[row.store_id]),
            area="text",
        ),
        Column("serial", _("Serial or batch"), area="ref"),
        Column(
            "order",
            _("Work order"),
            value="work_order_id",
            template="parts/cells/order.html",
            export=lambda row: row.work_order_id,
        ),
        Column("actor", _("By"), value="actor", area="meta"),
        Column("note", _("Note"), clip=True),
    )
    filters = (
        ChoiceFilter("kind", _("What"), choices=list(MOVEMENTS.items())),
        RelationFilter(
            "store", _("Store"), icon="building-warehouse", rows=lambda user: Store.objects.visible_to(user)
        ),
        RelationFilter("part", _("Part"), icon="package", rows=lambda user: Part.objects.all()),
        DateRangeFilter("at", _("When")),
    )
    empty = Empty(_("No movement yet"), _("Receipts, transfers, uses and counts appear here."), "arrows-sort")

    def queryset(self, user: Any) -> QuerySet[Movement]:
        """Movements of visible stores."""
        stores = Store.objects.visible_to(user).order_by().values("pk")
        return Movement.objects.filter(store__in=stores).select_related("part", "store", "actor")

    def search(self, rows: QuerySet[Movement], text: str) -> QuerySet[Movement]:
        """Where pieces with a serial number or of a batch came from and went to."""
        return rows.filter(serial=plain(text))


class RequestList(ListPage):
    """Parts requests from the field."""

    permission = PARTS_VIEW
    name = "part-requests"
    title = _("Parts requests")
    model = PartRequest
    search_hint = _("Number, part or engineer")
    default_sort = "-number"
    live = ("part_request",)
    tabs = (
        Tab("todo", _("To do"), Q(state__in=("requested", "approved"))),
        Tab("requested", _("To decide"), Q(state="requested")),
        Tab("approved", _("To ship"), Q(state="approved")),
        Tab("shipped", _("On the way"), Q(state="shipped")),
        Tab("all", _("All")),
    )
    columns = (
        Column("number", _("Number"), link="parts:request", sort="id", area="ref", fixed=True),
        Column("part", _("Part"), value=lambda row: f"{row.part.number} {row.part}", area="title", clip=True),
        Column("quantity", _("Quantity"), sort="quantity", end=True, area="side"),
        Column("engineer", _("Engineer"), value="engineer", area="text"),
        Column("outlet", _("Outlet"), value="engineer.outlet", area="meta"),
        Column(
            "state",
            _("State"),
            template="parts/cells/request_state.html",
            sort="state",
            area="top",
            export=lambda row: chip_for("part_request", row.state).label,
        ),
        Column("source", _("From store"), value="source"),
        Column(
            "order",
            _("Work order"),
            value="work_order_id",
            template="parts/cells/order.html",
            export=lambda row: row.work_order_id,
        ),
        Column("requested_at", _("Asked for"), sort="requested_at", area="when"),
        Column("note", _("Note"), clip=True, hidden=True),
    )
    filters = (
        RelationFilter("outlet", _("Outlet"), field="engineer__outlet", icon="building-store", rows=visible_outlets),
        DateRangeFilter("requested", _("Asked for"), field="requested_at"),
    )
    empty = Empty(_("Nothing to decide"), _("Requests come from engineers on site."), "checks")

    def queryset(self, user: Any) -> QuerySet[PartRequest]:
        """Requests of visible engineers."""
        return visible_requests(user)

    def search(self, rows: QuerySet[PartRequest], text: str) -> QuerySet[PartRequest]:
        """By number, part or engineer."""
        return rows.filter(
            Q(number__istartswith=text) | Q(part__number__istartswith=text) | Q(part__name_zh__icontains=text)
            | Q(part__name_en__icontains=text) | Q(engineer__user__full_name__icontains=text)
        )  # fmt: skip
