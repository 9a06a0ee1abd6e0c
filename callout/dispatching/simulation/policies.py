"""Ways to dispatch that are compared: how each answers a new order and what it does as time goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from callout.accounts.models import Region
from callout.dispatching import dispatch, services
from callout.dispatching.choose import LEAD, Option
from callout.dispatching.models import Policy
from callout.dispatching.planning import engine
from callout.dispatching.simulation import due_jobs
from callout.foundation import cache
from callout.foundation.errors import BusinessError
from callout.foundation.models import Event
from callout.workforce.models import Engineer
from callout.workorders import bookings
from callout.workorders.models import Booking, WorkOrder

AT_ONCE = timedelta(minutes=10)
CONFIRMED = timedelta(minutes=60)
ROUNDS = 6000  # of each search in the background: repeatable, unlike seconds


@dataclass(frozen=True)
class Dispatcher:
    """``settings`` are those of the regions' policies, ``instead`` what replaces the product's reaction to new orders.

    ``tick`` is called every minute; ``around`` holds while the days are played.
    """

    name: str
    settings: dict[str, Any]
    tick: Callable[[datetime], None]
    instead: dict[str, Callable[[int], None]] = field(default_factory=dict)
    around: Callable[[], AbstractContextManager[Any]] = nullcontext

    def begin(self, regions: list[Region]) -> None:
        """Have the regions dispatch this way."""
        for region in regions:
            Policy.objects.create(region=region, **self.settings)
        cache.clear()


def _by_the_clock(now: datetime) -> None:
    """What the product's worker does every minute and every five minutes."""
    due_jobs.run_periodic("dispatching.watch")
    if now.minute % 5 == 0:
        due_jobs.run_periodic("dispatching.retry_unserved")


def _greedy_event(event_id: int) -> None:
    _greedy(Event.objects.get(pk=event_id).work_order_id or 0)


def _greedy(order_id: int) -> None:
    """Send the nearest engineer who is free now, else the one who is free first; it is never changed.

    Who may go follows the product's own rules.
    """
    now = timezone.now()
    order = WorkOrder.objects.select_related("site").get(pk=order_id)
    if order.state not in services.PLANNABLE or order.bookings.active().exists():
        return
    options = services.find(order, now).options
    free = [each for each in options if _leaves(each) <= now + LEAD + AT_ONCE]
    best = min(free, key=_nearest) if free else min(options, key=_first, default=None)
    if best is None:
        return
    bookings.book(
        actor=None, order_id=order.pk, engineer=Engineer.objects.get(pk=best.engineer.pk), starts_at=best.starts,
        ends_at=best.ends, travel_minutes=round(best.travel_minutes), travel_km=best.travel_km,
    )  # fmt: skip


def _leaves(option: Option) -> datetime:
    return option.starts - timedelta(minutes=option.travel_minutes)


def _nearest(option: Option) -> tuple[float, int]:
    return option.travel_km, option.engineer.pk


def _first(option: Option) -> tuple[datetime, float, int]:
    return _leaves(option), option.travel_km, option.engineer.pk


def _greedy_again(now: datetime) -> None:
    """Try orders again that nobody could take."""
    if now.minute % 5:
        return
    for pk in WorkOrder.objects.filter(state="unscheduled").order_by("pk").values_list("pk", flat=True):
        try:
            _greedy(pk)
        except BusinessError:
            continue


def _confirm(now: datetime) -> None:
    """The clock's work, and a dispatcher who lets visits go an hour and a half before: only then a customer is told."""
    _by_the_clock(now)
    soon = Booking.objects.filter(state=Booking.State.PROPOSED, starts_at__lte=now + CONFIRMED)
    for pk in soon.order_by("starts_at", "pk").values_list("pk", flat=True):
        dispatch.confirm(actor=None, booking_id=pk)


OFF = {"preemption": Policy.Preemption.OFF, "reoptimise": Policy.Reoptimise.OFF}
CONTINUOUS = {
    "preemption": Policy.Preemption.APPLY,
    "reoptimise": Policy.Reoptimise.APPLY,
    "keep_accepted": False,
    "freeze_minutes": 30,
}


def _searching() -> AbstractContextManager[None]:
    return engine.in_this_process(ROUNDS)


DISPATCHERS = {
    each.name: each
    for each in (
        Dispatcher("greedy", OFF, _greedy_again, {"dispatching.plan": _greedy_event}),
        Dispatcher("instant", OFF, _by_the_clock),
        Dispatcher("continuous", CONTINUOUS, _by_the_clock, around=_searching),
        Dispatcher("rolling", CONTINUOUS | {"mode": Policy.Mode.CONFIRM}, _confirm, around=_searching),
    )
}
