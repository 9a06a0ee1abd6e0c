"""Short tables in which a pack's author writes codes, checks, products and parts: one line each.

Columns are split by ``|``, words and choices inside a column are split by ``、``, references to other lines by blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from callout.foundation.packs import CheckData, CodeData, Label, PartData, ProductData

_PHOTOS = re.compile(r"(?:^|(?P<with>\+) *)photo(?: (?P<number>[1-9]))?$")
TRACKING = {"*": "serial", "#": "batch"}
KINDS = {"S": "symptom", "O": "object", "C": "cause", "A": "action"}


def rows(table: str, columns: int) -> Iterator[list[str]]:
    """The lines of a table, missing columns at the end empty. Raises ValueError for a line with too many."""
    for line in filter(None, map(str.strip, table.splitlines())):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > columns:
            raise ValueError(f"more than {columns} columns: {line}")
        yield cells + [""] * (columns - len(cells))


def _words(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (word.strip() for word in cell.split("、"))))


def codes(table: str) -> tuple[CodeData, ...]:
    """``S-101 | 不制冷 | Does not cool | 不凉、E4 | O-11 O-12``: code, labels, words of customers, codes it leads to.

    The letter tells the kind: symptom S, object O, cause C, action A.
    """
    return tuple(
        CodeData(KINDS[code[0]], code, Label(zh, en), _words(words), tuple(narrows.split()))
        for code, zh, en, words, narrows in rows(table, 5)
    )


def checks(table: str) -> tuple[CheckData, ...]:
    """``outlet | 出风口温度 | Outlet temperature | 7..18 ℃``: code, labels, and what is noted.

    Nothing noted means yes or no; ``low..high unit`` a number (either limit may be left out); ``meter 24 h`` a reading
    that counts up by at most so much a day; ``choice 好、坏`` one of the words; ``text`` a remark; ``photo`` or
    ``photo 2`` photos alone. ``+ photo`` or ``+ photo 2`` behind any of them asks for photos with the answer. A code
    that ends in ``?`` may stay empty. A fifth column ``outlet low、high`` asks only after such a verdict or answer of
    an earlier line.
    """
    return tuple(_check(*cells) for cells in rows(table, 5))


def _check(code: str, zh: str, en: str, noted: str, after: str) -> CheckData:
    noted, photos = _photos(noted)
    return replace(_asked(code, zh, en, noted, after), photos=photos)


def _photos(noted: str) -> tuple[str, int]:
    """What is noted beside photos, and how many of them."""
    match = _PHOTOS.search(noted)
    if not match:
        return noted, 0
    return noted[: match.start()].strip() if match["with"] else "photo", int(match["number"] or 1)


def _asked(code: str, zh: str, en: str, noted: str, after: str) -> CheckData:
    label, required, code = Label(zh, en), not code.endswith("?"), code.rstrip("?")
    source, _, results = after.partition(" ")
    condition = (source, _words(results)) if source else None
    kind, _, rest = noted.partition(" ")
    if kind == "choice":
        return CheckData(code, label, "choice", choices=_words(rest), required=required, after=condition)
    if kind == "meter":
        most, _, unit = rest.partition(" ")
        return CheckData(code, label, "meter", unit, maximum=float(most), required=required, after=condition)
    if kind in ("", "text", "photo"):
        return CheckData(code, label, kind or "bool", required=required, after=condition)
    low, _, high = kind.partition("..")
    limits = (float(low) if low else None, float(high) if high else None)
    return CheckData(code, label, "number", rest.strip(), *limits, required=required, after=condition)


def products(brand: str, table: str) -> tuple[ProductData, ...]:
    """``LC-KFR35-N8 | 1.5 匹变频空调 N8 | Inverter air conditioner 1.5 HP N8``: model and labels."""
    return tuple(ProductData(model, Label(zh, en), brand) for model, zh, en in rows(table, 3))


def parts(table: str) -> tuple[PartData, ...]:
    """``LCP-1001 | 室外机电容 | Capacitor | 45 | LC-KFR35-N8 LC-KFR50-N8``: number, labels, price, models it fits.

    ``*`` after the price marks a part kept by serial number, ``#`` one kept by batch.
    """
    return tuple(
        PartData(
            number, Label(zh, en), Decimal(price.rstrip("*#")), tuple(fits.split()), TRACKING.get(price[-1], "none")
        )
        for number, zh, en, price, fits in rows(table, 5)
    )
