"""A data base for one run that nobody else uses: on a server of its own, beside and never in the installation's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from callout.runtime import postgres, test_template


@contextmanager
def data_base(folder: Path) -> Iterator[str]:
    """Address of a fresh migrated data base, dropped on leaving. What is kept in the folder is an empty template."""
    with postgres.running(folder, durable=False) as url:
        template, name = test_template.ensure(url), f"callout_throw_away_{os.getpid()}"
        own, admin = (urlsplit(url)._replace(path=f"/{path}").geturl() for path in (name, "postgres"))
        _run(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)  # of a killed run with the same number
        _run(admin, "CREATE DATABASE {} TEMPLATE {}", name, template)
        try:
            yield own
        finally:
            _run(admin, "DROP DATABASE {} WITH (FORCE)", name)


def _run(url: str, statement: str, *names: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
