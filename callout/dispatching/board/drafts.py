"""Drafts: a copy of the plan to try things on, compared with the published one, then published or thrown away.

People make them on the board; an optimiser stores its proposals the same way (``actor`` None).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.dispatching import preview, services, team
from callout.dispatching.board.cost import Terms, Visit, terms
from callout.dispatching.board.models import Draft, DraftMove
from callout.dispatching.choose import Busy, Option
from callout.dispatching.day import HIDDEN_STATES
from callout.dispatching.network import network
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.geo import Point
from callout.workforce.selectors import day_bounds
from callout.workorders.models import PLANNED_BOOKING_STATES, Booking, WorkOrder

MOST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plan as it is and with the draft's moves; ``stale`` when the plan has changed since the draft was opened."""

    before: Terms
    after: Terms
    stale: bool


@business_action
def open_draft(
    *, actor: User | None, region_id: int, first_day: date, days: int = 1, outlet_id: int | None = None, title: str = ""
) -> Draft:
    """Begin a draft of some days of a region, or of one outlet of it."""
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput("days_wrong", _("A draft covers one to seven days."))
    now = timezone.now()
    draft = Draft(
        title=title.strip()[:80] or _("Draft %(time)s") % {"time": f"{timezone.localtime(now):%H:%M}"}, made_by=actor,
        region_id=region_id, outlet_id=outlet_id, first_day=first_day, days=days, made_at=now,
    )  # fmt: skip
    draft.base_version = _version(_published(draft))
    draft.save()
    return priced(draft)


@business_action
def put(
    *,
    actor: User | None,
    draft_id: int,
    order_id: int,
    engineer_id: int,
    starts_at: datetime,
    length: timedelta | None = None,
) -> DraftMove | None:
    """Place an order in the draft; back at its published place the move is dropped.

    Raises ``cannot_go``, ``booking_fixed``.
    """
    draft, order, booking = lock(draft_id), *_subject(draft_id, order_id)
    busy = busy_in(draft, engineer_id, starts_at, order_id, booking)
    verdict = preview.check(order, engineer_id, starts_at, moving=booking, length=length, busy=busy)
    if not verdict.possible:
        raise BusinessError("cannot_go", _("%(name)s cannot go: %(rules)s") % {
            "name": verdict.option.engineer.name, "rules": _("; ").join(verdict.hard),
        })  # fmt: skip
    helpers = team_in(draft, order, booking, verdict.option) if order.people > 1 else ()
    place = (engineer_id, verdict.option.starts, verdict.option.ends)
    if booking and place == (booking.engineer_id, booking.starts_at, booking.ends_at):
        draft.moves.filter(work_order=order).delete()
        move = None
    else:
        move = keep(draft, order, booking, *place, helpers)
    priced(draft)
    return move


@business_action
def unassign(*, actor: User | None, draft_id: int, order_id: int) -> DraftMove | None:
    """In the draft nobody has the order."""
    draft, order, booking = lock(draft_id), *_subject(draft_id, order_id)
    draft.moves.filter(work_order=order).delete()
    move = keep(draft, order, booking, None, None, None) if booking else None
    priced(draft)
    return move


@business_action
def take_out(*, actor: User | None, draft_id: int, order_id: int) -> Draft:
    """The order is where it is published again."""
    draft = lock(draft_id)
    draft.moves.filter(work_order_id=order_id).delete()
    return priced(draft)


@business_action
def discard(*, actor: User | None, draft_id: int) -> Draft:
    """Throw the draft away; it stays on record."""
    return close(lock(draft_id), Draft.State.DISCARDED, actor)


def close(draft: Draft, state: str, actor: User | None) -> Draft:
    """End a locked draft."""
    draft.state, draft.closed_by, draft.closed_at = state, actor, timezone.now()
    draft.save(update_fields=["state", "closed_by", "closed_at", "before", "after"])
    return draft


