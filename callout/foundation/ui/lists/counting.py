"""Counting without counting everything: all numbers of a list page in one query, none above its cap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Count:
    """``number`` rows, or at least so many when ``more``."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}+" if self.more else f"{self.number:,}"

    def __bool__(self) -> bool:
        return self.number > 0


def capped_counts(wanted: Sequence[tuple[QuerySet[Any], int]]) -> list[Count]:
    """How many rows each queryset has, at most its cap, by one SQL statement with one LIMIT each."""
    parts: list[str] = []
    params: list[Any] = []
    for rows, cap in wanted:
        inner = rows.order_by().values("pk")[: cap + 1]
        try:
            sql, values = inner.query.get_compiler(rows.db).as_sql()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - compiled by the ORM, values apart
        params += values
    if not parts:
        return []
    with connections[wanted[0][0].db].cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        numbers = cursor.fetchone()
    return [Count(min(n, cap), n > cap) for n, (_, cap) in zip(numbers, wanted, strict=True)]
