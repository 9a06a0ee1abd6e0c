"""kill -9 of the worker in the midst of a plan: the plan in force stays whole, and the next worker finishes the job."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from callout.dispatching.kernel.warm import warm
from callout.dispatching.planning import runs
from callout.dispatching.planning.models import PlanRun
from callout.dispatching.tests.board_world import World, tomorrow
from callout.workorders import bookings
from callout.workorders.models import Booking
from e2e.site import database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

STEP_SECONDS = 120.0


@contextmanager
def worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process as in production, over the test data base."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "callout.config.settings",
        "CALLOUT_DATA": str(settings.DATA_FOLDER),
        "CALLOUT_SECRET_KEY": settings.SECRET_KEY,
        "CALLOUT_DATA_KEY": settings.DATA_KEY,
    }
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "worker", "--concurrency", "2"],
            env=environment, stdout=output, stderr=output, cwd=settings.ROOT,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def children(pid: int) -> list[int]:
    """Process ids of a process's children."""
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + STEP_SECONDS
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def places(rows: list[Booking]) -> list[tuple[int, int, object]]:
    """Where the visits stand in the data base now."""
    found = Booking.objects.active().filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return [(row.work_order_id, row.engineer_id, row.starts_at) for row in found]


def test_the_next_worker_finishes_what_a_killed_one_began(tmp_path: Path) -> None:
    warm()  # else the first minute of a search compiles, which is not what is to be killed
    world = World.made()
    locked, *free = [world.booked(world.first, hour) for hour in (9, 12, 15)]
    bookings.set_locked(actor=None, booking_id=locked.pk, locked_now=True)
    waiting = [world.order(f"单{n}") for n in range(4)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")  # nothing but the plan is to be done
    before = places([locked, *free])
    run = runs.ask(actor=None, region_id=world.town.region.pk, day=tomorrow().date(), seconds=300, apply=True)

    with worker(tmp_path / "first.log") as first:
        until(lambda: PlanRun.objects.filter(pk=run.pk, share__gt=0).exists(), "the plan is not begun")
        (solver,) = children(first.pid)
        first.kill()
        first.wait()
    until(lambda: not alive(solver), "the search outlives its worker")
    assert places([locked, *free]) == before
    assert not Booking.objects.filter(work_order__in=waiting).exists(), "half a plan is in force"
    assert PlanRun.objects.get(pk=run.pk).state == "running"

    PlanRun.objects.filter(pk=run.pk).update(seconds=2)
    with connection.cursor() as cursor:  # the time until a silent worker counts as gone
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")
    with worker(tmp_path / "second.log"):
        until(lambda: PlanRun.objects.get(pk=run.pk).state == "done", "nobody finishes the plan")
    run.refresh_from_db()
    assert (run.answer, run.refused) == ("applied", 0)
    assert Booking.objects.active().filter(work_order__in=waiting).count() == len(waiting)
    assert places([locked]) == before[:1]
