"""Repeated writes of API callers: the same key and body give the first answer, another body under the key is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
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
    with transaction.atomic():
        row, fresh = IdempotencyKey.objects.get_or_create(
            caller=caller, key=key, defaults={"fingerprint": fingerprint, "status": 0, "answer": {}}
        )
        if not fresh:
            if row.fingerprint != fingerprint:
                raise BusinessError("idempotency_key_reused", _("This key was used for another request."))
            return row.status, row.answer
        row.status, row.answer = write()
        row.save(update_fields=["status", "answer"])
        return row.status, row.answer
