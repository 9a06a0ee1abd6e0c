"""Filters of a list: each reads its own parameters, narrows the queryset and says in words what it does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext

from callout.foundation.ui import formats

Choices = Iterable[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class Filter(ABC):
    """Base. ``field`` is the ORM lookup (default: the name). Unknown values in the address are ignored."""

    name: str
    label: str | Promise
    field: str = ""
    icon: str = "filter"
    kind = ""

    @property
    def lookup(self) -> str:
        """The ORM lookup."""
        return self.field or self.name

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names it uses in the address."""
        return (self.name,)

    @abstractmethod
    def read(self, query: QueryDict, user: Any) -> Any:
        """The wanted value, or None."""

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows that fit."""
        return rows.filter(**{self.lookup: value})

    def says(self, value: Any, user: Any) -> str:
        """The value in words, for the chip."""
        return str(value)

    def options(self, user: Any) -> list[tuple[str, str]]:
        """Choices of the input."""
        return []


@dataclass(frozen=True, slots=True)
class ChoiceFilter(Filter):
    """One of a few values."""

    choices: Choices | Callable[[Any], Choices] = ()
    kind = "choice"

    def options(self, user: Any) -> list[tuple[str, str]]:
        """Values and labels."""
        given = self.choices(user) if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in given]

    def read(self, query: QueryDict, user: Any) -> Any:
        """The wanted value when it is a known one."""
        value = query.get(self.name, "")
        return value if value in dict(self.options(user)) else None

    def says(self, value: Any, user: Any) -> str:
        """Its label."""
        return dict(self.options(user))[value]


@dataclass(frozen=True, slots=True)
class MultiFilter(ChoiceFilter):
    """Any of several values."""

    kind = "multi"

    def read(self, query: QueryDict, user: Any) -> Any:
        """The wanted value when it is a known one."""
        known = dict(self.options(user))
        return [value for value in query.getlist(self.name) if value in known] or None

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows that fit."""
        return rows.filter(**{f"{self.lookup}__in": value})

    def says(self, value: Any, user: Any) -> str:
        """Its label."""
        known = dict(self.options(user))
        return gettext(", ").join(known[item] for item in value)


@dataclass(frozen=True, slots=True)
class BooleanFilter(ChoiceFilter):
    """Yes or no."""

    def options(self, user: Any) -> list[tuple[str, str]]:
        """Values and labels."""
        return [("1", gettext("Yes")), ("0", gettext("No"))]

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows that fit."""
        return rows.filter(**{self.lookup: value == "1"})


@dataclass(frozen=True, slots=True)
class RelationFilter(Filter):
    """A related row. ``rows(user)`` gives the possible ones, already limited to what the person may see."""

    rows: Callable[[Any], QuerySet[Any]] | None = None
    kind = "choice"
    most = 500

    def options(self, user: Any) -> list[tuple[str, str]]:
        """Values and labels."""
        return [(str(row.pk), str(row)) for row in self._rows(user)[: self.most]]

    def read(self, query: QueryDict, user: Any) -> Model | None:
        """The wanted value when it is a known one."""
        key = query.get(self.name, "")
        return self._rows(user).filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None

    def says(self, value: Any, user: Any) -> str:
        """Its label."""
        return str(value)

    def _rows(self, user: Any) -> QuerySet[Any]:
        if self.rows is None:
            raise TypeError(f"filter {self.name} has no rows")
        return self.rows(user)


@dataclass(frozen=True, slots=True)
class DateRangeFilter(Filter):
    """From one day to another, both included, in business time; a timestamp column is expected."""

    icon: str = "calendar"
    kind = "range"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names it uses in the address."""
        return (f"{self.name}_from", f"{self.name}_to")

    def read(self, query: QueryDict, user: Any) -> Any:
        """The wanted value when it is a known one."""
        first, last = (_day(query.get(name, "")) for name in self.parameters)
        return (first, last) if first or last else None

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows that fit."""
        first, last = value
        if first:
            rows = rows.filter(**{f"{self.lookup}__gte": _midnight(first)})
        if last:
            rows = rows.filter(**{f"{self.lookup}__lt": _midnight(last + timedelta(days=1))})
        return rows

    def says(self, value: Any, user: Any) -> str:
        """Its label."""
        first, last = (formats.day(moment) if moment else "" for moment in value)
        if first and last:
            return first if first == last else f"{first}–{last}"
        return gettext("from {day}").format(day=first) if first else gettext("until {day}").format(day=last)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 9000 else None


def _midnight(value: date) -> datetime:
    return timezone.make_aware(datetime.combine(value, time.min))
