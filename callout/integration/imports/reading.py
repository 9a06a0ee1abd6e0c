"""Tables from files: CSV (UTF-8 or GB 18030, any usual delimiter) and Excel, read row by row."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from callout.foundation.errors import InvalidInput

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t|"
SAMPLE_BYTES = 64 * 1024
MAX_COLUMNS = 300
MAX_CELL = 32_000

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Column names, and rows with the number a person sees in the file (the header is row 1)."""

    columns: list[str]
    rows: Iterator[tuple[int, Row]]


@contextmanager
def open_table(path: Path, name: str = "") -> Iterator[Table]:
    """The table in a file. Raises InvalidInput file_unreadable, header_missing or header_repeated."""
    excel = (name or path.name).lower().endswith((".xlsx", ".xlsm"))
    with _excel(path) if excel else _csv(path) as lines:
        try:
            columns = _header(next(lines, []))
        except (UnicodeError, csv.Error) as error:
            raise _unreadable() from error
        yield Table(columns, _numbered(columns, lines))


def count_rows(path: Path, name: str = "") -> int:
    """Rows below the header."""
    with open_table(path, name) as table:
        return sum(1 for _row in table.rows)


def _unreadable() -> InvalidInput:
    return InvalidInput("file_unreadable", _("The file cannot be read as CSV or Excel."))


def _header(cells: list[str]) -> list[str]:
    columns = [cell.strip() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    named = [name for name in columns if name]
    if not named:
        raise InvalidInput("header_missing", _("The first row must hold the column names."))
    if len(set(named)) != len(named) or len(columns) > MAX_COLUMNS:
        raise InvalidInput("header_repeated", _("Each column needs a name of its own."))
    return columns


def _numbered(columns: list[str], lines: Iterator[list[str]]) -> Iterator[tuple[int, Row]]:
    """Rows as dictionaries, empty ones left out."""
    number = 1
    try:
        for number, cells in enumerate(lines, 2):
            if any(cell.strip() for cell in cells):
                padded = [*cells, *[""] * (len(columns) - len(cells))]
                yield number, {name: padded[i].strip()[:MAX_CELL] for i, name in enumerate(columns) if name}
    except (UnicodeError, csv.Error) as error:
        raise InvalidInput("file_unreadable", _("Row %(n)d cannot be read.") % {"n": number + 1}) from error


@contextmanager
def _csv(path: Path) -> Iterator[Iterator[list[str]]]:
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
        encoding = _encoding(sample)
        file.seek(0)
        text = io.TextIOWrapper(file, encoding, newline="")
        yield csv.reader(_without_nul(text), delimiter=_delimiter(sample.decode(encoding, errors="ignore")))


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)


def _encoding(sample: bytes) -> str:
    """UTF-8 when the sample is; its last character may be cut in two."""
    for cut in range(4):
        try:
            sample[: len(sample) - cut].decode("utf-8")
            return ENCODINGS[0]
        except UnicodeDecodeError:
            continue
    return ENCODINGS[1]


def _delimiter(text: str) -> str:
    """The delimiter that the header has most of."""
    header = text.split("\n", 1)[0]
    return max(DELIMITERS, key=header.count)


@contextmanager
def _excel(path: Path) -> Iterator[Iterator[list[str]]]:
    from openpyxl import load_workbook  # not for every process at its start: it brings NumPy along
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError) as error:
        raise _unreadable() from error
    try:
        sheet = book.worksheets[0]
        yield ([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS))
    finally:
        book.close()


def _cell(value: Any) -> str:
    """A cell as the text that a mapping reads: times in ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
