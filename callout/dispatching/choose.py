"""Choosing engineer and time for one order: pure functions of the order, the network and what is booked.

The answer carries its reasons: for the chosen and the next best the cost terms in minutes, for every other engineer the
first rule he failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from callout.dispatching import rules, team
from callout.dispatching.fairness import FAR_KM
from callout.dispatching.network import LEAST_REACH_KM, EngineerInfo, Network, OutletInfo
from callout.foundation.geo import DETOUR, Point, cell, haversine_km

KM_PER_HOUR = 26.0
Ways = Mapping[str, tuple[float, float]]
LEAD = timedelta(minutes=10)
HORIZON = timedelta(days=5)
LATE_WEIGHT = {1: 8.0, 2: 4.0, 3: 2.0, 4: 1.0}
LOAD_MINUTES = 6.0
WAIT_SHARE = 0.10
KNOWS_ASSET = -20.0
PREFERRED = -45.0
PARTNER = 8.0
OVERQUALIFIED = 4.0
TERRITORY = 25.0
BURDEN = 3.0
SCORE_SHARE = 0.2
OUTLETS_CONSIDERED = 3


@dataclass(frozen=True, slots=True)
class Order:
    """What planning needs to know of a work order; times are aware UTC.

    ``only``: engineers who may go because the order belongs to another's visit. ``windows``: further ones, any of them
    will do. ``skills``: further ones as (id, level, name). ``tools``: (id, name). ``parts``: (name, engineers who have
    enough of it in the van). ``waits_for``: number of an order that must be booked first. ``ways``: (minutes, km) on
    the road to the place by origin cell, as far as a routing engine has said.
    """

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
    people: int = 1
    load_kg: int = 0
    excluded: frozenset[int] = frozenset()
    only: frozenset[int] | None = None
    windows: tuple[tuple[datetime, datetime], ...] = ()
    skills: tuple[tuple[int, int, str], ...] = ()
    tools: tuple[tuple[int, str], ...] = ()
    parts: tuple[tuple[str, frozenset[int]], ...] = ()
    waits_for: str = ""
    ways: Ways = field(default_factory=dict)

    @property
    def begins(self) -> datetime:
        """Not before this instant."""
        windows = [window[0] for window in (self.window, *self.windows) if window]
        return max(self.earliest, min(windows, default=self.earliest))

    @property
    def burdensome(self) -> bool:
        """True for hard work: a high skill, or more than one person."""
        return self.skill_level >= 4 or self.people > 1


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
    helpers: tuple[EngineerInfo, ...] = ()

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
    for outlet in network.around(order.place):
        distance = haversine_km(outlet.place, order.place)
        if distance > max(outlet.radius_km, LEAST_REACH_KM):
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


def engineers_of(outlets: Iterable[tuple[OutletInfo, float, str]]) -> list[int]:
    """Ids of the engineers of some of ``outlets_for``."""
    return [engineer.pk for outlet, _, _ in outlets for engineer in outlet.engineers]


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
    if order.waits_for or order.begins >= now + HORIZON:
        answer.reason = "waits_for" if order.waits_for else "later"
        return answer
    for count in (OUTLETS_CONSIDERED, 12):
        asked = qualified[:count]
        answer = choose(order, network, busy_of(engineers_of(asked)), now, asked)
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
    answer, day = Answer(outlets=list(outlets)), timezone.localdate(max(now, order.begins))
    for outlet, _, rule in answer.outlets:
        if rule:
            continue
        full = rules.full_days(outlet, busy, order.minutes, _days(now))
        for engineer in outlet.engineers:
            failed = first_failed_rule(order, engineer, day)
            option = (
                None if failed[0] else best_slot(order, engineer, outlet, network, busy.get(engineer.pk, ()), now, full)
            )
            if option is None:
                answer.excluded.append((engineer, outlet, failed[0] or "no_time", failed[1]))
            else:
                answer.options.append(option)
    if order.people > 1:
        _with_teams(answer, order, network, busy)
    answer.options.sort(key=lambda option: (option.cost, option.engineer.pk))
    if not answer.options:
        answer.reason = _reason(answer)
    return answer


def _with_teams(answer: Answer, order: Order, network: Network, busy: Mapping[int, Sequence[Busy]]) -> None:
    """Keep the options whose lead finds enough helpers; the others are out by the rule ``no_helpers``."""
    leads = answer.options
    answer.options = list(team.complete(order, leads, network, busy))
    complete = {option.engineer.pk for option in answer.options}
    answer.excluded += [
        (lead.engineer, lead.outlet, "no_helpers", "") for lead in leads if lead.engineer.pk not in complete
    ]


def _days(now: datetime) -> list[date]:
    today = timezone.localdate(now)
    return [today + timedelta(days=n) for n in range(HORIZON.days + 2)]


def _reason(answer: Answer) -> str:
    if not any(rule == "" for _, _, rule in answer.outlets):
        return "no_outlet"
    failed = [rule for _, _, rule, _ in answer.excluded]
    if not failed:
        return "no_engineers"
    return max(sorted(set(failed)), key=failed.count)


def first_failed_rule(order: Order, engineer: EngineerInfo, day: date) -> tuple[str, str]:
    """(rule, detail) of the first hard rule the engineer fails on that day; ("", "") when he may go."""
    if engineer.pk in order.declined:
        return "declined", ""
    if order.skill_id is not None:
        failed = _unskilled(engineer, order.skill_id, order.skill_level, "", day)
        if failed[0]:
            return failed
    for skill_id, level, name in order.skills:
        failed = _unskilled(engineer, skill_id, level, name, day)
        if failed[0]:
            return failed
    return rules.failed_rule(order, engineer, day)


def _unskilled(engineer: EngineerInfo, skill_id: int, needed: int, name: str, today: date) -> tuple[str, str]:
    level, valid_until = engineer.skills.get(skill_id, (0, None))
    if level == 0:
        return "skill_missing", name
    if level < needed:
        return "skill_low", f"{level}<{needed}"
    if valid_until and valid_until < today:
        return "certificate_expired", valid_until.isoformat()
    return rules.NOTHING


def best_slot(
    order: Order, engineer: EngineerInfo, outlet: OutletInfo, network: Network, busy: Sequence[Busy], now: datetime,
    full: Mapping[date, str] | None = None,
) -> Option | None:  # fmt: skip
    """The engineer's cheapest start: after each of his engagements and at the begin of each working span.

    ``full`` are days on which his outlet takes nothing more. Overtime is used when it is cheaper than the next day.
    """
    found: list[Option] = []
    for window in (order.window, *order.windows) if order.windows else (order.window,):
        slots = _Slots(order, engineer, outlet, network, busy, now, window)
        for opens, closes, extra in _spans(engineer, network, now):
            option = slots.in_parts(opens, closes, extra, full) if full else slots.in_span(opens, closes, extra)
            if option is not None:
                found.append(option)
                if "overtime" not in option.terms:
                    break
    return min(found, key=lambda option: option.cost, default=None)


def _spans(engineer: EngineerInfo, network: Network, now: datetime) -> Iterable[tuple[datetime, datetime, timedelta]]:
    """Working spans with the overtime that may follow each: the last of a day, when the engineer does any."""
    spans = network.working_spans(engineer.shift_id, now, now + HORIZON)
    if not engineer.overtime_minutes:
        return ((opens, closes, timedelta()) for opens, closes in spans)
    extra = timedelta(minutes=engineer.overtime_minutes)
    nexts = [opens for opens, _ in spans[1:]] + [now + HORIZON + timedelta(days=1)]
    return (
        (opens, closes, extra if after - closes > timedelta(hours=4) else timedelta())
        for (opens, closes), after in zip(spans, nexts, strict=True)
    )


class _Slots:
    """Starts of one engineer for one order within one window."""

    def __init__(
        self, order: Order, engineer: EngineerInfo, outlet: OutletInfo, network: Network, busy: Sequence[Busy],
        now: datetime, window: tuple[datetime, datetime] | None,
    ) -> None:  # fmt: skip
        self.order, self.engineer, self.outlet, self.busy, self.now = order, engineer, outlet, busy, now
        self.earliest = max(now + LEAD, order.earliest, window[0] if window else now)
        self.latest = min(window[1] if window else now + HORIZON, rules.valid_until(order, engineer, now + HORIZON))
        self.length = timedelta(minutes=order.minutes)
        self.breaks = network.breaks.get(engineer.shift_id, ())

    def in_parts(self, opens: datetime, closes: datetime, extra: timedelta, full: Mapping[date, str]) -> Option | None:
        """The first start in a working span without the days in ``full``."""
        parts = ((a, b, extra if b == closes else timedelta()) for a, b in rules.open_parts(opens, closes, full))
        return next((each for each in (self.in_span(*part) for part in parts) if each), None)

    def in_span(self, opens: datetime, closes: datetime, extra: timedelta) -> Option | None:
        """The cheapest start in a working span, which overtime may prolong."""
        if closes + extra <= self.earliest or opens >= self.latest:
            return None
        best: Option | None = None
        for gap in gaps(self.busy, opens, closes + extra):
            option = self._in_gap(gap, closes)
            if option is not None and (best is None or option.cost < best.cost):
                best = option
        return best

    def _in_gap(self, gap: Gap, closes: datetime) -> Option | None:
        origin = gap.origin or self.engineer.home
        km, travel = road(self.order, self.engineer, origin)
        onward, more = self._onward(gap, origin, travel)
        way, until = timedelta(minutes=travel), gap.until - timedelta(minutes=onward)
        starts = _ceil(max(max(gap.since, self.now) + way, self.earliest))
        if self.breaks:
            moved = rules.break_is_left(self.breaks, self.busy, starts - way, starts + self.length)
            if moved is not None:
                starts = _ceil(max(moved + way, starts))
                if rules.break_is_left(self.breaks, self.busy, starts - way, starts + self.length):
                    return None
        if starts + self.length > until or starts > self.latest:
            return None
        over = (starts + self.length - closes).total_seconds() / 60
        return priced(
            self.order, self.engineer, self.outlet, starts, self.length, travel, km, self.busy, self.now, over, more
        )

    def _onward(self, gap: Gap, origin: Point, travel: float) -> tuple[float, float]:
        """Minutes from the order to what comes next, and how much more that is than without the order; 0 at the end."""
        if gap.following is None:
            return 0.0, 0.0
        _km, onward = road(self.order, self.engineer, gap.following)
        direct = haversine_km(origin, gap.following) * DETOUR / (KM_PER_HOUR * self.engineer.vehicle.speed) * 60
        return onward, max(onward - direct, -travel)


def road(order: Order, engineer: EngineerInfo, origin: Point) -> tuple[float, float]:
    """(km, minutes) of the engineer's way to the order: as a routing engine said, else by air with a detour.

    The way back is taken to be as long.
    """
    known = order.ways.get(cell(origin)) if order.ways else None
    if known:
        return known[1], known[0] / engineer.vehicle.speed
    km = haversine_km(origin, order.place) * DETOUR
    return km, km / (KM_PER_HOUR * engineer.vehicle.speed) * 60


@dataclass(frozen=True, slots=True)
class Gap:
    """A free stretch, where the engineer is at its beginning, and where he must be at its end (None: anywhere)."""

    since: datetime
    until: datetime
    origin: Point | None
    following: Point | None


def gaps(busy: Sequence[Busy], opens: datetime, closes: datetime) -> Iterable[Gap]:
    """Free stretches of a working span."""
    inside = [b for b in busy if b.ends > opens and b.starts < closes]
    edges = [Busy(opens, opens, None), *inside, Busy(closes, closes, None)]
    for before, after in pairwise(edges):
        since, until = max(before.ends, opens), min(after.starts, closes)
        if since < until:
            yield Gap(since, until, before.place, after.place)


def _ceil(at: datetime) -> datetime:
    """The next full five minutes."""
    rest = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + timedelta(minutes=5) - rest if rest else at


def priced(
    order: Order, engineer: EngineerInfo, outlet: OutletInfo, starts: datetime, length: timedelta, travel: float,
    km: float, busy: Sequence[Busy], now: datetime, over: float = 0.0, more: float = 0.0,
) -> Option:  # fmt: skip
    """The engineer at that time with what it costs; ``travel`` and overtime (``over``) in minutes, ``km`` by road.

    ``more``: minutes that the way to his next visit takes longer (or less long) than without this one.
    """
    load = _load(busy, starts) if busy else 0
    terms = {
        "travel": travel + more,
        "wait": (starts - max(now, order.earliest)).total_seconds() / 60 * WAIT_SHARE,
        "load": load * LOAD_MINUTES,
    }
    if order.due and starts > order.due:
        terms["late"] = (starts - order.due).total_seconds() / 60 * LATE_WEIGHT[order.severity]
    if load >= engineer.max_orders:
        terms["full"] = 120.0
    terms |= suits(order, engineer, outlet, km)
    if over > 0:
        terms["overtime"] = over * engineer.overtime_factor
    kept = {name: round(value, 1) for name, value in terms.items() if abs(value) >= 0.05}
    return Option(engineer, outlet, starts, starts + length, travel, km, kept)


def _load(busy: Sequence[Busy], at: datetime) -> int:
    """How many visits the engineer has on the local day of an instant."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    over = midnight + timedelta(days=1)
    return sum(1 for b in busy if b.counts and midnight <= b.starts < over)


def suits(order: Order, engineer: EngineerInfo, outlet: OutletInfo, km: float) -> dict[str, float]:
    """Terms of who goes, whenever it is: how well he suits the order, and the network's long-term care."""
    terms = {}
    if order.skill_id is not None:
        terms["overqualified"] = (engineer.skills[order.skill_id][0] - order.skill_level) * OVERQUALIFIED
    if engineer.pk in order.knows_asset:
        terms["knows_asset"] = KNOWS_ASSET
    if engineer.pk == order.preferred_id:
        terms["preferred"] = PREFERRED
    if outlet.kind == "partner":
        terms["partner"] = PARTNER
    return terms | _fair(order, engineer, outlet, km)


def _fair(order: Order, engineer: EngineerInfo, outlet: OutletInfo, km: float) -> dict[str, float]:
    """Terms of the network's long-term care: territories, who bore the hard work lately, how well an outlet does."""
    terms = {}
    if rules.outside_soft_territory(order, engineer):
        terms["territory"] = TERRITORY
    if engineer.burden and (order.burdensome or km >= FAR_KM):
        terms["fairness"] = engineer.burden * BURDEN
    if outlet.score is not None:
        terms["score"] = (100 - outlet.score) * SCORE_SHARE
    return terms
