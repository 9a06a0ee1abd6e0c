"""Thousands of new rows by COPY: several times faster than INSERT, with the same triggers and constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.utils import timezone

M = TypeVar("M", bound=models.Model)
_PLAIN = {
    models.BigAutoField,
    models.BigIntegerField,
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DateTimeField,
    models.FloatField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.TextField,
    models.UUIDField,
}


def copy_in(model: type[M], rows: Iterable[M]) -> list[M]:
    """Write new rows and give them their primary keys. Related rows must have been written before.

    Unlike ``bulk_create`` a date that the model would set by itself (``auto_now_add``) stays when it is given, so that
    history keeps its own times.
    """
    rows = list(rows)
    if not rows:
        return rows
    quote = connection.ops.quote_name
    fields = tuple(field for field in model._meta.concrete_fields if not field.generated)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        for row, pk in zip(rows, _next_keys(cursor, model, len(rows)), strict=True):
            row.pk = pk
        statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
        with connection.wrap_database_errors, cursor.copy(statement) as copy:
            for values in plain_values(rows, fields):
                copy.write_row(values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _next_keys(cursor: Any, model: type[models.Model], count: int) -> list[int]:
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
        [model._meta.db_table, model._meta.pk.column, count],
    )
    return [key for (key,) in cursor.fetchall()]


def plain_values(rows: Iterable[M], fields: tuple[models.Field[Any, Any], ...]) -> Iterator[list[Any]]:
    """What each row says in these fields, as the data base driver takes it."""
    relations, plans = _plans(fields)
    now = timezone.now()
    for row in rows:
        for relation in relations:
            if getattr(row, relation.attname) is None and relation.is_cached(row):
                setattr(row, relation.name, relation.get_cached_value(row))  # its key is known by now
        values = []
        for name, adapt, dated in plans:
            value = getattr(row, name)
            if value is None and dated:
                value = now
                setattr(row, name, now)
            values.append(adapt(value) if adapt else value)
        yield values


_Plan = tuple[str, Callable[[Any], Any] | None, bool]


@cache
def _plans(
    fields: tuple[models.Field[Any, Any], ...],
) -> tuple[list[models.ForeignKey[Any, Any]], list[_Plan]]:
    """The relations among the fields, and for each field its name, its adapter and whether it dates itself."""
    relations = [field for field in fields if isinstance(field, models.ForeignKey)]
    plans = [(field.attname, _adapter(field), getattr(field, "auto_now_add", False)) for field in fields]
    return relations, plans


def _adapter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value of the field becomes one of the driver; None when it is one already."""
    if type(field) in _PLAIN or isinstance(field, models.ForeignKey):
        return None
    own = connections[DEFAULT_DB_ALIAS]
    return lambda value: field.get_db_prep_save(value, own)
