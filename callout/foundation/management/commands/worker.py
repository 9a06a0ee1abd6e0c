"""Runs background jobs until stopped. Any number of workers may share one data base."""

from __future__ import annotations

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate import App

from callout.foundation import events
from callout.foundation.jobs import LONG_QUEUES, worker_app

POLLING_SECONDS = 1.0  # jobs that share a lock advance one a poll
PACE_SECONDS = 0.04  # six of them in a rush: lots of ten cost half of ten orders
STOP_SECONDS = 15.0
HEARTBEAT_SECONDS = 5.0


class Command(BaseCommand):
    """``callout worker``."""

    help = "Run background jobs until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many jobs at a time."""
        parser.add_argument(
            "--concurrency", type=int, default=4, help="quick jobs at a time; one long one (plans, imports) runs beside"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM, then finish what runs within 15 s."""
        events.pace_lots(PACE_SECONDS)
        asyncio.run(_work(worker_app(), options["concurrency"]))


async def _work(app: App, concurrency: int) -> None:
    """Quick and long jobs beside each other, so that no number of plans or imports keeps an order waiting."""
    app.perform_import_paths()
    quick = {task.queue for task in app.tasks.values()} | events.queues()
    async with app.open_async(), asyncio.TaskGroup() as group:
        running = [
            group.create_task(_serve(app, quick - LONG_QUEUES, concurrency)),
            group.create_task(_serve(app, LONG_QUEUES, 1)),
        ]
        for stop in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(stop, lambda: [task.cancel() for task in running])


async def _serve(app: App, queues: set[str] | frozenset[str], concurrency: int) -> None:
    await app.run_worker_async(
        queues=sorted(queues),
        concurrency=concurrency,
        fetch_job_polling_interval=POLLING_SECONDS,
        shutdown_graceful_timeout=STOP_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=3 * HEARTBEAT_SECONDS,
        delete_jobs="successful",
        install_signal_handlers=False,
    )
