"""How often one address or one telephone number may use a public door. Counted in the data base, for all processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.foundation.crypto import blind_index, phone_index
from callout.foundation.errors import BusinessError
from callout.portal.models import Attempt

KEEP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``times`` within ``span`` at this door."""

    door: str
    times: int
    span: timedelta


REQUEST_BY_ADDRESS = Limit("request-ip", 10, timedelta(hours=1))
REQUEST_BY_PHONE = Limit("request-tel", 5, timedelta(days=1))
SERIAL_BY_ADDRESS = Limit("serial-ip", 40, timedelta(hours=1))
PASSPORT_BY_ADDRESS = Limit("passport-ip", 120, timedelta(hours=1))
WISH_BY_CASE = Limit("wish", 5, timedelta(days=1))


class TooMany(BusinessError):
    """The door is closed for a while. Code: ``too_many_requests``."""

    status = 429

    def __init__(self) -> None:
        super().__init__("too_many_requests", _("Too many tries. Call us, or try again later."))


def by_address(request: HttpRequest) -> str:
    """Who knocks, by network address (the proxy's word is taken by the server, not here)."""
    return blind_index(request.META.get("REMOTE_ADDR", "") or "unknown", "ip")


def by_phone(phone: str) -> str:
    """Who knocks, by telephone number."""
    return phone_index(phone)


def knock(limit: Limit, who: str) -> None:
    """Count one try. Raises TooMany when the limit is reached; such a try is not counted."""
    recent = Attempt.objects.filter(door=limit.door, who=who, at__gt=timezone.now() - limit.span)
    if recent.count() >= limit.times:
        raise TooMany
    Attempt.objects.create(door=limit.door, who=who)


def forget_old() -> int:
    """Delete tries that no limit looks at any more."""
    return Attempt.objects.filter(at__lt=timezone.now() - KEEP).delete()[0]
