"""Actions on people, roles and sessions. Nobody can give away more than he holds himself."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from callout.accounts.access import PERMISSIONS, USERS_MANAGE
from callout.accounts.models import Membership, Outlet, Region, Role, User
from callout.accounts.selectors import sessions_of
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput, NotAllowed

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """A password to hand over: three groups of four, no look-alikes."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@business_action
def create_user(
    *, actor: User | None, username: str, full_name: str, phone: str = "", language: str = ""
) -> tuple[User, str]:
    """A new person without a role. Returns the person and the first password, which is shown once."""
    if User.objects.filter(username=username).exists():
        raise InvalidInput(
            "username_taken", _("This staff number is taken."), fields={"username": _("Taken; choose another.")}
        )
    user, password = User(username=username, full_name=full_name, phone=phone, language=language), first_password()
    user.set_password(password)
    user.save()
    return user, password


@business_action
def change_user(*, actor: User | None, user: User, given: Mapping[str, Any]) -> User:
    """Change a person's columns; who is made inactive is signed out everywhere at once."""
    if not given.get("is_active", True):
        _keep_one_manager(without=user)
    for name, value in given.items():
        setattr(user, name, value)
    user.save(update_fields=list(given))
    if not user.is_active:
        end_sessions(actor=actor, user=user)
    return user


@business_action
def new_password(*, actor: User | None, user: User) -> str:
    """A fresh first password; the old one and all sessions end. Returned once."""
    password = first_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(actor=actor, user=user)
    return password


@business_action
def reset_two_factor(*, actor: User | None, user: User) -> None:
    """The second factor is gone (lost phone); the person sets it up again."""
    Authenticator.objects.filter(user=user).delete()


@business_action
def end_sessions(*, actor: User | None, user: User, keep: str = "") -> int:
    """Sign a person out everywhere but in the session ``keep``. Returns how many sessions ended."""
    keys = [session.session_key for session in sessions_of(user) if session.session_key != keep]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


@business_action
def grant(
    *, actor: User | None, user: User, role: Role, region: Region | None = None, outlet: Outlet | None = None
) -> Membership:
    """Give a role in a unit (none: the whole organisation)."""
    _may_grant(actor, role, region, outlet)
    if region and outlet:
        raise InvalidInput(
            "unit_twice", _("A region or an outlet, not both."), fields={"outlet": _("Leave one empty.")}
        )
    row, created = Membership.objects.get_or_create(user=user, role=role, region=region, outlet=outlet)
    if not created:
        raise BusinessError("already_granted", _("This role is held there already."))
    return row


@business_action
def revoke(*, actor: User | None, membership: Membership) -> None:
    """Take a role away."""
    _may_grant(actor, membership.role, membership.region, membership.outlet)
    if USERS_MANAGE in membership.role.permissions:
        _keep_one_manager(without_membership=membership)
    membership.delete()


def _may_grant(actor: User | None, role: Role, region: Region | None, outlet: Outlet | None) -> None:
    if actor is None or actor.is_superuser:
        return
    scope = actor.scope_for(USERS_MANAGE)
    region_id = region.pk if region else outlet.region_id if outlet else None
    if not (scope.everything or ((region or outlet) and scope.covers(region_id, outlet.pk if outlet else None))):
        raise NotAllowed("unit_outside", _("You may not give roles there."))
    if set(role.permissions) - set(actor.permissions):
        raise NotAllowed("role_above", _("This role may do more than you; somebody else must give it."))


def _keep_one_manager(*, without: User | None = None, without_membership: Membership | None = None) -> None:
    """Somebody must remain who manages users everywhere."""
    left = Membership.objects.filter(
        role__permissions__contains=[USERS_MANAGE], role__own_only=False, region=None, outlet=None, user__is_active=True
    )
    if without is not None:
        left = left.exclude(user=without)
    if without_membership is not None:
        left = left.exclude(pk=without_membership.pk)
    if (
        not left.exists()
        and not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=without.pk if without else 0).exists()
    ):
        raise BusinessError("last_manager", _("Nobody would be left to manage users."))


@business_action
def save_role(
    *,
    actor: User | None,
    role: Role,
    name_zh: str,
    name_en: str,
    own_only: bool,
    permissions: Collection[str],
    code: str = "",
) -> Role:
    """Create or change a role. Only permissions the actor holds may be added."""
    unknown = set(permissions) - PERMISSIONS.keys()
    if unknown:
        raise InvalidInput(
            "permission_unknown", _("Unknown permission."), fields={"permissions": ", ".join(sorted(unknown))}
        )
    added = set(permissions) - set(role.permissions)
    if actor is not None and not actor.is_superuser and added - set(actor.permissions):
        raise NotAllowed("role_above", _("You cannot give a permission you do not hold."))
    if role.code == "administrator" and USERS_MANAGE not in permissions:
        raise BusinessError("last_manager", _("Nobody would be left to manage users."))
    role.code = role.code or code
    role.name_zh, role.name_en, role.own_only, role.permissions = name_zh, name_en, own_only, sorted(permissions)
    role.save()
    return role


@business_action
def delete_role(*, actor: User | None, role: Role) -> None:
    """Remove a role of one's own that nobody holds."""
    if role.built_in:
        raise BusinessError("role_built_in", _("Built-in roles stay."))
    if role.memberships.exists():
        raise BusinessError("role_in_use", _("People still hold this role."))
    role.delete()
