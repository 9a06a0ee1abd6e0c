"""The engineer's orders as documents: all a visit needs in one piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Prefetch, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from callout.agreements.selectors import Entitlement
from callout.assets import passport
from callout.assets.models import Asset, Code, MeterReading, Product
from callout.assets.selectors import last_readings
from callout.cases.models import Milestone
from callout.chat import selectors as chat
from callout.diagnosis import selectors as diagnosis
from callout.foundation.crypto import mask_phone
from callout.foundation.models import Attachment
from callout.workforce.models import Engineer
from callout.workorders import door
from callout.workorders.models import (
    ACTIVE_BOOKING_STATES,
    Booking,
    BookingStamp,
    CostApproval,
    ServiceRecord,
    WorkOrder,
)

ENDED_STAYS = timedelta(hours=36)
MAX_VISITS = 200
HISTORY = 5
ASSETS_OF_SITE = 20

_RELATED = (
    "work_order__case",
    "work_order__service_type",
    "work_order__customer",
    "work_order__site",
    "work_order__category",
    "work_order__asset__product",
    "work_order__case__symptom",
    "work_order__hold_part",
)
TOLD = tuple(state for state in ACTIVE_BOOKING_STATES if state != "proposed")  # a proposal is not confirmed yet


def visits_of(engineer: Engineer) -> list[Booking]:
    """The engineer's latest visit of each order: open ones, carried-over ones and those ended within 36 hours."""
    recent = timezone.now() - ENDED_STAYS
    wanted = (
        Q(state__in=TOLD)
        | Q(state="partial", work_order__state="on_hold")
        | Q(state__in=("completed", "partial", "failed"), ended_at__gte=recent)
    )
    milestones = Prefetch(
        "work_order__case__milestones", Milestone.objects.exclude(state="cancelled").order_by("due_at")
    )
    rows = Booking.objects.filter(wanted, engineer=engineer).select_related(*_RELATED).prefetch_related(milestones)
    latest: dict[int, Booking] = {}
    for visit in rows.order_by("id")[:MAX_VISITS]:
        latest[visit.work_order_id] = visit
    return sorted(latest.values(), key=lambda visit: visit.starts_at)


def shows_phone(visit: Booking) -> bool:
    """The customer's number is on the phone only while the visit is open or carried over."""
    return bool(visit.work_order.case.contact_phone) and (
        visit.state in ACTIVE_BOOKING_STATES or visit.work_order.state == WorkOrder.State.ON_HOLD
    )


def documents(visits: list[Booking]) -> Iterable[tuple[Booking, dict[str, Any]]]:
    """Each visit with its document; a fixed number of queries whatever their number."""
    history = _history({v.work_order.asset_id for v in visits if v.work_order.asset_id})
    assets = _assets({v.work_order.site_id for v in visits})
    labels = passport.tokens_of({v.work_order.asset_id for v in visits if v.work_order.asset_id})
    files = _files(visits)
    findings = diagnosis.for_phones({v.work_order.case_id for v in visits})
    user = visits[0].engineer.user if visits else None
    said = chat.for_phones(user, {v.work_order.case_id for v in visits}) if user else {}
    records = {r.booking_id: r for r in ServiceRecord.objects.filter(booking__in=visits)}
    meters = last_readings({v.work_order.asset_id for v in visits if v.work_order.asset_id})
    pauses, approved, leads = _pauses(visits), _approved(visits), _leads(visits)
    for visit in visits:
        order = visit.work_order
        yield (
            visit,
            {
                **_order(order),
                "visit": _visit(visit) | {"pauses": pauses[visit.pk], "helps": leads.get(visit.pk, "")},
                "customer": _customer(visit),
                "site": _site(order),
                "asset": _asset(order.asset, labels) | {"meters": _meters(meters.get(order.asset.pk, {}))}
                if order.asset
                else None,
                "assets": assets[order.site_id],
                "entitlement": _entitlement(order),
                "promises": [_promise(m) for m in order.case.milestones.all()],
                "history": history[order.asset_id] if order.asset_id else [],
                "files": files[("work_order", order.pk)] + files[("case", order.case_id)],
                "chat": said[order.case_id],
                "findings": findings[order.case_id],
                "record": _record(records[visit.pk]) if visit.pk in records else None,
                "approved": approved.get(order.pk),
            },
        )


