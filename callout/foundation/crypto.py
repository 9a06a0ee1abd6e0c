"""Encryption of personal data at rest and blind indexes for exact search.

AES-256-GCM with a random nonce; the key comes from CALLOUT_DATA_KEY. A blind index is a keyed hash, so equal values can
be found without storing them in clear.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_PREFIX = "v1:"


@lru_cache(maxsize=1)
def _keys() -> tuple[AESGCM, bytes]:
    master = base64.b64decode(settings.DATA_KEY)
    if len(master) != 32:
        raise ValueError("CALLOUT_DATA_KEY must be the base64 of 32 bytes")
    return AESGCM(hmac.digest(master, b"encrypt", "sha256")), hmac.digest(master, b"index", "sha256")


def encrypt(text: str) -> str:
    """Cipher text of ``text``; the empty string stays empty."""
    if not text:
        return ""
    nonce = os.urandom(12)
    return _PREFIX + base64.b64encode(nonce + _keys()[0].encrypt(nonce, text.encode(), None)).decode("ascii")


def decrypt(cipher: str) -> str:
    """Plain text. Raises ValueError when the key is wrong or the value was tampered with."""
    if not cipher:
        return ""
    if not cipher.startswith(_PREFIX):
        raise ValueError("not a cipher text of this application")
    raw = base64.b64decode(cipher[len(_PREFIX) :])
    try:
        return _keys()[0].decrypt(raw[:12], raw[12:], None).decode()
    except InvalidTag as error:
        raise ValueError("wrong data key or damaged value") from error


def blind_index(value: str, purpose: str) -> str:
    """32 hex digits that are equal for equal values of one purpose; empty for the empty value."""
    if not value:
        return ""
    return hmac.digest(_keys()[1], f"{purpose}:{value}".encode(), hashlib.sha256).hex()[:32]


def normal_phone(raw: str) -> str:
    """Digits of a telephone number without the country code of China."""
    digits = re.sub(r"\D", "", raw)
    if digits.startswith("0086"):
        digits = digits[4:]
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def phone_index(raw: str) -> str:
    """Blind index of a telephone number."""
    return blind_index(normal_phone(raw), "phone")


def phone_tail_index(raw: str) -> str:
    """Blind index of the last four digits, for “the number ends in 6207”."""
    return blind_index(normal_phone(raw)[-4:], "phone-tail")


def mask_phone(raw: str) -> str:
    """138****6207; a fixed line keeps its area code."""
    if not raw:
        return ""
    digits = normal_phone(raw)
    if len(digits) <= 4:
        return "*" * len(digits)
    return (
        f"{digits[:3]}{'*' * max(0, len(digits) - 7)}{digits[-4:]}"
        if len(digits) > 7
        else f"{'*' * (len(digits) - 4)}{digits[-4:]}"
    )


def mask_name(name: str) -> str:
    """张** for people; organisations are not masked by the caller."""
    return name[:1] + "*" * (len(name) - 1)


class EncryptedText(models.TextField):
    """Text encrypted on the way in and decrypted on the way out. Cannot be filtered; keep a blind index beside it."""

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        return encrypt(value) if value else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Decrypt on the way out."""
        return decrypt(value) if value else ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse comparisons that cannot be true of cipher text."""
        if lookup_name not in {"isnull"}:
            raise TypeError("An encrypted field cannot be searched; use its blind index.")
        return super().get_lookup(lookup_name)
