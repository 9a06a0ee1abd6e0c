"""API tokens: made once, shown once, kept as a hash; and the two ways to sign in to the API."""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput, NotAllowed
from callout.integration.models import ApiToken
from callout.integration.rate import spend

log = logging.getLogger("callout.tokens")

Network = IPv4Network | IPv6Network

_NOTE_USE_EVERY = timedelta(minutes=1)
TRUSTED_SECONDS = 2.0  # a token revoked in another process works no longer than this

_known: dict[str, tuple[float, ApiToken]] = {}


@business_action
def make_token(
    *,
    actor: User | None,
    user: User,
    name: str,
    permissions: list[str],
    expires_at: datetime | None = None,
    networks: str = "",
) -> tuple[ApiToken, str]:
    """A new token that acts as ``user`` with at most these permissions; the secret is returned once, never again.

    ``networks`` as in ``read_networks``; empty: the token works from anywhere. Raises networks_invalid.
    """
    prefix = secrets.token_hex(4)
    secret = f"co_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        name=name,
        user=user,
        prefix=prefix,
        token_hash=_hash(secret),
        permissions=sorted(permissions),
        networks=" ".join(map(str, read_networks(networks))),
        expires_at=expires_at,
    )
    return token, secret


@business_action
def revoke_token(*, actor: User | None, token_id: int) -> None:
    """From now on the token is refused."""
    ApiToken.objects.filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=timezone.now())
    _known.clear()


def read_networks(text: str) -> list[Network]:
    """Addresses and networks (CIDR) separated by blanks or commas. Raises InvalidInput networks_invalid."""
    try:
        return [ip_network(word, strict=False) for word in text.replace(",", " ").split()]
    except ValueError as error:
        message = _("Write addresses like 192.0.2.7 or networks like 10.0.0.0/8, separated by blanks.")
        raise InvalidInput("networks_invalid", message, fields={"networks": message}) from error


def _comes_from(row: ApiToken, request: HttpRequest) -> bool:
    address = request.META.get("REMOTE_ADDR", "")
    try:
        return not row.networks or any(ip_address(address) in network for network in read_networks(row.networks))
    except ValueError:
        return False


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuth(HttpBearer):
    """``Authorization: Bearer co_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token's row, or None when it is unknown, expired, revoked or its user is not active.

        Raises NotAllowed token_elsewhere for a token that comes from outside its networks, and too_many_requests.
        """
        row = _look_up(_hash(token))
        if row is None:
            return None
        now = timezone.now()
        if row.expires_at and row.expires_at <= now:
            return None
        if not _comes_from(row, request):
            log.warning("token %s was used from %s", row.prefix, request.META.get("REMOTE_ADDR", "nowhere"))
            raise NotAllowed("token_elsewhere", _("This token may not be used from this address."))
        if row.used_at is None or now - row.used_at > _NOTE_USE_EVERY:
            row.used_at = now
            ApiToken.objects.filter(pk=row.pk).update(used_at=now)
        spend(row.pk)
        request.user = row.user
        request.token_permissions = frozenset(row.permissions)  # type: ignore[attr-defined]
        return row


def _look_up(token_hash: str) -> ApiToken | None:
    """The valid token, at most TRUSTED_SECONDS old together with its user's permissions; only valid ones are kept."""
    kept = _known.get(token_hash)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    found = ApiToken.objects.select_related("user").filter(token_hash=token_hash, revoked_at__isnull=True)
    row = found.filter(user__is_active=True).first()
    if row is None:
        _known.pop(token_hash, None)
    else:
        _known[token_hash] = (time.monotonic() + TRUSTED_SECONDS, row)
    return row


class SessionAuth(APIKeyCookie):
    """A signed-in browser; writing needs the CSRF token as everywhere."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The session's user."""
        return request.user if request.user.is_authenticated else None
