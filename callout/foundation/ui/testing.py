"""Helpers for tests of pages."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, address: str) -> list[str]:
    """The SQL statements one page costs; fails when the page does not answer 200."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        b"".join(response)
    assert response.status_code == 200, f"{address} answered {response.status_code}"  # noqa: S101
    return [query["sql"] for query in captured.captured_queries]


def assert_rows_cost_nothing(client: Client, address: str, grow: Callable[[], object], *, most: int) -> None:
    """A list costs at most ``most`` queries, and no more after ``grow`` added rows (call it with enough of them)."""
    client.get(address)
    before = queries_of(client, address)
    grow()
    after = queries_of(client, address)
    assert len(after) == len(before), "\n".join(sorted(set(after) - set(before)))  # noqa: S101
    assert len(after) <= most, "\n".join(after)  # noqa: S101
