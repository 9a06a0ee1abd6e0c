"""Two phones of one engineer, the desk and the dispatcher work on one order in any order: they converge, by the rules.

``CALLOUT_EXAMPLES=10000 … -n 2`` runs the long form (docs/developer/field-sync.md).
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callout import testing
from callout.cases.models import Interaction
from callout.field import bundle, commands
from callout.field.models import Command, Device
from callout.field.protocol import VISIT_COMMANDS, Batch
from callout.field.tests.conftest import Phone, phone_of, record_for, visit_for
from callout.foundation.errors import BusinessError
from callout.parts.models import Stock
from callout.workforce.models import Engineer
from callout.workorders import bookings, services
from callout.workorders.bookings import stamp_now
from callout.workorders.models import Booking, BookingStamp, ServiceRecord, WorkOrder
from callout.workorders.transitions import BOOKING

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("CALLOUT_EXAMPLES", "40"))
PART = 250  # what examples roll back stays in the tables until their transaction ends, and slows the next
FIELD = ("accept", "decline", "set_out", "arrive", "pause", "resume", "complete", "carry_over", "note", "request_part")
OFFICE = ("cancel_order", "cancel_booking", "move_time", "move_engineer", "remark")
NETWORK = ("sync", "sync_unheard", "sync_one", "repeat_all")


@dataclass
class Handset:
    """A phone's log as the app keeps it: what is not settled is sent again, a step behind an unsettled one waits."""

    device: Device
    phone: Phone
    log: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, commands.Outcome] = field(default_factory=dict)

    def sendable(self) -> list[dict[str, Any]]:
        """Unanswered commands, none past a refused step of the same visit."""
        blocked, ready = False, []
        for command in self.log:
            answer = self.answers.get(command["operation"])
            if answer is None and not (blocked and command["type"] in VISIT_COMMANDS):
                ready.append(command)
            blocked |= answer is not None and answer.status != "applied" and command["type"] in VISIT_COMMANDS
        return ready

    def sync(self, *, most: int = 200, heard: bool = True) -> None:
        """Send; without ``heard`` the connection broke before the answer came."""
        sent = self.sendable()[:most]
        outcomes = commands.apply_batch(self.device, Batch(commands=sent))
        if heard:
            self.answers |= {o.operation: o for o in outcomes if o.status in ("applied", "rejected", "conflict")}


@dataclass
class Scene:
    """One order, two phones of its engineer, an office."""

    town: testing.Town
    visit: Booking
    phones: tuple[Handset, Handset]
    other: Engineer
    clock: datetime

    def act(self, who: int, what: str) -> None:
        """One thing happens, a minute after the last."""
        self.clock += timedelta(minutes=1)
        if what in FIELD:
            handset = self.phones[who]
            handset.log.append(handset.phone.command(what, self.visit, at=self.clock, **self._payload(what)))
        elif what in NETWORK:
            self._network(self.phones[who], what)
        else:
            try:
                with transaction.atomic():
                    self._office(what)
            except BusinessError:
                pass  # the desk sees the refusal at once; nothing changed

    def _payload(self, what: str) -> dict[str, Any]:
        return {
            "decline": {"reason": "太远"},
            "pause": {"reason": "等客户"},
            "carry_over": {"reason": "parts"},
            "complete": record_for(self.town, signature=None),
            "note": {"text": "客户很急"},
            "request_part": {"part": self.town.part.pk},
        }.get(what, {})

    def _network(self, handset: Handset, what: str) -> None:
        if what == "repeat_all":
            commands.apply_batch(
                handset.device, Batch(commands=[c for c in handset.log if c["operation"] in handset.answers])
            )
        else:
            handset.sync(most=1 if what == "sync_one" else 200, heard=what != "sync_unheard")

    def _office(self, what: str) -> None:
        order_id, visit_id = self.visit.work_order_id, self.visit.pk
        if what == "cancel_order":
            services.cancel_order(actor=None, order_id=order_id, reason="客户取消")
        elif what == "cancel_booking":
            bookings.cancel_booking(actor=None, booking_id=visit_id, reason="改派", stamp=stamp_now())
        elif what == "move_time":
            bookings.move(actor=None, booking_id=visit_id, starts_at=self.visit.starts_at + timedelta(hours=2))
        elif what == "move_engineer":
            bookings.move(actor=None, booking_id=visit_id, engineer=self.other)
        else:
            Interaction.objects.filter(case_id=self.visit.work_order.case_id).count()


