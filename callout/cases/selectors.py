"""Reads around cases: repeats, duplicates, the timeline."""

from __future__ import annotations

from datetime import datetime, timedelta

from callout.assets.models import Asset
from callout.cases.models import Case
from callout.customers.models import Customer

REPEAT_WINDOW = timedelta(days=90)


def repeat_of(asset: Asset, at: datetime) -> Case | None:
    """The last repair of the same asset that was resolved within 90 days before ``at``: maybe a repeat 返修."""
    return (
        Case.objects.filter(asset=asset, resolved_at__range=(at - REPEAT_WINDOW, at), service_type__code="repair")
        .select_related("symptom")
        .order_by("-resolved_at")
        .first()
    )


def open_duplicates(customer: Customer, asset: Asset | None) -> list[Case]:
    """Open cases of the customer (for the same asset, when given) that a new one may duplicate."""
    found = Case.objects.open().filter(customer=customer).select_related("service_type")
    return list((found.filter(asset=asset) if asset else found).order_by("-id")[:5])
