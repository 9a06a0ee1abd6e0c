"""Publishing a draft: each move through the ordinary services; what has
changed meanwhile is refused with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.dispatching import manual, preview
from callout.dispatching.board import drafts
from callout.dispatching.board.models import Draft, DraftMove
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.workorders import proposals
from callout.workorders.models import Booking, WorkOrder

REASON = "draft"
IN_THE_WAY = ("cannot_go", "engineer_busy", "helpers_missing")


@dataclass(slots=True)
class Outcome:
    """What came of publishing: moves done, and moves refused with the reason kept in ``refused``."""

    draft: Draft
    done: list[DraftMove]
    refused: list[DraftMove]


@business_action
def publish(*, actor: User | None, draft_id: int) -> Outcome:
    """Carry out a draft.

    Moves wait for each other until none gets further; those in each other's way change places at once.
    """
    draft = drafts.lock(draft_id)
    compared = drafts.compare(draft)
    draft.before, draft.after = compared.before.plain(), compared.after.plain()
    left = list(draft.moves.select_related("booking", "work_order").order_by("engineer_id", "id"))
    done: list[DraftMove] = []
    refused: list[DraftMove] = []
    while left:
        answers = [(move, _try(move, actor)) for move in left]
        done += [move for move, answer in answers if not answer]
        refused += [move for move, answer in answers if answer and answer not in IN_THE_WAY]
        blocked = [move for move, answer in answers if answer in IN_THE_WAY]
        if len(blocked) == len(left):
            break
        left = blocked
    if left and _exchange(left, actor):
        done, left = done + left, []
    refused += left
    DraftMove.objects.bulk_update([*done, *refused], ["refused"])
    return Outcome(drafts.close(draft, Draft.State.PUBLISHED, actor), done, refused)


def _try(move: DraftMove, actor: User | None) -> str:
    """Empty when the move is done, else the code of its refusal."""
    try:
        with transaction.atomic():
            _carry_out(move, actor)
    except BusinessError as error:
        move.refused = str(error.message)[:200]
        return error.code
    move.refused = ""
    return ""


def _carry_out(move: DraftMove, actor: User | None) -> None:
    place = move.place
    if move.booking_id is None and place:
        _check_waits(move)
        _assign(move, actor, *place)
    elif move.booking_id and place:
        manual.reassign(
            actor=actor, booking_id=move.booking_id, engineer_id=place[0], starts_at=place[1], length=place[2],
            version=move.booking_version,
        )  # fmt: skip
    elif move.booking_id:
        _free(move.booking_id, move, actor)


def _assign(move: DraftMove, actor: User | None, engineer_id: int, starts_at: datetime, length: timedelta) -> None:
    manual.assign(actor=actor, order_id=move.work_order_id, engineer_id=engineer_id, starts_at=starts_at, length=length)


def _propose(move: DraftMove, engineer_id: int, starts_at: datetime, length: timedelta, actor: User | None) -> None:
    """What nobody was told stays so."""
    order = WorkOrder.objects.select_for_update(of=("self",)).select_related("site").get(pk=move.work_order_id)
    option = preview.check(order, engineer_id, starts_at, length=length).option
    proposals.propose(
        actor=actor, order=order, engineer_id=engineer_id, outlet_id=option.outlet.pk, starts_at=option.starts,
        ends_at=option.ends, travel_minutes=round(option.travel_minutes), travel_km=option.travel_km,
    )  # fmt: skip


def _free(booking_id: int, move: DraftMove, actor: User | None) -> None:
    manual.take_back(actor=actor, booking_id=booking_id, reason=REASON, replan=False, version=move.booking_version)


def _check_waits(move: DraftMove) -> None:
    order = move.work_order
    order.refresh_from_db(fields=["state"])
    if order.state != order.State.UNSCHEDULED:
        raise BusinessError("changed_meanwhile", _("The order does not wait any more."))


def _exchange(moves: list[DraftMove], actor: User | None) -> bool:
    """Two that swap places block each other: free all of them, then book them anew; all or none."""
    swaps = [(move, move.booking_id, move.place) for move in moves]
    proposed = {move.pk for move in moves if move.booking and move.booking.state == Booking.State.PROPOSED}
    try:
        with transaction.atomic():
            for move, booking_id, _place in swaps:
                if booking_id:
                    _free(booking_id, move, actor)
            for move, _booking_id, place in swaps:
                if place and move.pk in proposed:
                    _propose(move, *place, actor)
                elif place:
                    _assign(move, actor, *place)
    except BusinessError:
        return False
    for move in moves:
        move.refused = ""
    return True
