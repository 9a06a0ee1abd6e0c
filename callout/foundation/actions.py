"""The one way a business action runs: atomic, with the actor known to the audit trigger."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from callout.foundation import context

P = ParamSpec("P")
R = TypeVar("R")


def business_action(function: Callable[P, R]) -> Callable[P, R]:
    """Wrap a service function: one transaction; ``actor`` (a user or None for the system) is required by keyword."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        actor: Any = kwargs["actor"]
        with context.acting(actor.pk if actor is not None else None), transaction.atomic():
            mark_actor()
            return function(*args, **kwargs)

    wrapper.business_action = True  # type: ignore[attr-defined]
    return wrapper


def mark_actor() -> None:
    """Tell the data base who acts in this transaction (read by the audit trigger)."""
    actor = context.actor_id.get()
    mark = (f"{actor or ''}", context.request_id.get())
    if getattr(connection, "callout_actor", None) == mark and getattr(connection, "callout_actor_depth", 0):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('callout.actor', %s, true), set_config('callout.request', %s, true)", list(mark)
        )
