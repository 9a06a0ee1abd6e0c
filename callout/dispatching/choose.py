"""Choosing engineer and time for one order: pure functions of the order, the network and what is booked.

The answer carries its reasons: for the chosen and the next best the cost terms in minutes, for every other engineer the
first rule he failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from callout.dispatching.network import EngineerInfo, Network, OutletInfo
from callout.foundation.geo import DETOUR, Point, haversine_km

KM_PER_HOUR = 26.0
LEAD = timedelta(minutes=10)
HORIZON = timedelta(days=5)
LATE_WEIGHT = {1: 8.0, 2: 4.0, 3: 2.0, 4: 1.0}
LOAD_MINUTES = 6.0
WAIT_SHARE = 0.10
KNOWS_ASSET = -20.0
PREFERRED = -45.0
PARTNER = 8.0
OVERQUALIFIED = 4.0
OUTLETS_CONSIDERED = 3


@dataclass(frozen=True, slots=True)
class Order:
    """What planning needs to know of a work order; times are aware UTC."""

    pk: int
    place: Point
    city: str
    district: str
    category_id: int | None
    skill_id: int | None
    skill_level: int
    severity: int
    minutes: int
    earliest: datetime
    due: datetime | None
    window: tuple[datetime, datetime] | None = None
    preferred_id: int | None = None
    knows_asset: frozenset[int] = frozenset()
    declined: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Busy:
    """A time an engineer is taken and where he then is (None: nowhere known, an absence)."""

    starts: datetime
    ends: datetime
    place: Point | None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """One engineer at one time with what it costs; ``terms`` add up to ``cost`` (minutes)."""

    engineer: EngineerInfo
    outlet: OutletInfo
    starts: datetime
    ends: datetime
    travel_minutes: float
    travel_km: float
    terms: Mapping[str, float]

    @property
    def cost(self) -> float:
        """Sum of the terms."""
        return sum(self.terms.values())


@dataclass(slots=True)
class Answer:
    """Options from best to worst, who was excluded by which rule, and which outlets were asked."""

    options: list[Option] = field(default_factory=list)
    excluded: list[tuple[EngineerInfo, OutletInfo, str, str]] = field(default_factory=list)
    outlets: list[tuple[OutletInfo, float, str]] = field(default_factory=list)
    reason: str = ""


def outlets_for(order: Order, network: Network) -> list[tuple[OutletInfo, float, str]]:
    """Outlets from nearest to farthest with distance (km) and the rule they fail ("" when they qualify)."""
    found = []
    for outlet in network.outlets:
        distance = haversine_km(outlet.place, order.place)
        if distance > max(outlet.radius_km, 80):
            continue
        rule = ""
        if order.category_id is not None and order.category_id not in outlet.categories:
            rule = "not_authorised"
        elif not outlet.covers(order.place, order.city, order.district):
            rule = "outside_area"
        elif not outlet.engineers:
            rule = "no_engineers"
        own = (order.city, order.district) in outlet.districts
        found.append((distance - (5 if own else 0), outlet, distance, rule))
    found.sort(key=lambda item: (item[0], item[1].pk))
    return [(outlet, distance, rule) for _, outlet, distance, rule in found]


def search(
    order: Order,
    network: Network,
    outlets: Sequence[tuple[OutletInfo, float, str]],
    busy_of: Callable[[list[int]], Mapping[int, Sequence[Busy]]],
    now: datetime,
) -> Answer:
    """Ask the nearest qualified of ``outlets_for``, and more of them when the first have nobody.

    ``busy_of`` tells for engineer ids when they are taken, sorted.
    """
    qualified = [item for item in outlets if not item[2]]
    answer = Answer(outlets=list(outlets[:8]), reason="no_outlet")
    for count in (OUTLETS_CONSIDERED, 12):
        asked = qualified[:count]
        answer = choose(order, network, busy_of([e.pk for o, _, _ in asked for e in o.engineers]), now, asked)
        if answer.options or count >= len(qualified):
            break
    answer.outlets = [item for item in outlets if item[2]][:5] + answer.outlets
    return answer


def choose(
    order: Order,
    network: Network,
    busy: Mapping[int, Sequence[Busy]],
    now: datetime,
    outlets: Iterable[tuple[OutletInfo, float, str]],
) -> Answer:
    """All feasible options of the qualified outlets, best first. ``busy`` maps engineer id to sorted busy times."""
    answer = Answer(outlets=list(outlets))
    for outlet, _, rule in answer.outlets:
        if rule:
            continue
        for engineer in outlet.engineers:
            failed = first_failed_rule(order, engineer, now.date())
            option = None if failed[0] else best_slot(order, engineer, outlet, network, busy.get(engineer.pk, ()), now)
            if option is None:
                answer.excluded.append((engineer, outlet, failed[0] or "no_time", failed[1]))
            else:
                answer.options.append(option)
    answer.options.sort(key=lambda option: (option.cost, option.engineer.pk))
    if not answer.options:
        answer.reason = _reason(answer)
    return answer


def _reason(answer: Answer) -> str:
    if not any(rule == "" for _, _, rule in answer.outlets):
        return "no_outlet"
    rules = [rule for _, _, rule, _ in answer.excluded]
    return max(set(rules), key=rules.count) if rules else "no_engineers"


def first_failed_rule(order: Order, engineer: EngineerInfo, today: date) -> tuple[str, str]:
    """(rule, detail) of the first hard rule the engineer fails; ("", "") when he may go."""
    if engineer.pk in order.declined:
        return "declined", ""
    if order.skill_id is None:
        return "", ""
    level, valid_until = engineer.skills.get(order.skill_id, (0, None))
    if level == 0:
        return "skill_missing", ""
    if level < order.skill_level:
        return "skill_low", f"{level}<{order.skill_level}"
    if valid_until and valid_until < today:
        return "certificate_expired", valid_until.isoformat()
    return "", ""


def best_slot(
    order: Order, engineer: EngineerInfo, outlet: OutletInfo, network: Network, busy: Sequence[Busy], now: datetime
) -> Option | None:
    """The engineer's cheapest start: after each of his engagements and at the begin of each working span."""
    earliest = max(now + LEAD, order.earliest, order.window[0] if order.window else now)
    latest = order.window[1] if order.window else now + HORIZON
    length = timedelta(minutes=order.minutes)
    best: Option | None = None
    for opens, closes in network.working_spans(engineer.shift_id, now, now + HORIZON):
        if closes <= earliest or opens >= latest:
            continue
        for since, until, place in gaps(busy, opens, closes):
            origin = place or engineer.home
            km = haversine_km(origin, order.place) * DETOUR
            travel = km / KM_PER_HOUR * 60
            starts = _ceil(max(since + timedelta(minutes=travel), earliest))
            if starts + length > until or starts > latest:
                continue
            option = priced(order, engineer, outlet, starts, length, travel, km, busy, now)
            if best is None or option.cost < best.cost:
                best = option
        if best is not None:
            return best
    return best


