"""Visits of today that need more than one engineer and his bag: two people, a tool, a part, other times, ties."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from callout.accounts.models import User
from callout.dispatching import dispatch
from callout.parts.models import Stock
from callout.workforce.models import Engineer, EngineerTool
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.needs import Link, Needs, set_needs


def ask_for_more(chief: Engineer, now: datetime) -> None:
    """Seven later visits of the shown engineer's region get needs and are planned anew by them."""
    rows = Booking.objects.filter(
        engineer__outlet__region=chief.outlet.region, state__in=("dispatched", "accepted"), locked=False,
        starts_at__gt=now + timedelta(minutes=30),
    ).exclude(engineer=chief)  # fmt: skip
    bookings = list(rows.select_related("work_order", "engineer").order_by("starts_at")[:7])
    wishes = [
        Needs(people=2, load_kg=60), Needs(people=2), _with_tool(chief), _with_part(bookings), _other_times(now),
        Needs(excluded=frozenset({bookings[-1].engineer_id}) if bookings else frozenset()),
    ]  # fmt: skip
    dispatcher = User.objects.filter(demo_label="dispatcher").first()
    for booking, needs in zip(bookings, wishes, strict=False):
        _replan(booking.work_order, needs, dispatcher)
    if len(bookings) == 7:
        first, second = bookings[0].work_order, bookings[6].work_order
        _replan(second, Needs(links=(Link("precedes", first.pk, min_gap=30),)), dispatcher)


def _replan(order: WorkOrder, needs: Needs, dispatcher: User | None) -> None:
    set_needs(actor=dispatcher, order_id=order.pk, needs=needs, replan=True)
    dispatch.plan(actor=None, order_id=order.pk)


def _with_tool(chief: Engineer) -> Needs:
    owned = EngineerTool.objects.filter(engineer__outlet=chief.outlet).order_by("pk").first()
    return Needs(tools=frozenset({owned.tool_id}) if owned else frozenset())


def _with_part(bookings: list[Booking]) -> Needs:
    """A part that somebody of the region carries."""
    people = {booking.engineer_id for booking in bookings}
    carried = (
        Stock.objects.filter(store__engineer__in=people, store__kind="van", quantity__gte=1).order_by("pk").first()
    )
    return Needs(parts={carried.part_id: 1} if carried else {})


def _other_times(now: datetime) -> Needs:
    """Tomorrow morning, or the evening of the day after."""
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Needs(
        windows=tuple(
            (day + timedelta(days=days, hours=hour), day + timedelta(days=days, hours=hour + 3))
            for days, hour in ((1, 9), (2, 14))
        )
    )
