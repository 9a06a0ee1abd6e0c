"""Sections that other apps add to a case's page: its visits, what to do now, what the customer said."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import CASES_VIEW
from callout.accounts.models import User
from callout.assets.models import Asset
from callout.assets.panels import ASSET_PANELS
from callout.cases.models import Case, Interaction
from callout.customers.models import Customer
from callout.customers.panels import CUSTOMER_PANELS, Panel, Panels

CASE_PANELS = Panels()
SHOWN = 10


def _shown(user: User, **where: Any) -> dict[str, Any]:
    rows = (
        Case.objects.visible_to(user).filter(**where).select_related("service_type", "symptom").order_by("-created_at")
    )
    return {"cases": list(rows[:SHOWN])}


def _of_customer(user: User, customer: Customer) -> dict[str, Any]:
    return _shown(user, customer=customer) | {"all_query": f"q={customer.number}&tab=all"}


def _of_asset(user: User, asset: Asset) -> dict[str, Any]:
    return _shown(user, asset=asset) | {"all_query": f"q={asset.serial}&tab=all"}


def _said(user: User, customer: Customer) -> dict[str, Any] | None:
    rows = Interaction.objects.filter(customer=customer).exclude(direction=Interaction.Direction.INTERNAL)
    visible = rows.filter(case__in=Case.objects.visible_to(user)) | rows.filter(case=None)
    found = list(visible.select_related("actor", "case").order_by("-at")[:SHOWN])
    return {"interactions": found} if found else None


CUSTOMER_PANELS.register(
    Panel("cases", _("Cases"), CASES_VIEW, "cases/_cases.html", _of_customer, order=20),
    Panel("interactions", _("Conversations"), CASES_VIEW, "cases/_interactions.html", _said, order=30),
)
ASSET_PANELS.register(Panel("cases", _("Cases"), CASES_VIEW, "cases/_cases.html", _of_asset, order=20))
