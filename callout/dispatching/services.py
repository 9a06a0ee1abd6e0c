"""Planning one order: outlet, engineer and time, booked with its reasons, or left with the reason why not."""

from __future__ import annotations

import time
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from callout.accounts.models import User
from callout.dispatching import begun, travel
from callout.dispatching.choose import (
    HORIZON,
    OUTLETS_CONSIDERED,
    Answer,
    Busy,
    Option,
    Order,
    engineers_of,
    outlets_for,
    search,
)
from callout.dispatching.details import with_details
from callout.dispatching.models import Decision
from callout.dispatching.network import network
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.foundation.geo import Point, cell
from callout.foundation.inserting import insert, update
from callout.workforce.models import Absence
from callout.workorders import bookings
from callout.workorders.models import ACTIVE_BOOKING_STATES, PLANNED_BOOKING_STATES, Booking, WorkOrder

KEPT_CANDIDATES = 4
KEPT_EXCLUDED = 400
KEPT_OTHERS = 400
PLANNABLE = (WorkOrder.State.UNSCHEDULED, WorkOrder.State.ON_HOLD)


@business_action
def plan_order(*, actor: User | None, order_id: int, now: datetime | None = None) -> Decision | None:
    """Book the order on the best engineer of the nearest qualified outlets; None when there is nothing to plan.

    When nobody fits, the decision and the order keep the reason; a later change of plans tries again.
    """
    return next(iter(plan_orders(actor=actor, order_ids=[order_id], now=now)), None)


@business_action
def plan_orders(*, actor: User | None, order_ids: Sequence[int], now: datetime | None = None) -> list[Decision]:
    """``plan_order`` for several orders, the most urgent first and else as they are given, with hardly more queries
    than for one."""
    now = now or timezone.now()
    orders = _plannable(order_ids)
    searches = [Search(order, wanted) for order, wanted in zip(orders, plain_all(orders), strict=True)]
    _take_turns(searches)
    diary = Diary(now)
    diary.busy(sorted({pk for one in searches for pk in one.first_asked()}))
    for one in searches:
        one.run(diary)
    return _decide(searches, _book(searches, actor, now), actor, now)


def _plannable(order_ids: Sequence[int]) -> list[WorkOrder]:
    """The orders to plan, locked; what is urgent chooses first, else they keep the order asked for."""
    rows = WorkOrder.objects.select_for_update(of=("self",)).select_related("site").filter(pk__in=order_ids)
    found = {order.pk: order for order in rows.order_by("pk") if order.state in PLANNABLE}
    touched = [pk for pk, order in found.items() if not _untouched(order)]
    taken = (
        set(Booking.objects.active().filter(work_order__in=touched).values_list("work_order_id", flat=True))
        if touched
        else ()
    )
    left = [found[pk] for pk in dict.fromkeys(order_ids) if pk in found and pk not in taken]
    return sorted(left, key=lambda order: order.severity)


def _untouched(order: WorkOrder) -> bool:
    """True for an order that nobody was ever booked on: each booking makes its version grow."""
    return order.version == 1


def _take_turns(searches: Sequence[Search]) -> None:
    """Planners of one neighbourhood take turns instead of colliding."""
    places = sorted({one.qualified[0][0].pk for one in searches if one.qualified})
    if places:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7301, place) FROM unnest(%s::int[]) AS place", [places])


class Search:
    """One order's way to an answer."""

    def __init__(self, order: WorkOrder, wanted: Order) -> None:
        self.order, self.wanted = order, wanted
        self.network = network()
        self.outlets = outlets_for(wanted, self.network)
        self.qualified = [item for item in self.outlets if not item[2]]
        self.answer = Answer()
        self.microseconds = 0

    def first_asked(self) -> list[int]:
        """Engineers whose times the search will ask for before it looks any farther."""
        return engineers_of(self.qualified[:OUTLETS_CONSIDERED])

    def run(self, diary: Diary) -> None:
        """Find the options; the best one's time is taken for the orders that come after."""
        began = time.perf_counter()
        self.answer = search(self.wanted, self.network, self.outlets, diary.busy, diary.now)
        travel.ask_for(self.wanted.place, self._origins(diary), self.wanted.ways)
        if self.answer.options:
            diary.take(self.answer.options[0], self.wanted.place)
        self.microseconds = round((time.perf_counter() - began) * 1e6)

    def _origins(self, diary: Diary) -> Iterable[Point]:
        """From where the engineers asked may come: their homes and what they have these days."""
        asked = [engineer for outlet, _, _ in self.qualified[:OUTLETS_CONSIDERED] for engineer in outlet.engineers]
        taken = diary.busy([engineer.pk for engineer in asked])
        yield from (engineer.home for engineer in asked)
        yield from (row.place for engineer in asked for row in taken.get(engineer.pk, ()) if row.place)

    def plan(self, option: Option) -> bookings.Plan:
        """The booking that an option means."""
        return bookings.Plan(
            order=self.order,
            engineer_id=option.engineer.pk,
            outlet_id=option.engineer.outlet_id,
            starts_at=option.starts,
            ends_at=option.ends,
            travel_minutes=round(option.travel_minutes),
            travel_km=option.travel_km,
        )


