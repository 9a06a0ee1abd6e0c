"""What the service record says: plain data in one language, read from the order and what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from callout.agreements.selectors import Entitlement
from callout.foundation.i18n import pick
from callout.foundation.ui import formats
from callout.workorders.checklists import NOT_APPLICABLE, asked, verdict
from callout.workorders.models import Booking, ServiceRecord, WorkOrder
from callout.workorders.photos import StepPhotos, by_step

Row = list[str]


def load(order: WorkOrder) -> ServiceRecord | None:
    """The order's record with everything the document names, in a few queries; None while there is none."""
    return (
        ServiceRecord.objects.select_related(
            "work_order__case__service_type",
            "work_order__customer",
            "work_order__site",
            "work_order__asset__product__category",
            "booking__engineer__user",
            "booking__engineer__outlet",
            "symptom",
            "object",
            "cause",
            "action",
            "code_set",
            "checklist",
        )
        .prefetch_related("part_usages__part", "charge_lines", "booking__stamps", "photos__attachment")
        .filter(work_order=order)
        .first()
    )


def build(record: ServiceRecord, *, digest: str, entries: int, photos: list[str], signature: str) -> dict[str, Any]:
    """The data of ``service_record.typ``. ``photos`` and ``signature`` are names of pictures beside the template."""
    order = record.work_order
    return {
        "brand": _("Callout"),
        "title": _("Service record"),
        "number": order.number,
        "case": order.case.number,
        "subtitle": order.title,
        "solved": record.solved,
        "verdict": _("Solved") if record.solved else _("Not solved yet"),
        "groups": [_customer(order), _asset(record), _visit(record)],
        "finding": _finding(record),
        "checks": _checks(record),
        "parts": _parts(record),
        "times": _times(record),
        "charges": _charges(record) | {"approved": _approved(record)},
        "signature": _signature(record, signature),
        "photos": {"title": _("Photos"), "names": photos},
        "foot": _foot(digest, entries),
        "labels": {"case": _("Case"), "qr": _("Scan to follow this case")},
    }


def _customer(order: WorkOrder) -> dict[str, Any]:
    case = order.case
    rows = [
        [_("Name"), order.customer.name],
        [_("Contact"), f"{case.contact_name} {formats.mask_phone(case.contact_phone)}".strip()],
        [_("Address"), order.site.full_address],
    ]
    return {"title": _("Customer"), "rows": rows}


def _asset(record: ServiceRecord) -> dict[str, Any]:
    asset = record.work_order.asset
    entitlement = Entitlement.from_dict(record.work_order.case.entitlement)
    rows = []
    if asset:
        rows += [
            [_("Product"), f"{asset.product.brand} {asset.product.name}".strip()],
            [_("Model"), asset.product.model],
        ]
    rows.append([_("Serial number"), record.serial or (asset.serial if asset else formats.NONE)])
    rows.append([_("Entitlement"), entitlement_words(entitlement)])
    return {"title": _("Asset"), "rows": rows}


def entitlement_words(entitlement: Entitlement) -> str:
    """What is free and until when, in a few words."""
    words = {
        "warranty": _("Under warranty"),
        "extended": _("Extended warranty"),
        "contract": _("Service contract"),
        "repeat": _("Repeat repair, free"),
        "none": _("Out of warranty"),
    }[entitlement.kind]
    if entitlement.kind != "none" and entitlement.until:
        return _("{what} until {day}").format(what=words, day=entitlement.until)
    return words


def _visit(record: ServiceRecord) -> dict[str, Any]:
    engineer, order = record.booking.engineer, record.work_order
    rows = [
        [_("Type"), order.case.service_type.name],
        [_("Engineer"), f"{engineer.user.full_name} · {engineer.user.username}"],
        [_("Outlet"), engineer.outlet.name],
        [_("Visit no."), str(order.visit)],
    ]
    return {"title": pgettext("document", "Visit"), "rows": rows}


def _finding(record: ServiceRecord) -> dict[str, Any]:
    kinds = (
        (_("Symptom"), record.symptom),
        (_("Object"), record.object),
        (_("Cause"), record.cause),
        (_("Action"), record.action),
    )
    return {
        "title": _("Finding and work"),
        "version": _("Codes version {n}").format(n=record.code_set.version) if record.code_set else "",
        "rows": [[label, code.code, code.name] for label, code in kinds if code],
        "result": record.result,
    }


def _checks(record: ServiceRecord) -> dict[str, Any]:
    items = asked(record.checklist.items, record.answers) if record.checklist else []
    answers, photos = record.answers, by_step(record)
    rows = [
        _check(item, answers.get(item["code"], "")) | {"photos": photo_words(photos[item["code"]])}
        for item in items
        if item["code"] in answers or item["code"] in photos
    ]
    return {"title": _("Checks and measured values"), "rows": rows}


def photo_words(photos: StepPhotos) -> str:
    """How a step's photos stand, in a word or two; empty when it wants none."""
    words = []
    if photos.come:
        words.append(_("photo") if len(photos.come) == 1 else _("{n} photos").format(n=len(photos.come)))
    if photos.awaited:
        words.append(pgettext("document", "photo awaited"))
    if photos.lacking:
        words.append(pgettext("document", "photo missing"))
    return ", ".join(words)


