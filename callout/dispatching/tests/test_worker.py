"""A worker process has places for quick jobs and one for a long one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app

from callout import testing
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 120  # seconds; a worker answers within two on an idle machine


@pytest.fixture
def planning_hangs() -> Iterator[None]:
    """Jobs that carry out a plan wait: somebody else holds their table."""
    with psycopg.connect(**connection.get_connection_params() | {"context": None}) as other:
        other.execute("LOCK TABLE dispatching_planrun IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker with one place for quick jobs, on the data base of the test."""
    told = connection.settings_dict
    user, password = quote(told["USER"], safe=""), quote(told["PASSWORD"], safe="")
    place = f"?host={quote(told['HOST'], safe='')}&port={told['PORT']}"
    address = f"postgresql://{user}:{password}@/{told['NAME']}{place}"
    command = [sys.executable, "-m", "django", "worker", "--concurrency", "1"]
    with subprocess.Popen(command, env={**os.environ, "DATABASE_URL": address}) as process:
        yield process
        process.kill()


def test_plans_that_take_long_keep_no_order_waiting(planning_hangs: None, worker: subprocess.Popen[bytes]) -> None:
    for run_id in (1, 2):
        app.configure_task("dispatching.plan_day", queue="planning").defer(run_id=run_id)
    eventually(lambda: states("dispatching.plan_day") == ["doing", "todo"])
    town = testing.town()
    town.engineer()
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    take_request(actor=None, request=request)
    eventually(lambda: Booking.objects.exists())
    assert states("dispatching.plan_day") == ["doing", "todo"]


def test_a_worker_that_is_told_to_stop_does_so(worker: subprocess.Popen[bytes]) -> None:
    eventually(lambda: registered() == 2)
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert registered() == 0


def states(task: str) -> list[str]:
    return _column("SELECT status FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", task)


def registered() -> int:
    return len(_column("SELECT id FROM procrastinate_workers WHERE last_heartbeat > now() - interval '%s s'", PATIENCE))


def _column(sql: str, value: str | int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return [row[0] for row in cursor.fetchall()]


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
