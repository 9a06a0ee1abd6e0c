"""What makes an order hard to plan, read only for orders that have any of it:
windows, certificates, tools, parts, links to other orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from callout.dispatching.choose import Order
from callout.foundation.i18n import both
from callout.parts.selectors import engineers_with
from callout.workorders.models import Booking, OrderLink, WorkOrder

COMPLETED = ("completed", "posted")
TOGETHER = timedelta(minutes=5)
SAME_VISIT_GAP = timedelta(hours=2)


def with_details(row: WorkOrder, order: Order) -> Order:
    """The order with its windows, needs and links (five queries, one more for each part)."""
    windows = tuple((each.starts_at, each.ends_at) for each in row.windows.all())
    needs = list(row.needs.select_related("part", "tool"))
    order = replace(
        order,
        windows=windows,
        skills=tuple(
            (each.skill_id, each.level, both(each.skill.name_zh, each.skill.name_en))
            for each in row.more_skills.select_related("skill")
        ),
        tools=tuple((n.tool.pk, both(n.tool.name_zh, n.tool.name_en)) for n in needs if n.tool),
        parts=tuple(
            (both(n.part.name_zh, n.part.name_en), engineers_with(n.part.pk, n.quantity)) for n in needs if n.part
        ),
    )
    before = row.links_before.select_related("before").prefetch_related("before__bookings")
    after = row.links_after.select_related("after").prefetch_related("after__bookings")
    for link in before:
        order = _bound(order, link, link.before, second=True)
    for link in after:
        order = _bound(order, link, link.after, second=False)
    return order


def _bound(order: Order, link: OrderLink, other: WorkOrder, *, second: bool) -> Order:
    """What the other order's booking means for this one; ``second`` when this one comes after it."""
    booking = _visit(other.bookings.all())
    if booking is None:
        waits = second and link.kind != OrderLink.Kind.TOGETHER and other.state not in (*COMPLETED, "cancelled")
        return replace(order, waits_for=other.number) if waits else order
    if link.kind == OrderLink.Kind.TOGETHER:
        window = (booking.starts_at, booking.starts_at + TOGETHER)
        return replace(order, window=window, windows=(), excluded=order.excluded | {booking.engineer_id})
    if link.kind == OrderLink.Kind.SAME_VISIT:
        order = replace(order, only=frozenset({booking.engineer_id}))
    return _after(order, link, booking) if second else _before(order, link, booking)


def _visit(bookings: Iterable[Booking]) -> Booking | None:
    """The lead's booking that is planned, under way or done."""
    gone = ("declined", "cancelled", "failed", "partial")
    return next((each for each in bookings if each.state not in gone and not each.helper), None)


def _after(order: Order, link: OrderLink, booking: Booking) -> Order:
    ends = booking.ended_at or booking.ends_at
    gap = _most(link)
    return _within(order, ends + timedelta(minutes=link.min_gap), ends + gap if gap else None)


def _before(order: Order, link: OrderLink, booking: Booking) -> Order:
    latest = booking.starts_at - timedelta(minutes=link.min_gap + order.minutes)
    gap = _most(link)
    return _within(order, booking.starts_at - gap - timedelta(minutes=order.minutes) if gap else None, latest)


def _most(link: OrderLink) -> timedelta | None:
    if link.max_gap is not None:
        return timedelta(minutes=link.max_gap)
    return SAME_VISIT_GAP if link.kind == OrderLink.Kind.SAME_VISIT else None


def _within(order: Order, since: datetime | None, until: datetime | None) -> Order:
    """The order with its earliest begin and its windows narrowed; a window
    that closes stays as one that cannot be met."""
    earliest = max(order.earliest, since) if since else order.earliest
    if until is None:
        return replace(order, earliest=earliest)
    windows = [window for window in (order.window, *order.windows) if window] or [(earliest, until)]
    narrowed = [(max(a, earliest), min(b, until)) for a, b in windows]
    return replace(order, earliest=earliest, window=narrowed[0], windows=tuple(narrowed[1:]))
