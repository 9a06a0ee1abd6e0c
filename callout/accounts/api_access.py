"""Who may call an API operation: the token's or session's user, with at most the token's permissions."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from callout.accounts.access import PERMISSIONS
from callout.accounts.models import User
from callout.foundation import context

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
