"""The engineers' kilometres, beside those of the plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import DecimalField, FloatField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.field.models import Mileage
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput
from callout.workforce.models import Engineer
from callout.workorders.models import Booking

OLDEST = timedelta(days=31)
DRIVEN = ("travelling", "on_site", "paused", "completed", "partial", "failed")


@business_action
def record(
    *, actor: User | None, engineer: Engineer, day: date, km: Decimal, odometer: int | None = None, note: str = "",
    at: datetime,
) -> Mileage:  # fmt: skip
    """The engineer's kilometres of ``day``; the report made last (``at``) counts. Raises day_invalid."""
    today = timezone.localdate()
    if not today - OLDEST <= day <= today + timedelta(days=1):
        raise InvalidInput("day_invalid", _("Kilometres are reported for a day of the last month."))
    engineer = Engineer.objects.select_for_update().get(pk=engineer.pk)
    row = Mileage.objects.filter(engineer=engineer, day=day).first() or Mileage(engineer=engineer, day=day)
    if row.pk and row.recorded_at > at:
        return row
    row.km, row.odometer, row.note, row.recorded_at = km, odometer, note[:200], at
    row.save()
    return row


def with_plan(rows: QuerySet[Mileage]) -> QuerySet[Mileage]:
    """Each day with ``planned_km``: the ways to the visits he set out for that day, as dispatch computed them."""
    driven = (
        Booking.objects.filter(engineer=OuterRef("engineer"), travelling_at__date=OuterRef("day"), state__in=DRIVEN)
        .order_by()
        .values("engineer")
        .annotate(n=Sum("travel_km"))
        .values("n")
    )
    planned = Cast(
        Coalesce(Subquery(driven, output_field=FloatField()), 0.0), DecimalField(max_digits=7, decimal_places=1)
    )
    return rows.annotate(planned_km=planned)
