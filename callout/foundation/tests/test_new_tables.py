"""The first migrations: tables come whole, go whole, and nothing else hides among them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, migrations

from callout.foundation.new_tables import NewTables

TABLE = "chat_chatmessage"


def shape(table: str) -> tuple[list[str], dict[str, Any]]:
    """Columns and constraints of a table, the indexes among them."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        return columns, connection.introspection.get_constraints(cursor, table)


@pytest.mark.django_db(transaction=True)
def test_the_tables_of_an_app_go_and_come_back_the_same() -> None:
    before = shape(TABLE)
    call_command("migrate", "chat", "zero", verbosity=0)
    try:
        assert TABLE not in connection.introspection.table_names()
    finally:
        call_command("migrate", "chat", verbosity=0)
    assert shape(TABLE) == before
    assert len(before[1]) > 3, "keys, references and indexes"


def test_what_is_no_part_of_a_table_is_refused() -> None:
    with pytest.raises(ValueError, match="not a part of a new table"):
        NewTables([migrations.RunSQL("SELECT 1")])
