"""Changed values of the audit trail in words: states by their chips,
references by name, times as the page writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, IntegerField, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from callout.accounts.labels import column_label, encrypted_columns, table_label
from callout.accounts.value_labels import VALUES
from callout.foundation.models import AuditEntry
from callout.foundation.ui import formats
from callout.foundation.ui.chips import chip_for

SHOWN = 6
LONG = 60
_UNSAID = {"id", "uid", "version", "search", "pinyin"}
_OWN_NAMES = {"number", "full_name", "name_zh", "name"}
_DERIVED = ("_index", "_tail")  # of encrypted columns; the column itself is said
_CHIPS = {
    "workorders_booking": "booking", "workorders_workorder": "order", "cases_case": "case",
    "parts_partrequest": "part_request", "contact_centre_call": "call", "feedback_callback": "callback",
    "integration_importrun": "import",
}  # fmt: skip

Names = dict[type[Model], dict[int, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One column: old and new value in words; both empty when the content must not be shown."""

    label: str
    old: str = ""
    new: str = ""
    hidden: bool = False


@lru_cache(maxsize=1)
def _references() -> dict[tuple[str, str], type[Model]]:
    """(table, column) of every foreign key with the model it points to."""
    return {
        (model._meta.db_table, field.column): field.related_model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and isinstance(field.related_model, type)
    }


@lru_cache(maxsize=1)
def _choices() -> dict[tuple[str, str], dict[Any, Any]]:
    """(table, column) of every column with a fixed set of values, with their words."""
    return {
        (model._meta.db_table, str(field.column)): dict(field.flatchoices)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.choices
    }


@lru_cache(maxsize=1)
def _named() -> dict[str, type[Model]]:
    """Models whose rows people know by a number or name, by table."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if _OWN_NAMES & {field.name for field in model._meta.concrete_fields}
        and isinstance(model._meta.pk, IntegerField)
    }


def subject(entry: AuditEntry, names: Names) -> str:
    """What was changed: the kind of thing, and its name or else its number."""
    model = _named().get(entry.table)
    found = names.get(model, {}).get(int(entry.row), "") if model and entry.row.isdecimal() else ""
    return f"{table_label(entry.table)} {found or entry.row}"


def names_for(entries: Iterable[AuditEntry]) -> Names:
    """Names of the changed rows and of all rows that the entries refer to: one query for each model on the page,
    whatever the number of entries."""
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for entry in entries:
        if entry.table in _named() and entry.row.isdecimal():
            wanted[_named()[entry.table]].add(int(entry.row))
        for column, values in _shown(entry):
            model = _references().get((entry.table, column))
            if model is not None:
                wanted[model] |= {value for value in values if isinstance(value, int)}
    return {model: {pk: str(row) for pk, row in _rows(model, ids).items()} for model, ids in wanted.items()}


def _rows(model: type[Model], ids: set[int]) -> dict[int, Model]:
    rows = model._default_manager.all()
    if any(field.name == "user" for field in model._meta.fields):
        rows = rows.select_related("user")
    return rows.in_bulk(ids)


def _shown(entry: AuditEntry) -> list[tuple[str, list[Any]]]:
    if entry.operation == "D" or not entry.changes:
        return []
    return [(name, values) for name, values in entry.changes.items() if is_said(entry.table, name)]


def is_said(table: str, column: str) -> bool:
    """False for columns that tell a reader nothing: keys, search words, what stands beside an encrypted column."""
    return column not in _UNSAID and not (column.endswith(_DERIVED) and (table, column) in encrypted_columns())


def changes(entry: AuditEntry, names: Names) -> list[Change]:
    """The entry's changed columns, at most six; personal data only as "changed"."""
    return [_change(entry, column, values, names) for column, values in _shown(entry)[:SHOWN]]


def in_one_line(entry: AuditEntry, names: Names) -> str:
    """All changed columns of the entry as text, for files."""
    said = [_change(entry, column, values, names) for column, values in _shown(entry)]
    return "; ".join(f"{c.label}: {_('changed') if c.hidden else f'{c.old} → {c.new}'}" for c in said)


def more_changes(entry: AuditEntry) -> int:
    """How many columns are not shown."""
    return max(0, len(_shown(entry)) - SHOWN)


def _change(entry: AuditEntry, column: str, values: list[Any], names: Names) -> Change:
    old, new = values
    if (entry.table, column) in encrypted_columns() or old == "…" or isinstance(old or new, dict | list):
        return Change(column_label(column), hidden=True)
    return Change(column_label(column), _words(entry, column, old, names), _words(entry, column, new, names))


def _words(entry: AuditEntry, column: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return formats.NONE
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    model = _references().get((entry.table, column))
    if model is not None:
        return names.get(model, {}).get(value, str(value))
    text = str(value_label(entry.table, column, value) or _time(value) or value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def value_label(table: str, column: str, value: Any) -> str | Promise | None:
    """The word for one of a column's fixed values; None when it has none."""
    if column == "state" and table in _CHIPS:
        return chip_for(_CHIPS[table], value).label
    if column == "severity":
        return chip_for("severity", str(value)).label
    label = _choices().get((table, column), {}).get(value) if isinstance(value, str | int) else None
    return VALUES.get(str(value), label) if label is not None and not isinstance(label, Promise) else label


def _time(value: Any) -> str:
    """A timestamp as the page writes it; empty for anything else."""
    if not isinstance(value, str) or len(value) < 19 or value[10:11] != "T":
        return ""
    try:
        return formats.when(datetime.fromisoformat(value))
    except ValueError:
        return ""
