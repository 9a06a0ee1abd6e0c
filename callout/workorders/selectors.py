"""Reads of work orders for screens: the list with its bookings, one order with everything around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.assets.models import Code
from callout.foundation import files
from callout.foundation.geo import Point, haversine_km
from callout.foundation.i18n import pick
from callout.foundation.models import Attachment
from callout.foundation.ui import formats
from callout.foundation.ui.chips import chip_for
from callout.workorders.checklists import GOOD, NOT_APPLICABLE, asked, verdict
from callout.workorders.labels import hold_label, stamp_label
from callout.workorders.models import (
    ACTIVE_BOOKING_STATES,
    Booking,
    BookingStamp,
    CostApproval,
    ServiceRecord,
    WorkOrder,
)
from callout.workorders.photos import StepPhotos, by_step

ROUNDING = 2  # minutes
LISTED = (  # an order is wide, and so is what it belongs to
    "number", "visit", "state", "severity", "title", "due_at", "created_at", "completed_at", "hold_reason",
    "unserved_reason", "customer__name", "site__city", "site__district", "case__number", "outlet__name_zh",
    "outlet__name_en", "service_type__name_zh", "service_type__name_en",
)  # fmt: skip


def listed_orders(user: User) -> QuerySet[WorkOrder]:
    """Orders the person sees, each with ``shown_bookings`` (newest first), in one query more."""
    bookings = (
        Booking.objects.select_related("engineer__user")
        .only("state", "starts_at", "ends_at", "work_order", "engineer__user__full_name")
        .exclude(state__in=("declined", "cancelled"))
        .order_by("-id")
    )
    return (
        WorkOrder.objects.visible_to(user)
        .select_related("customer", "site", "case", "outlet", "service_type")
        .only(*LISTED)
        .prefetch_related(Prefetch("bookings", queryset=bookings, to_attr="shown_bookings"))
    )


def current_booking(order: Any) -> Booking | None:
    """The booking a list shows: the newest that was not refused."""
    shown = order.shown_bookings
    return shown[0] if shown else None


def get_order(user: User, number: str) -> WorkOrder:
    """One order the person sees, by its number. Raises Http404."""
    # Few tables: each one more doubles the time PostgreSQL plans. What is left out is read by its key when it is shown.
    rows = WorkOrder.objects.visible_to(user).select_related("case", "customer", "site", "asset__product", "outlet")
    found = rows.defer("case__search", "customer__search", "asset__search").filter(number=number).first()
    if found is None:
        raise Http404(number)
    return found


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Everything around one order."""

    order: WorkOrder
    bookings: list[Booking]
    record: ServiceRecord | None
    photos: list[Attachment]
    signature: Attachment | None
    siblings: list[WorkOrder]
    approvals: list[CostApproval]

    @property
    def active(self) -> Booking | None:
        """The booking that is under way or planned."""
        return next((b for b in self.bookings if b.state in ACTIVE_BOOKING_STATES), None)

    @property
    def above_approval(self) -> bool:
        """True when the charge is more than the customer signed for last."""
        return bool(self.record and self.approvals and self.record.charge > self.approvals[-1].amount)

    @property
    def movable(self) -> bool:
        """True when the active booking has not begun."""
        return bool(
            self.active and self.active.state in ("proposed", "dispatched", "accepted") and not self.active.locked
        )


def order_page(order: WorkOrder) -> OrderPage:
    """The order with bookings, stamps, record, files and the case's other visits."""
    stamps = Prefetch("stamps", queryset=BookingStamp.objects.select_related("actor"))
    rows = order.bookings.select_related("engineer__user", "engineer__outlet").prefetch_related(stamps)
    bookings = list(rows.order_by("-id"))
    for booking in bookings:
        booking.work_order = order
    record = (
        ServiceRecord.objects.filter(work_order=order)
        .select_related("symptom", "object", "cause", "action", "checklist")
        .prefetch_related("charge_lines", "part_usages__part", "part_usages__store", "photos__attachment")
        .first()
    )
    attached = files.attachments_of("work_order", order.pk)
    siblings = list(WorkOrder.objects.filter(case_id=order.case_id).exclude(pk=order.pk).order_by("visit"))
    of_steps = {photo.attachment_id for photo in record.photos.all()} if record else set()
    photos = [a for a in attached if a.kind not in ("signature", "approval") and a.pk not in of_steps]
    return OrderPage(
        order, bookings, record, photos, next((a for a in attached if a.kind == "signature"), None), siblings,
        list(order.approvals.select_related("signature")),
    )  # fmt: skip


