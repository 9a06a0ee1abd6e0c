"""Signed prices: what a phone was told a thing costs, so that offline and server charge the same.

Each price leaves the server with a seal: the month and an HMAC over month, kind, key and amount. The phone
sends back the seals of what it charged. A price changed at the office meanwhile does not change what the customer was
told; a seal that is not ours, or older than two months, is refused.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from callout.agreements.models import PriceItem
from callout.foundation.errors import InvalidInput
from callout.parts.models import Part

MONTHS_VALID = 2
_TAG_BYTES = 12


@dataclass(frozen=True, slots=True)
class SealedPrice:
    """A price as the phone had it. ``key`` is the id of the price item or part; ``kind`` item or part."""

    kind: str
    key: int
    amount: Decimal
    seal: str


def seal(kind: str, key: int, amount: Decimal, day: date | None = None) -> str:
    """``2026-11.<tag>`` for a price told on that day (today)."""
    month = f"{day or timezone.localdate():%Y-%m}"
    return f"{month}.{_tag(month, kind, key, amount)}"


def month_of(price: SealedPrice) -> str:
    """The month of a genuine, still valid price. Raises InvalidInput price_not_ours, price_too_old."""
    month, _dot, tag = price.seal.partition(".")
    if not hmac.compare_digest(_tag(month, price.kind, price.key, price.amount), tag):
        raise InvalidInput("price_not_ours", _("This price was not given out by the office."))
    if month < _oldest():
        raise InvalidInput("price_too_old", _("This price list is too old. Synchronise and show the charges again."))
    return month


def _oldest() -> str:
    today = timezone.localdate()
    months = today.year * 12 + today.month - 1 - MONTHS_VALID
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _tag(month: str, kind: str, key: int, amount: Decimal) -> str:
    text = f"tariff:{month}:{kind}:{key}:{amount:.2f}"
    digest = hmac.digest(force_bytes(settings.SECRET_KEY), text.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_TAG_BYTES]).decode()


class Tariff:
    """The prices of one record: those the phone was told, else the lists of today."""

    def __init__(self, told: tuple[SealedPrice, ...] = ()) -> None:
        """Raises InvalidInput for a forged or outdated price."""
        self.months = sorted({month_of(price) for price in told})
        self._told = {(price.kind, price.key): price.amount for price in told}

    @property
    def month(self) -> str:
        """Month of the price list, the oldest when several were used; empty for today's."""
        return self.months[0] if self.months else ""

    def of_item(self, row: PriceItem) -> Decimal:
        """What the price item costs."""
        return self._told.get(("item", row.pk), row.amount)

    def of_part(self, part: Part) -> Decimal:
        """What the part costs."""
        return self._told.get(("part", part.pk), part.price)
