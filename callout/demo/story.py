"""The life of one case: who goes, how it goes, what the customer says. Nothing is saved here."""

from __future__ import annotations

import math
from bisect import insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from callout.agreements.models import MilestoneKind
from callout.assets.models import Asset, Code
from callout.demo import words
from callout.demo.catalogue import Catalogue
from callout.demo.demand import is_telecom
from callout.demo.network import Network
from callout.demo.pieces import Pieces
from callout.dispatching import services as dispatching
from callout.dispatching.choose import Busy, Option, Order, outlets_for, search
from callout.dispatching.network import network as planned_network
from callout.foundation.geo import Point
from callout.parts.bulk import Move
from callout.parts.models import Part
from callout.workforce.models import Engineer
from callout.workorders.history import PastCase, PastStep, PastUse, PastVisit
from callout.workorders.intake import Preview, Request
from callout.workorders.records import RecordInput
from callout.workorders.services import needed_skill

DECLINED, FAILED, CARRIED_OVER, CANCELLED, LATE, REOPENED = 0.03, 0.02, 0.09, 0.03, 0.05, 0.022
MOST_TRIES = 3
REFILLS_FROM = 50_001  # above the numbers of the opening stock
BAD_DAYS, LATE_NOW = timedelta(hours=48), 0.13  # lately much goes late, so that a demo has something to look after


