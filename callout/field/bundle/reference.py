"""What the orders refer to: codes, checklists, prices, parts and stock, each a section that is sent when it changes."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from callout.agreements import selectors as agreements
from callout.assets.models import Code, CodeSet
from callout.cases.models import ServiceType
from callout.field.bundle.orders import names
from callout.foundation.cache import cached_for
from callout.foundation.pinyin import initials
from callout.parts.models import Part, PartRequest, ProductPart, Stock
from callout.workforce.models import Engineer
from callout.workorders.models import Booking, ChecklistTemplate, PartUsage, ServiceRecord

REFERENCE_SECONDS = 60
USAGE_SECONDS = 900
USAGE_PERIOD = timedelta(days=365)
USAGE_MIN_RECORDS = 10
REQUESTS_SHOWN = timedelta(days=30)


def sections(engineer: Engineer, visits: list[Booking]) -> dict[str, Any]:
    """All sections by name."""
    categories = {v.work_order.category_id for v in visits if v.work_order.category_id}
    products = {v.work_order.asset.product_id for v in visits if v.work_order.asset}
    fits, shelf = _fits(products), _stock(engineer)
    wanted = {part for parts in fits.values() for part in parts} | {row["part"] for row in shelf} | _held_parts(visits)
    return {
        "engineer": _profile(engineer),
        "service_types": _service_types(),
        **{f"codes/{category}": codes_of(category) for category in sorted(categories)},
        **{f"checklists/{category}": _checklists(category) for category in sorted(categories)},
        "prices": {str(category): _prices(category) for category in sorted(categories)},
        "parts": _parts(wanted),
        "fits": {str(key): value for key, value in sorted(fits.items())},
        "stock": shelf,
        "usage": {str(key): usage_of(key) for key in sorted(products)},
        "requests": _requests(engineer),
    }


def _profile(engineer: Engineer) -> dict[str, Any]:
    return {
        "name": engineer.user.full_name,
        "staff": engineer.user.username,
        "outlet": names(engineer.outlet),
        "outlet_phone": engineer.outlet.phone,
        "latitude": engineer.latitude,
        "longitude": engineer.longitude,
        "week": engineer.shift.week,
    }


@cached_for(REFERENCE_SECONDS)
def _service_types() -> list[dict[str, Any]]:
    return [{"code": row.code, "icon": row.icon, **names(row)} for row in ServiceType.objects.filter(active=True)]


@cached_for(REFERENCE_SECONDS)
def codes_of(category: int) -> dict[str, Any]:
    """The published code set of a category: codes with typed initials and what each leads to."""
    latest = CodeSet.objects.filter(category_id=category, published_at__isnull=False).order_by("-version").first()
    if latest is None:
        return {"version": 0, "codes": []}
    leads = defaultdict(list)
    for source, target in Code.narrows.through.objects.filter(from_code__code_set=latest).values_list(
        "from_code_id", "to_code_id"
    ):
        leads[source].append(target)
    codes = [
        {
            "id": c.pk,
            "kind": c.kind,
            "code": c.code,
            **names(c),
            "py": c.pinyin or initials(c.name_zh),
            "to": sorted(leads[c.pk]),
        }
        for c in latest.codes.order_by("kind", "code")
    ]
    return {"version": latest.version, "codes": codes}


@cached_for(REFERENCE_SECONDS)
def _checklists(category: int) -> list[dict[str, Any]]:
    rows = ChecklistTemplate.objects.filter(category_id=category, current=True).order_by("code")
    return [{"id": row.pk, "service_type": row.service_type, **names(row), "items": row.items} for row in rows]


def _prices(category: int) -> dict[str, Any]:
    """List prices of a visit and an hour: the rule by which phone and server compute the same charge."""
    found = {kind: agreements.list_price(kind, category) for kind in ("visit", "labour")}
    return {
        kind: {**names(row), "amount": str(row.amount), "currency": row.currency} for kind, row in found.items() if row
    }


def _fits(products: set[int]) -> dict[int, list[int]]:
    fits: dict[int, list[int]] = defaultdict(list)
    rows = ProductPart.objects.filter(product_id__in=products, part__active=True).order_by("product_id", "part_id")
    for product, part in rows.values_list("product_id", "part_id"):
        fits[product].append(part)
    return fits


def _held_parts(visits: list[Booking]) -> set[int]:
    return {v.work_order.hold_part_id for v in visits if v.work_order.hold_part_id}


def _parts(ids: set[int]) -> list[dict[str, Any]]:
    rows = Part.objects.filter(pk__in=ids).order_by("number")
    return [
        {
            "id": row.pk,
            "number": row.number,
            "barcode": row.barcode,
            **names(row),
            "py": initials(row.name_zh),
            "price": str(row.price),
            "serial": row.serial_tracked,
        }
        for row in rows
    ]


def _stock(engineer: Engineer) -> list[dict[str, Any]]:
    """What lies in the van, at the outlet and in central stores (of parts the van carries or the outlet holds)."""
    places = Q(store__engineer=engineer) | Q(store__outlet=engineer.outlet_id, store__kind="outlet")
    rows = Stock.objects.filter(places, quantity__gt=0).order_by("store_id", "part_id")
    return [
        {"part": part, "quantity": quantity, "place": kind}
        for part, quantity, kind in rows.values_list("part_id", "quantity", "store__kind")
    ]


@cached_for(USAGE_SECONDS)
def usage_of(product: int) -> dict[str, Any]:
    """Which parts visits on this model needed in the last year: {"records": n, "parts": {id: share in per cent}}."""
    since = timezone.now() - USAGE_PERIOD
    where = {"work_order__asset__product_id": product, "finished_at__gte": since}
    total = ServiceRecord.objects.filter(**where).count()
    if total < USAGE_MIN_RECORDS:
        return {"records": total, "parts": {}}
    rows = PartUsage.objects.filter(**{f"record__{key}": value for key, value in where.items()})
    counts = rows.values_list("part_id").annotate(n=Count("record_id", distinct=True)).order_by("-n", "part_id")[:3]
    return {"records": total, "parts": {str(part): round(100 * n / total) for part, n in counts}}


def _requests(engineer: Engineer) -> list[dict[str, Any]]:
    since = timezone.now() - REQUESTS_SHOWN
    rows = PartRequest.objects.filter(engineer=engineer, requested_at__gte=since).select_related("part", "source")[:50]
    return [
        {
            "uid": str(row.uid),
            "number": row.number,
            "part": names(row.part),
            "quantity": row.quantity,
            "state": row.state,
            "source": names(row.source) if row.source else None,
            "answer": row.answer,
            "at": row.requested_at.isoformat(),
        }
        for row in rows
    ]
