"""Who is acting, in which request or job: carried in context variables, read by logs and the audit trigger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
actor_id: ContextVar[int | None] = ContextVar("actor_id", default=None)


@contextmanager
def acting(actor: int | None) -> Iterator[None]:
    """Everything written inside is audited as done by this user id (None: the system)."""
    token = actor_id.set(actor)
    try:
        yield
    finally:
        actor_id.reset(token)