@dataclass
class Life:
    """A case while its story is being told."""

    request: Request
    preview: Preview
    actor: Any
    symptom: Code | None
    earlier: Life | None = None
    visits: list[PastVisit] = field(default_factory=list)
    more_visits: list[PastVisit] = field(default_factory=list)
    decisions: list[tuple[datetime, int | None, dict[str, Any]]] = field(default_factory=list)
    declined: set[int] = field(default_factory=set)
    holds: int = 0
    tries: int = 0
    unserved: str = ""
    resolved_at: datetime | None = None
    answered_at: datetime | None = None
    reopened_at: datetime | None = None
    reopen_reason: str = ""
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    closed_at: datetime | None = None
    close_reason: str = ""
    rating: int | None = None
    late: bool = False
    feedback: dict[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """When the customer asked."""
        return self.preview.at

    @property
    def asset(self) -> Asset:
        """What it is about."""
        if self.request.asset is None:
            raise ValueError("the demo knows only requests about an asset")
        return self.request.asset

    def past(self, now: datetime) -> PastCase:
        """The life as of ``now``, for the history."""
        return PastCase(
            request=self.request,
            preview=self.preview,
            actor=self.actor,
            visits=tuple(_until(visit, now) for visit in self.visits),
            answered_at=self.answered_at,
            reopened_at=self.reopened_at,
            reopen_reason=self.reopen_reason,
            more_visits=tuple(_until(visit, now) for visit in self.more_visits),
            unserved_reason=self.unserved,
            closed_at=self.closed_at,
            close_reason=self.close_reason,
            rating=self.rating,
            cancelled_at=self.cancelled_at,
            cancel_reason=self.cancel_reason,
            posted=self.closed_at is not None and now - self.closed_at > timedelta(days=3),
        )


def _until(visit: PastVisit, now: datetime) -> PastVisit:
    return replace(visit, steps=tuple(step for step in visit.steps if step.at <= now))


class Teller:
    """Tells lives in the order of time, so that each engineer's plan and van are what they then were."""

    def __init__(self, rng: Random, network: Network, catalogue: Catalogue, now: datetime) -> None:
        self.rng, self.network, self.catalogue = rng, network, catalogue
        self.bad_days = now - BAD_DAYS
        self.known = planned_network()
        self.busy: dict[int, list[Busy]] = {}
        self.worked: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        self.vans: dict[tuple[int, int], list[str]] = {}  # numbers of the pieces, "" for parts that have none
        self.pieces = Pieces(REFILLS_FROM)
        self.refills: list[Move] = []

    def visit(self, life: Life, at: datetime) -> datetime | None:
        """Plan and tell one visit as of ``at``; returns when the order must be planned again, if it must."""
        order = self._order(life)
        answer = search(order, self.known, outlets_for(order, self.known), self._busy, at)
        if not answer.options:
            life.decisions.append((at, None, dispatching.reasons(answer)))
            return self._nobody(life, answer.reason, at)
        option = answer.options[0]
        visits = life.more_visits if life.reopened_at else life.visits
        life.decisions.append((at, len(life.visits) + len(life.more_visits), dispatching.reasons(answer)))
        life.unserved = ""
        engineer = self.network.engineers[option.engineer.pk]
        insort(
            self.busy.setdefault(engineer.pk, []), Busy(option.starts, option.ends, order.place), key=lambda b: b.starts
        )
        visit, again = self._tell(life, engineer, option, at)
        visits.append(visit)
        return again

    def _busy(self, engineer_ids: list[int]) -> Mapping[int, Sequence[Busy]]:
        return {pk: self.busy[pk] for pk in engineer_ids if pk in self.busy}

    def forget(self, before: datetime) -> None:
        """Drop what was planned long ago."""
        for pk, entries in self.busy.items():
            self.busy[pk] = [entry for entry in entries if entry.ends > before]
        for pk, visits in self.worked.items():
            self.worked[pk] = [visit for visit in visits if visit[1] > before]

    def _order(self, life: Life) -> Order:
        site, type_ = life.asset.site, life.request.service_type
        skill, level = needed_skill(life.asset.product.category_id, type_.code)
        due = {promise.milestone: promise.due_at for promise in life.preview.promises}
        wanted = (life.request.wanted_from, life.request.wanted_until)
        return Order(
            pk=0,
            place=Point(site.longitude, site.latitude),
            city=site.city,
            district=site.district,
            category_id=life.asset.product.category_id,
            skill_id=skill,
            skill_level=level,
            severity=life.request.severity,
            minutes=type_.duration_minutes,
            earliest=life.at,
            due=due.get(MilestoneKind.ARRIVE),
            window=wanted if wanted[0] and wanted[1] and not life.visits and not life.tries else None,  # type: ignore[arg-type]
            declined=frozenset(life.declined),
        )

    def _nobody(self, life: Life, reason: str, at: datetime) -> datetime | None:
        life.unserved = reason
        life.tries += 1
        if life.tries < MOST_TRIES:
            return at + timedelta(hours=self.rng.uniform(5, 20))
        life.cancelled_at, life.cancel_reason = at, "附近没有能修的网点，已转厂家"
        return None

    # One visit

    def _tell(self, life: Life, engineer: Engineer, option: Option, at: datetime) -> tuple[PastVisit, datetime | None]:
        visit = PastVisit(
            engineer=engineer,
            booked_at=at,
            starts_at=option.starts,
            ends_at=option.ends,
            travel_minutes=round(option.travel_minutes),
            travel_km=option.travel_km,
        )
        accepted = self._answer_at(engineer, option, at)
        if len(life.declined) < 2 and self.rng.random() < DECLINED:
            return self._declined(life, visit, engineer, accepted)
        steps = [PastStep("accepted", accepted)]
        if not life.visits and self.rng.random() < CANCELLED:
            life.cancelled_at = accepted + (option.starts - accepted) * self.rng.uniform(0.2, 0.9)
            life.cancel_reason = self.rng.choice(words.CANCELS)
            return replace(visit, steps=tuple(steps)), None
        arrived = self._go(life, engineer, option, accepted, steps)
        if self.rng.random() < FAILED:
            reason = self.rng.choice(words.FAILURES)
            steps[-1] = PastStep("failed", arrived + timedelta(minutes=12), reason)
            return replace(visit, steps=tuple(steps)), self._next_morning(arrived)
        return self._work(life, visit, steps, arrived)

    def _answer_at(self, engineer: Engineer, option: Option, at: datetime) -> datetime:
        """Most answer within minutes; what comes late in the evening is answered in the morning."""
        minutes = min(300.0, self.rng.lognormvariate(math.log(7), 1.0))
        hour = timezone.localtime(at).hour
        if (hour >= 22 or hour < 7) and engineer.shift.code != "standby":
            return max(at + timedelta(minutes=2), min(self._next_morning(at), option.starts - timedelta(minutes=5)))
        return at + timedelta(minutes=minutes)

    def _next_morning(self, at: datetime) -> datetime:
        local = timezone.localtime(at)
        day = local if local.hour < 7 else local + timedelta(days=1)
        return day.replace(hour=8, minute=self.rng.randint(0, 20), second=self.rng.randint(0, 59))

    def _declined(
        self, life: Life, visit: PastVisit, engineer: Engineer, at: datetime
    ) -> tuple[PastVisit, datetime | None]:
        life.declined.add(engineer.pk)
        self.busy[engineer.pk] = [entry for entry in self.busy[engineer.pk] if entry.starts != visit.starts_at]
        return replace(visit, steps=(PastStep("declined", at, self.rng.choice(words.DECLINES)),)), at

    def _go(
        self, life: Life, engineer: Engineer, option: Option, accepted: datetime, steps: list[PastStep]
    ) -> datetime:
        """The way there: when he set out and arrived."""
        travel = max(4.0, option.travel_minutes)
        before = [ended for planned, ended in self.worked[engineer.pk] if planned < option.starts]
        ready = max([accepted + timedelta(minutes=1), *before])
        jitter = timedelta(minutes=self.rng.uniform(-6, 9))
        bad = accepted > self.bad_days
        if self.rng.random() < (LATE_NOW if bad else LATE):
            life.late, jitter = (
                True,
                timedelta(minutes=self.rng.uniform(900, 2800) if bad else self.rng.uniform(35, 200)),
            )
        set_out = max(ready, option.starts - timedelta(minutes=travel) + jitter)
        arrived = set_out + timedelta(minutes=travel * self.rng.uniform(0.8, 1.3) + 1)
        site = life.asset.site
        steps.append(PastStep("travelling", set_out, "", engineer.latitude, engineer.longitude))
        near = (site.latitude + self.rng.gauss(0, 0.0003), site.longitude + self.rng.gauss(0, 0.0003))
        steps.append(PastStep("on_site", arrived, "", round(near[0], 6), round(near[1], 6)))
        return arrived

    def _work(
        self, life: Life, visit: PastVisit, steps: list[PastStep], arrived: datetime
    ) -> tuple[PastVisit, datetime | None]:
        length = life.request.service_type.duration_minutes * self.rng.lognormvariate(-0.05, 0.33)
        ended = arrived + timedelta(minutes=min(260.0, max(12.0, length)))
        self.worked[visit.engineer.pk].append((visit.starts_at, ended))
        if life.symptom and life.holds == 0 and self.rng.random() < CARRIED_OVER:
            return self._carry_over(life, visit, steps, ended)
        life.resolved_at = ended
        codes = self.catalogue.chain(self.rng, life.symptom) if life.symptom else {}
        uses = self._use_parts(life, visit, ended) if life.symptom else ()
        steps.append(PastStep("completed", ended, "", steps[-1].latitude, steps[-1].longitude))
        record = self._record(life, codes, charged=self._is_charged(life, uses))
        return replace(visit, steps=tuple(steps), record=record, codes=codes, uses=uses), None

    def _carry_over(
        self, life: Life, visit: PastVisit, steps: list[PastStep], ended: datetime
    ) -> tuple[PastVisit, datetime | None]:
        life.holds += 1
        reason = self.rng.choices(("parts", "customer", "access", "third_party", "skill"), (55, 18, 9, 10, 8))[0]
        part = self.rng.choice(self.catalogue.parts[life.asset.product_id]) if reason == "parts" else None
        note = self.rng.choice(words.HOLDS[reason]).format(part=part.name_zh if part else "")
        steps.append(PastStep("partial", ended, reason))
        days = self.rng.uniform(1, 7) if reason == "parts" else self.rng.uniform(0.6, 4)
        return replace(visit, steps=tuple(steps), hold_note=note, hold_part=part), ended + timedelta(days=days)

    def _is_charged(self, life: Life, uses: tuple[PastUse, ...]) -> bool:
        free = life.preview.entitlement
        return not (free.visit and free.labour and (free.parts or not uses))

    def _record(self, life: Life, codes: dict[str, Code], *, charged: bool) -> RecordInput:
        type_code = life.request.service_type.code
        telecom = is_telecom(life.asset)
        template = self.catalogue.checklists.get((life.asset.product.category_id, type_code))
        return RecordInput(
            serial=life.asset.serial,
            result=words.result(self.rng, codes, type_code, telecom=telecom),
            answers=self.catalogue.answers(self.rng, template),
            checklist_id=template.pk if template else None,
            payment="" if not charged else "account" if telecom else self.rng.choice(("qr", "qr", "qr", "cash")),
            signer=life.request.contact_name or life.request.customer.name,
        )

    def _use_parts(self, life: Life, visit: PastVisit, at: datetime) -> tuple[PastUse, ...]:
        """About half of all repairs take a part; after waiting for parts it is the awaited one."""
        held = next((v.hold_part for v in [*life.visits, *life.more_visits] if v.hold_part), None)
        if held is None and self.rng.random() > 0.46:
            return ()
        options = self.catalogue.parts[life.asset.product_id]
        part = held or self.rng.choices(options, [1 / (n + 1.3) for n in range(len(options))])[0]
        van = self.network.vans[visit.engineer.pk]
        piece = self._from_van(van.pk, part, visit)
        old = f"U{self.rng.randint(10**7, 10**8 - 1)}" if part.tracking == "serial" else ""
        return (PastUse(part, van, piece=piece, old_serial=old),)

    def _from_van(self, van_id: int, part: Part, visit: PastVisit) -> str:
        """The number of a piece of the van; what the van has not is fetched before the visit."""
        key = (van_id, part.pk)
        if not self.vans.get(key):
            van = self.network.vans[visit.engineer.pk]
            at, fetched = visit.starts_at - timedelta(hours=1), 1 if part.price >= 500 else 3
            moves = list(self.pieces.received(van, part, fetched, at=at, note="领料"))
            self.refills += moves
            self.vans[key] = [move.serial for move in moves for _ in range(move.quantity)]
        return self.vans[key].pop(0)
