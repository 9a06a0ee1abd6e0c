"""Readings of data base, jobs, disk and backups. Each is one cheap look at this moment."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker

WORKER_SILENT = timedelta(seconds=60)
BACKLOG = timedelta(minutes=5)
BACKUP_OLD = timedelta(hours=26)
DISK_LOW = 0.10
FAILED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DataBase:
    """Size in bytes, connections in use and allowed."""

    version: str
    size: int
    connections: int
    allowed: int

    @property
    def ok(self) -> bool:
        """False when connections run out."""
        return self.connections < self.allowed * 0.9


def data_base() -> DataBase:
    """The server as it answers now; raises OperationalError when it does not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity), current_setting('max_connections')::int"
        )
        return DataBase(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs of one queue that wait, run or have failed, and since when the first one due waits."""

    name: str
    todo: int
    doing: int
    failed: int
    waits_since: datetime | None

    @property
    def waits(self) -> timedelta:
        """How long the first due job waits."""
        return timezone.now() - self.waits_since if self.waits_since else timedelta(0)

    @property
    def ok(self) -> bool:
        """False when jobs pile up or failed."""
        return self.failed == 0 and self.waits < BACKLOG


def queues() -> list[Queue]:
    """All queues with unfinished jobs, in one query; finished ones are swept hourly."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),"
            " count(*) FILTER (WHERE status = 'failed'),"
            " min(COALESCE(j.scheduled_at, e.at)) FILTER (WHERE status = 'todo'"
            " AND COALESCE(j.scheduled_at, e.at) <= now())"
            " FROM procrastinate_jobs j LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
            " WHERE status IN ('todo', 'doing', 'failed') GROUP BY queue_name ORDER BY queue_name"
        )
        return [Queue(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that was given up."""

    pk: int
    task: str
    queue: str
    attempts: int
    args: str
    at: datetime | None


def failures() -> list[Failure]:
    """The newest failed jobs with when they failed, in two queries."""
    jobs = list(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:FAILED_SHOWN])
    ended = dict(
        ProcrastinateEvent.objects.filter(job__in=[job.pk for job in jobs], type="failed")
        .order_by("at")
        .values_list("job_id", "at")
    )
    return [
        Failure(job.pk, job.task_name, job.queue_name, job.attempts, _short(job.args), ended.get(job.pk))
        for job in jobs
    ]


def _short(args: dict[str, object]) -> str:
    text = ", ".join(f"{name}={value}" for name, value in args.items())
    return text if len(text) < 120 else f"{text[:119]}…"


def retry(job_id: int) -> bool:
    """Put a failed job back into its queue; False when it is not failed any more."""
    if not ProcrastinateJob.objects.filter(pk=job_id, status="failed").exists():
        return False
    app.job_manager.retry_job_by_id(job_id, timezone.now())
    return True


def workers() -> list[tuple[int, datetime, bool]]:
    """(id, last sign of life, alive) of each worker."""
    now = timezone.now()
    rows = ProcrastinateWorker.objects.order_by("id").values_list("id", "last_heartbeat")
    return [(pk, seen, now - seen < WORKER_SILENT) for pk, seen in rows]


def periodic_runs() -> list[tuple[str, str, datetime | None]]:
    """(task, cron line, last run) of every periodic job, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, max(defer_timestamp) FROM procrastinate_periodic_defers GROUP BY task_name")
        last = dict(cursor.fetchall())
    known = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    return [
        (name, cron, datetime.fromtimestamp(last[name], UTC) if last.get(name) else None)
        for name, cron in sorted(known.items())
    ]


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes under the data folder's file system."""

    folder: str
    total: int
    free: int

    @property
    def used_percent(self) -> int:
        """0–100."""
        return round((self.total - self.free) / self.total * 100)

    @property
    def ok(self) -> bool:
        """False below ten per cent free."""
        return self.free > self.total * DISK_LOW


def disk() -> Disk:
    """Room for uploads, backups and the embedded data base."""
    usage = shutil.disk_usage(settings.DATA_FOLDER)
    return Disk(str(settings.DATA_FOLDER), usage.total, usage.free)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file."""

    name: str
    size: int
    at: datetime

    @property
    def ok(self) -> bool:
        """False when older than a day and a bit."""
        return timezone.now() - self.at < BACKUP_OLD


def backups() -> list[Backup]:
    """Files under ``backups`` in the data folder, newest first."""
    folder = Path(settings.DATA_FOLDER) / "backups"
    found = [(path.name, path.stat()) for path in folder.glob("*.tar*")] if folder.is_dir() else []
    rows = [Backup(name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)) for name, stat in found]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:7]
