"""The engineers of a play: each goes to his next visit in time for what the customer was told, and stays as needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from callout.dispatching.choose import KM_PER_HOUR
from callout.dispatching.simulation.scenario import CLOSES, NO_ACCESS_MINUTES, OPENS, OVERTIME_MINUTES, Scenario, moment
from callout.dispatching.simulation.world import World
from callout.foundation.geo import DETOUR, Point, haversine_km
from callout.workorders import bookings, records
from callout.workorders.bookings import Stamp
from callout.workorders.models import Booking
from callout.workorders.records import RecordInput

EARLY = timedelta(minutes=15)  # as much before the told time somebody may come
DONE = RecordInput(result="done", signer="customer", payment="qr")

At = Callable[[datetime, Callable[[], None]], None]


@dataclass(slots=True)
class _State:
    """Where an engineer is since he is free; ``wakes`` is when he looks at his list again."""

    place: Point
    day: date
    free: bool = True
    wakes: datetime | None = None


class Crew:
    """``numbers`` maps an order to the number of its request; ``at`` has something happen at a time."""

    def __init__(self, scenario: Scenario, world: World, at: At) -> None:
        self.scenario, self.world, self.at = scenario, world, at
        self.numbers: dict[int, int] = {}
        self._in_vain: set[int] = set()
        self._completed = 0
        self._index = {engineer.pk: n for n, engineer in enumerate(world.engineers)}
        self._states = {e.pk: _State(Point(e.longitude, e.latitude), date.min) for e in world.engineers}

    @property
    def all_done(self) -> bool:
        """Whether nothing that was asked for is left."""
        return self._completed == len(self.numbers)

    def look(self, now: datetime) -> None:
        """Everybody who is free looks at his list: sets out, or knows when to look again (one query)."""
        today = timezone.localdate(now)
        rows = Booking.objects.filter(
            state__in=(Booking.State.DISPATCHED, Booking.State.ACCEPTED),
            starts_at__lt=moment(today, CLOSES) + timedelta(hours=4),
        )
        seen: set[int] = set()
        for booking in rows.select_related("engineer__user", "work_order").order_by("starts_at", "pk"):
            if booking.engineer_id not in seen:
                seen.add(booking.engineer_id)
                self._consider(booking, now, today)

    def _consider(self, booking: Booking, now: datetime, today: date) -> None:
        state = self._states[booking.engineer_id]
        if state.day != today:
            home = Point(booking.engineer.longitude, booking.engineer.latitude)
            state.place, state.day = (home if state.free else state.place), today
        if not state.free:
            return
        way = self._way(state.place, booking)
        leaves = max(self._begins(booking.engineer_id, today), booking.starts_at - EARLY - way)
        if leaves > now:
            if state.wakes is None or state.wakes <= now or leaves < state.wakes:
                state.wakes = leaves
                self.at(leaves, lambda: None)
            return
        if now + way > moment(today, CLOSES) + timedelta(minutes=OVERTIME_MINUTES):
            return
        state.free = False
        bookings.set_out(actor=booking.engineer.user, booking_id=booking.pk, stamp=Stamp(now))
        self.at(now + way, lambda: self._arrive(booking, now + way))

    def _way(self, here: Point, booking: Booking) -> timedelta:
        order = booking.work_order
        km = haversine_km(here, Point(order.longitude, order.latitude)) * DETOUR
        return timedelta(minutes=max(1, round(km / KM_PER_HOUR * 60)))

    def _begins(self, engineer_id: int, day: date) -> datetime:
        """When he really begins; who is sick has no visits."""
        late = self.scenario.late.get((self._index[engineer_id], day), 0)
        return moment(day, OPENS) + timedelta(minutes=late)

    def _arrive(self, booking: Booking, at: datetime) -> None:
        order = booking.work_order
        self._states[booking.engineer_id].place = Point(order.longitude, order.latitude)
        bookings.arrive(actor=booking.engineer.user, booking_id=booking.pk, stamp=Stamp(at))
        request = self.scenario.requests[self.numbers[order.pk]]
        in_vain = request.no_access and order.pk not in self._in_vain
        ends = at + timedelta(minutes=NO_ACCESS_MINUTES if in_vain else request.minutes)
        self.at(ends, lambda: self._leave(booking, ends, in_vain))

    def _leave(self, booking: Booking, at: datetime, in_vain: bool) -> None:
        user = booking.engineer.user
        if in_vain:
            self._in_vain.add(booking.work_order_id)
            records.fail(actor=user, booking_id=booking.pk, reason="no access", stamp=Stamp(at))
        else:
            records.complete(actor=user, booking_id=booking.pk, record=DONE, stamp=Stamp(at))
            self._completed += 1
        self._states[booking.engineer_id].free = True
