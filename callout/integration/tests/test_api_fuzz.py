"""Generated requests against the API's own schema: never a server error, every refusal a problem document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings

from callout import testing
from callout.accounts.access import PERMISSIONS
from callout.config.api import api
from callout.integration import tokens

REQUESTS = 2000


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests run in the test's transaction, so they must not close its connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
def test_generated_requests_meet_no_server_error(settings: Any) -> None:
    settings.API_RATE = 0
    settings.ALLOWED_HOSTS = ["*"]
    town = testing.town()
    town.engineer()
    _, secret = tokens.make_token(
        actor=None, user=testing.user("administrator"), name="fuzz", permissions=sorted(PERMISSIONS)
    )
    document = api.get_openapi_schema()
    schema = schemathesis.openapi.from_dict(document)
    schema.app = WSGIHandler()
    operations = [found.ok() for found in schema.get_all_operations()]
    each = REQUESTS // len(operations) + 1
    sent = sum(_fuzz(operation, secret, each) for operation in operations)
    assert sent >= REQUESTS


def _fuzz(operation: Any, secret: str, count: int) -> int:
    sent = 0

    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate], derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        nonlocal sent
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        sent += 1
        assert answer.status_code < 500, (operation.label, case.body, answer.status_code, answer.text[:500])
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0].startswith("application/problem+json"), answer.text[:300]

    one()
    return sent