def compare(draft: Draft) -> Comparison:
    """Both plans by the same terms (three queries)."""
    rows = _published(draft)
    moves = {move.work_order_id: move for move in draft.moves.select_related("work_order")}
    unserved = _waiting(draft).count()
    visits = [_visit(booking) for booking in rows]
    homes, shifts = _network(draft)
    told = {booking.work_order_id: booking.starts_at for booking in rows if booking.state in PLANNED_BOOKING_STATES}
    kept = [visit for visit in visits if visit.order not in moves]
    placed = [visit for move in moves.values() for visit in _placed(move)]
    freed = sum(1 for move in moves.values() if move.booking_id and not move.engineer_id)
    served = sum(1 for move in moves.values() if not move.booking_id and move.engineer_id)
    return Comparison(
        terms(visits, unserved, homes, shifts, told),
        terms([*kept, *placed], unserved + freed - served, homes, shifts, told),
        _version(rows) != draft.base_version,
    )


def busy_in(draft: Draft, engineer_id: int, around: datetime, order_id: int, booking: Booking | None) -> list[Busy]:
    """What the engineer has in the draft near a time, but for the order in hand."""
    moves = _others(draft, order_id)
    leave = {row.pk for row in _moved(moves, booking)}
    rows = preview.engagements(engineer_id, around, leave)
    rows += [_busy(move) for move in moves if engineer_id in _people(move)]
    return sorted(rows, key=lambda row: row.starts)


def busy_times(
    draft: Draft, engineer_ids: list[int], now: datetime, order_id: int, booking: Booking | None
) -> dict[int, list[Busy]]:
    """What each engineer has in the draft within the planning horizon, but for the order in hand."""
    moves = _others(draft, order_id)
    taken = without(services.busy_times(engineer_ids, now), _moved(moves, booking))
    for move in moves:
        for pk in _people(move).intersection(engineer_ids):
            taken.setdefault(pk, []).append(_busy(move))
    for rows in taken.values():
        rows.sort(key=lambda row: row.starts)
    return taken


def without(taken: dict[int, list[Busy]], bookings: Iterable[Booking]) -> dict[int, list[Busy]]:
    """Busy times but for some bookings."""
    for booking in bookings:
        rows = taken.get(booking.engineer_id, [])
        taken[booking.engineer_id] = [r for r in rows if (r.starts, r.ends) != (booking.starts_at, booking.ends_at)]
    return taken


def team_in(draft: Draft, order: WorkOrder, booking: Booking | None, lead: Option) -> tuple[int, ...]:
    """Who goes along in the draft. Raises ``helpers_missing`` when too few are free there at that time."""
    people, now = [e.pk for e in lead.outlet.engineers], timezone.now()
    busy = busy_times(draft, people, now, order.pk, booking)
    found = next(team.complete(services.plain(order), [lead], network(), busy), None)
    if found is None:
        raise BusinessError("helpers_missing", _("There are not enough people for this time."))
    return tuple(helper.pk for helper in found.helpers)


def _moved(moves: Iterable[DraftMove], booking: Booking | None) -> list[Booking]:
    """The published bookings that the draft has elsewhere, with those of the helpers who go along."""
    rows = [move.booking for move in moves if move.booking] + ([booking] if booking else [])
    teams = [row.work_order_id for row in rows if row.work_order.people > 1]
    helpers = Booking.objects.active().filter(work_order__in=teams, helper=True) if teams else ()
    return [*rows, *helpers]


def _people(move: DraftMove) -> set[int]:
    return {move.engineer_id, *move.helpers} if move.engineer_id else set()


def _others(draft: Draft, order_id: int) -> list[DraftMove]:
    return list(draft.moves.exclude(work_order_id=order_id).select_related("work_order", "booking__work_order"))


def _busy(move: DraftMove) -> Busy:
    if move.starts_at is None or move.ends_at is None:
        raise ValueError("a move without an engineer takes nobody's time")
    return Busy(move.starts_at, move.ends_at, Point(move.work_order.longitude, move.work_order.latitude))


def lock(draft_id: int) -> Draft:
    """The open draft, locked until the end of the transaction. Raises ``draft_closed``."""
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if draft.state != Draft.State.OPEN:
        raise BusinessError("draft_closed", _("This draft is published or discarded already."))
    return draft


