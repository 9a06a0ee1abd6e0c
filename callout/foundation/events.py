"""Events between apps. ``publish`` stores the event and one job per subscriber in the caller's transaction."""

from __future__ import annotations

import dataclasses
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import connection
from django.utils import timezone

from callout.foundation.actions import business_action, collect
from callout.foundation.jobs import HIGH, NORMAL, job
from callout.foundation.models import Event

log = logging.getLogger("callout.events")

TAKEN_ALONG = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainEvent:
    """Base of all events: ids only, so that a reader fetches what is true when it reads."""

    type: ClassVar[str]
    case_id: int | None = None
    work_order_id: int | None = None
    region_id: int | None = None
    outlet_id: int | None = None
    engineer_id: int | None = None


_COLUMNS = {field.name for field in dataclasses.fields(DomainEvent)}
E_ = TypeVar("E_", bound=DomainEvent)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A named reaction. ``when`` is a cheap test that spares the job when nobody would care."""

    name: str
    handler: Callable[[Event], None]
    priority: int = NORMAL
    queue: str = "events"
    when: Callable[[], bool] | None = None


_subscribers: dict[str, list[Subscriber]] = {}
_by_name: dict[str, Subscriber] = {}
event_types: dict[str, type[DomainEvent]] = {}


def declare(cls: type[E_]) -> type[E_]:
    """Class decorator: the event type is known to webhooks and the documentation."""
    event_types[cls.type] = cls
    return cls


def subscribe(
    *types: type[DomainEvent],
    name: str,
    priority: int = NORMAL,
    queue: str = "events",
    when: Callable[[], bool] | None = None,
) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Register a reaction. It runs in a job, once per event, and must be written to survive a repeat."""

    def decorate(handler: Callable[[Event], None]) -> Callable[[Event], None]:
        subscriber = Subscriber(name, handler, priority, queue, when)
        _by_name[name] = subscriber
        for cls in types:
            _subscribers.setdefault(cls.type, []).append(subscriber)
        return handler

    return decorate


def subscribe_all(
    *, name: str, priority: int = NORMAL, queue: str = "events", when: Callable[[], bool] | None = None
) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Register a reaction to every event (webhooks)."""

    def decorate(handler: Callable[[Event], None]) -> Callable[[Event], None]:
        subscriber = Subscriber(name, handler, priority, queue, when)
        _by_name[name] = subscriber
        _subscribers.setdefault("*", []).append(subscriber)
        return handler

    return decorate


def publish(event: DomainEvent, *, actor: Any, at: datetime | None = None) -> None:
    """Store ``event`` (as of ``at``, default now) and queue its subscribers; part of the caller's transaction.

    The events of one business action are written together at its end.
    """
    collect(_store, event_row(event, actor=actor, at=at or timezone.now()))


def _store(rows: list[Event]) -> None:
    Event.objects.bulk_create(rows)
    wanted: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows:
        for subscriber in [*_subscribers.get(row.type, ()), *_subscribers.get("*", ())]:
            if subscriber.when is None or subscriber.when():
                call = {"event_id": row.pk, "subscriber": subscriber.name}
                wanted.setdefault((subscriber.queue, subscriber.priority), []).append(call)
    for (queue, priority), calls in wanted.items():
        deliver.configure(queue=queue, priority=priority).batch_defer(*calls)


def event_row(event: DomainEvent, *, actor: Any, at: datetime) -> Event:
    """The row of an event, not saved. Past events taken over in bulk are stored so: no subscriber reacts to them."""
    told = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
    payload = {k: v for k, v in told.items() if k not in _COLUMNS and v is not None}
    columns = {name: getattr(event, name) for name in _COLUMNS}
    return Event(type=event.type, at=at, actor_id=getattr(actor, "pk", None), payload=_plain(payload), **columns)


def _plain(payload: dict[str, Any]) -> dict[str, Any]:
    return {
        k: v.isoformat() if isinstance(v, datetime) else str(v) if isinstance(v, uuid.UUID) else v
        for k, v in payload.items()
    }


@job(name="foundation.deliver", queue="events", priority=HIGH)
def deliver(event_id: int, subscriber: str) -> None:
    """Run one subscriber for one event, then for events that wait for the same subscriber.

    Each has a transaction of its own in which its job is deleted, its mark is set and its effect happens.
    """
    _deliver(actor=None, event_id=event_id, subscriber=subscriber)
    try:
        for _ in range(TAKEN_ALONG):
            if not _deliver_next(actor=None, subscriber=subscriber):
                return
    except Exception:
        log.warning("%s failed for an event taken along; its own job tries again", subscriber, exc_info=True)


@business_action
def _deliver(*, actor: None, event_id: int, subscriber: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [event_id, subscriber])
        fresh = cursor.rowcount
    if fresh:
        _by_name[subscriber].handler(Event.objects.get(pk=event_id))


@business_action
def _deliver_next(*, actor: None, subscriber: str) -> bool:
    """Take over the next waiting job of a subscriber; False when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [subscriber])
        found = cursor.fetchone()
    if found is None:
        return False
    _deliver(actor=None, event_id=found[0], subscriber=subscriber)
    return True


_MARK = (
    "INSERT INTO foundation_delivery (event_id, subscriber, at) VALUES (%s, %s, now())"
    " ON CONFLICT (event_id, subscriber) DO NOTHING"
)
_TAKE = (
    "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
    " AND task_name = 'foundation.deliver' AND args ->> 'subscriber' = %s AND attempts = 0 AND scheduled_at IS NULL"
    " AND lock IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING (args ->> 'event_id')::bigint"
)
