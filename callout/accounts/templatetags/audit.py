"""Changed columns in words: ``{% load audit %}{% for change in entry|changes %}``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from callout.accounts.labels import column_label, encrypted_columns
from callout.foundation.models import AuditEntry

register = template.Library()

SHOWN = 6
LONG = 60
_UNSAID = {"version", "search"}


@dataclass(frozen=True, slots=True)
class Change:
    """One column: old and new value in words; both empty when the content must not be shown."""

    label: str
    old: str = ""
    new: str = ""
    hidden: bool = False


@register.filter
def changes(entry: AuditEntry) -> list[Change]:
    """The entry's changed columns, at most six; personal data only as "changed"."""
    if entry.operation == "D" or not entry.changes:
        return []
    names = [name for name in entry.changes if name not in _UNSAID]
    return [_change(entry, name) for name in names[:SHOWN]]


@register.filter
def more_changes(entry: AuditEntry) -> int:
    """How many columns are not shown."""
    if entry.operation == "D" or not entry.changes:
        return 0
    return max(0, len([name for name in entry.changes if name not in _UNSAID]) - SHOWN)


def _change(entry: AuditEntry, name: str) -> Change:
    old, new = entry.changes[name]
    if (entry.table, name) in encrypted_columns() or old == "…":
        return Change(column_label(name), hidden=True)
    return Change(column_label(name), _plain(old), _plain(new))


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = str(value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"
