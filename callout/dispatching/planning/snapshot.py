"""A region's day as planning finds it: what may be moved, what stays, and who works when (a fixed number of queries).

Started, locked and soon beginning visits stay, as do visits of several people and, where the policy says so, what an
engineer has accepted. They are engagements: times and places that the plan goes around.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Q
from django.utils import timezone

from callout.accounts.models import Outlet
from callout.dispatching import begun, services
from callout.dispatching.choose import LEAD, Order
from callout.dispatching.models import Offer, Policy
from callout.dispatching.network import EngineerInfo, Network, OutletInfo, network
from callout.dispatching.policies import policy_for
from callout.foundation.geo import Point
from callout.workforce.models import Absence
from callout.workforce.selectors import day_bounds
from callout.workorders.models import ACTIVE_BOOKING_STATES, KEPT_FOR_PEOPLE, PLANNED_BOOKING_STATES, Booking, WorkOrder

ENDED = ("completed", "partial", "failed")


@dataclass(frozen=True, slots=True)
class Held:
    """Where an order is booked now."""

    booking_id: int
    version: int
    engineer_id: int
    starts: datetime
    ends: datetime
    promised: bool


@dataclass(frozen=True, slots=True)
class Job:
    """An order that the plan may place, with the booking it has (None: it waits)."""

    order: Order
    held: Held | None

    @property
    def minutes(self) -> int:
        """How long it takes: as booked, else as expected."""
        return round((self.held.ends - self.held.starts).total_seconds() / 60) if self.held else self.order.minutes


@dataclass(frozen=True, slots=True)
class Engagement:
    """A time that stays as it is; ``place`` None: away."""

    starts: datetime
    ends: datetime
    place: Point | None


@dataclass(frozen=True, slots=True)
class Shift:
    """An engineer's day: from where and when he is free, until when he works, when he does not, what stays.

    Until ``limit`` he may work overtime.
    """

    engineer: EngineerInfo
    outlet: OutletInfo
    place: Point
    opens: datetime
    closes: datetime
    limit: datetime
    pauses: tuple[tuple[int, datetime, datetime], ...] = ()
    engagements: tuple[Engagement, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a plan of one day depends on."""

    region_id: int
    outlet_id: int | None
    day: date
    now: datetime
    policy: Policy
    jobs: Sequence[Job]
    shifts: Sequence[Shift]
    midnight: datetime = field(init=False)
    ends: datetime = field(init=False)

    def __post_init__(self) -> None:
        start, end = day_bounds(self.day)
        object.__setattr__(self, "midnight", start)
        object.__setattr__(self, "ends", end)

    @property
    def begins(self) -> datetime:
        """The first time at which a visit can begin."""
        return max(self.midnight, self.now + LEAD)


def read(region_id: int, day: date, *, outlet_id: int | None = None, now: datetime | None = None) -> Snapshot:
    """The day of a region, or of one outlet of it, as of ``now``."""
    now, policy, known = now or timezone.now(), policy_for(region_id), network()
    start, end = day_bounds(day)
    own = _outlets(region_id, outlet_id)
    people = {e.pk: (e, o) for o in known.outlets if o.pk in own for e in o.engineers}
    rows = _bookings(start, end, own)
    movable = {r.pk: r for r in rows if r.engineer_id in people and _movable(r, policy, region_id, now)}
    stays, until = defaultdict(list), dict[int, datetime]()
    for row in rows:
        if row.pk not in movable:
            stays[row.engineer_id].append(row)
        else:
            until[row.engineer_id] = max(row.ends_at, until.get(row.engineer_id, start))
    away = _absences(people, start, end)
    shifts = [
        shift
        for pk, (engineer, outlet) in sorted(people.items())
        if (shift := _shift(engineer, outlet, known, (start, end), now, stays[pk], away[pk], until.get(pk)))
    ]
    jobs = _jobs(list(movable.values()), _waiting(region_id, outlet_id, end))
    return Snapshot(region_id, outlet_id, day, now, policy, jobs, shifts)


def _outlets(region_id: int, outlet_id: int | None) -> set[int]:
    rows = Outlet.objects.filter(region_id=region_id, active=True)
    return set((rows.filter(pk=outlet_id) if outlet_id else rows).values_list("pk", flat=True))


def _bookings(start: datetime, end: datetime, outlets: set[int]) -> list[Booking]:
    rows = Booking.objects.during(start, end).filter(
        engineer__outlet__in=outlets, state__in=(*ACTIVE_BOOKING_STATES, *ENDED)
    )
    return list(rows.select_related("work_order__site").order_by("starts_at", "pk"))


