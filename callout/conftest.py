"""What every test of the product shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from callout.foundation import cache


@pytest.fixture(autouse=True)
def nothing_left_of_other_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Reference data is read anew, and jobs that a test with real commits left behind are gone with its rows."""
    cache.clear()
    yield
    marker = request.node.get_closest_marker("django_db")
    committed = {"transactional_db", "live_server"} & set(request.fixturenames)
    if committed or (marker and marker.kwargs.get("transaction")):
        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
