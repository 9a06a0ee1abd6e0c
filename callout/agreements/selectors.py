"""What a customer is owed, read from agreements, warranty terms and service levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone

from callout.agreements.models import Agreement, Calendar, PriceItem, ServiceLevel, ServiceTarget, WarrantyTerm
from callout.assets.models import Asset, Category
from callout.customers.models import Customer
from callout.foundation import business_time
from callout.foundation.business_time import ALWAYS, NightRule, Span, Target
from callout.foundation.cache import cached_for
from callout.foundation.standing import Place, Standing

REFERENCE_SECONDS = 20
_DAYS = [str(day) for day in range(7)]


def day_spans(spans: list[list[str]]) -> tuple[Span, ...]:
    """Spans of a day as stored ([["08:30", "12:00"], …]) as pure spans."""
    return tuple(
        Span.between(time.fromisoformat(a), time.fromisoformat("00:00" if b == "24:00" else b)) for a, b in spans
    )


def opening_hours(calendar: Calendar) -> business_time.Calendar:
    """The calendar row as pure opening hours."""
    if calendar.always:
        return business_time.Calendar.always(calendar.time_zone)
    exceptions = {row.day: day_spans(row.spans) for row in calendar.days.all()}
    return business_time.Calendar(
        calendar.time_zone, tuple(day_spans(calendar.week.get(d, [])) for d in _DAYS), exceptions
    )


@cached_for(REFERENCE_SECONDS)
def calendars() -> Mapping[str, business_time.Calendar]:
    """All calendars by code."""
    return {row.code: opening_hours(row) for row in Calendar.objects.prefetch_related("days")}


@cached_for(REFERENCE_SECONDS)
def levels() -> Mapping[int, ServiceLevel]:
    """All service levels by id, with their targets and calendar loaded."""
    return {row.pk: row for row in ServiceLevel.objects.select_related("calendar").prefetch_related("targets")}


@cached_for(REFERENCE_SECONDS)
def warranty_terms() -> Mapping[int, WarrantyTerm]:
    """Warranty terms by category id."""
    return {row.category_id: row for row in WarrantyTerm.objects.all()}


@cached_for(REFERENCE_SECONDS)
def price_list() -> tuple[PriceItem, ...]:
    """All list prices."""
    return tuple(PriceItem.objects.all())


def list_price(kind: str, category_id: int | None) -> PriceItem | None:
    """The list price of a visit or an hour: the category's own, else the general one."""
    items = [item for item in price_list() if item.kind == kind]
    own = next((item for item in items if item.category_id == category_id), None)
    return own or next((item for item in items if item.category_id is None), None)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What is free and why. ``kind``: warranty, extended, contract, repeat or none; ``until`` ISO date or empty."""

    kind: str
    visit: bool
    labour: bool
    parts: bool
    until: str = ""
    agreement: str = ""
    level_id: int | None = None
    over_since: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the case's snapshot."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Entitlement:
        """The entitlement of ``as_dict``; an empty mapping is no entitlement."""
        return cls(**data) if data else cls("none", False, False, False)

    def charge(self, kind: str, list_amount: Decimal) -> Decimal:
        """What the customer pays of a list amount for visit, labour or parts."""
        return Decimal(0) if getattr(self, kind, False) else list_amount


def warranty_until(asset: Asset) -> date | None:
    """Last day of the manufacturer's warranty: stated on the asset, else months from acceptance or purchase."""
    if asset.warranty_until:
        return asset.warranty_until
    begins = asset.accepted_on or asset.purchased_on
    term = warranty_terms().get(asset.product.category_id)
    return add_months(begins, term.months) - timedelta(days=1) if begins and term else None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (first_of_next - timedelta(days=1)).day))


