"""Who may call an API operation: the token's or session's user, with at most the token's permissions."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from callout.accounts.access import PERMISSIONS, PERSONAL_REVEAL
from callout.accounts.models import User
from callout.foundation import context
from callout.foundation.models import PersonalDataReveal

P = ParamSpec("P")
R = TypeVar("R")


def allows(permission: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Operation decorator (below the router's): only callers with this permission; the audit trail learns who acts."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def decorate(operation: Callable[..., R]) -> Callable[..., R]:
        @functools.wraps(operation)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> R:
            granted = getattr(request, "token_permissions", None)
            user = User.of(request)
            if not user.may(permission) or (granted is not None and permission not in granted):
                raise PermissionDenied(permission)
            with context.acting(user.pk):
                return operation(request, *args, **kwargs)

        checked.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]
        checked.permission = permission  # type: ignore[attr-defined]
        return checked

    return decorate


def clear_or_masked(
    request: HttpRequest, reveal: bool, subject: str, subject_id: int
) -> Callable[[str, str, Callable[[str], str]], str]:
    """How to show personal data: ``show(field, value, mask)``. In clear only when asked for and allowed; then logged.

    Raises PermissionDenied when the caller asks without the permission.
    """
    if not reveal:
        return lambda name, value, mask: mask(value)
    user = User.of(request)
    granted = getattr(request, "token_permissions", None)
    if not user.may(PERSONAL_REVEAL) or (granted is not None and PERSONAL_REVEAL not in granted):
        raise PermissionDenied(PERSONAL_REVEAL)

    def show(name: str, value: str, mask: Callable[[str], str]) -> str:
        if value:
            PersonalDataReveal.objects.create(
                user=user, subject=subject, subject_id=subject_id, field=name, purpose="API"
            )
        return value

    return show


def check_reach(request: HttpRequest, permission: str, region_id: int | None, outlet_id: int | None) -> None:
    """Raises PermissionDenied when the permission does not reach this region or outlet (seeing may reach farther)."""
    scope = User.of(request).scope_for(permission)
    if not scope.own and not scope.covers(region_id, outlet_id):
        raise PermissionDenied(permission)
