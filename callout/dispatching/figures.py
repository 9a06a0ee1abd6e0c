"""Panels of dispatch on the pages of outlets and engineers, with their simple figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum
from django.utils import timezone

from callout.accounts.models import Outlet, User
from callout.dispatching.day import HIDDEN_STATES
from callout.workforce.models import Engineer
from callout.workforce.selectors import day_bounds
from callout.workorders.models import OPEN_ORDER_STATES, Booking, WorkOrder

PERIOD = timedelta(days=30)
SHOWN = 10


def open_orders(user: User, outlet: Outlet) -> dict[str, Any] | None:
    """The outlet's most urgent open orders."""
    rows = WorkOrder.objects.visible_to(user).filter(outlet=outlet, state__in=OPEN_ORDER_STATES)
    return {"orders": list(rows.select_related("customer").order_by("due_at", "pk")[:SHOWN]), "count": rows.count()}


def outlet_figures(user: User, outlet: Outlet) -> dict[str, Any] | None:
    """What the outlet does today of what it could, and what it did in the last 30 days (three queries)."""
    done = WorkOrder.objects.visible_to(user).filter(outlet=outlet, completed_at__gte=timezone.now() - PERIOD)
    figures = done.aggregate(
        completed=Count("pk"),
        promised=Count("pk", filter=Q(record__arrived_at__isnull=False, due_at__isnull=False)),
        on_time=Count("pk", filter=Q(record__arrived_at__lte=F("due_at"))),
        first_visit=Count("pk", filter=Q(visit=1, record__solved=True)),
        labour=Avg("record__labour_minutes"),
        travel=Avg("record__travel_minutes"),
    )
    return {
        **_today(user, outlet),
        "completed": figures["completed"],
        "on_time": _share(figures["on_time"], figures["promised"]),
        "first_visit": _share(figures["first_visit"], figures["completed"]),
        "labour": round(figures["labour"] or 0),
        "travel": round(figures["travel"] or 0),
    }


def _today(user: User, outlet: Outlet) -> dict[str, int]:
    """Bookings of today beside the most its engineers take in a day."""
    start, end = day_bounds(timezone.localdate())
    rows = Booking.objects.visible_to(user).filter(engineer__outlet=outlet, starts_at__gte=start, starts_at__lt=end)
    engineers = outlet.engineers.filter(active=True, user__is_active=True)
    capacity = engineers.aggregate(most=Sum("max_orders"))["most"] or 0
    return {"booked": rows.exclude(state__in=HIDDEN_STATES).count(), "capacity": capacity}


def _share(part: int, whole: int) -> int | None:
    return round(part / whole * 100) if whole else None


def engineer_day(user: User, engineer: Engineer) -> dict[str, Any] | None:
    """The engineer's bookings of today."""
    start, end = day_bounds(timezone.localdate())
    rows = Booking.objects.visible_to(user).during(start, end).filter(engineer=engineer)
    rows = rows.exclude(state__in=HIDDEN_STATES).select_related("work_order__customer", "work_order__site")
    return {"bookings": list(rows.order_by("starts_at"))}
