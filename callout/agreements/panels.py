"""What agreements add to the pages of customers and assets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import AGREEMENTS_EDIT, AGREEMENTS_VIEW, ASSETS_EDIT, ASSETS_VIEW
from callout.accounts.models import User
from callout.agreements import selectors
from callout.agreements.labels import KINDS, Cover, cover
from callout.agreements.models import Agreement
from callout.assets.models import Asset
from callout.assets.panels import ASSET_PANELS
from callout.assets.selectors import assets_of
from callout.customers.models import Customer
from callout.customers.panels import CUSTOMER_PANELS, Panel


def covers(customer: Customer, assets: Sequence[Asset]) -> list[tuple[Asset, Cover]]:
    """Each asset with what it is entitled to today."""
    now = timezone.now()
    prefetch_related_objects([customer], "agreements__assets")
    known = [(asset, _entitlement(customer, asset, now)) for asset in assets]
    return [(asset, cover(entitlement)) for asset, entitlement in known]


def _entitlement(customer: Customer, asset: Asset, now: Any) -> selectors.Entitlement:
    return selectors.entitlement_for(customer=customer, asset=asset, category=asset.product.category, at=now)


def _assets(user: User, customer: Customer) -> dict[str, Any]:
    return {"covers": covers(customer, assets_of(user, customer)), "may_add": user.may(ASSETS_EDIT)}


def _of_customer(user: User, customer: Customer) -> dict[str, Any]:
    rows = Agreement.objects.visible_to(user).filter(customer=customer).select_related("level").order_by("-ends_on")
    return {"agreements": _shown(list(rows[:10])), "may_add": user.may(AGREEMENTS_EDIT), "customer_id": customer.pk}


def _of_asset(user: User, asset: Asset) -> dict[str, Any]:
    rows = Agreement.objects.visible_to(user).filter(assets=asset).select_related("level").order_by("-ends_on")
    [(_asset, found)] = covers(asset.customer, [asset])
    return {"agreements": _shown(list(rows[:10])), "cover": found}


def _shown(rows: list[Agreement]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [{"row": row, "kind": KINDS[row.kind], "over": row.ends_on < today} for row in rows]


CUSTOMER_PANELS.register(
    Panel("assets", _("Assets"), ASSETS_VIEW, "agreements/_assets.html", _assets, order=10),
    Panel(
        "agreements", _("Contracts"), AGREEMENTS_VIEW, "agreements/_agreements.html", _of_customer, order=10, side=True
    ),
)
ASSET_PANELS.register(
    Panel("agreements", _("Cover"), AGREEMENTS_VIEW, "agreements/_agreements.html", _of_asset, order=10, side=True)
)
