"""Queries whose text is made once a process: the ORM writes them, the hot paths only fill in the values.

For a short query by key the ORM spends several times more on writing the text than the server on answering.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Place(Expression):
    """Where the n-th value of a standing query goes; stands for a value in ``filter``."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.n = n

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A place whose parameter is the place itself."""
        return "%s", (self,)


class Standing(Generic[M]):
    """A query for whole rows, also with ``select_related`` (no annotations, no prefetching).

    ``build`` makes it with ``Place(0)``, ``Place(1)`` … where the values go: ``Standing(lambda:
    Site.objects.filter(pk=Place(0)))``.
    """

    def __init__(self, build: Callable[[], models.QuerySet[M]]) -> None:
        self._build = build

    def __call__(self, *values: Any) -> list[M]:
        """The rows for these values."""
        if self._plan is None:
            return []
        sql, places, read = self._plan
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[place.n] if isinstance(place, Place) else place for place in places])
            return read(cursor.fetchall())

    @cached_property
    def _plan(self) -> tuple[str, tuple[Any, ...], Callable[[Iterable[Any]], list[M]]] | None:
        """Text, values and reader; None when no row can fit, as for a person who may see none."""
        compiler: Any = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, places = compiler.as_sql()
        except EmptyResultSet:
            return None
        return sql, places, _reader(compiler)


def _reader(compiler: Any) -> Callable[[Iterable[Any]], list[M]]:
    """Turns rows of the compiled query into model instances, as ``QuerySet`` does."""
    klass, chosen = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    first, last = chosen[0], chosen[-1] + 1
    names = [column.target.attname for column, _, _ in compiler.select[first:last]]
    relations = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    converters = compiler.get_converters(column for column, _, _ in compiler.select)

    def read(rows: Iterable[Any]) -> list[M]:
        found = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            instance = klass.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for relation in relations:
                relation.populate(row, instance)
            found.append(instance)
        return found

    return read
