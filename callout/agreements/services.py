"""Actions on agreements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from callout.accounts.access import AGREEMENTS_EDIT
from callout.accounts.models import User
from callout.agreements.models import Agreement, ServiceLevel
from callout.assets.models import Asset
from callout.customers.models import Customer
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput, NotAllowed
from callout.foundation.numbering import next_number

COLUMNS = ("kind", "level", "starts_on", "ends_on", "labour", "parts", "visit")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementInput:
    """What a contract or extended warranty says; no assets means all of the customer's."""

    customer: Customer
    kind: str
    starts_on: date
    ends_on: date
    level: ServiceLevel | None = None
    labour: bool = True
    parts: bool = False
    visit: bool = True
    assets: Iterable[Asset] = ()


def _check(actor: User | None, given: AgreementInput) -> list[Asset]:
    if actor is not None and not actor.scope_for(AGREEMENTS_EDIT).covers(given.customer.region_id, None):
        raise NotAllowed("region_outside_scope", _("This region is outside your area."))
    assets = list(given.assets)
    fields: dict[str, str] = {}
    if given.ends_on < given.starts_on:
        fields["ends_on"] = _("The end lies before the beginning.")
    if any(asset.customer_id != given.customer.pk for asset in assets):
        fields["assets"] = _("This asset belongs to another customer.")
    if fields:
        raise InvalidInput("agreement_invalid", _("The agreement cannot be saved yet."), fields=fields)
    return assets


@business_action
def create_agreement(*, actor: User | None, given: AgreementInput) -> Agreement:
    """Sign a contract or sell an extended warranty."""
    assets = _check(actor, given)
    columns = {name: getattr(given, name) for name in COLUMNS}
    agreement = Agreement.objects.create(number=next_number("AG"), customer=given.customer, **columns)
    agreement.assets.set(assets)
    return agreement


@business_action
def change_agreement(*, actor: User | None, agreement_id: int, given: AgreementInput) -> Agreement:
    """Change term, service level, what is free or which assets; cases already open keep what they were promised."""
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    if agreement.customer_id != given.customer.pk:
        raise InvalidInput("agreement_customer_fixed", _("The customer of an agreement cannot be changed."))
    assets = _check(actor, given)
    for name in COLUMNS:
        setattr(agreement, name, getattr(given, name))
    agreement.save(update_fields=list(COLUMNS))
    agreement.assets.set(assets)
    return agreement
