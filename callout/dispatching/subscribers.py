"""Reactions of dispatch: orders get an engineer by the policy of their region,
absences free visits, finished work is entered."""

from __future__ import annotations

from datetime import datetime

from callout.dispatching import absences, dispatch, fairness, offers, settlement
from callout.dispatching.escalations import close_for
from callout.dispatching.planning.continuous import something_happened
from callout.foundation.events import subscribe, subscribe_together
from callout.foundation.jobs import HIGH, LOW
from callout.foundation.models import Event
from callout.workforce.events import AbsenceChanged
from callout.workorders import services as orders
from callout.workorders.events import (
    WorkOrderCancelled,
    WorkOrderCompleted,
    WorkOrderCreated,
    WorkOrderReleased,
)
from callout.workorders.models import ServiceRecord


@subscribe_together(WorkOrderCreated, WorkOrderReleased, name="dispatching.plan", priority=HIGH, queue="dispatch")
def plan(events: list[Event]) -> None:
    """Serve new and released orders, unless a dispatcher keeps one for himself."""
    dispatch.serve_events([event for event in events if event.payload.get("replan", True)])
    something_happened(event.region_id for event in events)


@subscribe(AbsenceChanged, name="dispatching.absence", priority=HIGH, queue="dispatch")
def absence(event: Event) -> None:
    """Entered by a dispatcher or reported by the engineer: his planned visits go to others."""
    something_happened([event.region_id])
    if event.payload.get("removed") or event.engineer_id is None:
        return
    starts_at, ends_at = (datetime.fromisoformat(event.payload[name]) for name in ("starts_at", "ends_at"))
    absences.release_visits(actor=None, engineer_id=event.engineer_id, starts_at=starts_at, ends_at=ends_at)


@subscribe(WorkOrderCompleted, name="dispatching.ledgers", priority=LOW)
def ledgers(event: Event) -> None:
    """Finished work goes into the fairness ledger and, at a partner's, into his settlement."""
    record = ServiceRecord.objects.filter(pk=event.payload["record_id"]).first()
    if record is not None:
        fairness.enter(actor=None, booking_id=record.booking_id)
        settlement.note(actor=None, record_id=record.pk)


@subscribe(WorkOrderCancelled, name="dispatching.cancelled", priority=LOW)
def cancelled(event: Event) -> None:
    """Nobody needs the order: it is not on offer any more and needs no person."""
    if event.work_order_id is not None:
        offers.close(orders.lock(event.work_order_id), None)
        close_for(event.work_order_id, None, "cancelled")
        something_happened([event.region_id])
