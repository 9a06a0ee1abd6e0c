"""Ninety days of requests, told in the order of time and written in bulk; what is not finished by now stays open."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.utils import timezone

from callout.assets.models import Asset
from callout.cases.models import Case
from callout.demo import demand, words
from callout.demo.catalogue import Catalogue, device_code
from callout.demo.customers import FAULTY_BATCH, Base
from callout.demo.network import Network
from callout.demo.story import REOPENED, Life, Teller
from callout.dispatching.bulk import PastDecision, bulk_decisions
from callout.feedback import policy
from callout.feedback.history import PastAnswer, bulk_answers
from callout.parts.bulk import bulk_move
from callout.parts.models import Stock
from callout.workorders.history import Taken, link_repeats, take_over
from callout.workorders.intake import Request, prepare
from callout.workorders.models import Booking

CHUNK = 500
REPEATED = 0.05
SURVEY_SHARE = 0.42
SILENT = timedelta(days=7)


def make_history(
    rng: Random, network: Network, base: Base, *, days: int, scale: float, now: datetime, tell: Callable[[str], None]
) -> None:
    """Tell, then write."""
    historian = _Historian(rng, network, base, now)
    lives = historian.tell_all(days, scale)
    tell(f"{len(lives)} cases told")
    bulk_move(actor=None, moves=[move for move in historian.teller.refills if move.at <= now])
    taken: dict[int, Case] = {}
    for begin in range(0, len(lives), CHUNK):
        chunk = lives[begin : begin + CHUNK]
        written = take_over(actor=None, cases=[life.past(now) for life in chunk], now=now)
        taken |= {id(life): done.case for life, done in zip(chunk, written, strict=True)}
        _write_decisions(chunk, written)
        bulk_answers(
            actor=None,
            answers=[
                _answer(life, done.case, network)
                for life, done in zip(chunk, written, strict=True)
                if life.resolved_at and life.visits
            ],
        )
        tell(f"{begin + len(chunk)} cases written")
    link_repeats(actor=None, pairs=[(taken[id(x)], taken[id(x.earlier)]) for x in lives if x.earlier])


def _write_decisions(lives: list[Life], written: list[Taken]) -> None:
    decisions = []
    for life, done in zip(lives, written, strict=True):
        for at, visit, why in life.decisions:
            booking: Booking | None = done.bookings[visit] if visit is not None else None
            order = booking.work_order if booking else done.orders[-1]
            decisions.append(PastDecision(order, at, booking, why))
    bulk_decisions(actor=None, decisions=decisions)


def _answer(life: Life, case: Case, network: Network) -> PastAnswer:
    if life.resolved_at is None:
        raise ValueError("nobody is asked before the case is resolved")
    return PastAnswer(case=case, resolved_at=life.resolved_at, clerk=network.clerk, **life.feedback)


class _Historian:
    """Makes lives and lets each happen in its turn."""

    def __init__(self, rng: Random, network: Network, base: Base, now: datetime) -> None:
        self.rng, self.network, self.base, self.now = rng, network, base, now
        self.catalogue = Catalogue.load()
        self.teller = Teller(rng, network, self.catalogue, now)
        for row in Stock.objects.filter(store__kind="van").prefetch_related("lots"):
            known = [lot.code for lot in row.lots.all() for _ in range(lot.quantity)]
            self.teller.vans[row.store_id, row.part_id] = known or [""] * row.quantity
        self.resolved: list[Life] = []
        self.queue: list[tuple[datetime, int, Life]] = []
        self.ticket = count()

    def tell_all(self, days: int, scale: float) -> list[Life]:
        """All lives that begin between so many days ago and now, in that order."""
        lives: list[Life] = []
        today = timezone.localdate(self.now)
        for days_ago in range(days, -1, -1):
            day = today - timedelta(days=days_ago)
            for at in self._moments(day, scale):
                self._run_until(at[0])
                life = self._life(at[1], at[0], days_ago)
                lives.append(life)
                self._begin(life)
            self.teller.forget(timezone.make_aware(datetime.combine(day, datetime.min.time())))
        self._run_until(self.now)
        return lives

    def _moments(self, day: Any, scale: float) -> list[tuple[datetime, Asset]]:
        found = []
        for _ in range(demand.count_of(self.rng, day, scale)):
            asset = demand.pick_asset(self.rng, self.network, self.base, day)
            at = demand.moment(self.rng, day, telecom=demand.is_telecom(asset))
            if at < self.now:
                found.append((at, asset))
        return sorted(found, key=lambda pair: (pair[0], pair[1].pk))

    def _life(self, asset: Asset, at: datetime, days_ago: int) -> Life:
        earlier = self._repeat(at) if self.rng.random() < REPEATED else None
        asset = earlier.asset if earlier else asset
        telecom = demand.is_telecom(asset)
        types = demand.TELECOM_TYPES if telecom else demand.HOME_TYPES
        kind = "repair" if earlier else demand.pick(self.rng, types)
        symptom = None
        if kind == "repair":
            symptom = earlier.symptom if earlier else demand.pick_symptom(self.rng, self.catalogue, asset, days_ago)
        request = self._request(asset, kind, symptom, at, telecom=telecom)
        hinted = Case(resolved_at=earlier.resolved_at) if earlier else None
        preview = prepare(_with_repeat(request, hinted), hints=False)
        actor = self.rng.choice(self.network.agents) if request.channel in ("phone", "email", "sms") else None
        return Life(request, preview, actor, symptom, earlier)

    def _repeat(self, at: datetime) -> Life | None:
        """A repair of the last weeks that may come again; the faulty batch comes again most of all."""
        span = (timedelta(days=2), timedelta(days=28))
        recent = [
            x for x in self.resolved[-400:] if x.symptom and x.resolved_at and span[0] < at - x.resolved_at < span[1]
        ]
        weights = [9 if x.asset.batch == FAULTY_BATCH else 1 for x in recent]
        return self.rng.choices(recent, weights)[0] if recent else None

    def _request(self, asset: Asset, kind: str, symptom: Any, at: datetime, *, telecom: bool) -> Request:
        code = device_code(self.rng, symptom) if symptom else ""
        said = (
            words.fault(self.rng, asset, symptom, code, telecom=telecom)
            if symptom
            else words.wish(self.rng, kind, asset)
        )
        wanted = self._wanted(kind, at, fault=bool(symptom), telecom=telecom) or (None, None)
        contacts = self.base.contacts[asset.customer_id]
        contact = self.rng.choice(contacts) if contacts else None
        return Request(
            customer=asset.customer,
            channel=demand.pick(self.rng, demand.TELECOM_CHANNELS if telecom else demand.HOME_CHANNELS),
            service_type=self.catalogue.types[kind],
            title="" if symptom else words.title(self.catalogue.types[kind], asset),
            description=said,
            contact_name=contact.name if contact else "",
            contact_phone=contact.phone if contact else "",
            severity=demand.severity(self.rng, symptom, telecom=telecom),
            asset=asset,
            symptom=symptom,
            device_code=code,
            wanted_from=wanted[0],
            wanted_until=wanted[1],
            at=at,
        )

    def _wanted(self, kind: str, at: datetime, *, fault: bool, telecom: bool) -> tuple[datetime, datetime] | None:
        """A two-hour window. Who has a fault mostly wants somebody soon; other visits are mostly by appointment."""
        if kind in ("consult", "complain") or self.rng.random() > (0.15 if fault else 0.7) or (fault and telecom):
            return None
        local = timezone.localtime(at)
        days = self.rng.choice((1, 2, 2, 3)) if not fault and not telecom else 0 if fault and local.hour < 14 else 1
        hour = self.rng.choice((15, 16, 17) if days == 0 else (9, 10) if fault or telecom else (9, 10, 14, 15))
        begin = (local + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
        return begin, begin + timedelta(hours=2)

    # Time goes on

    def _begin(self, life: Life) -> None:
        if life.request.service_type.needs_visit:
            self._push(life.at + timedelta(seconds=self.rng.uniform(1, 9)), life)
            return
        hours = self.rng.uniform(0.05, 0.6) if life.request.service_type.code == "consult" else self.rng.uniform(0.3, 7)
        answered = life.at + timedelta(hours=hours)
        if answered < self.now:
            life.answered_at = life.resolved_at = answered
            closed = answered + timedelta(hours=self.rng.uniform(0.1, 20))
            life.closed_at = closed if closed < self.now else None

    def _push(self, at: datetime, life: Life) -> None:
        heapq.heappush(self.queue, (at, next(self.ticket), life))

    def _run_until(self, at: datetime) -> None:
        while self.queue and self.queue[0][0] <= at:
            when, _, life = heapq.heappop(self.queue)
            again = self.teller.visit(life, when)
            if again:
                self._push(again, life)
            elif life.resolved_at:
                self._after(life)
        return

    def _after(self, life: Life) -> None:
        """What follows a finished visit, as far as it has happened by now."""
        resolved = life.resolved_at
        if resolved is None or resolved > self.now:
            life.resolved_at = None
            return
        self.resolved.append(life)
        reopened = resolved + timedelta(hours=self.rng.uniform(10, 80))
        if not life.reopened_at and self.rng.random() < REOPENED and reopened < self.now:
            life.reopened_at, life.reopen_reason = reopened, words.comment(self.rng, 1, solved=False)
            life.resolved_at, life.declined = None, set()
            self._push(reopened + timedelta(seconds=5), life)
            return
        self._ask(life, resolved)

    def _ask(self, life: Life, resolved: datetime) -> None:
        """Some answer the link, the others are called, and who stays silent agrees."""
        rating = self._rating(life)
        answered = resolved + timedelta(hours=self.rng.expovariate(1 / 7) + 0.05)
        if self.rng.random() < SURVEY_SHARE and answered < self.now:
            comment = words.comment(self.rng, rating, solved=True)
            life.rating = rating
            life.feedback = {"answered_at": answered, "rating": rating, "comment": comment}
            if rating > 2:
                life.closed_at, life.close_reason = answered, "survey"
                return
        called = self._office_time(answered if life.feedback else resolved, urgent=life.request.severity <= 2)
        if self.rng.random() < 0.9:
            if called < self.now:
                said = words.comment(self.rng, rating, solved=True)
                tries = self.rng.choice((1, 1, 2))
                life.feedback |= {"called_at": called, "attempts": tries, "rating": rating, "comment": said}
                life.rating, life.closed_at, life.close_reason = rating, called, "callback"
        elif resolved + SILENT < self.now:
            life.feedback |= {"given_up_at": called + timedelta(hours=26), "attempts": policy.MOST_ATTEMPTS}
            life.closed_at, life.close_reason = resolved + SILENT, "silent"

    def _office_time(self, after: datetime, *, urgent: bool) -> datetime:
        """The clerk calls on the next working day, about the urgent cases first."""
        day = timezone.localtime(after) + timedelta(days=1)
        day += timedelta(days=1) if day.weekday() == 6 else timedelta(0)
        return day.replace(hour=9, minute=0, second=0) + timedelta(minutes=self.rng.uniform(0, 70 if urgent else 420))

    def _rating(self, life: Life) -> int:
        unhappy = life.late + life.holds + 2 * bool(life.reopened_at) + bool(life.earlier)
        weights = ((2, 2, 7, 22, 67), (6, 9, 24, 33, 28), (18, 22, 28, 20, 12))[min(unhappy, 2)]
        return int(self.rng.choices((1, 2, 3, 4, 5), weights)[0])


def _with_repeat(request: Request, earlier: Case | None) -> Request:
    """The request as intake would settle it when the agent links it to the earlier repair."""
    return replace(request, repeat_of=earlier) if earlier else request
