"""Links that customers get: short, signed, good for one case and nothing else."""

from __future__ import annotations

import base64
import hmac

from django.conf import settings
from django.utils.encoding import force_bytes

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TAG_BYTES = 12


def tracking_token(case_id: int) -> str:
    """``<case>.<tag>`` for the tracking page; 96 bits of HMAC, so it cannot be guessed or counted through."""
    return f"{_base36(case_id)}.{_tag(case_id)}"


def tracking_url(case_id: int) -> str:
    """The tracking page's full address."""
    return f"{settings.BASE_URL}/t/{tracking_token(case_id)}/"


def case_of(token: str) -> int | None:
    """The case a token was made for; None when it is forged or torn."""
    number, _, tag = token.partition(".")
    if not number or len(number) > 12 or not set(number) <= set(_DIGITS):
        return None
    case_id = int(number, 36)
    return case_id if hmac.compare_digest(_tag(case_id), tag) else None


def _tag(case_id: int) -> str:
    digest = hmac.digest(force_bytes(settings.SECRET_KEY), f"tracking:{case_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_TAG_BYTES]).decode()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
