"""Background jobs on Procrastinate: the job row commits with the change that asks for it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import procrastinate
from django.db import close_old_connections, connection
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app

from callout.foundation import context

RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)

HIGH, NORMAL, LOW = 10, 0, -10


def on_app_ready(app: App) -> None:
    """Called by Procrastinate once Django is ready: the blueprint's tasks are already registered by import."""


def job(*, name: str, queue: str = "default", priority: int = NORMAL, **options: Any) -> Callable[..., Any]:
    """Declare a job. Inside, the actor is the system and broken data-base connections are renewed."""

    def decorate(function: Callable[..., Any]) -> procrastinate.tasks.Task[Any, Any, Any]:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            _renew_connections()
            token = context.request_id.set(f"job:{name}")
            try:
                return function(*args, **kwargs)
            finally:
                context.request_id.reset(token)
                _renew_connections()

        return app.task(name=name, queue=queue, priority=priority, retry=RETRY, **options)(run)

    return decorate


def _renew_connections() -> None:
    if not connection.in_atomic_block:
        close_old_connections()


def periodic(cron: str, *, name: str, queue: str = "periodic") -> Callable[..., Any]:
    """Declare a job that runs by a cron line, whose last of six fields is the second; it takes the timestamp."""

    def decorate(function: Callable[[int], Any]) -> Any:
        task = job(name=name, queue=queue, queueing_lock=name, pass_context=False)(function)
        return app.periodic(cron=cron)(task)

    return decorate


def worker_app() -> App:
    """An app with the same tasks that fetches jobs over connections of its own.

    Replacing the connector of ``app`` itself would also replace the one by which jobs defer jobs: these would commit
    at once, before the change that asks for them and even when it is undone.
    """
    worker = App(
        connector=app.connector.get_worker_connector(),  # type: ignore[attr-defined]
        import_paths=app.import_paths,
        worker_defaults=app.worker_defaults,
    )
    worker.tasks, worker.periodic_registry = app.tasks, app.periodic_registry
    return worker
