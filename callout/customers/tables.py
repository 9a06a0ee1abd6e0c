"""The list of customers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import CUSTOMERS_EDIT, CUSTOMERS_VIEW
from callout.accounts.models import Region
from callout.customers import selectors
from callout.customers.forms import KINDS
from callout.customers.models import Customer
from callout.foundation.crypto import mask_phone
from callout.foundation.ui.lists import ChoiceFilter, Column, Empty, ListPage, PageAction, RelationFilter, Tab


class CustomerList(ListPage):
    """Customers of the person's area."""

    permission = CUSTOMERS_VIEW
    name = "customers"
    title = _("Customers")
    model = Customer
    columns = (
        Column("number", _("Customer number"), sort="number", link="customers:detail", fixed=True, area="ref"),
        Column("name", _("Name"), sort="name", link="customers:detail", area="title"),
        Column("phone", _("Phone"), mask=mask_phone, area="side"),
        Column("kind", _("Kind"), value=lambda row: dict(KINDS)[row.kind], area="meta"),
        Column("region", _("Region"), value="region.name", sort="region__code", area="text"),
        Column("level", _("Customer level"), sort="level"),
        Column("reminder", _("Reminder for everyone"), clip=True, hidden=True),
        Column("since", _("Customer since"), sort="since", area="when"),
    )
    tabs = (
        Tab("all", _("All")),
        Tab("person", _("People"), Q(kind=Customer.Kind.PERSON)),
        Tab("organisation", _("Organisations"), Q(kind=Customer.Kind.ORGANISATION)),
    )
    filters = (
        RelationFilter("region", _("Region"), rows=lambda user: Region.objects.filter(active=True)),
        ChoiceFilter(
            "texts", _("May be texted"), field="may_message", choices=(("True", _("Yes")), ("False", _("No")))
        ),
    )
    action = PageAction(_("New customer"), "user-plus", "customers:create", CUSTOMERS_EDIT)
    empty = Empty(
        _("No customers yet"), _("The first call opens the first file."), "users", _("New customer"), "customers:create"
    )
    default_sort = "-number"
    whole_sorts = ("number",)
    search_hint = _("Name, number, phone or its last four digits")

    def queryset(self, user: Any) -> QuerySet[Any]:
        """With the region that a cell shows."""
        return Customer.objects.visible_to(user).select_related("region").defer("search")

    def search(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """By name, number or telephone."""
        return selectors.matching(rows, text)
