"""The one way a business action runs: atomic, with the actor known to the audit trigger."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from callout.foundation import context

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class _Running:
    """An action under way: who acts, and what will be written in one go at its end."""

    def __init__(self, actor_id: int | None) -> None:
        self.actor_id = actor_id
        self.collected: dict[Callable[[list[Any]], None], list[Any]] = {}

    def joined(self, function: Callable[[], R]) -> R:
        """Run an inner action; when it is refused, what it collected goes with it."""
        before = {write: len(items) for write, items in self.collected.items()}
        try:
            return function()
        except BaseException:
            for write, items in self.collected.items():
                del items[before.get(write, 0) :]
            raise

    def finish(self) -> None:
        """Write what was collected, before the commit."""
        for write, items in self.collected.items():
            if items:
                write(items)


_running: ContextVar[_Running | None] = ContextVar("running_business_action", default=None)


def business_action(function: Callable[P, R]) -> Callable[P, R]:
    """Wrap a service function: one transaction; ``actor`` (a user or None for the system) is required by keyword.

    An action called by another one joins it, so a refusal undoes the whole. Who catches a refusal and goes on must
    put ``transaction.atomic()`` around the call.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        actor: Any = kwargs["actor"]
        actor_id = actor.pk if actor is not None else None
        outer = _running.get()
        if outer is not None and connection.in_atomic_block and outer.actor_id == actor_id:
            return outer.joined(lambda: function(*args, **kwargs))
        running = _Running(actor_id)
        token = _running.set(running)
        try:
            with context.acting(actor_id), transaction.atomic():
                mark_actor()
                answer = function(*args, **kwargs)
                running.finish()
                return answer
        finally:
            _running.reset(token)

    wrapper.business_action = True  # type: ignore[attr-defined]
    return wrapper


def collect(write: Callable[[list[T]], None], item: T) -> None:
    """Hand ``item`` to ``write`` together with the action's others, just
    before its commit; outside an action at once."""
    running = _running.get()
    if running is None or not connection.in_atomic_block:
        write([item])
    else:
        running.collected.setdefault(write, []).append(item)


def mark_actor() -> None:
    """Tell the data base who acts in this transaction (read by the audit trigger)."""
    actor = context.actor_id.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('callout.actor', %s, true), set_config('callout.request', %s, true)",
            [str(actor or ""), context.request_id.get()],
        )
