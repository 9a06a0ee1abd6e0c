"""What it would mean to put an order on an engineer at a time: hard rules, soft rules, cost and the way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.dispatching.choose import KM_PER_HOUR, Busy, Option, Order, best_slot, first_failed_rule, priced, road
from callout.dispatching.labels import detail_label, rule_label
from callout.dispatching.network import EngineerInfo, OutletInfo, network
from callout.dispatching.services import busy_times, plain
from callout.foundation.errors import BusinessError
from callout.foundation.geo import DETOUR, Point, haversine_km
from callout.foundation.ui import formats
from callout.workforce.models import Absence
from callout.workorders.models import ACTIVE_BOOKING_STATES, Booking, WorkOrder

PAST = timedelta(minutes=5)
AROUND = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``hard`` forbids, ``soft`` costs; both in words. ``option`` is the engineer at that time with its cost terms."""

    option: Option
    hard: tuple[str, ...]
    soft: tuple[str, ...]

    @property
    def possible(self) -> bool:
        """True when no hard rule is broken."""
        return not self.hard


def check(
    order: WorkOrder,
    engineer_id: int,
    starts: datetime,
    *,
    now: datetime | None = None,
    moving: Booking | None = None,
    length: timedelta | None = None,
    busy: Sequence[Busy] | None = None,
    wanted: Order | None = None,
) -> Verdict:
    """The verdict on an order at an engineer and time; ``moving`` is its present booking, which is left out of account.

    ``length`` is another duration than planned; ``busy`` replaces what the engineer has booked (a draft's plan);
    ``wanted`` is what planning knows of the order when that was read already.
    Raises BusinessError ``engineer_unknown`` for an engineer who is not at work in the network.
    """
    now = now or timezone.now()
    engineer, outlet = _who(engineer_id)
    busy = engagements(engineer_id, starts, [moving.pk] if moving else ()) if busy is None else busy
    wanted = wanted or plain(order)
    length = length or (moving.ends_at - moving.starts_at if moving else timedelta(minutes=order.minutes))
    before = _before(busy, starts)
    origin = before.place if before and before.place else engineer.home
    km, travel = road(wanted, engineer, origin)
    option = priced(wanted, engineer, outlet, starts, length, travel, km, busy, now)
    return Verdict(option, _hard(wanted, option, busy, now), _soft(wanted, option, busy, before, now))


def next_free(order: WorkOrder, engineer_id: int, now: datetime, *, wanted: Order | None = None) -> datetime | None:
    """The engineer's cheapest free start for the order within the planning horizon."""
    engineer, outlet = _who(engineer_id)
    wanted = wanted or plain(order)
    if wanted.skill_id is not None and wanted.skill_id not in engineer.skills:
        raise BusinessError("cannot_go", f"{engineer.name}: {rule_label('skill_missing')}")
    option = best_slot(wanted, engineer, outlet, network(), busy_times([engineer_id], now).get(engineer_id, ()), now)
    return option.starts if option else None


def _who(engineer_id: int) -> tuple[EngineerInfo, OutletInfo]:
    engineer, outlet = network().who(engineer_id)
    if engineer is None or outlet is None:
        raise BusinessError("engineer_unknown", _("This engineer is not at work."))
    return engineer, outlet


def engagements(engineer_id: int, around: datetime, without: Collection[int] = ()) -> list[Busy]:
    """Bookings (but for the ids ``without``) and absences near the time, sorted (two queries)."""
    near = {"engineer_id": engineer_id, "ends_at__gt": around - AROUND, "starts_at__lt": around + AROUND}
    bookings = Booking.objects.filter(**near, state__in=ACTIVE_BOOKING_STATES).select_related("work_order")
    rows = [Busy(b.starts_at, b.ends_at, _place(b.work_order)) for b in bookings if b.pk not in without]
    rows += [Busy(a.starts_at, a.ends_at, None, counts=False) for a in Absence.objects.filter(**near)]
    return sorted(rows, key=lambda row: row.starts)


def _place(order: WorkOrder) -> Point:
    return Point(order.longitude, order.latitude)


def _before(busy: Sequence[Busy], starts: datetime) -> Busy | None:
    """What the engineer does last before the time, on the same day."""
    ended = sorted((row for row in busy if row.ends <= starts), key=lambda row: row.ends)
    found = ended[-1] if ended else None
    return found if found and starts - found.ends < timedelta(hours=10) else None


def _hard(order: Order, option: Option, busy: Sequence[Busy], now: datetime) -> tuple[str, ...]:
    broken = []
    if option.starts < now - PAST:
        broken.append(rule_label("past"))
    rule, detail = first_failed_rule(order, option.engineer, timezone.localdate(option.starts))
    if rule and rule != "declined":
        broken.append(" ".join(filter(None, (rule_label(rule), detail_label(rule, detail)))))
    clash = next((row for row in busy if row.starts < option.ends and row.ends > option.starts), None)
    if clash:
        broken.append(f"{rule_label('booked' if clash.counts else 'absent')} {formats.slot(clash.starts, clash.ends)}")
    return tuple(broken)


def _soft(order: Order, option: Option, busy: Sequence[Busy], before: Busy | None, now: datetime) -> tuple[str, ...]:
    costs = []
    if order.due and option.starts > order.due:
        costs.append(_("%(time)s after the promise") % {"time": formats.clock(option.starts - order.due)})
    if order.window and not order.window[0] <= option.starts <= order.window[1]:
        costs.append(_("the customer wants %(slot)s") % {"slot": formats.slot(*order.window)})
    free = max(before.ends, now) if before else now
    short = free + timedelta(minutes=option.travel_minutes) - option.starts
    if short > timedelta(minutes=1):
        costs.append(_("the way takes %(n)d min, %(short)d too many") % _minutes(option.travel_minutes, short))
    costs += _pushed(order, option, busy)
    if not _in_shift(option):
        costs.append(rule_label("outside_shift"))
    if "full" in option.terms:
        costs.append(rule_label("day_full"))
    if option.engineer.pk in order.declined:
        costs.append(rule_label("declined"))
    return tuple(costs)


def _minutes(travel: float, short: timedelta) -> dict[str, int]:
    return {"n": round(travel), "short": round(short.total_seconds() / 60)}


def _pushed(order: Order, option: Option, busy: Sequence[Busy]) -> list[str]:
    """The next customer waits when the way to him does not fit any more."""
    following = next((row for row in busy if row.starts >= option.ends), None)
    if following is None or following.place is None:
        return []
    way = timedelta(minutes=_by_road(order.place, following.place) / KM_PER_HOUR * 60)
    late = option.ends + way - following.starts
    return (
        [_("the next customer waits %(n)d min more") % {"n": round(late.total_seconds() / 60)}]
        if late > timedelta(minutes=1)
        else []
    )


def _by_road(a: Point, b: Point) -> float:
    return haversine_km(a, b) * DETOUR


def _in_shift(option: Option) -> bool:
    spans = network().working_spans(
        option.engineer.shift_id, option.starts - timedelta(hours=24), option.ends + timedelta(hours=24)
    )
    return any(opens <= option.starts and option.ends <= closes for opens, closes in spans)
