"""Where the palette looks: customers, cases, orders and assets of the person's area."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import ASSETS_VIEW, CASES_VIEW, CUSTOMERS_VIEW, DESK_USE, ORDERS_VIEW
from callout.assets import selectors as assets
from callout.assets.models import Asset
from callout.cases import selectors as cases
from callout.cases.labels import chip_state
from callout.cases.models import Case
from callout.customers import selectors as customers
from callout.customers.models import Customer
from callout.foundation.ui import formats
from callout.foundation.ui.search import Hit, Source, register_source
from callout.workorders.models import WorkOrder


def find_customers(user: Any, text: str, most: int) -> Iterator[Hit]:
    """By name, number, telephone or its last four digits; agents come to the desk with the customer open."""
    at_desk = user.may(DESK_USE)
    for row in customers.matching(Customer.objects.visible_to(user).select_related("region"), text)[:most]:
        url = (
            f"{reverse('contact_centre:desk')}?customer={row.pk}"
            if at_desk
            else reverse("customers:detail", args=[row.pk])
        )
        yield Hit(url, row.name, f"{formats.mask_phone(row.phone)} · {row.region}", row.number)


def find_cases(user: Any, text: str, most: int) -> Iterator[Hit]:
    """By number, words, telephone or serial."""
    rows = cases.matching(Case.objects.visible_to(user).select_related("customer"), text).order_by("-id")
    for row in rows[:most]:
        yield Hit(
            reverse("cases:detail", args=[row.number]),
            row.number,
            f"{row.title} · {row.customer}",
            chip=("case", chip_state(row)),
        )


def find_orders(user: Any, text: str, most: int) -> Iterator[Hit]:
    """By number."""
    for row in WorkOrder.objects.visible_to(user).filter(number=text.upper()).order_by("-id")[:most]:
        yield Hit(reverse("workorders:detail", args=[row.number]), row.number, row.title, chip=("order", row.state))


def find_assets(user: Any, text: str, most: int) -> Iterator[Hit]:
    """By serial, barcode, model or owner."""
    for row in assets.matching(Asset.objects.visible_to(user).select_related("product", "customer"), text).order_by(
        "-id"
    )[:most]:
        yield Hit(reverse("assets:detail", args=[row.pk]), row.serial, f"{row.product} · {row.customer}")


register_source(Source("customers", _("Customers"), "user", CUSTOMERS_VIEW, find_customers, order=10))
register_source(Source("cases", _("Cases"), "ticket", CASES_VIEW, find_cases, order=20))
register_source(Source("orders", _("Work orders"), "tool", ORDERS_VIEW, find_orders, order=30))
register_source(Source("assets", _("Assets"), "device-desktop-cog", ASSETS_VIEW, find_assets, order=40))
