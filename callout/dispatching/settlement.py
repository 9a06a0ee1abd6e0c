"""By what a partner outlet is paid for each finished order; billing puts the amounts to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from callout.accounts.models import User
from callout.dispatching.models import SettlementLine
from callout.foundation.actions import business_action
from callout.workforce.models import SettlementBasis
from callout.workorders.models import ServiceRecord, WorkOrder

_HOUR = Decimal(60)


@business_action
def note(*, actor: User | None, record_id: int) -> SettlementLine | None:
    """Note the basis of a finished order of a partner; None for own outlets, without a basis, or when noted already."""
    record = ServiceRecord.objects.select_related("work_order__service_type", "booking__engineer__outlet").get(
        pk=record_id
    )
    outlet = record.booking.engineer.outlet
    order = record.work_order
    if outlet.kind != "partner" or SettlementLine.objects.filter(work_order=order).exists():
        return None
    basis = basis_for(outlet.pk, order, timezone.localdate(record.finished_at))
    if basis is None:
        return None
    quantity, band = _measure(basis, record)
    return SettlementLine.objects.create(
        work_order=order,
        outlet=outlet,
        basis=basis,
        unit=basis.unit,
        quantity=quantity,
        band=band,
        finished_at=record.finished_at,
    )


def basis_for(outlet_id: int, order: WorkOrder, day: date) -> SettlementBasis | None:
    """The most particular basis valid on the day; of equals the newest."""
    rows = SettlementBasis.objects.filter(
        Q(category=None) | Q(category_id=order.category_id),
        Q(valid_until=None) | Q(valid_until__gte=day),
        outlet_id=outlet_id,
        service_type__in=("", order.service_type.code),
        valid_from__lte=day,
    )
    return max(rows, key=lambda b: (b.category_id is not None, b.service_type != "", b.valid_from, b.pk), default=None)


def _measure(basis: SettlementBasis, record: ServiceRecord) -> tuple[Decimal, str]:
    if basis.unit == SettlementBasis.Unit.HOUR:
        return (Decimal(record.labour_minutes) / _HOUR).quantize(Decimal("0.01")), ""
    if basis.unit == SettlementBasis.Unit.KM_BAND:
        return Decimal(1), band_of(record.booking.travel_km, basis.bands)
    return Decimal(1), ""


def band_of(km: float, bands: Sequence[float]) -> str:
    """The band of a distance: "0–10", "10–30", "30+" for the upper ends 10 and 30."""
    low = 0.0
    for high in bands:
        if km <= high:
            return f"{low:g}–{high:g}"
        low = high
    return f"{low:g}+"
