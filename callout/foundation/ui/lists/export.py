"""Lists as files, row by row: memory grows by a key for each row, not by the row."""

from __future__ import annotations

import csv
import io
import tempfile
from array import array
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from callout.foundation.errors import InvalidInput
from callout.foundation.ui.lists.columns import Column

_CHUNK = 2000
_KEYS = 50_000
SHEET_ROWS = 50_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def export(
    rows: QuerySet[Any],
    shown: QuerySet[Any],
    columns: Sequence[Column],
    equip: Callable[[Sequence[Any]], None],
    *,
    name: str,
    kind: str,
    clear: bool,
) -> StreamingHttpResponse:
    """The rows, read as ``shown`` reads them and equipped many at a time, as ``csv`` or ``xlsx``.

    Personal data is in clear only when ``clear``.

    Raises InvalidInput.
    """
    table = _table(_in_order(rows, shown), columns, equip, clear=clear, language=get_language())
    return export_table(table, name=name, kind=kind)


def export_table(table: Iterable[list[Any]], *, name: str, kind: str) -> StreamingHttpResponse:
    """Rows of plain values, the header first, as ``csv`` or ``xlsx``. Raises InvalidInput."""
    if kind not in _TYPES:
        raise InvalidInput("unknown_export_format", _("Choose CSV or Excel."))
    chunks = _csv_lines(table) if kind == "csv" else _chunks(_workbook(table))
    response = StreamingHttpResponse(_in_thread(chunks), content_type=_TYPES[kind])
    file_name = f"{name}-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _in_order(rows: QuerySet[Any], shown: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows in their order, in parts: first the keys of all (8 bytes each), then chunk by chunk what the cells show.

    One cursor over everything would join and sort all rows with all their columns before the first byte leaves.
    """
    keys = array("q", rows.values_list("pk", flat=True).iterator(chunk_size=_KEYS))
    for begin in range(0, len(keys), _CHUNK):
        chunk = keys[begin : begin + _CHUNK].tolist()
        found = {row.pk: row for row in shown.filter(pk__in=chunk).order_by()}
        yield [found[key] for key in chunk if key in found]


def _table(
    chunks: Iterable[list[Any]],
    columns: Sequence[Column],
    equip: Callable[[Sequence[Any]], None],
    *,
    clear: bool,
    language: str | None,
) -> Iterator[list[Any]]:
    # Rows are written after the middleware has put the reader's language away.
    with override(language):
        head = [str(column.label) for column in columns]
    yield head
    for rows in chunks:
        with override(language):
            equip(rows)
            lines = [[column.exported(row, clear=clear) for column in columns] for row in rows]
        yield from lines


def _csv_lines(table: Iterable[list[Any]]) -> Iterator[bytes]:
    # The mark at the start lets Excel read the file as UTF-8.
    buffer = io.StringIO("\ufeff")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    for number, row in enumerate(table, start=1):
        writer.writerow([_harmless(value) for value in row])
        if number == 1 or number % 200 == 0:  # the header at once: the download begins while the keys are read
            yield _drain(buffer)
    yield _drain(buffer)


def _drain(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


async def _in_thread(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    # A sync iterator would be read to its end before the first byte leaves an ASGI server.
    pull = sync_to_async(lambda: next(chunks, None))
    while (chunk := await pull()) is not None:
        yield chunk


def _workbook(table: Iterable[list[Any]]) -> IO[bytes]:
    from openpyxl import Workbook  # not for every process at its start: it brings NumPy along
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    rows = iter(table)
    header = [WriteOnlyCell(sheet, value) for value in next(rows, [])]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    for row in rows:
        sheet.append([_harmless(value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - _chunks closes it
    book.save(file)
    file.seek(0)
    return file


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(65_536):
            yield chunk
