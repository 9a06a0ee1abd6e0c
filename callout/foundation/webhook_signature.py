"""Signed webhooks, in and out: ``t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`` in X-Callout-Signature."""

from __future__ import annotations

import hmac
import re

from django.utils.translation import gettext as _

from callout.foundation.errors import BusinessError

HEADER = "X-Callout-Signature"
TOLERANCE_SECONDS = 300
_FORM = re.compile(r"^t=(\d{1,12}),v1=([0-9a-f]{64})$")


class SignatureRefused(BusinessError):
    """The caller does not know the key, or repeats an old call. Codes: signature_invalid, signature_old."""

    status = 401


def sign(secret: str, body: bytes, at: int) -> str:
    """The header's value for ``body`` sent at ``at`` (unix seconds)."""
    digest = hmac.digest(secret.encode(), f"{at}.".encode() + body, "sha256").hex()
    return f"t={at},v1={digest}"


def verify(secret: str, header: str, body: bytes, *, now: float) -> None:
    """Raises SignatureRefused unless ``header`` signs ``body`` with ``secret`` within five minutes of ``now``."""
    found = _FORM.match(header)
    if not secret or found is None:
        raise SignatureRefused("signature_invalid", _("The signature is missing or malformed."))
    at = int(found[1])
    if not hmac.compare_digest(sign(secret, body, at), header):
        raise SignatureRefused("signature_invalid", _("The signature does not fit."))
    if abs(now - at) > TOLERANCE_SECONDS:
        raise SignatureRefused("signature_old", _("The signature is too old."))
