"""Plays one past case in memory, along the tables and rules of live ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from callout.accounts.models import User
from callout.agreements import selectors as agreements
from callout.agreements.models import MilestoneKind
from callout.agreements.selectors import Promise
from callout.cases import clocks
from callout.cases import events as case_events
from callout.cases import services as case_services
from callout.cases.models import Case, ClockEntry, Milestone
from callout.cases.transitions import CASE
from callout.foundation.events import DomainEvent
from callout.workorders import charges, events, intake, records, services
from callout.workorders.bookings import Stamp
from callout.workorders.history.past import PastCase, PastStep, PastVisit
from callout.workorders.models import Booking, BookingStamp, ChargeLine, ServiceRecord, WorkOrder
from callout.workorders.transitions import BOOKING, WORK_ORDER


@dataclass(slots=True)
class Happening:
    """An event to be: its columns and number are known only once the rows are written."""

    kind: type[DomainEvent]
    actor: User | None
    at: datetime
    order: WorkOrder | None
    engineer_id: int | None
    fields: dict[str, Any]
    booking: Booking | None = None
    record: ServiceRecord | None = None


@dataclass(slots=True)
class Visit:
    """A played booking with the rows that hang on it."""

    past: PastVisit
    booking: Booking
    stamps: list[BookingStamp] = field(default_factory=list)
    record: ServiceRecord | None = None
    lines: list[ChargeLine] = field(default_factory=list)


class Tape:
    """The rows of one past case, none of them saved."""

    def __init__(self, past: PastCase, now: datetime) -> None:
        preview = past.preview
        self.past = past
        self.case = case_services.build_case(intake.new_case(past.request, preview), number="", actor=past.actor)
        self.milestones: list[Milestone] = []
        self.entries: list[ClockEntry] = []
        self.orders: list[WorkOrder] = []
        self.visits: list[Visit] = []
        self.happenings: list[Happening] = []
        self._start(preview.promises, past.actor)
        self._say(case_events.CaseCreated, past.actor, preview.at, channel=past.request.channel)
        self._play(past, preview.at)
        clocks.settle(self.case, self.milestones, self.entries, now)

    def _play(self, past: PastCase, at: datetime) -> None:
        if past.request.visit and past.request.service_type.needs_visit:
            self._play_order(past.visits, at, past.actor)
        if past.answered_at:
            if past.elsewhere:
                self._done_elsewhere(past.answered_at, past.actor)
            self._resolve(past.answered_at, past.actor)
        if past.reopened_at:
            self._reopen(past.reopened_at, past.reopen_reason)
            self._play_order(past.more_visits, past.reopened_at, None)
        if past.cancelled_at:
            self._cancel(past.cancelled_at, past.cancel_reason, past.actor)
        if past.closed_at:
            self._close(past.closed_at, past.close_reason)
        self.case.rating = past.rating

    # The case

    def _move(self, target: str, actor: User | None, at: datetime, reason: str = "", **columns: Any) -> None:
        old = CASE.move(self.case, target)
        for name, value in columns.items():
            setattr(self.case, name, value)
        self._say(case_events.CaseStateChanged, actor, at, old=old, new=target, reason=reason)

    def _start(self, promises: tuple[Promise, ...] | list[Promise], actor: User | None) -> None:
        milestones, entries = clocks.build(self.case, promises, actor=actor)
        if self.case.level_id:
            calendar = agreements.levels()[self.case.level_id].calendar
            for milestone in milestones:
                milestone.calendar = calendar
        self.milestones += milestones
        self.entries += entries

    def _tick(self, kind: str, milestone: str, at: datetime, reason: str = "", actor: User | None = None) -> None:
        self.entries.append(
            ClockEntry(
                case=self.case, kind=kind, milestone=milestone, at=at, recorded_at=at, reason=reason, actor=actor
            )
        )

    def _meet(self, milestone: str, at: datetime, actor: User | None) -> None:
        """Write the end of a promise once: a clock that has ended stays as it was."""
        started = max((m.started_at for m in self.milestones if m.kind == milestone), default=None)
        ended = any(
            e.milestone in (milestone, "") and e.kind in ("met", "cancelled") and started and e.at >= started
            for e in self.entries
        )
        if started and not ended:
            self._tick("met", milestone, at, actor=actor)

    def _resolve(self, at: datetime, actor: User | None) -> None:
        if self.case.state in (Case.State.TRIAGED, Case.State.REOPENED):
            self._move("in_service", actor, at)
        responded = self.case.responded_at or at
        self._move("resolved", actor, at, resolved_at=at, responded_at=responded)
        for milestone in ("respond", "arrive", "resolve"):
            self._meet(milestone, at, actor)
        self._start(agreements.promised_times(self.case.level_id, self.case.severity, at, only="feedback"), actor)
        self._say(case_events.CaseResolved, actor, at)

    def _close(self, at: datetime, reason: str) -> None:
        self._move("closed", None, at, reason, closed_at=at)
        self._meet("feedback", at, None)
        self._say(case_events.CaseClosed, None, at)
        if self.past.posted:
            for order in self.orders:
                if order.state == WorkOrder.State.COMPLETED:
                    WORK_ORDER.move(order, "posted")

    def _reopen(self, at: datetime, reason: str) -> None:
        fresh = {"resolved_at": None, "closed_at": None, "responded_at": None, "arrived_at": None}
        self._move("reopened", None, at, reason, reopen_count=self.case.reopen_count + 1, **fresh)
        self._tick("cancelled", "", at)
        self._start(agreements.promised_times(self.case.level_id, self.case.severity, at), None)
        self._say(case_events.CaseReopened, None, at, reason=reason)

    def _cancel(self, at: datetime, reason: str, actor: User | None) -> None:
        for visit in self.visits:
            if BOOKING.can(visit.booking.state, "cancelled"):
                self._step(visit.booking.work_order, visit, PastStep("cancelled", at, reason))
                visit.booking.ended_at = at
        for order in self.orders:
            if WORK_ORDER.can(order.state, "cancelled"):
                WORK_ORDER.move(order, "cancelled")
                self._say(events.WorkOrderCancelled, actor, at, order, reason=reason)
        self._move("cancelled", actor, at, reason, waiting_for="", closed_at=at)
        self._tick("cancelled", "", at, actor=actor)

    # The visits

    def _play_order(self, visits: tuple[PastVisit, ...], at: datetime, actor: User | None) -> None:
        self.case.visits += 1
        order = services.build_visit(self.case, number="", at=at, due_at=self._due(at))
        self.orders.append(order)
        self._say(events.WorkOrderCreated, actor, at, order)
        for past in visits:
            self._play_visit(order, past)
        if order.state == WorkOrder.State.UNSCHEDULED:
            order.unserved_reason = self.past.unserved_reason

    def _done_elsewhere(self, at: datetime, actor: User | None) -> None:
        for order in self.orders:
            WORK_ORDER.move(order, "completed")
            WORK_ORDER.move(order, "posted")
            order.completed_at = at
            self._say(events.WorkOrderDoneElsewhere, actor, at, order)

    def _due(self, at: datetime) -> datetime | None:
        due = {m.kind: m.due_at for m in self.milestones if m.started_at == at}
        return due.get(MilestoneKind.ARRIVE) or due.get(MilestoneKind.RESOLVE)

    def _play_visit(self, order: WorkOrder, past: PastVisit) -> None:
        booking = Booking(
            work_order=order, engineer=past.engineer, state=Booking.State.DISPATCHED, starts_at=past.starts_at,
            ends_at=past.ends_at, travel_minutes=past.travel_minutes, travel_km=round(past.travel_km, 2),
            created_at=past.booked_at,
        )  # fmt: skip
        visit = Visit(past, booking)
        self.visits.append(visit)
        if order.state == WorkOrder.State.ON_HOLD:
            self.case.visits += 1
            order.visit = self.case.visits
            self._say(events.WorkOrderReleased, None, past.booked_at, order, reason="return")
        WORK_ORDER.move(order, "scheduled")
        order.scheduled_at, order.hold_reason = past.booked_at, ""
        order.outlet_id = self.case.outlet_id = past.engineer.outlet_id
        self._stamp(visit, PastStep("dispatched", past.booked_at), None)
        self._in_service(past.booked_at)
        self._say(events.BookingDispatched, None, past.booked_at, order, booking, starts_at=past.starts_at.isoformat())
        for step in past.steps:
            self._step(order, visit, step)

    def _in_service(self, at: datetime) -> None:
        if self.case.state == Case.State.WAITING:
            self._move("in_service", None, at, waiting_for="")
            self._tick("resumed", "", at)
        elif self.case.state != Case.State.IN_SERVICE:
            self._move("in_service", None, at)

    def _stamp(self, visit: Visit, step: PastStep, actor: User | None) -> None:
        visit.stamps.append(
            BookingStamp(
                booking=visit.booking, state=step.state, at=step.at, recorded_at=step.at, actor=actor,
                reason=step.reason[:120], latitude=step.latitude, longitude=step.longitude,
                accuracy_m=12.0 if step.latitude else None,
            )
        )  # fmt: skip

    def _step(self, order: WorkOrder, visit: Visit, step: PastStep) -> None:
        booking, actor = visit.booking, visit.past.engineer.user
        old = BOOKING.move(booking, step.state)
        booking.version += 1
        self._stamp(visit, step, actor)
        self._say(
            events.BookingStateChanged,
            actor,
            step.at,
            order,
            booking,
            old=old,
            new=step.state,
            reason=step.reason[:120],
        )
        match step.state:
            case "accepted":
                booking.accepted_at = step.at
                self._responded(step.at, actor)
            case "travelling":
                booking.travelling_at = step.at
                WORK_ORDER.move(order, "in_progress")
            case "on_site":
                booking.on_site_at = booking.on_site_at or step.at
                self._arrived(step.at, actor)
            case "declined" | "failed":
                self._released(order, visit, step)
            case "partial":
                self._carried_over(order, visit, step)
            case "completed":
                self._completed(order, visit, step)

    def _responded(self, at: datetime, actor: User | None) -> None:
        self.case.responded_at = self.case.responded_at or at
        self._meet("respond", at, actor)

    def _arrived(self, at: datetime, actor: User | None) -> None:
        self._responded(at, actor)
        self.case.arrived_at = self.case.arrived_at or at
        self._meet("arrive", at, actor)

    def _released(self, order: WorkOrder, visit: Visit, step: PastStep) -> None:
        visit.booking.ended_at = step.at
        if step.state == "declined":
            visit.booking.decline_reason = step.reason[:120]
        WORK_ORDER.move(order, "unscheduled")
        order.scheduled_at = None
        self._say(events.WorkOrderReleased, visit.past.engineer.user, step.at, order, reason=step.reason[:120])

    def _carried_over(self, order: WorkOrder, visit: Visit, step: PastStep) -> None:
        past, actor = visit.past, visit.past.engineer.user
        visit.booking.ended_at = step.at
        WORK_ORDER.move(order, "on_hold")
        order.hold_reason, order.hold_note, order.hold_part = step.reason, past.hold_note[:200], past.hold_part
        waiting_for = records.WAITS_FOR.get(step.reason, "third_party")
        self._move("waiting", actor, step.at, past.hold_note[:120] or waiting_for, waiting_for=waiting_for)
        self._tick("paused", "", step.at, waiting_for, actor)
        self._say(events.WorkOrderOnHold, actor, step.at, order, reason=step.reason, note=past.hold_note[:200])

    def _completed(self, order: WorkOrder, visit: Visit, step: PastStep) -> None:
        past, actor = visit.past, visit.past.engineer.user
        if past.record is None:
            raise ValueError("a completed visit needs its record")
        visit.booking.ended_at = step.at
        visit.record = records.build_record(visit.booking, past.record, past.codes, Stamp(step.at))
        visit.record.checklist_id = past.record.checklist_id
        visit.lines = charges.charge_lines(visit.record, [(use.part, use.quantity) for use in past.uses])
        WORK_ORDER.move(order, "completed")
        order.completed_at = step.at
        self._say(events.WorkOrderCompleted, actor, step.at, order, visit.booking, record=visit.record)
        self._resolve(step.at, actor)

    def _say(
        self,
        kind: type[DomainEvent],
        actor: User | None,
        at: datetime,
        order: WorkOrder | None = None,
        booking: Booking | None = None,
        record: ServiceRecord | None = None,
        **fields: Any,
    ) -> None:
        engineer_id = booking.engineer_id if booking else None
        self.happenings.append(Happening(kind, actor, at, order, engineer_id, fields, booking, record))
