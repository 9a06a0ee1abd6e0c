"""Many movements of the past at once: opening stock, and what a history of visits used."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.copying import copy_in
from callout.foundation.errors import BusinessError
from callout.parts.models import Movement, Part, Stock, Store
from callout.parts.pieces import book_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One movement: ``quantity`` pieces into (positive) or out of (negative) a store.

    ``serial`` is the serial number or batch of a tracked part.
    """

    store: Store
    part: Part
    quantity: int
    kind: str
    at: datetime
    work_order_id: int | None = None
    serial: str = ""
    note: str = ""
    operation: uuid.UUID = field(default_factory=uuid.uuid4)


@business_action
def bulk_move(*, actor: User | None, moves: Sequence[Move]) -> None:
    """Write movements and the stock they lead to. Raises stock_short when a store would go below zero at any time."""
    moves = sorted(moves, key=lambda move: move.at)
    change: dict[tuple[int, int], int] = defaultdict(int)
    pieces: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    stores = {move.store.pk for move in moves}
    held = {(row.store_id, row.part_id): row for row in Stock.objects.select_for_update().filter(store__in=stores)}
    for move in moves:
        key = (move.store.pk, move.part.pk)
        change[key] += move.quantity
        pieces[key][move.serial] += move.quantity
        if change[key] + (held[key].quantity if key in held else 0) < 0:
            names = {"store": move.store, "part": move.part}
            raise BusinessError("stock_short", _("%(store)s has not enough of %(part)s.") % names)
    copy_in(Movement, (_row(move, actor) for move in moves))
    copy_in(Stock, (Stock(store_id=s, part_id=p, quantity=n) for (s, p), n in change.items() if (s, p) not in held))
    changed = [row for key, row in held.items() if change.get(key)]
    for row in changed:
        row.quantity += change[row.store_id, row.part_id]
    Stock.objects.bulk_update(changed, ["quantity"], batch_size=500)
    book_many(pieces, {move.part.pk: move.part for move in moves}.values())


def _row(move: Move, actor: User | None) -> Movement:
    return Movement(
        operation=move.operation,
        store=move.store,
        part=move.part,
        quantity=move.quantity,
        kind=move.kind,
        serial=move.serial,
        work_order_id=move.work_order_id,
        note=move.note[:200],
        actor=actor,
        at=move.at,
    )
