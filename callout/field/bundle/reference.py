"""What the orders refer to: codes, checklists, prices, parts and stock, each a section that is sent when it changes."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from callout.agreements import selectors as agreements
from callout.agreements.models import PriceItem
from callout.assets.models import Code, CodeSet
from callout.cases.models import ServiceType
from callout.chat import selectors as chat
from callout.diagnosis import selectors as diagnosis
from callout.diagnosis import similar
from callout.dispatching.offers import invitations_of
from callout.field.bundle.orders import names
from callout.field.models import Mileage, WaySharing
from callout.foundation.cache import cached_for
from callout.foundation.pinyin import initials
from callout.notifications import webpush
from callout.parts.models import Part, PartRequest, ProductPart, Stock, Store
from callout.workforce.models import Engineer
from callout.workorders.charges import extra_items
from callout.workorders.models import Booking, ChecklistTemplate, PartUsage, ServiceRecord
from callout.workorders.tariff import seal

REFERENCE_SECONDS = 60
USAGE_SECONDS = 900
USAGE_PERIOD = timedelta(days=365)
USAGE_MIN_RECORDS = 10
MOST_CHAINS = 40
REQUESTS_SHOWN = timedelta(days=30)
MILEAGE_SHOWN = timedelta(days=7)
COLLEAGUES = 100


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
        **{f"diagnosis/{category}": diagnosis.reference(category) for category in sorted(categories)},
        "prices": {str(category): _prices(category) for category in sorted(categories)},
        "parts": _parts(wanted),
        "fits": {str(key): value for key, value in sorted(fits.items())},
        "stock": shelf,
        "units": diagnosis.units_for_phones(engineer.user, products),
        "similar": _similar(engineer, visits),
        "usage": {str(key): usage_of(key) for key in sorted(products)},
        "requests": _requests(engineer),
        "pool": _pool(engineer),
        "team": chat.team_for_phone(engineer.user, engineer.outlet_id),
        "colleagues": _colleagues(engineer),
        "absences": _absences(engineer),
        "mileage": _mileage(engineer),
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
        "push_key": webpush.public_key(),
        "shares_way": WaySharing.objects.filter(engineer=engineer).exists(),
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


def _similar(engineer: Engineer, visits: list[Booking]) -> dict[str, Any]:
    """What helped in cases like those of the open visits, by order."""
    likes = {}
    for visit in visits:
        order = visit.work_order
        if order.category_id and not visit.ended_at:
            symptom = order.case.symptom.code if order.case.symptom else ""
            product = order.asset.product_id if order.asset else None
            likes[str(order.uid)] = similar.Like(order.category_id, symptom, order.case.device_code, product)
    return similar.for_phones(engineer.user, likes)


@cached_for(REFERENCE_SECONDS)
def _checklists(category: int) -> list[dict[str, Any]]:
    rows = ChecklistTemplate.objects.filter(category_id=category, current=True).order_by("code")
    return [{"id": row.pk, "service_type": row.service_type, **names(row), "items": row.items} for row in rows]


def _prices(category: int) -> dict[str, Any]:
    """List prices of a visit, an hour and extra work, sealed: phone and server compute the same charge by them."""
    found = {kind: agreements.list_price(kind, category) for kind in ("visit", "labour")}
    prices: dict[str, Any] = {kind: _price(row) for kind, row in found.items() if row}
    return prices | {"extras": [_price(row) for row in extra_items(category)]}


def _price(row: PriceItem) -> dict[str, Any]:
    sealed = seal("item", row.pk, row.amount)
    return {"id": row.pk, **names(row), "amount": str(row.amount), "currency": row.currency, "seal": sealed}


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
            "seal": seal("part", row.pk, row.price),
            "tracking": row.tracking,
        }
        for row in rows
    ]


def _stock(engineer: Engineer) -> list[dict[str, Any]]:
    """What lies in the van, at the outlet and in central stores (of parts the van carries or the outlet holds)."""
    places = Q(store__engineer=engineer) | Q(store__outlet=engineer.outlet_id, store__kind="outlet")
    rows = Stock.objects.filter(places, quantity__gt=0).select_related("store").order_by("store_id", "part_id")
    return [
        {"part": row.part_id, "quantity": row.quantity, "place": row.store.kind} | _pieces(row)
        for row in rows.prefetch_related("lots")
    ]


def _pieces(row: Stock) -> dict[str, Any]:
    """Serial numbers and batches of the van's stock."""
    lots = [[lot.code, lot.quantity] for lot in row.lots.all()] if row.store.kind == Store.Kind.VAN else []
    return {"pieces": lots} if lots else {}


