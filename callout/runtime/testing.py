"""Pytest plugin: an embedded server for the tests, ready before Django reads its settings.

The data base is made with fsync off and stopped after the run; each process of the run copies a migrated template. Own
folder by ``CALLOUT_DATA``, own server by ``DATABASE_URL``.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

TEMPLATE = "PYTEST_CALLOUT_TEMPLATE"  # set for the workers of a run; settings of Callout begin otherwise
_cleanup = ExitStack()

# At import, because pytest-django reads the settings before any hook of a plugin named by -p.
os.environ.setdefault("CALLOUT_DATA", str(Path(__file__).resolve().parents[2] / "var" / "test"))
os.environ.setdefault("CALLOUT_LOG_FORMAT", "text")


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the server; xdist workers find the one of their controller running, and its template."""
    from callout.runtime import postgres, test_template

    url = os.environ.get("DATABASE_URL")
    if not url:
        url = _cleanup.enter_context(postgres.running(Path(os.environ["CALLOUT_DATA"]).resolve(), durable=False))
    if TEMPLATE not in os.environ:
        os.environ[TEMPLATE] = test_template.ensure(url)


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Cheap password hashes; no connection pool, because each test thread closes its own connection."""
    from django.conf import settings

    cast("dict[str, object]", settings.DATABASES["default"]["TEST"])["TEMPLATE"] = os.environ[TEMPLATE]

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cast("dict[str, object]", settings.DATABASES["default"]["OPTIONS"]).pop("pool", None)
    _empty_quickly()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones begin first, so that none of them is left to one process at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _empty_quickly() -> None:
    """After a test with transactions only the tables it filled are emptied, in some 30 ms.

    Django's flush truncates all of them and makes permissions, triggers and texts anew, which takes a second. It is
    still what happens where the role is no superuser.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from callout.runtime.test_template import AS_NEW

    flush = getattr(TransactionTestCase, "_fixture_teardown")  # noqa: B009 (not in the stubs)

    def teardown(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if not (row := cursor.fetchone()) or not row[0]:
                return flush(case)
            _patiently(cursor, AS_NEW)
        return None

    setattr(TransactionTestCase, "_fixture_teardown", teardown)  # noqa: B010


def _patiently(cursor: CursorWrapper, statement: str, times: int = 5) -> None:
    """A request that is just being answered may hold rows that are wanted here, and want others."""
    from django.db import OperationalError

    for left in reversed(range(times)):
        try:
            return cursor.execute(statement)
        except OperationalError:
            if not left:
                raise
            time.sleep(0.5)


def pytest_unconfigure() -> None:
    """Stop the server unless another run uses it."""
    _cleanup.close()
