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

_outer: ContextVar[bool] = ContextVar("inside_business_action", default=False)


def business_action(function: Callable[P, R]) -> Callable[P, R]:
    """Wrap a service function: one transaction; ``actor`` (a user or None for the system) is required by keyword.

    An action called by another one joins it, so a refusal undoes the whole. Who catches a refusal and goes on must
    put ``transaction.atomic()`` around the call.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        actor: Any = kwargs["actor"]
        actor_id = actor.pk if actor is not None else None
        if _outer.get() and connection.in_atomic_block and context.actor_id.get() == actor_id:
            return function(*args, **kwargs)
        token = _outer.set(True)
        try:
            with context.acting(actor_id), transaction.atomic():
                mark_actor()
                return function(*args, **kwargs)
        finally:
            _outer.reset(token)

    wrapper.business_action = True  # type: ignore[attr-defined]
    return wrapper


def mark_actor() -> None:
    """Tell the data base who acts in this transaction (read by the audit trigger)."""
    actor = context.actor_id.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('callout.actor', %s, true), set_config('callout.request', %s, true)",
            [str(actor or ""), context.request_id.get()],
        )
