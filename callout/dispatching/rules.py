"""Hard rules between an order and an engineer beside skills, and what his day allows: breaks and the outlet's capacity.

Pure functions. A detail that names a thing carries both languages as ``中文|English``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from callout.dispatching.network import EngineerInfo, OutletInfo
from callout.foundation.geo import DETOUR, haversine_km, in_polygon
from callout.workforce.selectors import Break

if TYPE_CHECKING:
    from callout.dispatching.choose import Busy, Order

NOTHING: tuple[str, str] = ("", "")
SECOND = timedelta(seconds=1)


def failed_rule(order: Order, engineer: EngineerInfo, today: date) -> tuple[str, str]:
    """(rule, detail) of the first of these rules that the engineer fails; ("", "") when he may go."""
    if engineer.pk in order.excluded:
        return "excluded", ""
    if order.only is not None and engineer.pk not in order.only:
        return "same_visit", ""
    for tool_id, name in order.tools:
        if tool_id not in engineer.tools:
            return "tool_missing", name
        until = engineer.tools[tool_id]
        if until and until < today:
            return "tool_expired", name
    for name, holders in order.parts:
        if engineer.pk not in holders:
            return "part_missing", name
    if order.load_kg > engineer.vehicle.capacity_kg:
        return "too_heavy", f"{engineer.vehicle.capacity_kg}<{order.load_kg}"
    return _too_far(order, engineer)


def valid_until(order: Order, engineer: EngineerInfo, horizon: datetime) -> datetime:
    """The end of the last day on which his certificates and tools for the order hold; ``horizon`` when they all do."""
    skills = [order.skill_id, *(skill for skill, _level, _name in order.skills)]
    dates = [engineer.skills[skill][1] for skill in skills if skill is not None and skill in engineer.skills]
    dates += [engineer.tools.get(tool) for tool, _name in order.tools]
    last = min((day for day in dates if day), default=None)
    if last is None:
        return horizon
    return min(horizon, timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time())) - SECOND)


def _too_far(order: Order, engineer: EngineerInfo) -> tuple[str, str]:
    limits = [km for km in (engineer.max_km, _half(engineer.vehicle.range_km)) if km is not None]
    if limits:
        km = haversine_km(engineer.home, order.place) * DETOUR
        if km > min(limits):
            return "too_far", f"{min(limits):.0f}<{km:.0f}"
    if engineer.territory_hard and not in_polygon(order.place, engineer.territory):
        return "outside_territory", ""
    return NOTHING


def _half(range_km: int | None) -> float | None:
    """There and back again."""
    return None if range_km is None else range_km / 2


def outside_soft_territory(order: Order, engineer: EngineerInfo) -> bool:
    """True when the place lies outside a territory that only makes him dearer."""
    return bool(engineer.territory) and not engineer.territory_hard and not in_polygon(order.place, engineer.territory)


def full_days(
    outlet: OutletInfo, busy: Mapping[int, Sequence[Busy]], minutes: int, days: Iterable[date]
) -> Mapping[date, str]:
    """Days on which the outlet takes no further order of this length: "closed" or "outlet_full"."""
    if not outlet.capacity:
        return {}
    taken: dict[date, list[float]] = {}
    for engineer in outlet.engineers:
        for row in busy.get(engineer.pk, ()):
            if row.counts:
                day = timezone.localdate(row.starts)
                taken.setdefault(day, []).append((row.ends - row.starts).total_seconds() / 60)
    found = {}
    for day in days:
        limit, so_far = outlet.capacity.on(day), taken.get(day, [])
        if limit and limit.full(len(so_far), round(sum(so_far)) + minutes):
            found[day] = "closed" if limit.closed else "outlet_full"
    return found


def open_parts(
    opens: datetime, closes: datetime, full: Mapping[date, str] | None
) -> Iterable[tuple[datetime, datetime]]:
    """A working span without the days on which the outlet takes nothing; it may last over midnight."""
    if not full:
        return [(opens, closes)]
    parts: list[tuple[datetime, datetime]] = []
    since = opens
    while since < closes:
        day = timezone.localdate(since)
        midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
        if day not in full:
            if parts and parts[-1][1] == since:
                parts[-1] = (parts[-1][0], min(midnight, closes))
            else:
                parts.append((since, min(midnight, closes)))
        since = midnight
    return parts


def break_is_left(breaks: Sequence[Break], busy: Sequence[Busy], starts: datetime, ends: datetime) -> datetime | None:
    """None when the day keeps all its flexible breaks; else when a visit
    could begin that leaves room for the broken one."""
    for each in breaks:
        day = timezone.localdate(starts)
        since, until = (
            timezone.make_aware(datetime.combine(day, edge), timezone.get_default_timezone())
            for edge in (each.since, each.until)
        )
        length = timedelta(minutes=each.minutes)
        taken = sorted(
            [(row.starts, row.ends) for row in busy if row.ends > since and row.starts < until] + [(starts, ends)]
        )
        free, longest = since, timedelta()
        for begin, end in taken:
            longest = max(longest, begin - free)
            free = max(free, end)
        if max(longest, until - free) < length:
            before = max((end for begin, end in taken if end <= starts), default=since)
            return max(before, since) + length
    return None
