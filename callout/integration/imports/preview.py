"""What a file looks like before it is imported, and the columns guessed for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from callout.integration.imports.mapping import guess
from callout.integration.imports.reading import open_table

ROWS = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """Column names and the first rows."""

    columns: list[str]
    rows: list[list[str]]


def read(path: Path, name: str) -> Preview:
    """The first rows of a file. Raises InvalidInput."""
    with open_table(path, name) as table:
        rows = [[row.get(column, "") for column in table.columns] for _number, row in islice(table.rows, ROWS)]
        return Preview(table.columns, rows)


def from_file(mapping: dict[str, Any]) -> bool:
    """True for a mapping with more than one plain column a field: it came as a file and is not edited here."""
    fields = mapping.get("fields", {}).values()
    return any(set(source) - {"columns"} or len(source.get("columns", ())) != 1 for source in map(_given, fields))


def _given(source: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in source.items() if value not in ("", [], {}, False, " ")}


def initial(mapping: dict[str, Any], columns: list[str]) -> dict[str, Any]:
    """Initial values of the form: the mapping's columns, else the guessed ones."""
    fields = mapping.get("fields") or {name: {"columns": [column]} for name, column in guess(columns).items()}
    customer = mapping.get("customer", {})
    place = customer.get("default_place") or {}
    return {
        "kind": mapping.get("kind", "import"),
        "create": customer.get("create", False),
        **{name: place.get(name) for name in ("city", "latitude", "longitude")},
        **{f"field_{name}": source["columns"][0] for name, source in fields.items() if source.get("columns")},
    }
