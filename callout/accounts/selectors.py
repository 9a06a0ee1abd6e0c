"""Reads around organisation units and people."""

from __future__ import annotations

from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from callout.accounts.access import USERS_MANAGE
from callout.accounts.models import Membership, Outlet, Region, User
from callout.foundation.cache import cached_for


@cached_for(20)
def regions() -> Mapping[int, Region]:
    """All regions by id."""
    return {row.pk: row for row in Region.objects.all()}


def visible_users(user: User, permission: str = USERS_MANAGE) -> QuerySet[User]:
    """People with a role in a unit that the permission reaches; who reaches everything sees everybody."""
    scope = user.scope_for(permission)
    if scope.everything:
        return User.objects.all()
    wanted = Q(region__in=scope.regions) | Q(outlet__in=scope.outlets) | Q(outlet__region__in=scope.regions)
    return User.objects.filter(pk__in=Membership.objects.filter(wanted).values("user_id"))


def with_two_factor(users: QuerySet[User]) -> QuerySet[User]:
    """Adds ``two_factor``: True when the person signs in with a second factor."""
    return users.annotate(
        two_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))
    )


def grantable_regions(user: User) -> QuerySet[Region]:
    """Regions in which the person may give roles."""
    return Region.objects.filter(user.scope_for(USERS_MANAGE).q(region="pk", outlet="outlets__pk")).distinct()


def grantable_outlets(user: User) -> QuerySet[Outlet]:
    """Outlets in which the person may give roles."""
    return Outlet.objects.filter(user.scope_for(USERS_MANAGE).q(region="region_id", outlet="pk")).select_related(
        "region"
    )


def sessions_of(user: User) -> list[Session]:
    """Live sessions of a person; reads every live session, so only for one person at a time."""
    wanted = str(user.pk)
    live = Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=500)
    return [session for session in live if session.get_decoded().get("_auth_user_id") == wanted]
