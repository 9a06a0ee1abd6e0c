"""What would make an order fit that nobody can take: each hard rule is loosened in turn and the network asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from callout.dispatching import services
from callout.dispatching.choose import Answer, Order, choose, outlets_for
from callout.dispatching.network import EngineerInfo, OutletInfo, network
from callout.workorders.models import WorkOrder

OVERTIME_MINUTES = 120
NEIGHBOURS = 3
ASKED = 6
Asked = list[tuple[OutletInfo, float, str]]


def what_would_fit(row: WorkOrder, now: datetime) -> list[dict[str, Any]]:
    """Ways to serve the order: ``{"change", "detail", "engineer", "name", "outlet", "starts_at", "cost"}``, the
    cheapest first.

    Changes: ``skill``, ``part``, ``tool``, ``overtime``, ``window``, ``one_less`` (person), ``declined``, ``limit``
    (capacity or territory), ``neighbour`` (an outlet outside its area or not authorised).
    """
    order, known = services.plain(row), network()
    if order.waits_for:
        return [{"change": "waits_for", "detail": order.waits_for}]
    outlets = outlets_for(order, known)
    near = [item for item in outlets if not item[2]][:ASKED]
    busy = services.busy_times([e.pk for o, _, _ in [*near, *_neighbours(outlets)] for e in o.engineers], now)
    found = []
    for change, detail, easier, asked in _easier(order, near, outlets):
        found += _first(choose(easier, known, busy, now, asked), change, detail)
    return sorted(found, key=lambda way: way["cost"])


def _first(answer: Answer, change: str, detail: str) -> list[dict[str, Any]]:
    if not answer.options:
        return []
    best = answer.options[0]
    return [
        {
            "change": change, "detail": detail, "engineer": best.engineer.pk, "name": best.engineer.name,
            "outlet": best.outlet.names, "starts_at": best.starts.isoformat(), "cost": round(best.cost, 1),
        }
    ]  # fmt: skip


def _easier(order: Order, near: Asked, outlets: Asked) -> Iterator[tuple[str, str, Order, Asked]]:
    """(change, detail, the loosened order, outlets to ask)."""
    if order.skill_id is not None:
        yield "skill", "", replace(order, skill_id=None, skill_level=0), near
    for skill in order.skills:
        yield "skill", skill[2], replace(order, skills=tuple(s for s in order.skills if s != skill)), near
    for part in order.parts:
        yield "part", part[0], replace(order, parts=tuple(p for p in order.parts if p != part)), near
    for tool in order.tools:
        yield "tool", tool[1], replace(order, tools=tuple(t for t in order.tools if t != tool)), near
    if order.window:
        yield "window", "", replace(order, window=None, windows=()), near
    if order.people > 1:
        yield "one_less", "", replace(order, people=order.people - 1), near
    if order.declined:
        yield "declined", "", replace(order, declined=frozenset()), near
    yield "overtime", str(OVERTIME_MINUTES), order, _tired(near)
    yield (
        "limit",
        "",
        order,
        [(replace(o, capacity=type(o.capacity)(), engineers=_anywhere(o)), km, "") for o, km, _ in near],
    )
    for outlet, km, rule in _neighbours(outlets):
        yield "neighbour", rule, order, [(outlet, km, "")]


def _anywhere(outlet: OutletInfo) -> tuple[EngineerInfo, ...]:
    return tuple(replace(e, territory=(), territory_hard=False, max_km=None) for e in outlet.engineers)


def _tired(asked: Asked) -> Asked:
    """The same outlets with everybody ready for two hours of overtime."""
    return [
        (replace(o, engineers=tuple(replace(e, overtime_minutes=OVERTIME_MINUTES) for e in o.engineers)), km, rule)
        for o, km, rule in asked
    ]


def _neighbours(outlets: Asked) -> Asked:
    return [item for item in outlets if item[2] in ("outside_area", "not_authorised") and item[0].engineers][
        :NEIGHBOURS
    ]
