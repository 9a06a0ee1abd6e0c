"""Whom a warning concerns: the people of the nearest unit that has any."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from callout.accounts.access import ANALYTICS_VIEW, ORDERS_DISPATCH
from callout.accounts.models import Membership, User

_MOST = 20


def dispatchers(region_id: int | None, outlet_id: int | None) -> Sequence[User]:
    """People who assign orders there, but no managers: the first level."""
    return _nearest(Q(role__permissions__contains=[ORDERS_DISPATCH]) & ~_managing(), region_id, outlet_id)


def managers(region_id: int | None, outlet_id: int | None) -> Sequence[User]:
    """People who answer for the figures there: the second level."""
    return _nearest(_managing(), region_id, outlet_id)


def _managing() -> Q:
    return Q(role__permissions__contains=[ANALYTICS_VIEW])


def _nearest(who: Q, region_id: int | None, outlet_id: int | None) -> Sequence[User]:
    """Those of the outlet, else of the region, else of the whole organisation."""
    units = Q(outlet_id=outlet_id) | Q(region_id=region_id, outlet=None) | Q(region=None, outlet=None)
    found = (
        Membership.objects.filter(who & units, user__is_active=True)
        .exclude(role__code="administrator")
        .select_related("user")
    )
    by_unit: dict[int, dict[int, User]] = {0: {}, 1: {}, 2: {}}
    for member in found:
        level = 0 if member.outlet_id else 1 if member.region_id else 2
        by_unit[level][member.user_id] = member.user
    return list(next((people for people in by_unit.values() if people), {}).values())[:_MOST]