class Diary:
    """When engineers are taken, read as they are asked for; what is planned meanwhile is noted in it."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._taken: dict[int, list[Busy]] = {}

    def busy(self, engineer_ids: list[int]) -> Mapping[int, Sequence[Busy]]:
        """Busy times of these engineers, sorted."""
        unread = [pk for pk in engineer_ids if pk not in self._taken]
        if unread:
            found = busy_times(unread, self.now)
            self._taken.update({pk: found.get(pk, []) for pk in unread})
        return self._taken

    def take(self, option: Option, place: Point) -> None:
        """Note a planned visit."""
        for person in (option.engineer, *option.helpers):
            insort(self._taken[person.pk], Busy(option.starts, option.ends, place), key=lambda busy: busy.starts)


def find(order: WorkOrder, now: datetime, wanted: Order | None = None) -> Answer:
    """Options for an order as of ``now``, without planning it: nearest qualified outlets first."""
    found = Search(order, wanted or plain(order))
    found.run(Diary(now))
    return found.answer


def find_for(order: WorkOrder, engineer_id: int, now: datetime) -> Option | None:
    """One engineer's best time for an order as of ``now``; None when he cannot go.

    Nobody else's days are read, unless his outlet's capacity or the order's helpers hang on them.
    """
    known, wanted = network(), plain(order)
    engineer, outlet = known.who(engineer_id)
    if engineer is None or outlet is None:
        return None
    asked = [item for item in outlets_for(wanted, known) if item[0].pk == outlet.pk]
    others = outlet.capacity or wanted.people > 1
    ids = [each.pk for each in outlet.engineers] if others else [engineer_id]
    only = frozenset({engineer_id})
    alone = replace(wanted, only=only if wanted.only is None else wanted.only & only)
    answer = search(alone, known, asked, lambda _ids: busy_times(ids, now), now)
    return next(iter(answer.options), None)


def plain(order: WorkOrder) -> Order:
    """What planning needs to know of the order."""
    return plain_all([order])[0]


def plain_all(orders: Sequence[WorkOrder]) -> list[Order]:
    """What planning needs to know of the orders (at most two queries, and some for each order with details)."""
    assets = {order.asset_id for order in orders if order.asset_id}
    knows = (
        _pairs(Booking.objects.filter(work_order__asset__in=assets, state="completed"), "work_order__asset")
        if assets
        else {}
    )
    touched = [order.pk for order in orders if not _untouched(order)]
    declined = _pairs(Booking.objects.filter(work_order__in=touched, state="declined"), "work_order") if touched else {}
    found = [_plain(order, knows.get(order.asset_id, ()), declined.get(order.pk, ())) for order in orders]
    ways = travel.ways_to(order.place for order in found)
    return [replace(order, ways=ways[cell(order.place)]) for order in found] if ways else found


def _pairs(rows: QuerySet[Booking], key: str) -> dict[int | None, set[int]]:
    """Engineers by a column of their bookings."""
    found: dict[int | None, set[int]] = {}
    for value, engineer_id in rows.values_list(key, "engineer"):
        found.setdefault(value, set()).add(engineer_id)
    return found


def _plain(order: WorkOrder, knows: Iterable[int], declined: Iterable[int]) -> Order:
    window = (order.window_from, order.window_until) if order.window_from and order.window_until else None
    known = Order(
        pk=order.pk,
        place=Point(order.longitude, order.latitude),
        city=order.site.city,
        district=order.site.district,
        category_id=order.category_id,
        skill_id=order.skill_id,
        skill_level=order.skill_level,
        severity=order.severity,
        minutes=order.minutes,
        earliest=order.earliest_at,
        due=order.due_at,
        window=window,
        preferred_id=order.preferred_engineer_id,
        knows_asset=frozenset(knows),
        declined=frozenset(declined),
        people=order.people,
        load_kg=order.load_kg,
        excluded=frozenset(order.excluded_engineers),
    )
    return with_details(order, known) if order.has_details else known


def busy_times(engineer_ids: list[int], now: datetime) -> dict[int, list[Busy]]:
    """What each engineer has booked or is away for within the horizon, sorted by begin (two queries)."""
    taken: dict[int, list[Busy]] = {}
    rows = Booking.objects.filter(
        engineer_id__in=engineer_ids,
        state__in=ACTIVE_BOOKING_STATES,
        ends_at__gt=now - timedelta(hours=12),
        starts_at__lt=now + HORIZON,
    ).values_list("engineer_id", "work_order__longitude", "work_order__latitude", "state", *begun.COLUMNS)
    for engineer_id, lng, lat, state, *times in rows:
        ends = times[1] if state in PLANNED_BOOKING_STATES else begun.expected_end(times, now)
        taken.setdefault(engineer_id, []).append(Busy(times[0], ends, Point(lng, lat)))
    for row in Absence.objects.filter(engineer_id__in=engineer_ids, ends_at__gt=now, starts_at__lt=now + HORIZON):
        taken.setdefault(row.engineer_id, []).append(Busy(row.starts_at, row.ends_at, None, counts=False))
    for entries in taken.values():
        entries.sort(key=lambda entry: entry.starts)
    return taken


def _book(searches: Sequence[Search], actor: User | None, now: datetime) -> dict[int, Booking]:
    """Book what was found, by order id.

    When the data base refuses the lot, one by one: a lost race takes the next option.
    """
    found = [one for one in searches if one.answer.options]
    try:
        with transaction.atomic():
            plans = [one.plan(one.answer.options[0]) for one in found]
            rows = bookings.book_all(actor=actor, plans=plans, at=now)
    except BusinessError as refusal:
        if refusal.code != "engineer_busy":
            raise
        return {one.order.pk: row for one in found if (row := _book_one(one, actor, now))}
    return {row.work_order_id: row for row in rows}


def _book_one(one: Search, actor: User | None, now: datetime) -> Booking | None:
    answer = one.answer
    for option in list(answer.options)[:10]:
        try:
            return bookings.book_all(actor=actor, plans=[one.plan(option)], at=now)[0]
        except BusinessError as refusal:
            if refusal.code != "engineer_busy":
                raise
            answer.options.remove(option)
            answer.excluded.append((option.engineer, option.outlet, "no_time", ""))
    return None


def _decide(
    searches: Sequence[Search], booked: Mapping[int, Booking], actor: User | None, now: datetime
) -> list[Decision]:
    unserved = []
    for one in searches:
        if one.order.pk not in booked:
            one.order.unserved_reason = one.answer.reason
            unserved.append(one.order)
    update(unserved, ["unserved_reason"])
    rows = [_decision(one, booked.get(one.order.pk), actor, now) for one in searches]
    insert(rows)
    return rows


def _decision(one: Search, booking: Booking | None, actor: User | None, now: datetime) -> Decision:
    return Decision(
        work_order=one.order,
        at=now,
        actor=actor,
        outcome=Decision.Outcome.BOOKED if booking else Decision.Outcome.UNSERVED,
        booking=booking,
        engineer_id=booking.engineer_id if booking else None,
        microseconds=one.microseconds,
        **reasons(one.answer),
    )


def reasons(answer: Answer) -> dict[str, Any]:
    """The columns of a decision that say why: what was asked, who could go, who could not."""
    return {
        "reason": answer.reason,
        "outlets": [
            {"outlet": o.pk, "name": o.names, "km": round(km, 1), "rule": rule} for o, km, rule in answer.outlets
        ],
        "candidates": [candidate(option) for option in answer.options[:KEPT_CANDIDATES]],
        "excluded": [
            {"engineer": e.pk, "name": e.name, "outlet": o.names, "rule": rule, "detail": detail}
            for e, o, rule, detail in answer.excluded[:KEPT_EXCLUDED]
        ],
        "others": [
            {"engineer": o.engineer.pk, "name": o.engineer.name, "more": round(o.cost - answer.options[0].cost, 1)}
            for o in answer.options[KEPT_CANDIDATES:KEPT_OTHERS]
        ],
        "considered": len(answer.options) + len(answer.excluded),
    }


def taken_from(offered: Decision | None, option: Option) -> dict[str, Any]:
    """The columns that say why for who took an order on offer: he himself, then those it was offered to beside him."""
    if offered is None:
        return {"candidates": [candidate(option)], "considered": 1}
    best, own = (offered.candidates[0]["cost"] if offered.candidates else option.cost), option.engineer.pk
    return {
        "outlets": offered.outlets,
        "excluded": offered.excluded,
        "considered": offered.considered,
        "candidates": [candidate(option), *(row for row in offered.candidates if row["engineer"] != own)],
        "others": [
            row | {"more": round(row["more"] + best - option.cost, 1)}
            for row in offered.others
            if row["engineer"] != own
        ],
    }  # fmt: skip


def candidate(option: Option) -> dict[str, Any]:
    """An option as a decision keeps it."""
    return {
        "engineer": option.engineer.pk,
        "name": option.engineer.name,
        "outlet": option.outlet.names,
        "cost": round(option.cost, 1),
        "terms": dict(option.terms),
        "starts_at": option.starts.isoformat(),
        "travel_minutes": round(option.travel_minutes),
        "travel_km": round(option.travel_km, 1),
        "helpers": [{"engineer": each.pk, "name": each.name} for each in option.helpers],
    }
