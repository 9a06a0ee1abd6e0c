"""How a visit ends: the record is written, or the work is carried over, or it fails."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.agreements import selectors as agreements
from callout.assets.models import Asset, Code
from callout.cases import services as case_services
from callout.cases.models import OPEN_STATES, Case
from callout.foundation import files
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.parts.models import AssetPart, Part, Store
from callout.workorders import bookings, checklists, events, photos, readings, services, times, usages
from callout.workorders.bookings import Stamp
from callout.workorders.charges import ExtraInput, charge_lines
from callout.workorders.models import Booking, ChargeLine, ChecklistTemplate, PartUsage, ServiceRecord, WorkOrder
from callout.workorders.tariff import SealedPrice, Tariff

WAITS_FOR = {
    "parts": "parts",
    "customer": "customer",
    "access": "customer",
    "skill": "third_party",
    "third_party": "third_party",
}
MOST_MINUTES = 32_767  # what the record's minutes can hold
_CODE_KINDS = ("symptom", "object", "cause", "action")


@dataclass(frozen=True, slots=True)
class PartInput:
    """A part used; its stock is taken from the engineer's van. ``operation`` makes a repeat harmless."""

    part_id: int
    quantity: int = 1
    serial: str = ""
    old_serial: str = ""
    old_returned: bool = False
    batch: str = ""
    operation: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInput:
    """What the engineer recorded. Codes are ids of the category's published set; ``signature`` is PNG bytes.

    ``reasons`` say why minutes differ from the stamps ("labour", "travel") or why a doubtful value stands
    ("check.<code>"); ``prices`` are those the phone charged by. ``photos`` names those of the checklist's steps by the
    numbers that the phone gave them; they come after the record.
    """

    serial: str = ""
    symptom_id: int | None = None
    object_id: int | None = None
    cause_id: int | None = None
    action_id: int | None = None
    result: str = ""
    solved: bool = True
    answers: dict[str, Any] = field(default_factory=dict)
    photos: dict[str, tuple[uuid.UUID, ...]] = field(default_factory=dict)
    checklist_id: int | None = None
    parts: tuple[PartInput, ...] = ()
    labour_minutes: int | None = None
    travel_minutes: int | None = None
    payment: str = ""
    signer: str = ""
    signature: bytes | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    extras: tuple[ExtraInput, ...] = ()
    prices: tuple[SealedPrice, ...] = ()


@business_action
def complete(*, actor: User | None, booking_id: int, record: RecordInput, stamp: Stamp) -> ServiceRecord:
    """The work is done: record, parts, charges and signature in one step; the order is completed, the case resolved."""
    booking = _led(booking_id)
    if booking.state in (Booking.State.DISPATCHED, Booking.State.ACCEPTED, Booking.State.TRAVELLING):
        bookings.arrive(actor=actor, booking_id=booking_id, stamp=stamp)
    elif booking.state == Booking.State.PAUSED:
        bookings.resume(actor=actor, booking_id=booking_id, stamp=stamp)
    codes, tariff = _codes(booking.work_order, record), Tariff(record.prices)
    checklist = ChecklistTemplate.objects.filter(pk=record.checklist_id or 0).first()
    checklists.check(checklist.items if checklist else [], record.answers)
    booking = bookings.advance(booking_id, "completed", stamp, actor, ended_at=stamp.at)
    row = build_record(booking, record, codes, stamp, times.pauses_of(booking, stamp.at))
    row.checklist = checklist
    row.save(force_insert=True)
    readings.keep(row, actor)
    photos.expect(row, record.photos)
    _charge(row, charge_lines(row, _use_parts(row, record, actor, stamp.at), tariff, record.extras))
    if record.signature:
        _sign(row, record.signature, actor)
    order = booking.work_order
    services.move(order, "completed", completed_at=stamp.at)
    publish(
        events.WorkOrderCompleted(**services.where(order, booking.engineer_id), number=order.number, record_id=row.pk),
        actor=actor,
        at=stamp.at,
    )
    _after(order, record, actor, stamp.at)
    return row


def _led(booking_id: int) -> Booking:
    """The visit, locked, unless it goes along with a lead's, who ends it. Raises lead_records."""
    booking = bookings.locked(booking_id)
    if booking.helper:
        raise BusinessError("lead_records", _("The lead of the team writes the record."))
    return booking


def _after(order: WorkOrder, record: RecordInput, actor: User | None, at: datetime) -> None:
    """The case is resolved when no other visit is open; an unsolved record asks for another visit."""
    if not record.solved:
        services.open_visit(actor=actor, case=order.case, at=at)
    elif case_services.lock(order.case_id).state in OPEN_STATES and not order.case.work_orders.open().exists():
        case_services.resolve(actor=actor, case_id=order.case_id, at=at)


def _codes(order: WorkOrder, record: RecordInput) -> dict[str, Code]:
    """The codes by kind; each must be of the right kind and of the order's category."""
    wanted = {kind: getattr(record, f"{kind}_id") for kind in _CODE_KINDS}
    found = {
        code.pk: code
        for code in Code.objects.select_related("code_set").filter(pk__in=[v for v in wanted.values() if v])
    }
    codes = {kind: found.get(pk) for kind, pk in wanted.items() if pk}
    for kind, code in codes.items():
        if code is None or code.kind != kind or code.code_set.category_id != order.category_id:
            raise InvalidInput(
                "code_invalid", _("This code does not belong to the product."), fields={kind: _("Choose another code.")}
            )
    if not record.result.strip() and "action" not in codes:
        raise InvalidInput(
            "result_missing", _("Record what was done."), fields={"action": _("Choose an action or write the result.")}
        )
    return codes  # type: ignore[return-value]