def names(obj: Any) -> dict[str, str]:
    """Both names of a NamedModel row."""
    return {"zh": obj.name_zh, "en": obj.name_en}


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _order(order: WorkOrder) -> dict[str, Any]:
    kind = order.service_type
    return {
        "uid": str(order.uid),
        "number": order.number,
        "state": order.state,
        "round": order.visit,
        "case": order.case.number,
        "type": {"code": kind.code, "icon": kind.icon, **names(kind)},
        "category": order.category_id,
        "severity": order.severity,
        "title": order.title,
        "words": order.case.description,
        "instructions": order.instructions,
        "symptom": order.case.symptom_id,
        "device_code": order.case.device_code,
        "hold": {"reason": order.hold_reason, "note": order.hold_note, "part": order.hold_part_id}
        if order.state == "on_hold"
        else None,
    }


def _visit(visit: Booking) -> dict[str, Any]:
    return {
        "uid": str(visit.uid),
        "state": visit.state,
        "version": visit.version,
        "starts_at": _time(visit.starts_at),
        "ends_at": _time(visit.ends_at),
        "travel_minutes": visit.travel_minutes,
        "travel_km": visit.travel_km,
        "accepted_at": _time(visit.accepted_at),
        "travelling_at": _time(visit.travelling_at),
        "on_site_at": _time(visit.on_site_at),
        "ended_at": _time(visit.ended_at),
        "door": door.door_key(visit).hex() if visit.state in door.OPEN_STATES and not visit.helper else "",
    }


def _leads(visits: list[Booking]) -> dict[int, str]:
    """Whom the visit goes along with, by visit; no query where none does."""
    helping = {visit.work_order_id: visit.pk for visit in visits if visit.helper}
    if not helping:
        return {}
    rows = Booking.objects.filter(work_order__in=helping, helper=False).order_by("id")
    return {helping[order]: name for order, name in rows.values_list("work_order_id", "engineer__user__full_name")}


def _pauses(visits: list[Booking]) -> dict[int, list[list[str | None]]]:
    """Rests of the visits as [from, until]; until is None while one goes on."""
    found: dict[int, list[list[str | None]]] = defaultdict(list)
    rows = BookingStamp.objects.filter(booking__in=visits, state__in=("paused", "on_site"))
    for stamp in rows.order_by("booking_id", "at", "id"):
        rests = found[stamp.booking_id]
        going_on = bool(rests) and rests[-1][1] is None
        if stamp.state == "paused" and not going_on:
            rests.append([_time(stamp.at), None])
        elif stamp.state == "on_site" and going_on:
            rests[-1][1] = _time(stamp.at)
    return found


def _approved(visits: list[Booking]) -> dict[int, dict[str, Any]]:
    """What the customer signed for last, by order."""
    rows = CostApproval.objects.filter(work_order__in=[v.work_order_id for v in visits]).order_by("approved_at", "id")
    return {
        row.work_order_id: {"amount": str(row.amount), "at": _time(row.approved_at), "signer": row.signer}
        for row in rows
    }


def _meters(last: dict[str, MeterReading]) -> dict[str, dict[str, Any]]:
    return {code: {"value": row.value, "at": _time(row.at)} for code, row in sorted(last.items())}


def _customer(visit: Booking) -> dict[str, Any]:
    case, customer = visit.work_order.case, visit.work_order.customer
    return {
        "name": case.contact_name or customer.name,
        "organisation": customer.name if customer.kind == "organisation" else "",
        "masked": mask_phone(case.contact_phone),
        "phone": case.contact_phone if shows_phone(visit) else "",
        "since": customer.since.isoformat(),
        "reminder": customer.reminder,
        "language": customer.language,
    }


