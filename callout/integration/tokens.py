"""API tokens: made once, shown once, kept as a hash; and the two ways to sign in to the API."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.integration.models import ApiToken

_NOTE_USE_EVERY = timedelta(minutes=1)


@business_action
def make_token(
    *, actor: User | None, user: User, name: str, permissions: list[str], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token that acts as ``user`` with at most these permissions; the secret is returned once, never again."""
    prefix = secrets.token_hex(4)
    secret = f"co_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        name=name,
        user=user,
        prefix=prefix,
        token_hash=_hash(secret),
        permissions=sorted(permissions),
        expires_at=expires_at,
    )
    return token, secret


@business_action
def revoke_token(*, actor: User | None, token_id: int) -> None:
    """From now on the token is refused."""
    ApiToken.objects.filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=timezone.now())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuth(HttpBearer):
    """``Authorization: Bearer co_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token's row, or None when it is unknown, expired, revoked or its user is not active."""
        row = ApiToken.objects.select_related("user").filter(token_hash=_hash(token), revoked_at__isnull=True).first()
        now = timezone.now()
        if row is None or not row.user.is_active or (row.expires_at and row.expires_at <= now):
            return None
        if row.used_at is None or now - row.used_at > _NOTE_USE_EVERY:
            ApiToken.objects.filter(pk=row.pk).update(used_at=now)
        request.user = row.user
        request.token_permissions = frozenset(row.permissions)  # type: ignore[attr-defined]
        return row


class SessionAuth(APIKeyCookie):
    """A signed-in browser; writing needs the CSRF token as everywhere."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The session's user."""
        return request.user if request.user.is_authenticated else None