def build_record(
    booking: Booking,
    record: RecordInput,
    codes: dict[str, Code],
    stamp: Stamp,
    pauses: timedelta = timedelta(),
) -> ServiceRecord:
    """The record of a visit that ended at the stamp, without its checklist; not saved."""
    found = times.measured(booking, stamp.at, pauses)
    return ServiceRecord(
        work_order=booking.work_order,
        booking=booking,
        code_set=next((code.code_set for code in codes.values()), None),
        **codes,
        serial=record.serial[:60],
        result=record.result.strip(),
        solved=record.solved,
        answers=record.answers,
        arrived_at=booking.on_site_at or stamp.at,
        finished_at=stamp.at,
        travel_minutes=max(0, found.travel if record.travel_minutes is None else record.travel_minutes),
        labour_minutes=max(0, found.labour if record.labour_minutes is None else record.labour_minutes),
        stamped_travel=min(found.travel, MOST_MINUTES),
        stamped_labour=min(found.labour, MOST_MINUTES),
        reasons={key: reason.strip()[:200] for key, reason in record.reasons.items() if reason.strip()},
        payment=record.payment[:12],
        signer=record.signer[:80],
        signed_at=stamp.at if record.signature or record.signer else None,
    )


def _use_parts(row: ServiceRecord, record: RecordInput, actor: User | None, at: datetime) -> list[tuple[Part, int]]:
    if not record.parts:
        return []
    van = Store.objects.filter(engineer_id=row.booking.engineer_id).first()
    known = {part.pk: part for part in Part.objects.filter(pk__in=[item.part_id for item in record.parts])}
    used = []
    for item in record.parts:
        part = known.get(item.part_id)
        if part is None or van is None:
            raise InvalidInput(
                "part_unknown", _("This part is not known."), fields={"parts": _("Choose another part.")}
            )
        usage = PartUsage(
            record=row, part=part, store=van, quantity=item.quantity, serial=item.serial[:60],
            old_serial=item.old_serial[:60], old_returned=item.old_returned, batch=item.batch[:60],
            operation=item.operation,
        )  # fmt: skip
        usage.refused = usages.take(usage, actor=actor, at=at)
        usage.save()
        _install(row.work_order.asset, part, item, at)
        used.append((part, item.quantity))
    return used


def _install(asset: Asset | None, part: Part, item: PartInput, at: datetime) -> None:
    if asset is None:
        return
    today = timezone.localdate(at)
    asset.installed_parts.filter(part=part, removed_on__isnull=True).update(removed_on=today)
    until = agreements.add_months(today, 12)
    AssetPart.objects.create(asset=asset, part=part, serial=item.serial[:60], installed_on=today, warranty_until=until)


def _charge(row: ServiceRecord, lines: list[ChargeLine]) -> None:
    ChargeLine.objects.bulk_create(lines)
    row.save(update_fields=["charge", "price_list"])


def _sign(row: ServiceRecord, png: bytes, actor: User | None) -> None:
    files.store(
        actor=actor,
        subject="work_order",
        subject_id=row.work_order_id,
        kind="signature",
        name="signature.png",
        data=png,
    )


@business_action
def carry_over(
    *, actor: User | None, booking_id: int, reason: str, note: str, stamp: Stamp, part: Part | None = None
) -> WorkOrder:
    """The visit ends without a result 遗留, with a reason; the case waits and its clocks pause. Raises lead_records."""
    if reason not in WorkOrder.HoldReason.values:
        raise InvalidInput("reason_missing", _("Say why."), fields={"reason": _("Choose a reason.")})
    booking = _led(booking_id)
    if booking.state in (Booking.State.DISPATCHED, Booking.State.ACCEPTED, Booking.State.TRAVELLING):
        bookings.arrive(actor=actor, booking_id=booking_id, stamp=stamp)
    booking = bookings.advance(booking_id, "partial", stamp, actor, reason=reason, ended_at=stamp.at)
    order = booking.work_order
    services.move(order, "on_hold", hold_reason=reason, hold_note=note[:200], hold_part=part)
    case = case_services.lock(order.case_id)
    if case.state == Case.State.IN_SERVICE:
        case_services.wait(
            actor=actor,
            case_id=case.pk,
            waiting_for=WAITS_FOR.get(reason, "third_party"),
            reason=note[:120],
            at=stamp.at,
        )
    publish(
        events.WorkOrderOnHold(**services.where(order, booking.engineer_id), reason=reason, note=note[:200]),
        actor=actor,
        at=stamp.at,
    )
    return order


@business_action
def return_visit(*, actor: User | None, order_id: int, not_before: datetime | None = None) -> WorkOrder:
    """A carried-over order goes out again: the same engineer is preferred, dispatch finds the time."""
    order = services.lock(order_id)
    if order.state != WorkOrder.State.ON_HOLD:
        raise InvalidInput("not_on_hold", _("This order is not on hold."))
    last = order.bookings.order_by("-id").first()
    now = timezone.now()
    services.save(
        order, earliest_at=max(not_before or now, now), preferred_engineer_id=last.engineer_id if last else None,
        visit=order.case.visits + 1, window_from=None, window_until=None,
    )  # fmt: skip
    Case.objects.filter(pk=order.case_id).update(visits=order.visit)
    publish(events.WorkOrderReleased(**services.where(order), reason="return"), actor=actor, at=now)
    return order


@business_action
def fail(*, actor: User | None, booking_id: int, reason: str, stamp: Stamp) -> Booking:
    """The visit could not be made (nobody home, wrong address); the order is free for another try."""
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why."), fields={"reason": _("Say why.")})
    booking = bookings.advance(booking_id, "failed", stamp, actor, reason=reason, ended_at=stamp.at)
    bookings.release(booking.work_order, reason, actor=actor, at=stamp.at)
    return booking
