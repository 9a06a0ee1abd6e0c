"""Tokens in links for people without an account: short, signed, good for one thing and nothing else."""

from __future__ import annotations

import base64
import hmac

from django.conf import settings
from django.utils.encoding import force_bytes

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TAG_BYTES = 12


def token(purpose: str, number: int) -> str:
    """``<number>.<tag>``; 96 bits of HMAC, so it cannot be guessed or counted through."""
    return f"{_base36(number)}.{_tag(purpose, number)}"


def number_of(purpose: str, text: str) -> int | None:
    """The number a token of this purpose was made for; None when it is forged or torn."""
    digits, _, tag = text.partition(".")
    if not digits or len(digits) > 12 or not set(digits) <= set(_DIGITS):
        return None
    number = int(digits, 36)
    return number if hmac.compare_digest(_tag(purpose, number).encode(), tag.encode()) else None


def _tag(purpose: str, number: int) -> str:
    digest = hmac.digest(force_bytes(settings.SECRET_KEY), f"{purpose}:{number}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_TAG_BYTES]).decode()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
