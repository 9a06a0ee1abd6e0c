"""Rows written by one statement whose text is the same for one row and for many: the paths that thousands of requests
an hour take.

The rows travel as one JSON value. So neither the driver nor the server reads a longer text for more rows, and the
server keeps one prepared statement a model. Cheaper than ``save``, with the same triggers and constraints; no signals,
no defaults of the data base.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from django.db import connection, models
from psycopg.types.json import Jsonb

from callout.foundation.copying import plain_values

_Fields: TypeAlias = "tuple[models.Field[Any, Any], ...]"


def insert(rows: Sequence[models.Model], *, unless: str = "") -> int:
    """Write new rows of one model; how many were written. They know their keys when all were.

    ``unless`` is a conflict target, e.g. ``(dedupe)``: rows that meet it are left out.
    """
    if not rows:
        return 0
    fields, columns, head = _insertion(type(rows[0]))
    conflict = f" ON CONFLICT {unless} DO NOTHING" if unless else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{head}{conflict} RETURNING id", [_packed(rows, fields, columns)])
        keys = [key for (key,) in cursor.fetchall()]
    if len(keys) == len(rows):
        for row, key in zip(rows, keys, strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, connection.alias
    return len(keys)


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these columns of some rows of one model, each with its own values."""
    if not rows:
        return
    fields, columns, statement = _change(type(rows[0]), tuple(names))
    with connection.cursor() as cursor:
        cursor.execute(statement, [_packed(rows, fields, columns)])


def _packed(rows: Sequence[models.Model], fields: _Fields, columns: Sequence[str]) -> str:
    plain = [dict(zip(columns, values, strict=True)) for values in plain_values(rows, fields)]
    return json.dumps(plain, default=_as_json, ensure_ascii=False)


def _as_json(value: Any) -> Any:
    """What the data base reads back as the same value: dates, decimals and UUIDs in their usual writing."""
    if isinstance(value, Jsonb):
        return value.obj
    if isinstance(value, bytes | memoryview):
        return "\\x" + bytes(value).hex()
    return str(value)


@cache
def _insertion(model: type[models.Model]) -> tuple[_Fields, list[str], str]:
    """The columns of a model and its INSERT up to the conflict clause."""
    quote = connection.ops.quote_name
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key and not field.generated)
    columns = [str(field.column) for field in fields]
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    source = f"json_populate_recordset(NULL::{table}, %s::json)"
    return fields, columns, f"INSERT INTO {table} ({names}) SELECT {names} FROM {source}"  # noqa: S608


@cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[_Fields, list[str], str]:
    """The fields with the key first, their columns, and the UPDATE."""
    quote, meta = connection.ops.quote_name, model._meta
    fields: tuple[Any, ...] = (meta.pk, *(meta.get_field(name) for name in names))
    columns = [str(field.column) for field in fields]
    table, key = quote(meta.db_table), quote(columns[0])
    changes = ", ".join(f"{quote(column)} = new.{quote(column)}" for column in columns[1:])
    statement = (
        f"UPDATE {table} AS old SET {changes}"  # noqa: S608
        f" FROM json_populate_recordset(NULL::{table}, %s::json) AS new WHERE old.{key} = new.{key}"
    )
    return fields, columns, statement
