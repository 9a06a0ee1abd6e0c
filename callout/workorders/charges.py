"""What a visit costs: list prices, what is free and why, and extra work the customer always pays.

The phone computes the same offline (``frontend/src/field/charges.ts``); a test runs both over the same cases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from callout.agreements import selectors as agreements
from callout.agreements.models import PriceItem
from callout.agreements.selectors import Entitlement
from callout.foundation.errors import InvalidInput
from callout.parts.models import Part
from callout.workorders.models import ChargeLine, ServiceRecord
from callout.workorders.tariff import Tariff

_CENT = Decimal("0.01")
_HOUR = Decimal(60)


@dataclass(frozen=True, slots=True)
class ExtraInput:
    """Work with a price of its own, e.g. at a height: id of the price item and how often."""

    item_id: int
    quantity: int = 1


def extra_items(category_id: int | None) -> list[PriceItem]:
    """Extra work that can be charged on orders of a category."""
    return [row for row in agreements.price_list() if row.kind == "extra" and row.category_id in (None, category_id)]


def charge_lines(
    row: ServiceRecord,
    parts: Iterable[tuple[Part, int]],
    tariff: Tariff | None = None,
    extras: Iterable[ExtraInput] = (),
) -> list[ChargeLine]:
    """List price, what the customer pays after entitlement, and why; sets the record's sum. Nothing is saved.

    Raises InvalidInput extra_unknown.
    """
    order = row.work_order
    entitlement, tariff = Entitlement.from_dict(order.case.entitlement), tariff or Tariff()
    lines = [
        _line(row, entitlement, kind, item.name_zh, item.name_en, quantity, tariff.of_item(item))
        for kind, quantity in (("visit", Decimal(1)), ("labour", hours(row.labour_minutes)))
        if (item := agreements.list_price(kind, order.category_id)) and quantity
    ]
    lines += [
        _line(row, entitlement, "parts", part.name_zh, part.name_en, Decimal(count), tariff.of_part(part))
        for part, count in parts
    ]
    known = {item.pk: item for item in extra_items(order.category_id)}
    for extra in extras:
        item = known.get(extra.item_id)
        if item is None:
            raise InvalidInput("extra_unknown", _("This extra work has no price for this product."))
        quantity, price = Decimal(extra.quantity), tariff.of_item(item)
        lines.append(_line(row, entitlement, "extra", item.name_zh, item.name_en, quantity, price))
    row.charge = sum((line.amount for line in lines), Decimal(0))
    row.price_list = tariff.month
    return lines


def hours(minutes: int) -> Decimal:
    """Minutes as hours, rounded half to even to a hundredth."""
    return (Decimal(minutes) / _HOUR).quantize(_CENT)


def _line(
    row: ServiceRecord, entitlement: Entitlement, kind: str, zh: str, en: str, quantity: Decimal, price: Decimal
) -> ChargeLine:
    amount = entitlement.charge(kind, (price * quantity).quantize(_CENT))
    return ChargeLine(
        record=row, label_zh=zh, label_en=en, quantity=quantity, list_price=price, amount=amount,
        reason=entitlement.kind if amount == 0 else "",
    )  # fmt: skip