@cached_for(USAGE_SECONDS)
def usage_of(product: int) -> dict[str, Any]:
    """What visits on this model found and needed in the last year.

    {"records": n, "parts": {id: share in per cent}, "chains": [[symptom, object, cause, action, n], …]}; chains
    hold codes (not ids: they outlive a version of the code set), most frequent first.
    """
    since = timezone.now() - USAGE_PERIOD
    where = {"work_order__asset__product_id": product, "finished_at__gte": since}
    total = ServiceRecord.objects.filter(**where).count()
    chains = _chains(ServiceRecord.objects.filter(**where))
    if total < USAGE_MIN_RECORDS:
        return {"records": total, "parts": {}, "chains": chains}
    rows = PartUsage.objects.filter(**{f"record__{key}": value for key, value in where.items()})
    counts = rows.values_list("part_id").annotate(n=Count("record_id", distinct=True)).order_by("-n", "part_id")[:3]
    return {"records": total, "parts": {str(part): round(100 * n / total) for part, n in counts}, "chains": chains}


def _chains(records: QuerySet[ServiceRecord]) -> list[list[Any]]:
    codes = [f"{kind}__code" for kind in Code.Kind.values]
    rows = records.exclude(action=None).values_list(*codes).annotate(n=Count("id")).order_by("-n", *codes)
    return [list(row) for row in rows[:MOST_CHAINS]]


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


def _pool(engineer: Engineer) -> list[dict[str, Any]]:
    """Orders he may grab now: what, where about, how far and until when; no customer before it is his."""
    return [
        {
            "offer": row.offer_id,
            "title": row.offer.work_order.title,
            "district": row.offer.work_order.site.district,
            "severity": row.offer.work_order.severity,
            "minutes": row.offer.work_order.minutes,
            "until": row.offer.until.isoformat(),
            "starts_at": row.starts_at.isoformat(),
            "travel_minutes": row.travel_minutes,
            "travel_km": row.travel_km,
        }
        for row in invitations_of(engineer.user)
    ]


def _colleagues(engineer: Engineer) -> list[dict[str, str]]:
    """Engineers of the outlet with a van, to whom parts can be handed over."""
    rows = Engineer.objects.filter(outlet=engineer.outlet_id, active=True, van__isnull=False).exclude(pk=engineer.pk)
    people = rows.order_by("user__username").values_list("user__username", "user__full_name")[:COLLEAGUES]
    return [{"staff": staff, "name": name} for staff, name in people]


def _absences(engineer: Engineer) -> list[dict[str, Any]]:
    rows = engineer.absences.filter(ends_at__gt=timezone.now()).order_by("starts_at")[:20]
    return [
        {"id": r.pk, "starts_at": r.starts_at.isoformat(), "ends_at": r.ends_at.isoformat(), "reason": r.reason}
        for r in rows
    ]


def _mileage(engineer: Engineer) -> list[dict[str, Any]]:
    rows = Mileage.objects.filter(engineer=engineer, day__gte=timezone.localdate() - MILEAGE_SHOWN)
    return [{"day": r.day.isoformat(), "km": str(r.km), "odometer": r.odometer, "note": r.note} for r in rows]