def gaps(busy: Sequence[Busy], opens: datetime, closes: datetime) -> Iterable[tuple[datetime, datetime, Point | None]]:
    """Free stretches of a working span with the place where the engineer is at their beginning."""
    inside = [b for b in busy if b.ends > opens and b.starts < closes]
    edges = [Busy(opens, opens, None), *inside, Busy(closes, closes, None)]
    for before, after in pairwise(edges):
        since, until = max(before.ends, opens), min(after.starts, closes)
        if since < until:
            yield since, until, before.place


def _ceil(at: datetime) -> datetime:
    """The next full five minutes."""
    rest = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + timedelta(minutes=5) - rest if rest else at


def priced(
    order: Order, engineer: EngineerInfo, outlet: OutletInfo, starts: datetime, length: timedelta, travel: float, km: float,
    busy: Sequence[Busy], now: datetime,
) -> Option:  # fmt: skip
    """The engineer at that time with what it costs; ``travel`` in minutes, ``km`` by road."""
    day = starts.date()
    load = sum(1 for b in busy if b.counts and b.starts.date() == day)
    terms = {
        "travel": travel,
        "wait": (starts - max(now, order.earliest)).total_seconds() / 60 * WAIT_SHARE,
        "load": load * LOAD_MINUTES,
    }
    if order.due and starts > order.due:
        terms["late"] = (starts - order.due).total_seconds() / 60 * LATE_WEIGHT[order.severity]
    if load >= engineer.max_orders:
        terms["full"] = 120.0
    if order.skill_id is not None:
        terms["overqualified"] = (engineer.skills[order.skill_id][0] - order.skill_level) * OVERQUALIFIED
    if engineer.pk in order.knows_asset:
        terms["knows_asset"] = KNOWS_ASSET
    if engineer.pk == order.preferred_id:
        terms["preferred"] = PREFERRED
    if outlet.kind == "partner":
        terms["partner"] = PARTNER
    kept = {name: round(value, 1) for name, value in terms.items() if abs(value) >= 0.05}
    return Option(engineer, outlet, starts, starts + length, travel, km, kept)
