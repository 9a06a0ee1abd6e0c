"""Serial numbers and batches of the demo's parts, as a maker would print them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count

from django.utils import timezone

from callout.parts.bulk import Move
from callout.parts.models import Part, Store

BATCH_SIZE = 10


class Pieces:
    """Numbers pieces as they come in."""

    def __init__(self, first: int = 1) -> None:
        self.numbers = count(first)

    def received(self, store: Store, part: Part, quantity: int, *, at: datetime, note: str) -> Iterator[Move]:
        """Movements that bring so many pieces of a part into a store."""
        for code, number in self._codes(part, quantity, at):
            yield Move(store=store, part=part, quantity=number, kind="receipt", at=at, serial=code, note=note)

    def _codes(self, part: Part, quantity: int, at: datetime) -> Iterator[tuple[str, int]]:
        made = timezone.localtime(at).strftime("%y%m")
        if part.tracking == Part.Tracking.SERIAL:
            stem = part.number.replace("-", "")
            yield from ((f"{stem}{made}{next(self.numbers):05}", 1) for _ in range(quantity))
        elif part.tracking == Part.Tracking.BATCH:
            for begin in range(0, quantity, BATCH_SIZE):
                yield f"B{made}-{next(self.numbers):04}", min(BATCH_SIZE, quantity - begin)
        elif quantity:
            yield "", quantity
