"""Pieces of tracked parts: which serial numbers and batches lie in a store, as movements leave them.

Pieces are told as ``{serial number or batch: how many}``; under "" are those that bear no number that we know.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from callout.foundation.copying import copy_in
from callout.foundation.errors import BusinessError, InvalidInput
from callout.parts.models import Movement, Part, Stock, StockLot, Store

Pieces = Mapping[str, int]
LONGEST = 60
MOST = 500
_LINE = re.compile(r"^(?P<code>\S.*?)(?:\s*[×xX*]\s*(?P<quantity>\d{1,6}))?$")


def plain(code: str) -> str:
    """A number as it is kept and compared: without blanks around it, in capitals."""
    return code.strip().upper()


def read(part: Part, text: str, quantity: int) -> dict[str, int]:
    """What somebody typed: serial numbers by lines, commas or blanks; batches by line, ``B2609-3 × 4``.

    A single batch without a number of pieces has them all. Raises InvalidInput serial_repeated.
    """
    if part.tracking == Part.Tracking.SERIAL:
        codes = [plain(code) for code in re.split(r"[\s,;，；、]+", text) if code]
        if len(set(codes)) != len(codes):
            raise _refused("serial_repeated", _("A serial number is named twice."))
        return dict.fromkeys(codes, 1)
    found: dict[str, int] = defaultdict(int)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines:
        match = _LINE.match(line)
        if match:
            alone = quantity if len(lines) == 1 else 1
            found[plain(match["code"])] += int(match["quantity"] or alone)
    return dict(found)


def checked(part: Part, quantity: int, pieces: Pieces) -> dict[str, int]:
    """The pieces of a movement; of a part that is not tracked a number is noted, but none is asked for.

    Raises InvalidInput pieces_missing, piece_invalid or pieces_differ (from ``quantity``).
    """
    found = {plain(code): number for code, number in pieces.items()}
    if not found and not part.tracked:
        return {"": quantity}
    if not found and quantity:
        raise _missing(part)
    if len(found) != len(pieces) or len(found) > MOST or not all(_fits(part, *piece) for piece in found.items()):
        raise _refused("piece_invalid", _("A serial number or batch is not right."))
    if sum(found.values()) != quantity:
        raise _refused("pieces_differ", _("The serial numbers or batches do not add up to the quantity."))
    return found


def _fits(part: Part, code: str, number: int) -> bool:
    single = part.tracking == Part.Tracking.SERIAL
    return 0 < len(code) <= LONGEST and code.isprintable() and (number == 1 if single else number >= 1)


def _refused(code: str, message: str) -> InvalidInput:
    return InvalidInput(code, message, fields={"pieces": message})


def _missing(part: Part) -> InvalidInput:
    words = _("Say which serial numbers.") if part.tracking == Part.Tracking.SERIAL else _("Say which batches.")
    return _refused("pieces_missing", words)


def book(store: Store, part: Part, pieces: Pieces) -> None:
    """Pieces came in (positive) or went out, after the stock itself was changed (which holds its row).

    Raises BusinessError serial_not_here or batch_not_here for one that does not lie in the store, batch_short,
    serial_elsewhere for one that comes in and lies somewhere already; InvalidInput pieces_missing.
    """
    stock = Stock.objects.get(store=store, part=part)
    codes = [code for code in pieces if code]
    held = {lot.code: lot for lot in stock.lots.filter(code__in=codes)}
    strange = [code for code in codes if code not in held]
    elsewhere = _elsewhere(part, stock, strange)
    for code in strange:
        if pieces[code] < 0 and code in elsewhere:
            raise _not_here(part, code, store)
        if code in elsewhere:
            raise _serial_known(code, elsewhere[code])
    _write(stock, part, held, {code: pieces[code] for code in codes})
    if (stock.lots.aggregate(n=Sum("quantity"))["n"] or 0) > stock.quantity:
        gone = [code for code in strange if pieces[code] < 0]
        raise _not_here(part, gone[0], store) if gone else _missing(part)


def _elsewhere(part: Part, stock: Stock, codes: list[str]) -> dict[str, Store]:
    """Where serial numbers lie that are not in this stock."""
    if not codes or part.tracking != Part.Tracking.SERIAL:
        return {}
    rows = StockLot.objects.filter(part=part, code__in=codes).exclude(stock=stock).select_related("stock__store")
    return {row.code: row.stock.store for row in rows}


class _Lots:
    """Lots to write, gathered and written together."""

    def __init__(self) -> None:
        self.fresh: list[StockLot] = []
        self.changed: list[StockLot] = []
        self.empty: list[int] = []

    def put(self, stock: Stock, part: Part, lot: StockLot | None, code: str, left: int) -> None:
        """So many are left of a number; ``lot`` is its row so far."""
        if lot is None and left > 0:
            single = part.tracking == Part.Tracking.SERIAL
            self.fresh.append(StockLot(stock=stock, part=part, code=code, quantity=left, single=single))
        elif lot and left:
            lot.quantity = left
            self.changed.append(lot)
        elif lot:
            self.empty.append(lot.pk)

    def write(self) -> None:
        """Write them."""
        StockLot.objects.filter(pk__in=self.empty).delete()
        StockLot.objects.bulk_update(self.changed, ["quantity"], batch_size=500)
        copy_in(StockLot, self.fresh)


def _write(stock: Stock, part: Part, held: dict[str, StockLot], pieces: Pieces) -> None:
    lots = _Lots()
    for code, number in pieces.items():
        lot = held.get(code)
        left = (lot.quantity if lot else 0) + number
        if lot and left < 0:
            raise BusinessError("batch_short", _("%(store)s has only %(n)d of batch %(code)s.") % {
                "store": stock.store, "n": lot.quantity, "code": code})  # fmt: skip
        if lot and lot.single and left > 1:
            raise _serial_known(code, stock.store)
        lots.put(stock, part, lot, code, left)
    lots.write()


def _not_here(part: Part, code: str, store: Store) -> BusinessError:
    names = {"code": code, "store": store}
    if part.tracking == Part.Tracking.SERIAL:
        return BusinessError("serial_not_here", _("Serial number %(code)s does not lie in %(store)s.") % names)
    return BusinessError("batch_not_here", _("Batch %(code)s does not lie in %(store)s.") % names)


def _serial_known(code: str, store: Store) -> BusinessError:
    names = {"code": code, "store": store}
    return BusinessError("serial_elsewhere", _("Serial number %(code)s lies in %(store)s.") % names)


def differences(stock: Stock | None, store: Store, part: Part, counted: Pieces, at: datetime) -> dict[str, int]:
    """What a count of ``at`` changes, by number: the counted pieces against those of that moment."""
    now: dict[str, int] = defaultdict(int)
    for lot in stock.lots.all() if stock and part.tracked else ():
        now[lot.code] = lot.quantity
    now[""] = (stock.quantity if stock else 0) - sum(now.values())
    since = Movement.objects.filter(store=store, part=part, at__gt=at).order_by()
    for code, moved in since.values_list("serial").annotate(Sum("quantity")):
        now[code if part.tracked else ""] -= moved
    codes = {**now, **counted}
    return {code: n for code in codes if (n := counted.get(code, 0) - now[code])}


def proposed(store: Store, part: Part, quantity: int) -> dict[str, int]:
    """The pieces to take from a store: those that came first."""
    found: dict[str, int] = {}
    for lot in StockLot.objects.filter(stock__store=store, part=part)[:quantity]:
        if quantity > 0:
            found[lot.code] = min(quantity, lot.quantity)
            quantity -= lot.quantity
    return found


def written(pieces: Pieces) -> str:
    """Pieces as ``read`` takes them."""
    return "\n".join(code if number == 1 else f"{code} × {number}" for code, number in pieces.items())


def book_many(changes: Mapping[tuple[int, int], Pieces], parts: Iterable[Part]) -> None:
    """Lots after many movements of the past, which are told by (store, part). Raises batch_short."""
    tracked = {part.pk: part for part in parts if part.tracked}
    wanted = {key: pieces for key, pieces in changes.items() if key[1] in tracked}
    stores, ids = {store for store, _part in wanted}, {part for _store, part in wanted}
    rows = Stock.objects.filter(store__in=stores, part__in=ids).prefetch_related("lots")
    stocks, lots = {(row.store_id, row.part_id): row for row in rows}, _Lots()
    for key, pieces in wanted.items():
        held = {lot.code: lot for lot in stocks[key].lots.all()}
        for code in filter(None, pieces):
            lot = held.get(code)
            left = (lot.quantity if lot else 0) + pieces[code]
            if left < 0:
                raise BusinessError("batch_short", _("There was no %(code)s.") % {"code": code})
            lots.put(stocks[key], tracked[key[1]], lot, code, left)
    lots.write()
