"""Runs background jobs until stopped. Any number of workers may share one data base."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from callout.foundation.events import pace_lots
from callout.foundation.jobs import worker_app

POLLING_SECONDS = 1.0  # jobs that share a lock advance one a poll
PACE_SECONDS = 0.08  # up to three of them in a rush; nobody notices it, and lots of ten cost half of ten orders
STOP_SECONDS = 15.0
HEARTBEAT_SECONDS = 5.0


class Command(BaseCommand):
    """``callout worker``."""

    help = "Run background jobs until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many jobs at a time."""
        parser.add_argument("--concurrency", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM, then finish what runs within 15 s."""
        pace_lots(PACE_SECONDS)
        worker_app().run_worker(
            concurrency=options["concurrency"],
            fetch_job_polling_interval=POLLING_SECONDS,
            shutdown_graceful_timeout=STOP_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=3 * HEARTBEAT_SECONDS,
            delete_jobs="successful",
        )
