"""Reads around assets: codes in force, what a customer's words mean, what an asset is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from callout.accounts.access import ASSETS_VIEW
from callout.accounts.models import Scope, User
from callout.assets.models import Asset, Code, CodeSet, MeterReading, Product
from callout.customers.models import Customer
from callout.foundation import search
from callout.foundation.cache import cached_for
from callout.foundation.standing import Place, Standing

DEVICE_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,3}-?\d{1,4})(?![A-Za-z0-9])")
REFERENCE_SECONDS = 20


def current_code_set(category_id: int | None) -> CodeSet | None:
    """The newest published codes of a category."""
    if category_id is None:
        return None
    return CodeSet.objects.filter(category_id=category_id, published_at__isnull=False).order_by("-version").first()


@cached_for(REFERENCE_SECONDS)
def product(product_id: int) -> Product:
    """A product of the catalogue with its category."""
    return Product.objects.select_related("category").get(pk=product_id)


@cached_for(REFERENCE_SECONDS)
def symptoms(category_id: int) -> tuple[Code, ...]:
    """Symptoms of the category's current code set."""
    codes = current_code_set(category_id)
    return tuple(codes.codes.filter(kind=Code.Kind.SYMPTOM)) if codes else ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a customer's words say: symptoms, best first, and the code on the device's display."""

    symptoms: tuple[Code, ...] = ()
    device_code: str = ""


def understand(text: str, category_id: int | None) -> Understood:
    """Symptoms whose words or names occur in the text (longer matches first), and the first code of a display."""
    device_code = next((found.upper() for found in DEVICE_CODE.findall(text)), "")
    if category_id is None:
        return Understood((), device_code)
    lowered = text.lower()
    scored = [(_score(code, lowered, device_code), code) for code in symptoms(category_id)]
    ranked = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return Understood(tuple(code for _, code in ranked[:3]), device_code)


def visible_asset(user: User, **by: Any) -> Asset | None:
    """The asset with this ``pk`` or ``serial``, with customer and site, when the person may see it."""
    (name, value), *_ = by.items()
    scope = user.scope_for(ASSETS_VIEW)
    if scope.own or scope.outlets:
        return Asset.objects.visible_to(user).select_related("customer", "site").filter(**by).first()
    return next(iter(_asset_in(scope, name)(value)), None)


@lru_cache(200)
def _asset_in(scope: Scope, name: str) -> Standing[Asset]:
    rows = Asset.objects.filter(scope.q(region="site__region_id")).select_related("customer", "site").order_by()
    return Standing(lambda: rows.filter(**{name: Place(0)}))


def _score(code: Code, text: str, device_code: str) -> int:
    """Characters of the customer's words that speak for the code; its own display code counts as much as a phrase."""
    names: Iterable[str] = (*code.words, code.name_zh, code.name_en)
    score = sum(len(name) for name in names if name and not _is_display(name) and name.lower() in text)
    return score + (6 if device_code and device_code in (word.upper() for word in code.words) else 0)


def _is_display(word: str) -> bool:
    return bool(DEVICE_CODE.fullmatch(word))


def assets_of(user: User, customer: Customer) -> list[Asset]:
    """The customer's installed devices the person may see, newest first, without components."""
    rows = Asset.objects.visible_to(user).filter(customer=customer, parent=None).exclude(state=Asset.State.RETIRED)
    return list(rows.select_related("product__category", "site"))


def matching(rows: QuerySet[Asset], text: str) -> QuerySet[Asset]:
    """Assets whose serial, barcode, model or owner has these words; each way of looking uses an index of its own."""
    known = Asset.objects.order_by()
    found = [known.filter(barcode=text), known.filter(product__in=Product.objects.filter(model__iexact=text))]
    if words := search.query(text):
        found += [
            known.filter(search=words),
            known.filter(customer__in=Customer.objects.filter(search=words).values("pk")),
        ]
    first, *others = [each.values("pk") for each in found]
    return rows.filter(pk__in=first.union(*others))


def with_serial(serial: str) -> QuerySet[Asset]:
    """Assets with this serial number, whatever the case of its letters; by index."""
    words = search.query(serial)
    return Asset.objects.filter(search=words, serial__iexact=serial) if words else Asset.objects.filter(serial=serial)


def last_readings(asset_ids: Iterable[int]) -> dict[int, dict[str, MeterReading]]:
    """The newest reading of each meter by asset, in one query."""
    found: dict[int, dict[str, MeterReading]] = {}
    rows = MeterReading.objects.filter(asset_id__in=list(asset_ids)).order_by("asset_id", "code", "-at", "-id")
    for row in rows.distinct("asset_id", "code"):
        found.setdefault(row.asset_id, {})[row.code] = row
    return found