def _check(item: Mapping[str, Any], answer: Any) -> dict[str, Any]:
    """One answer with its limits; ``good`` is None where there is nothing to judge."""
    low, high, unit = item.get("min"), item.get("max"), item.get("unit", "")
    judged = item["kind"] == "bool" or low is not None or high is not None
    found = verdict(item, answer)
    good = found == "ok" if judged and found in ("ok", "low", "high", "bad") else None
    if isinstance(answer, bool):
        value = _("Yes") if answer else _("No")
    elif isinstance(answer, int | float):
        value = f"{answer:.10g} {unit}".strip()
    else:
        value = _("not applicable") if answer == NOT_APPLICABLE else str(answer)
    return {"label": pick(item["zh"], item["en"]), "value": value, "limits": _limits(low, high), "good": good}


def _limits(low: float | None, high: float | None) -> str:
    """What is allowed, as people write it."""
    if low is None:
        return "" if high is None else f"≤ {high:g}"
    return f"≥ {low:g}" if high is None else f"{low:g}–{high:g}"


def _parts(record: ServiceRecord) -> dict[str, Any]:
    head = [_("Part"), _("Number"), _("Serial or batch"), _("Old part"), _("Qty")]
    rows = [
        [
            usage.part.name,
            usage.part.number,
            usage.serial or usage.batch or formats.NONE,
            _old_part(usage),
            str(usage.quantity),
        ]
        for usage in record.part_usages.all()
    ]
    return {"title": _("Parts used"), "head": head, "rows": rows}


def _old_part(usage: Any) -> str:
    where = _("taken back") if usage.old_returned else _("left with customer")
    return f"{usage.old_serial} {where}".strip() if usage.old_serial or usage.old_returned else formats.NONE


def _times(record: ServiceRecord) -> dict[str, Any]:
    booking = record.booking
    steps = [
        (_("Requested"), record.work_order.case.created_at),
        (_("Planned"), booking.starts_at),
        (_("Set out"), booking.travelling_at),
        (_("Arrived"), record.arrived_at),
        (_("Finished"), record.finished_at),
    ]
    worked = _("Travel {travel} · work {work}").format(
        travel=formats.duration(record.travel_minutes * 60), work=formats.duration(record.labour_minutes * 60)
    )
    stamp = "%Y-%m-%d %H:%M"
    rows = [[label, timezone.localtime(at).strftime(stamp)] for label, at in steps if at]
    return {"title": _("Times"), "rows": rows, "sum": worked, "position": _position(booking)}


def _position(booking: Booking) -> str:
    stamps = [s for s in booking.stamps.all() if s.state == Booking.State.ON_SITE and s.latitude is not None]
    if not stamps:
        return ""
    return _("Arrival at {lat:.4f}, {lon:.4f}").format(lat=stamps[0].latitude, lon=stamps[0].longitude)


def _charges(record: ServiceRecord) -> dict[str, Any]:
    reasons = {
        "warranty": _("Warranty"),
        "extended": _("Extended warranty"),
        "contract": _("Contract"),
        "repeat": _("Repeat repair"),
    }
    rows = [
        [
            pick(line.label_zh, line.label_en),
            f"{line.quantity.normalize():f}",
            formats.money(line.list_price, record.currency),
            reasons.get(line.reason, ""),
            formats.money(line.amount, record.currency),
        ]
        for line in record.charge_lines.all()
    ]
    return {
        "title": _("Charges"),
        "head": [
            pgettext("charge", "Item"),
            _("Qty"),
            _("List price"),
            _("Free because"),
            pgettext("charge", "To pay"),
        ],
        "rows": rows,
        "total": [_("Total"), formats.money(record.charge, record.currency)],
        "payment": _payment(record),
    }


def _approved(record: ServiceRecord) -> str:
    approval = record.work_order.approvals.last()
    if approval is None:
        return ""
    return _("{name} agreed to {amount} on {at}, signed").format(
        name=approval.signer,
        amount=formats.money(approval.amount, approval.currency),
        at=timezone.localtime(approval.approved_at).strftime("%Y-%m-%d %H:%M"),
    )


def _payment(record: ServiceRecord) -> str:
    ways = {
        "qr": _("Paid by QR code"),
        "cash": _("Paid in cash"),
        "account": _("On account"),
        "card": _("Paid by card"),
        "wechat": _("Paid by WeChat"),
        "alipay": _("Paid by Alipay"),
        "transfer": _("Paid by transfer"),
        "later": _("To be invoiced"),
    }
    return ways.get(record.payment, record.payment) if record.charge else ""


def _signature(record: ServiceRecord, picture: str) -> dict[str, Any]:
    signed = timezone.localtime(record.signed_at).strftime("%Y-%m-%d %H:%M") if record.signed_at else ""
    return {
        "title": _("Customer's signature"),
        "picture": picture,
        "name": record.signer,
        "at": signed,
        "missing": _("Not signed on site"),
    }


def _foot(digest: str, entries: int) -> list[str]:
    return [
        _("Signed digitally; any change breaks the signature."),
        _("Audit digest {digest} over {n} entries").format(digest=digest[:16], n=entries),
        _("Printed {at}").format(at=timezone.localtime().strftime("%Y-%m-%d %H:%M")),
    ]