def _site(order: WorkOrder) -> dict[str, Any]:
    site = order.site
    return {
        "city": site.city,
        "district": site.district,
        "street": site.street,
        "latitude": order.latitude,
        "longitude": order.longitude,
        "access": site.access_note,
        "hazards": [str(hazard) for hazard in site.hazards],
    }


def product(row: Product) -> dict[str, Any]:
    """A model with its names."""
    return {"id": row.pk, "model": row.model, "brand": row.brand, **names(row)}


def _asset(asset: Asset, labels: Mapping[int, str]) -> dict[str, Any]:
    return {
        "serial": asset.serial,
        "barcode": asset.barcode,
        "label": labels.get(asset.pk, ""),
        "place": asset.place,
        "product": product(asset.product),
        "since": (asset.accepted_on or asset.purchased_on or timezone.localdate(asset.created_at)).isoformat(),
        "versions": asset.versions,
    }


def _assets(sites: set[int]) -> dict[int, list[dict[str, Any]]]:
    """Assets standing at the sites, for scanning and for further requests."""
    rank = Window(RowNumber(), partition_by=F("site_id"), order_by=F("id").asc())
    rows = Asset.objects.filter(site_id__in=sites, state="active").select_related("product").annotate(rank=rank)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for asset in rows.filter(rank__lte=ASSETS_OF_SITE).order_by("id"):
        found[asset.site_id].append(
            {"serial": asset.serial, "barcode": asset.barcode, "place": asset.place, **names(asset.product)}
        )
    return found


def _entitlement(order: WorkOrder) -> dict[str, Any]:
    given = Entitlement.from_dict(order.case.entitlement).as_dict()
    return {key: given[key] for key in ("kind", "visit", "labour", "parts", "until", "over_since")}


def _promise(milestone: Milestone) -> dict[str, Any]:
    return {
        "kind": milestone.kind,
        "state": milestone.state,
        "started_at": _time(milestone.started_at),
        "due_at": _time(milestone.due_at),
    }


def _history(assets: set[int]) -> dict[int, list[dict[str, Any]]]:
    rank = Window(RowNumber(), partition_by=F("work_order__asset_id"), order_by=F("finished_at").desc())
    rows = ServiceRecord.objects.filter(work_order__asset_id__in=assets).annotate(rank=rank).filter(rank__lte=HISTORY)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    related = rows.select_related("work_order", "booking__engineer__user", "symptom", "object", "cause", "action")
    for record in related.order_by("-finished_at"):
        found[record.work_order.asset_id or 0].append(
            {
                "at": record.finished_at.isoformat(),
                "engineer": record.booking.engineer.user.full_name,
                "solved": record.solved,
                "codes": [names(code) for code in _codes(record)],
                "result": record.result[:200],
            }
        )
    return found


def _codes(record: ServiceRecord) -> list[Code]:
    return [code for code in (record.symptom, record.object, record.cause, record.action) if code]


def _files(visits: list[Booking]) -> dict[tuple[str, int], list[dict[str, Any]]]:
    cases, orders = {v.work_order.case_id for v in visits}, {v.work_order_id for v in visits}
    found: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    wanted = Q(subject="case", subject_id__in=cases) | Q(subject="work_order", subject_id__in=orders)
    for row in Attachment.objects.filter(wanted, kind__in=("photo", "document")).order_by("id"):
        found[(row.subject, row.subject_id)].append(
            {
                "uid": str(row.uid),
                "kind": row.kind,
                "name": row.name,
                "size": row.size,
                "type": row.content_type,
                "note": row.note,
            }
        )
    return found


def _record(record: ServiceRecord) -> dict[str, Any]:
    return {
        "result": record.result,
        "solved": record.solved,
        "charge": str(record.charge),
        "finished_at": _time(record.finished_at),
    }
