"""Runs background jobs until stopped. Any number of workers may share one data base."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from callout.config import env

POLLING_SECONDS = 1.0  # jobs that share a lock advance one a poll
STOP_SECONDS = 15.0


class Command(BaseCommand):
    """``callout worker``."""

    help = "Run background jobs until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run with the concurrency of CALLOUT_WORKER_CONCURRENCY; on SIGTERM finish what runs, at most 15 s."""
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            worker.run_worker(
                concurrency=int(env.text("CALLOUT_WORKER_CONCURRENCY")),
                fetch_job_polling_interval=POLLING_SECONDS,
                shutdown_graceful_timeout=STOP_SECONDS,
            )
