"""Background jobs on Procrastinate: the job row commits with the change that asks for it."""

from __future__ import annotations

import functools
import select
from collections.abc import Callable
from typing import Any

import procrastinate
from django.db import close_old_connections, connection
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from callout.foundation import context

RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)

HIGH, NORMAL, LOW = 10, 0, -10
LONG_QUEUES = frozenset({"planning", "imports"})  # seconds and minutes: they get one place beside the quick ones


def on_app_ready(app: App) -> None:
    """Called by Procrastinate once Django is ready: the blueprint's tasks are already registered by import."""


def job(
    *, name: str, queue: str = "default", priority: int = NORMAL, retry: RetryStrategy | bool = RETRY, **options: Any
) -> Callable[..., Any]:
    """Declare a job. Inside, the actor is the system and broken data-base connections are renewed.

    ``retry`` is False for what is asked for again anyhow.
    """

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

        return app.task(name=name, queue=queue, priority=priority, retry=retry, **options)(run)

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
    connector = PsycopgConnector(
        kwargs=connector_params(), configure=_commit_each_statement, pool_factory=_fetching_pool
    )
    worker = App(connector=connector, import_paths=app.import_paths, worker_defaults=app.worker_defaults)
    worker.tasks, worker.periodic_registry = app.tasks, app.periodic_registry
    return worker


async def _commit_each_statement(session: AsyncConnection[Any]) -> None:
    """Fetching or finishing a job is one statement: no BEGIN and COMMIT around it."""
    await session.set_autocommit(True)


def _fetching_pool(**options: Any) -> AsyncConnectionPool[AsyncConnection[Any]]:
    return AsyncConnectionPool(**options | {"check": _check_when_spoken_to})


async def _check_when_spoken_to(session: AsyncConnection[Any]) -> None:
    """Ask the server only if the idle connection has something to read, as one that was closed has."""
    poll = select.poll()
    poll.register(session.fileno(), select.POLLIN)
    if poll.poll(0):
        await AsyncConnectionPool.check_connection(session)
