"""Actions on the installed base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.access import ASSETS_EDIT
from callout.accounts.models import User
from callout.assets.models import Asset, Product
from callout.assets.selectors import with_serial
from callout.customers.models import Customer, Site
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput, NotAllowed

COLUMNS = (
    "product",
    "serial",
    "barcode",
    "site",
    "place",
    "state",
    "batch",
    "purchased_on",
    "accepted_on",
    "warranty_until",
    "versions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetInput:
    """What an asset's passport says. ``versions`` maps a component (firmware, board) to its version."""

    product: Product
    serial: str
    customer: Customer
    site: Site
    barcode: str = ""
    place: str = ""
    state: str = Asset.State.ACTIVE
    batch: str = ""
    purchased_on: date | None = None
    accepted_on: date | None = None
    warranty_until: date | None = None
    versions: dict[str, str] | None = None


def _check(actor: User | None, given: AssetInput, asset_id: int | None) -> dict[str, Any]:
    if actor is not None and not actor.scope_for(ASSETS_EDIT).covers(given.site.region_id, None):
        raise NotAllowed("region_outside_scope", _("This region is outside your area."))
    fields: dict[str, str] = {}
    serial = given.serial.strip()
    if not serial:
        fields["serial"] = _("Write the serial number.")
    elif with_serial(serial).exclude(pk=asset_id or 0).exists():
        fields["serial"] = _("This serial number is on file already.")
    if given.site.customer_id != given.customer.pk:
        fields["site"] = _("This site belongs to another customer.")
    if given.accepted_on and given.purchased_on and given.accepted_on < given.purchased_on:
        fields["accepted_on"] = _("Installed before it was bought?")
    if given.purchased_on and given.purchased_on > timezone.localdate():
        fields["purchased_on"] = _("This day lies in the future.")
    if fields:
        raise InvalidInput("asset_invalid", _("The asset cannot be saved yet."), fields=fields)
    columns = {name: getattr(given, name) for name in COLUMNS}
    return columns | {"serial": serial, "versions": given.versions or {}}


@business_action
def create_asset(*, actor: User | None, given: AssetInput) -> Asset:
    """Put a device on file."""
    return Asset.objects.create(customer=given.customer, **_check(actor, given, None))


@business_action
def change_asset(*, actor: User | None, asset_id: int, given: AssetInput) -> Asset:
    """Change what is on file; the owner stays (a sale is a transfer of its own)."""
    asset = Asset.objects.select_for_update(of=("self",)).get(pk=asset_id)
    if given.customer.pk != asset.customer_id:
        raise InvalidInput("asset_owner_fixed", _("The owner cannot be changed here."))
    columns = _check(actor, given, asset_id)
    for name, value in columns.items():
        setattr(asset, name, value)
    asset.save(update_fields=list(columns))
    return asset
