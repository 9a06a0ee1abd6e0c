"""Audit trail by triggers: every change of an audited table, also by bulk statements and raw SQL (see ADR 3)."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models

_TRIGGER = "callout_audit"


def audited_models() -> list[type[models.Model]]:
    """Every concrete model of Callout except those that say ``audited = False``."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(("callout.", "packs."))
        and model._meta.managed
        and not model._meta.proxy
        and getattr(model, "audited", True)
    ]


def install_triggers(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """After migrate: make sure that each audited table has its trigger, and no other table has one."""
    if sender.label != "foundation":
        return
    wanted = {model._meta.db_table: ",".join(sorted(getattr(model, "audit_hidden", ()))) for model in audited_models()}
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('callout_audit()') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute(
            "SELECT relname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE tgname = %s", [_TRIGGER]
        )
        present = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relname = ANY(%s)", [list(wanted)])
        existing = {row[0] for row in cursor.fetchall()}
        for table in sorted(present - wanted.keys()):
            cursor.execute(f'DROP TRIGGER {_TRIGGER} ON "{table}"')
        for table in sorted(wanted.keys() & existing):
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER {_TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
                f"FOR EACH ROW EXECUTE FUNCTION callout_audit('{wanted[table]}')"
            )