def scene() -> Scene:
    """The beginning of every example, which is rolled back to it."""
    town = testing.town()
    engineer = town.engineer("陈志远")
    visit = visit_for(town, engineer)
    phones = []
    for _number in range(2):
        phone = phone_of(engineer)
        phones.append(Handset(Device.objects.select_related("engineer__user").latest("id"), phone))
    return Scene(town, visit, (phones[0], phones[1]), town.engineer("周建国"), timezone.now() - timedelta(minutes=55))


def state_of(scene: Scene) -> tuple[Any, ...]:
    """What may not change any more once both phones were heard."""
    return (
        list(Booking.objects.order_by("id").values_list("id", "state", "version", "engineer_id", "starts_at")),
        list(WorkOrder.objects.order_by("id").values_list("id", "state")),
        list(BookingStamp.objects.order_by("id").values_list("booking_id", "state", "at")),
        list(ServiceRecord.objects.values_list("booking_id", "finished_at")),
        list(Stock.objects.order_by("id").values_list("id", "quantity")),
        (Interaction.objects.count(), Command.objects.count()),
    )


def check(scene: Scene) -> None:
    """The rules that hold whatever happened."""
    visit = Booking.objects.select_related("work_order").get(pk=scene.visit.pk)
    path = list(BookingStamp.objects.filter(booking=visit).order_by("id").values_list("state", flat=True))
    for old, new in pairwise(path):
        assert BOOKING.can(old, new), path
    by_office = visit.state == "cancelled" or visit.engineer == scene.other  # cancelled order, moved visit: no stamp
    assert by_office or path[-1] == visit.state
    done = visit.state == "completed"
    assert ServiceRecord.objects.filter(booking=visit).count() == done
    assert (visit.work_order.state in ("completed", "posted")) == done
    applied = Command.objects.filter(status="applied")
    assert Interaction.objects.count() == applied.filter(type="note").count()
    assert Stock.objects.get(store__engineer=scene.phones[0].device.engineer, part=scene.town.part).quantity == 5 - done
    for handset in scene.phones:
        for command in handset.log:
            row = Command.objects.filter(operation=command["operation"]).first()
            answer = handset.answers.get(command["operation"])
            assert (row and row.status) == (answer and answer.status), "the phone believes what the server did"
            assert row is None or row.happened_at == datetime.fromisoformat(command["at"])
    assert bundle.build(scene.phones[0].device, "")["orders"] == bundle.build(scene.phones[1].device, "")["orders"]


STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.one_of(st.sampled_from(FIELD), st.sampled_from(NETWORK), st.sampled_from(OFFICE))),
    min_size=1,
    max_size=14,
)


@pytest.fixture
def beginning(db) -> Scene:
    return scene()


class Undo(Exception):
    """Roll the example back."""


@pytest.mark.parametrize("part", range(max(EXAMPLES // PART, 1)))
@settings(max_examples=min(EXAMPLES, PART), deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_field_desk_and_dispatcher_converge_in_any_order(part, beginning, steps):
    try:
        with transaction.atomic():
            one = replace(beginning, phones=tuple(Handset(old.device, old.phone) for old in beginning.phones))
            for who, what in steps:
                one.act(who, what)
            for _round in range(3):
                for handset in one.phones:
                    handset.sync()
            check(one)
            before = state_of(one)
            for handset in one.phones:
                known = [c for c in handset.log if c["operation"] in handset.answers]
                again = commands.apply_batch(handset.device, Batch(commands=known)) if known else []
                for outcome in again:
                    assert asdict(outcome) == asdict(handset.answers[outcome.operation])
            assert state_of(one) == before, "nothing happens twice"
            raise Undo
    except Undo:
        pass