def _movable(row: Booking, policy: Policy, region_id: int, now: datetime) -> bool:
    """False for what has begun, is locked, begins soon, needs several people or is kept by the policy."""
    if row.state not in PLANNED_BOOKING_STATES or row.locked or row.helper or row.work_order.people > 1:
        return False
    if row.work_order.region_id != region_id:
        return False
    if policy.keep_accepted and row.state == Booking.State.ACCEPTED:
        return False
    return row.starts_at >= now + timedelta(minutes=policy.freeze_minutes)


def _waiting(region_id: int, outlet_id: int | None, end: datetime) -> list[WorkOrder]:
    rows = WorkOrder.objects.filter(state="unscheduled", region_id=region_id, people=1, earliest_at__lt=end)
    rows = rows.exclude(unserved_reason__in=KEPT_FOR_PEOPLE)
    rows = rows.exclude(pk__in=Offer.objects.filter(state="open").values("work_order"))
    if outlet_id:
        rows = rows.filter(Q(outlet_id=outlet_id) | Q(outlet=None))
    return list(rows.select_related("site").order_by("pk"))


def _jobs(movable: Sequence[Booking], waiting: Sequence[WorkOrder]) -> list[Job]:
    orders = services.plain_all([*(row.work_order for row in movable), *waiting])
    held = [
        Held(r.pk, r.version, r.engineer_id, r.starts_at, r.ends_at, r.state != Booking.State.PROPOSED) for r in movable
    ]
    jobs = [Job(order, each) for order, each in zip(orders, [*held, *([None] * len(waiting))], strict=True)]
    return [job for job in jobs if not (job.order.waits_for and job.held is None)]


def _absences(people: Iterable[int], start: datetime, end: datetime) -> dict[int, list[Absence]]:
    found: dict[int, list[Absence]] = defaultdict(list)
    for row in Absence.objects.filter(engineer_id__in=list(people), starts_at__lt=end, ends_at__gt=start):
        found[row.engineer_id].append(row)
    return found


def _shift(
    engineer: EngineerInfo, outlet: OutletInfo, known: Network, day: tuple[datetime, datetime], now: datetime,
    stays: Sequence[Booking], away: Sequence[Absence], booked_until: datetime | None,
) -> Shift | None:  # fmt: skip
    """The engineer's day, or None when he does not work on it."""
    spans = [(max(a, day[0]), min(b, day[1])) for a, b in known.working_spans(engineer.shift_id, *day)]
    spans = [(a, b) for a, b in spans if b > now and a < b]
    limit = outlet.capacity.on(timezone.localdate(day[0]))
    if not spans or (limit and limit.closed):
        return None
    opens, place = max(spans[0][0], now), engineer.home
    for row in stays:
        if row.state in PLANNED_BOOKING_STATES:
            continue
        until = (
            row.ended_at if row.ended_at else begun.expected_end([getattr(row, name) for name in begun.COLUMNS], now)
        )
        if row.state in ENDED and until < day[0]:
            continue
        opens, place = max(opens, until), _place(row.work_order)
    planned = [row for row in stays if row.state in PLANNED_BOOKING_STATES]
    fixed = [Engagement(row.starts_at, row.ends_at, _place(row.work_order)) for row in planned]
    fixed += [Engagement(max(a.starts_at, day[0]), min(a.ends_at, day[1]), None) for a in away]
    closes = spans[-1][1]
    extra = timedelta(minutes=engineer.overtime_minutes)
    last = max([closes + extra, *(e.ends for e in fixed), *([booked_until] if booked_until else [])])
    return Shift(
        engineer, outlet, place, opens, closes, last, tuple(_pauses(engineer, known, spans, day[0])),
        tuple(sorted(fixed, key=lambda each: each.starts)),
    )  # fmt: skip


def _pauses(
    engineer: EngineerInfo, known: Network, spans: Sequence[tuple[datetime, datetime]], midnight: datetime
) -> Iterable[tuple[int, datetime, datetime]]:
    """Minutes off with the first and last time at which they begin: between two spans, then breaks of one's choice."""
    for (_, since), (until, _) in pairwise(spans):
        yield round((until - since).total_seconds() / 60), since, since
    day = timezone.localdate(midnight)
    for each in known.breaks.get(engineer.shift_id, ()):
        since, until = (
            timezone.make_aware(datetime.combine(day, edge), timezone.get_default_timezone())
            for edge in (each.since, each.until)
        )
        yield each.minutes, since, until - timedelta(minutes=each.minutes)


def _place(order: WorkOrder) -> Point:
    return Point(order.longitude, order.latitude)
