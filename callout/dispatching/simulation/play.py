"""Plays a scenario by one way of dispatching: requests come, engineers drive, work takes as long as it takes.

Everything goes through the product's services with the simulated clock, in a transaction that is undone in the end.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count

from django.db import transaction
from django.utils import timezone

from callout.dispatching import manual
from callout.dispatching.simulation import due_jobs, facts, world
from callout.dispatching.simulation.clock import Clock, simulated
from callout.dispatching.simulation.crew import Crew
from callout.dispatching.simulation.facts import Facts
from callout.dispatching.simulation.policies import Dispatcher
from callout.dispatching.simulation.scenario import CLOSES, OPENS, OVERTIME_MINUTES, SICK_CALL, Scenario, moment
from callout.foundation import cache
from callout.foundation.errors import BusinessError
from callout.workforce import services as workforce
from callout.workorders import needs
from callout.workorders.intake import take_request
from callout.workorders.models import PLANNED_BOOKING_STATES, Booking, WorkOrder

MINUTE = timedelta(minutes=1)
ASKS_AGAIN = 15
EVENING = timedelta(minutes=OVERTIME_MINUTES + 60)
DAWN = time(6, 55)

Tell = Callable[[float], None]


class Stopped(Exception):
    """The play was given up."""


def play(scenario: Scenario, dispatcher: Dispatcher, tell: Tell = lambda share: None) -> Facts:
    """Play it and say what happened; ``tell`` hears the share that is played, and may raise Stopped.

    Raises DataBaseInUse where there is data. Leaves nothing behind.
    """
    clock = Clock(moment(scenario.all_days[0], DAWN))
    with simulated(clock), dispatcher.around(), transaction.atomic():
        happened = _Play(scenario, dispatcher, clock, tell).run()
        transaction.set_rollback(True)
    return happened


class _Play:
    """What is to come, in the order of time."""

    def __init__(self, scenario: Scenario, dispatcher: Dispatcher, clock: Clock, tell: Tell) -> None:
        self.scenario, self.dispatcher, self.clock, self.tell = scenario, dispatcher, clock, tell
        self.world = world.make(scenario)
        self.crew = Crew(scenario, self.world, self.at)
        self._coming: list[tuple[datetime, int, Callable[[], None]]] = []
        self._serial = count()

    def at(self, when: datetime, action: Callable[[], None]) -> None:
        """Have something happen at a time."""
        heapq.heappush(self._coming, (max(when, self.clock.at), next(self._serial), action))

    def run(self) -> Facts:
        """Play to the end."""
        self.dispatcher.begin(self.world.regions)
        for number, request in enumerate(self.scenario.requests):
            self.at(request.at, partial(self._ask, number))
        for day in self.scenario.all_days:
            self._arrange(day)
        begins, ends = self.clock.at, self.scenario.ends.astimezone(self.clock.at.tzinfo)
        while self._coming:
            when = self._coming[0][0]
            self.clock.go(when)
            self._live(when)
            self.tell((when - begins) / (ends - begins))
        return facts.read(len(self.world.engineers))

    def _live(self, when: datetime) -> None:
        """One moment. Engineers' lists change by what happens, not by the time of day: a tick alone is no reason
        to look."""
        happened = False
        while self._coming and self._coming[0][0] == when:
            action = heapq.heappop(self._coming)[2]
            happened |= action != self._minute
            action()
        if due_jobs.run_due(when, self.dispatcher.instead) or happened:
            self.crew.look(when)

    def _arrange(self, day: date) -> None:
        """What a day brings: who is sick calls before work, the clock ticks, in the evening what is left goes on."""
        for number, sick_day in sorted(self.scenario.sick):
            if sick_day == day:
                self.at(moment(day, SICK_CALL), partial(self._sick, number, day))
        first, last = moment(day, DAWN), moment(day, CLOSES) + EVENING
        self.at(first, cache.clear)
        for n in range(1, round((last - first) / MINUTE)):
            self.at(first + n * MINUTE, self._minute)
        self.at(last, self._evening)

    def _minute(self) -> None:
        if self.crew.all_done:
            return
        now = timezone.localtime()
        self.dispatcher.tick(now)
        if now.minute % ASKS_AGAIN == 0:
            self._agree_anew()

    def _agree_anew(self) -> None:
        """Whose window went by unserved is called, and then wants somebody at any time."""
        waiting = WorkOrder.objects.filter(state="unscheduled", window_until__lt=self.clock.at)
        for order in waiting.order_by("pk"):
            needs.set_needs(actor=None, order_id=order.pk, needs=replace(needs.read_needs(order), windows=()))

    def _ask(self, number: int) -> None:
        case = take_request(actor=None, request=self.world.intake(self.scenario.requests[number], number))
        self.crew.numbers[case.work_orders.get().pk] = number

    def _sick(self, number: int, day: date) -> None:
        workforce.add_absence(
            actor=None, engineer=self.world.engineers[number], starts_at=moment(day, OPENS),
            ends_at=moment(day, CLOSES) + timedelta(minutes=OVERTIME_MINUTES), reason="sick",
        )  # fmt: skip

    def _evening(self) -> None:
        """What nobody came to today is planned for another day."""
        left = Booking.objects.filter(state__in=PLANNED_BOOKING_STATES, starts_at__lt=self.clock.at)
        for pk in left.order_by("starts_at", "pk").values_list("pk", flat=True):
            try:
                manual.take_back(actor=None, booking_id=pk, reason="evening", replan=True)
            except BusinessError:
                continue