def codes_of(record: ServiceRecord) -> list[tuple[str, Code]]:
    """(kind in words, code) for those that were recorded."""
    words = {"symptom": _("Symptom"), "object": _("Object"), "cause": _("Cause"), "action": _("Action")}
    return [(label, code) for kind, label in words.items() if (code := getattr(record, kind))]


@dataclass(frozen=True, slots=True)
class Minutes:
    """A time of the record: what it says, and what the stamps say where the engineer corrected it."""

    minutes: int
    stamped: int | None
    reason: str

    @property
    def corrected(self) -> bool:
        """True when there is a reason, or it says more than the stamps (less is the time of signing, not charged)."""
        return bool(self.reason) or (self.stamped is not None and self.minutes > self.stamped + ROUNDING)


def times_of(record: ServiceRecord) -> list[tuple[str, Minutes]]:
    """Work and travel in words, with their corrections."""
    return [
        (_("Work"), Minutes(record.labour_minutes, record.stamped_labour, record.reasons.get("labour", ""))),
        (_("Way"), Minutes(record.travel_minutes, record.stamped_travel, record.reasons.get("travel", ""))),
    ]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the checklist with its answer in words; ``follow_up`` when an earlier answer made it asked."""

    question: str
    answer: str
    good: bool
    follow_up: bool = False
    reason: str = ""
    photos: StepPhotos = field(default_factory=StepPhotos)


def answers_of(record: ServiceRecord) -> list[Answered]:
    """The record's checklist as it was asked."""
    answers = record.answers
    if record.checklist is None:
        return [Answered(code, _plain(value), True) for code, value in answers.items()]
    photos = by_step(record)
    return [
        Answered(
            pick(item["zh"], item.get("en", "")),
            f"{_plain(answers.get(item['code'], ''))} {item.get('unit') or ''}".strip(),
            verdict(item, answers.get(item["code"])) in GOOD,
            "when" in item,
            record.reasons.get(f"check.{item['code']}", ""),
            photos[item["code"]],
        )
        for item in asked(record.checklist.items, answers)
        if item["code"] in answers or item["code"] in photos
    ]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return _("not applicable") if value == NOT_APPLICABLE else str(value)


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the order's timeline."""

    at: datetime
    icon: str
    tone: str
    who: str
    what: str
    body: str = ""
    position: str = ""
    from_site: str = ""

    @property
    def day(self) -> str:
        """Heading under which it stands."""
        return formats.day(self.at)

    @property
    def time(self) -> str:
        """Local time of day."""
        return f"{timezone.localtime(self.at):%H:%M}"


def happenings(page: OrderPage) -> list[Happening]:
    """What happened to the order, newest first."""
    order = page.order
    rows = [
        Happening(order.created_at, "plus", "", order.number, _("opened for %(case)s") % {"case": order.case.number})
    ]
    for booking in page.bookings:
        rows += [_stamped(booking, stamp) for stamp in booking.stamps.all()]
    if order.completed_at and not page.bookings:
        rows.append(Happening(order.completed_at, "circle-check", "success", order.number, _("done by others")))
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _stamped(booking: Booking, stamp: BookingStamp) -> Happening:
    chip = chip_for("booking", stamp.state)
    tone = chip.tone if chip.tone in ("primary", "urgent", "danger", "success") else ""
    plan = stamp.state in ("dispatched", "proposed")
    who = str(stamp.actor or _("Callout")) if plan or stamp.state == "cancelled" else str(booking.engineer)
    body = hold_label(stamp.reason)
    if plan:
        body = _("%(name)s, %(slot)s") % {
            "name": booking.engineer,
            "slot": formats.slot(booking.starts_at, booking.ends_at),
        }
    return Happening(stamp.at, chip.icon, tone, who, stamp_label(stamp.state), body, *_position(booking, stamp))


def _position(booking: Booking, stamp: BookingStamp) -> tuple[str, str]:
    """(coordinates, distance to the site in words); empty without a position."""
    if stamp.latitude is None or stamp.longitude is None:
        return "", ""
    order = booking.work_order
    metres = haversine_km(Point(stamp.longitude, stamp.latitude), Point(order.longitude, order.latitude)) * 1000
    accuracy = f" ±{stamp.accuracy_m:.0f} m" if stamp.accuracy_m else ""
    place = f"{stamp.latitude:.5f}, {stamp.longitude:.5f}{accuracy}"
    if metres < 1000:
        return place, _("%(n)d m from the site") % {"n": round(metres / 10) * 10}
    return place, _("%(n).1f km from the site") % {"n": metres / 1000}


def late(now: datetime | None = None) -> Q:
    """Open orders past their promise; those on hold are waited for, not late."""
    return Q(state__in=("unscheduled", "scheduled", "in_progress"), due_at__lt=now or timezone.now())
