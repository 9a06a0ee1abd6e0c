"""How often a token may call: a bucket for each token and web process."""

from __future__ import annotations

from time import monotonic

from django.conf import settings
from django.utils.translation import gettext as _

from callout.foundation.errors import BusinessError

BURST_SECONDS = 2.0

_buckets: dict[int, tuple[float, float]] = {}


class TooManyRequests(BusinessError):
    """The token calls too often."""

    status = 429


def spend(token_id: int) -> None:
    """Take one request from the token's bucket. Raises TooManyRequests when it is empty."""
    rate: float = settings.API_RATE
    if rate <= 0:
        return
    now = monotonic()
    left, since = _buckets.get(token_id, (rate * BURST_SECONDS, now))
    left = min(rate * BURST_SECONDS, left + (now - since) * rate)
    if left < 1:
        raise TooManyRequests("too_many_requests", _("Too many requests; wait a second."))
    _buckets[token_id] = (left - 1, now)