def entitlement_for(
    *,
    customer: Customer,
    asset: Asset | None,
    category: Category | None,
    at: datetime,
    repeat_since: datetime | None = None,
) -> Entitlement:
    """Best entitlement on that day: repeat of a recent repair, contract, warranty, extended warranty, none."""
    today = timezone.localdate(at)
    term = warranty_terms().get(category.pk) if category else None
    agreements = _agreements(customer, asset, today)
    level_id = next((a.level_id for a in agreements if a.level_id), None) or default_level(category)
    if repeat_since and term and at - repeat_since <= timedelta(days=term.repeat_days):
        return Entitlement("repeat", True, True, True, level_id=level_id)
    until = warranty_until(asset) if asset else None
    if term and until and until >= today:
        return Entitlement("warranty", term.visit, term.labour, term.parts, until.isoformat(), level_id=level_id)
    for agreement in agreements:
        free = (agreement.visit, agreement.labour, agreement.parts)
        return Entitlement(agreement.kind, *free, agreement.ends_on.isoformat(), agreement.number, level_id)
    return Entitlement("none", False, False, False, level_id=level_id, over_since=until.isoformat() if until else "")


def _agreements(customer: Customer, asset: Asset | None, today: date) -> list[Agreement]:
    """Agreements in force that day, extended warranties first.

    Prefetched ``agreements__assets`` are used when they are there.
    """
    if "agreements" in getattr(customer, "_prefetched_objects_cache", {}):
        found = [a for a in customer.agreements.all() if a.starts_on <= today <= a.ends_on]
    else:
        found = _IN_FORCE(customer.pk, today)
        prefetch_related_objects(found, "assets")
    found.sort(key=lambda a: (a.kind != Agreement.Kind.EXTENDED, a.pk))
    covered = [(a, [x.pk for x in a.assets.all()]) for a in found]
    return [a for a, assets in covered if not assets or (asset and asset.pk in assets)]


_IN_FORCE = Standing(
    lambda: Agreement.objects.filter(customer=Place(0), starts_on__lte=Place(1), ends_on__gte=Place(1)).order_by()
)


def default_level(category: Category | None) -> int | None:
    """The default service level of the category's pack, else any default."""
    defaults = [row for row in levels().values() if row.default and row.current]
    own = next((row for row in defaults if category and row.pack == category.pack), None)
    fallback = next(iter(defaults), None)
    return (own or fallback).pk if (own or fallback) else None  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Promise:
    """One promised moment: minutes allowed on a calendar and when that is up."""

    milestone: str
    minutes: int
    calendar: str
    calendar_id: int
    around_the_clock: bool
    starts_at: datetime
    due_at: datetime

    @property
    def target(self) -> Target:
        """The target for the SLA clock."""
        return Target(self.minutes, ALWAYS if self.around_the_clock else self.calendar)


def promised_times(level_id: int | None, severity: int, at: datetime, *, only: str | None = None) -> list[Promise]:
    """Promises of a service level for a request made at ``at``; feedback is promised only once resolved (``only``)."""
    level = levels().get(level_id or 0)
    if level is None:
        return []
    promises = []
    for row in level.targets.all():
        if row.severity != severity or (row.milestone != only if only else row.milestone == "feedback"):
            continue
        target = _target(row, level)
        minutes = int(target.allowed(at).total_seconds() // 60)
        calendar = business_time.Calendar.always() if row.around_the_clock else calendars()[level.calendar.code]
        due = business_time.add(calendar, at, minutes)
        promises.append(
            Promise(row.milestone, minutes, level.calendar.code, level.calendar_id, row.around_the_clock, at, due)
        )
    return sorted(promises, key=lambda promise: promise.due_at)


def _target(row: ServiceTarget, level: ServiceLevel) -> Target:
    name = ALWAYS if row.around_the_clock else level.calendar.code
    if row.night_minutes and row.night_from and row.night_until:
        day = Span.between(row.night_until, row.night_from)
        return Target(row.minutes, name, NightRule(row.night_minutes, day, settings.TIME_ZONE))
    return Target(row.minutes, name)
