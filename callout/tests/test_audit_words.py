"""The audit trail has a word for every table and column it keeps, in both languages."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import translation

from callout.accounts.audit import is_said, value_label
from callout.accounts.labels import column_label, table_label

AUDITED = [
    model for model in apps.get_models() if model.__module__.startswith("callout.") and getattr(model, "audited", True)
]
SAME_IN_CHINESE = {"Webhook"}


@pytest.mark.parametrize("model", AUDITED, ids=lambda model: model._meta.db_table)
def test_tables_and_columns_are_said_in_words(model: type[Model]) -> None:
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if is_said(table, field.column)]
    with translation.override("en"):
        assert table_label(table) != table
        assert [column for column in columns if "_" in column_label(column)] == []
    with translation.override("zh-hans"):
        assert not table_label(table).isascii() or table_label(table) in SAME_IN_CHINESE
        assert [column for column in columns if column_label(column).isascii()] == []


@pytest.mark.parametrize("model", AUDITED, ids=lambda model: model._meta.db_table)
def test_fixed_values_are_said_in_chinese(model: type[Model]) -> None:
    table = model._meta.db_table
    values = [(f.column, value) for f in model._meta.concrete_fields for value in dict(f.flatchoices) if value]
    with translation.override("zh-hans"):
        assert [pair for pair in values if str(value_label(table, *pair)).isascii()] == []
