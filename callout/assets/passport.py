"""QR labels and what they lead to: an unguessable token for each label, one good label for an asset."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.access import ASSETS_EDIT
from callout.accounts.models import User
from callout.assets.models import Asset, Label, Product, SafetyNotice
from callout.foundation.actions import business_action
from callout.foundation.errors import NotAllowed

_TOKEN_BYTES = 15


def label_of(asset: Asset) -> Label | None:
    """The asset's good label."""
    return Label.objects.filter(asset=asset, revoked_at=None).first()


def tokens_of(assets: Collection[int]) -> Mapping[int, str]:
    """Tokens of good labels by asset (one query)."""
    return dict(Label.objects.filter(asset__in=assets, revoked_at=None).values_list("asset_id", "token"))


def labelled(token: str) -> Label | None:
    """The good label with this token, with its asset."""
    rows = Label.objects.select_related("asset__product__category", "asset__site")
    return rows.filter(token=token, revoked_at=None).first()


def url_of(label: Label) -> str:
    """What the label's QR code says."""
    return f"{settings.BASE_URL}{label.path}"


@business_action
def make_labels(*, actor: User, assets: Sequence[Asset]) -> list[Label]:
    """A good label for each asset, made where there is none, in the order given. Raises NotAllowed outside the area."""
    scope = actor.scope_for(ASSETS_EDIT)
    if not all(scope.covers(asset.site.region_id, None) for asset in assets):
        raise NotAllowed("region_outside_scope", _("This region is outside your area."))
    known = set(tokens_of([asset.pk for asset in assets]))
    Label.objects.bulk_create(
        [
            Label(asset=asset, token=secrets.token_urlsafe(_TOKEN_BYTES), made_by=actor)
            for asset in assets
            if asset.pk not in known
        ],
        ignore_conflicts=True,
    )
    found = {row.asset_id: row for row in Label.objects.filter(asset__in=assets, revoked_at=None)}
    return [found[asset.pk] for asset in assets]


@business_action
def revoke_label(*, actor: User, asset: Asset) -> int:
    """The asset's label opens nothing any more; the next print makes a new one. Returns how many were revoked."""
    if not actor.scope_for(ASSETS_EDIT).covers(asset.site.region_id, None):
        raise NotAllowed("region_outside_scope", _("This region is outside your area."))
    return Label.objects.filter(asset=asset, revoked_at=None).update(revoked_at=timezone.now())


def safety_notices(product: Product, today: date) -> list[SafetyNotice]:
    """Notices in force for the product and its category."""
    of_it = Q(category=product.category_id, product=None) | Q(product=product)
    in_force = Q(since__lte=today) & (Q(until=None) | Q(until__gte=today))
    return list(SafetyNotice.objects.filter(of_it & in_force))


@business_action
def save_notice(*, actor: User, notice: SafetyNotice, given: Mapping[str, Any]) -> SafetyNotice:
    """Create or change a notice. It concerns the whole organisation, so who changes it must reach all of it."""
    if not actor.scope_for(ASSETS_EDIT).everything:
        raise NotAllowed("organisation_only", _("Only people of the whole organisation change this."))
    for name, value in given.items():
        setattr(notice, name, value)
    notice.save()
    return notice