def _subject(draft_id: int, order_id: int) -> tuple[WorkOrder, Booking | None]:
    """The order in its region, and the booking it has. Raises ``booking_fixed`` when that has begun or is locked."""
    region_id = Draft.objects.values_list("region_id", flat=True).get(pk=draft_id)
    order = WorkOrder.objects.select_related("site").filter(pk=order_id, region_id=region_id).first()
    if order is None:
        raise InvalidInput("other_region", _("This order belongs to another region."))
    booking = order.bookings.active().filter(helper=False).select_related("work_order").first()
    if booking and (booking.locked or booking.state not in PLANNED_BOOKING_STATES):
        raise BusinessError("booking_fixed", _("This booking has begun or is locked."))
    if booking is None and order.state != WorkOrder.State.UNSCHEDULED:
        raise BusinessError("order_closed", _("This order does not wait for an engineer."))
    return order, booking


def keep(
    draft: Draft, order: WorkOrder, booking: Booking | None, engineer: int | None, starts: datetime | None,
    ends: datetime | None, helpers: Iterable[int] = (),
) -> DraftMove:  # fmt: skip
    """Write down where the draft has the order; without an engineer nobody has it."""
    return DraftMove.objects.update_or_create(
        draft=draft, work_order=order,
        defaults={
            "booking": booking, "booking_version": booking.version if booking else None, "engineer_id": engineer,
            "helpers": list(helpers), "starts_at": starts, "ends_at": ends, "refused": "",
        },
    )[0]  # fmt: skip


def priced(draft: Draft) -> Draft:
    """Keep what both plans cost now."""
    compared = compare(draft)
    draft.before, draft.after = compared.before.plain(), compared.after.plain()
    draft.save(update_fields=["before", "after"])
    return draft


def bounds(draft: Draft) -> tuple[datetime, datetime]:
    """From the draft's first midnight to its last."""
    return day_bounds(draft.first_day)[0], day_bounds(draft.first_day + timedelta(days=draft.days - 1))[1]


def _published(draft: Draft) -> list[Booking]:
    start, end = bounds(draft)
    rows = Booking.objects.during(start, end).filter(engineer__outlet__region_id=draft.region_id)
    if draft.outlet_id:
        rows = rows.filter(engineer__outlet_id=draft.outlet_id)
    return list(rows.exclude(state__in=HIDDEN_STATES).select_related("work_order").order_by("pk"))


def _waiting(draft: Draft) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.filter(state="unscheduled", region_id=draft.region_id)
    return rows.filter(Q(outlet_id=draft.outlet_id) | Q(outlet=None)) if draft.outlet_id else rows


def _version(rows: Iterable[Booking]) -> str:
    text = ",".join(f"{booking.pk}:{booking.version}" for booking in rows)
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def _visit(booking: Booking) -> Visit:
    order = booking.work_order
    place = Point(order.longitude, order.latitude)
    waiting = booking.on_site_at is None
    return Visit(
        order.pk, booking.engineer_id, booking.starts_at, booking.ends_at, place, order.due_at, order.severity, waiting
    )


def _placed(move: DraftMove) -> list[Visit]:
    """The visits of the lead and of who goes along; none when nobody has the order."""
    order, at = move.work_order, move.place
    if at is None:
        return []
    where, (_lead, starts, length) = Point(order.longitude, order.latitude), at
    return [
        Visit(order.pk, pk, starts, starts + length, where, order.due_at, order.severity, True)
        for pk in sorted(_people(move))
    ]


def _network(draft: Draft) -> tuple[Mapping[int, Point], Mapping[int, list[tuple[datetime, datetime]]]]:
    """Homes and working hours of the engineers in question."""
    known = network()
    start, end = bounds(draft)
    people = [engineer for outlet in known.outlets for engineer in outlet.engineers]
    shifts = {engineer.shift_id: known.working_spans(engineer.shift_id, start, end) for engineer in people}
    return {e.pk: e.home for e in people}, {e.pk: shifts[e.shift_id] for e in people}
