"""Writes played cases: a handful of statements for hundreds of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple, Protocol

from django.utils import timezone

from callout.accounts.models import User
from callout.agreements import selectors as agreements
from callout.cases.models import Case, ClockEntry, Milestone
from callout.foundation.actions import business_action
from callout.foundation.copying import copy_in
from callout.foundation.events import event_row
from callout.foundation.models import Event
from callout.foundation.numbering import next_numbers
from callout.parts.bulk import Move, bulk_move
from callout.parts.models import AssetPart
from callout.workorders.history.past import PastCase
from callout.workorders.history.tape import Happening, Tape, Visit
from callout.workorders.models import Booking, BookingStamp, ChargeLine, PartUsage, ServiceRecord, WorkOrder


class Numbered(Protocol):
    """A row that people call by a number."""

    number: str
    created_at: datetime


class Taken(NamedTuple):
    """A past case as it was written, with its orders and the bookings of its visits in the order told."""

    case: Case
    orders: tuple[WorkOrder, ...]
    bookings: tuple[Booking, ...]


@business_action
def take_over(*, actor: User | None, cases: Sequence[PastCase], now: datetime | None = None) -> list[Taken]:
    """Write past cases with all that happened to them until ``now``; answers in the order given.

    Raises what a live action would: IllegalTransition for a life that the tables do not allow, InvalidInput for a
    request that would be refused, stock_short for parts that were not there.
    """
    now = now or timezone.now()
    tapes = [Tape(past, now) for past in cases]
    _write_cases(tapes)
    visits = [visit for tape in tapes for visit in tape.visits]
    _write_visits(tapes, visits)
    _write_parts(actor, [visit for visit in visits if visit.record])
    _write_events(tapes)
    return [Taken(tape.case, tuple(tape.orders), tuple(visit.booking for visit in tape.visits)) for tape in tapes]


@business_action
def link_repeats(*, actor: User | None, pairs: Sequence[tuple[Case, Case]]) -> None:
    """Note which taken-over cases are repeats 返修 of which earlier ones."""
    for case, earlier in pairs:
        case.repeat_of = earlier
    Case.objects.bulk_update([case for case, _ in pairs], ["repeat_of"], batch_size=500)


def _write_cases(tapes: list[Tape]) -> None:
    _give_numbers("CA", [tape.case for tape in tapes])
    copy_in(Case, (tape.case for tape in tapes))
    copy_in(Milestone, chain.from_iterable(tape.milestones for tape in tapes))
    copy_in(ClockEntry, chain.from_iterable(tape.entries for tape in tapes))


def _give_numbers(prefix: str, rows: Iterable[Numbered]) -> None:
    by_day: dict[date, list[Numbered]] = defaultdict(list)
    for row in rows:
        by_day[timezone.localdate(row.created_at)].append(row)
    for day in sorted(by_day):
        same_day = sorted(by_day[day], key=lambda row: row.created_at)
        for row, number in zip(same_day, next_numbers(prefix, same_day[0].created_at, len(same_day)), strict=True):
            row.number = number


def _write_visits(tapes: list[Tape], visits: list[Visit]) -> None:
    orders = [order for tape in tapes for order in tape.orders]
    _give_numbers("WO", orders)
    copy_in(WorkOrder, orders)
    copy_in(Booking, (visit.booking for visit in visits))
    copy_in(BookingStamp, chain.from_iterable(visit.stamps for visit in visits))
    copy_in(ServiceRecord, (visit.record for visit in visits if visit.record))
    copy_in(ChargeLine, chain.from_iterable(visit.lines for visit in visits))


def _write_parts(actor: User | None, visits: list[Visit]) -> None:
    used = [(visit, use) for visit in visits for use in visit.past.uses]
    usages = (
        PartUsage(
            record=visit.record, part=use.part, store=use.store, quantity=use.quantity, serial=use.serial,
            batch=use.batch, old_serial=use.old_serial, old_returned=bool(use.old_serial),
        )
        for visit, use in used
    )  # fmt: skip
    copy_in(PartUsage, usages)
    moves = [
        Move(
            store=use.store, part=use.part, quantity=-use.quantity, kind="use", at=visit.record.finished_at,
            work_order_id=visit.booking.work_order_id, serial=use.piece,
        )
        for visit, use in used
        if visit.record
    ]  # fmt: skip
    bulk_move(actor=actor, moves=moves)
    copy_in(AssetPart, _installed(visits))


def _installed(visits: list[Visit]) -> Iterator[AssetPart]:
    """The parts now built into the assets; one that was replaced again is marked removed."""
    newest: dict[tuple[int, int], AssetPart] = {}
    assets = {visit.booking.work_order.asset_id for visit in visits if visit.past.uses}
    known = set(AssetPart.objects.filter(asset__in=assets, removed_on=None).values_list("asset", "part"))
    for visit in sorted(visits, key=lambda visit: visit.booking.ended_at or visit.past.booked_at):
        asset_id, record = visit.booking.work_order.asset_id, visit.record
        if asset_id is None or record is None:
            continue
        day = timezone.localdate(record.finished_at)
        for use in visit.past.uses:
            key = (asset_id, use.part.pk)
            if key in newest:
                newest[key].removed_on = day
                yield newest[key]
            elif key in known:
                AssetPart.objects.filter(asset=asset_id, part=use.part, removed_on=None).update(removed_on=day)
            newest[key] = AssetPart(
                asset_id=asset_id, part=use.part, serial=use.serial, installed_on=day,
                warranty_until=agreements.add_months(day, 12),
            )  # fmt: skip
    yield from newest.values()


def _write_events(tapes: list[Tape]) -> None:
    copy_in(Event, (_event(tape, happening) for tape in tapes for happening in tape.happenings))


def _event(tape: Tape, happening: Happening) -> Event:
    order, booking, fields = happening.order, happening.booking, dict(happening.fields)
    known = happening.kind.__dataclass_fields__
    if "number" in known:
        fields["number"] = (order or tape.case).number
    if "booking_id" in known and booking:
        fields["booking_id"] = booking.pk
    if "record_id" in known and happening.record:
        fields["record_id"] = happening.record.pk
    event = happening.kind(
        case_id=tape.case.pk,
        work_order_id=order.pk if order else None,
        region_id=tape.case.region_id,
        outlet_id=tape.case.outlet_id,
        engineer_id=happening.engineer_id,
        **fields,
    )
    row = event_row(event, actor=happening.actor, at=happening.at)
    row.recorded_at = happening.at
    return row
