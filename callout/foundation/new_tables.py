"""A migration's operation for the tables a new installation begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

PARTS_OF_A_TABLE = (CreateModel, AddField, AddIndex, AddConstraint)


class NewTables(Operation):
    """Make each model's table as it is after all of these operations.

    Taken one by one Django renders every connected model anew after each of them, and a first start takes three times
    as long. Raises ValueError for an operation that is no part of a new table: it would not be carried out.
    """

    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        if other := [operation for operation in operations if not isinstance(operation, PARTS_OF_A_TABLE)]:
            raise ValueError(f"{other[0].describe()}: not a part of a new table")
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name and arguments, as the base class asks for."""
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Take all operations into the state; its models are rendered afterwards."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create the tables with all columns, indexes and constraints."""
        for operation in self._tables():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the tables."""
        for operation in reversed(self._tables()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """In words, as ``migrate --plan`` prints it."""
        return f"Create {len(self._tables())} tables"

    def _tables(self) -> list[CreateModel]:
        return [operation for operation in self.operations if isinstance(operation, CreateModel)]
