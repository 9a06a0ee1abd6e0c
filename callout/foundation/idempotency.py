"""Repeated writes of API callers: the same key and body give the first
answer, another body under the key is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from callout.foundation.errors import BusinessError
from callout.foundation.models import IdempotencyKey

MAX_KEY = 120


def once(
    caller: str, key: str, body: bytes, write: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any]]:
    """Run ``write`` unless this caller did so under this key; the answer commits together with the write."""
    if not key:
        return write()
    if len(key) > MAX_KEY:
        raise BusinessError("idempotency_key_too_long", _("At most %(n)d characters.") % {"n": MAX_KEY})
    fingerprint = hashlib.sha256(body).hexdigest()
    if known := _known(caller, key, fingerprint):
        return known
    try:
        with transaction.atomic():
            status, answer = write()
            IdempotencyKey(caller=caller, key=key, fingerprint=fingerprint, status=status, answer=answer).save(
                force_insert=True
            )
            return status, answer
    except IntegrityError:  # the same request came twice at once: the other one's answer stands
        if known := _known(caller, key, fingerprint):
            return known
        raise


def _known(caller: str, key: str, fingerprint: str) -> tuple[int, dict[str, Any]] | None:
    found = IdempotencyKey.objects.filter(caller=caller, key=key).values_list("fingerprint", "status", "answer")
    for kept, status, answer in found:
        if kept != fingerprint:
            raise BusinessError("idempotency_key_reused", _("This key was used for another request."))
        return status, answer
    return None
