"""Reads of the workforce: which outlets a person sees, and when a shift works."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from callout.accounts.access import WORKFORCE_VIEW
from callout.accounts.models import Outlet, Region, User
from callout.agreements.selectors import day_spans
from callout.foundation import business_time
from callout.workforce.models import Shift

WEEKDAYS = [str(day) for day in range(7)]


def visible_outlets(user: User, permission: str = WORKFORCE_VIEW) -> QuerySet[Outlet]:
    """Outlets the permission reaches, with their region."""
    scope = user.scope_for(permission)
    return Outlet.objects.filter(scope.q(region="region_id", outlet="pk")).select_related("region")


def visible_regions(user: User, permission: str = WORKFORCE_VIEW) -> QuerySet[Region]:
    """Regions the permission reaches whole or in part."""
    scope = user.scope_for(permission)
    return Region.objects.filter(scope.q(region="pk", outlet="outlets__pk")).distinct()


def opening_hours(shift: Shift) -> business_time.Calendar:
    """The shift as pure business time, in the deployment's time zone."""
    return business_time.Calendar(settings.TIME_ZONE, tuple(day_spans(shift.week.get(day, [])) for day in WEEKDAYS))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The local day as aware instants: its midnight and the next one."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
