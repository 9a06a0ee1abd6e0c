"""A draft as the board gets it: its moves, its costs before and after, and what its freed orders look like."""

from __future__ import annotations

from callout.dispatching.board.drafts import compare
from callout.dispatching.board.models import Draft, DraftMove
from callout.dispatching.board.read import maybe, order_columns, seconds, waiting_out
from callout.dispatching.board.shapes import DraftOut, MoveOut, WaitingOut
from callout.workorders.models import WorkOrder


def draft_out(draft: Draft) -> DraftOut:
    """The draft compared with the plan of this moment (a fixed number of queries)."""
    compared = compare(draft)
    moves = list(draft.moves.select_related("work_order"))
    freed = [move.work_order_id for move in moves if move.engineer_id is None]
    rows = WorkOrder.objects.filter(pk__in=freed).values_list("pk", "unserved_reason", *order_columns())
    waiting = {pk: waiting_out(pk, reason, row) for pk, reason, *row in rows}
    return {
        "id": draft.pk,
        "title": draft.title,
        "machine": draft.by_machine,
        "by": str(draft.made_by) if draft.made_by else "",
        "made": seconds(draft.made_at),
        "stale": compared.stale,
        "before": compared.before.plain(),
        "after": compared.after.plain(),
        "moves": [_move(move, waiting.get(move.work_order_id)) for move in moves],
    }


def _move(move: DraftMove, waiting: WaitingOut | None) -> MoveOut:
    return {
        "order": move.work_order_id, "booking": move.booking_id, "engineer": move.engineer_id,
        "helpers": move.helpers,
        "starts": maybe(move.starts_at), "ends": maybe(move.ends_at), "refused": move.refused,
        "title": move.work_order.title, "waiting": waiting,
    }  # fmt: skip
