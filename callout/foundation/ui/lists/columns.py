"""Columns of a list: what a cell shows, how it sorts, where it stands on a phone, what an export writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Manager
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext

from callout.foundation.ui import formats

AREAS = ("", "top", "state", "title", "side", "text", "when", "meta", "ref")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``value`` is a dotted path or a function of the row (default: the name). ``template`` draws the cell with ``row``,
    ``value`` and ``user``. ``sort`` is one ORM expression or several; without it the column does not sort. ``area``
    places the cell on the phone card (top state / title side / text when / meta ref); none leaves it out. ``mask``
    hides personal data on the screen and, without personal.export, in files. ``link`` is a url name that takes the
    row's pk, or a function of the row.
    """

    name: str
    label: str | Promise
    value: str | Callable[[Any], Any] = ""
    template: str = ""
    sort: str | tuple[str, ...] = ""
    end: bool = False
    area: str = ""
    link: str | Callable[[Any], str] = ""
    fixed: bool = False
    hidden: bool = False
    clip: bool = False
    mask: Callable[[str], str] | None = None
    export: Callable[[Any], Any] | None = None

    def __post_init__(self) -> None:
        if self.area not in AREAS:
            raise ValueError(f"unknown area {self.area!r} of column {self.name}")

    @property
    def order(self) -> tuple[str, ...]:
        """ORM expressions of an ascending sort."""
        return (self.sort,) if isinstance(self.sort, str) and self.sort else tuple(self.sort)

    def raw(self, row: Any) -> Any:
        """The value in clear."""
        return self.value(row) if callable(self.value) else follow(row, self.value or self.name)

    def cell(self, row: Any, user: Any) -> Any:
        """What stands in the cell, safe for HTML."""
        value = self.raw(row)
        if self.mask and value:
            value = self.mask(str(value))
        if self.template:
            return get_template(self.template).render({"row": row, "value": value, "user": user})
        text = readable(value)
        address = self._address(row)
        return format_html('<a href="{}">{}</a>', address, text) if address else text

    def css(self, *, first: bool) -> str:
        """Classes of its cells."""
        chosen = (("n", self.end), ("clip", self.clip), ("frozen", first))
        return " ".join(name for name, on in chosen if on)

    def exported(self, row: Any, *, clear: bool) -> Any:
        """The value for a file: numbers and dates as such, everything else as text."""
        value = self.export(row) if self.export else self.raw(row)
        if self.mask and value and not clear:
            value = self.mask(str(value))
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        if value is None or (isinstance(value, int | float | Decimal | date) and not isinstance(value, bool)):
            return value
        return gettext("Yes") if value is True else gettext("No") if value is False else str(value)

    def _address(self, row: Any) -> str:
        if callable(self.link):
            return self.link(row)
        return reverse(self.link, args=[row.pk]) if self.link else ""


def follow(row: Any, path: str) -> Any:
    """``a.b.c`` through attributes; None where a relation is empty; methods are called."""
    value = row
    for name in path.split("."):
        if value is None:
            return None
        value = getattr(value, name)
        if callable(value) and not isinstance(value, Manager):
            value = value()
    return value


def readable(value: Any) -> str:
    """A value as the page writes it."""
    if value is None or value == "":
        return formats.NONE
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return formats.when(value)
    if isinstance(value, date):
        return formats.day(value)
    return str(value)
