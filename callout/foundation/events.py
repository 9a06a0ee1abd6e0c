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
from callout.foundation.inserting import insert
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
    """A named reaction to events that come together.

    ``when`` is a cheap test that spares the job when nobody would care.
    """

    name: str
    handler: Callable[[list[Event]], None]
    priority: int = NORMAL
    queue: str = "events"
    when: Callable[[], bool] | None = None
    together: bool = False


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
        _register([cls.type for cls in types], Subscriber(name, _each(handler), priority, queue, when))
        return handler

    return decorate


def subscribe_together(
    *types: type[DomainEvent], name: str, priority: int = NORMAL, queue: str = "events"
) -> Callable[[Callable[[list[Event]], None]], Callable[[list[Event]], None]]:
    """Register a reaction that takes all events that wait for it at once: in a burst many share one transaction."""

    def decorate(handler: Callable[[list[Event]], None]) -> Callable[[list[Event]], None]:
        _register([cls.type for cls in types], Subscriber(name, handler, priority, queue, together=True))
        return handler

    return decorate


def subscribe_all(
    *, name: str, priority: int = NORMAL, queue: str = "events", when: Callable[[], bool] | None = None
) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Register a reaction to every event (webhooks)."""

    def decorate(handler: Callable[[Event], None]) -> Callable[[Event], None]:
        _register(["*"], Subscriber(name, _each(handler), priority, queue, when))
        return handler

    return decorate


def _register(types: list[str], subscriber: Subscriber) -> None:
    _by_name[subscriber.name] = subscriber
    for type_ in types:
        _subscribers.setdefault(type_, []).append(subscriber)


def _each(handler: Callable[[Event], None]) -> Callable[[list[Event]], None]:
    def handle(events: list[Event]) -> None:
        for event in events:
            handler(event)

    return handle


def publish(event: DomainEvent, *, actor: Any, at: datetime | None = None) -> None:
    """Store ``event`` (as of ``at``, default now) and queue its subscribers; part of the caller's transaction.

    The events of one business action are written together at its end.
    """
    collect(_store, event_row(event, actor=actor, at=at or timezone.now()))


def _store(rows: list[Event]) -> None:
    insert(rows)
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
    """Run one subscriber for one event and for those that wait for the same subscriber.

    An event's job is deleted, its mark is set and its effect happens in one transaction: its own, or for subscribers
    that take events together that of the lot. A lot that fails is undone; then only this job's event is tried alone.
    """
    more: bool | None = True
    if _by_name[subscriber].together:
        more = _attempt(subscriber, event_id)
    if more is None or not _by_name[subscriber].together:
        _deliver(actor=None, event_id=event_id, subscriber=subscriber)
    rounds = 0
    while more and rounds < TAKEN_ALONG:
        more, rounds = _attempt(subscriber), rounds + 1


def _attempt(subscriber: str, event_id: int | None = None) -> bool | None:
    """Deliver what waits; False when no more does, None when it failed (its own jobs try again)."""
    try:
        return _deliver_waiting(actor=None, subscriber=subscriber, event_id=event_id)
    except Exception:
        log.warning("%s failed for events taken along; their own jobs try again", subscriber, exc_info=True)
        return None


@business_action
def _deliver(*, actor: None, event_id: int, subscriber: str) -> None:
    _handle(subscriber, [event_id])


@business_action
def _deliver_waiting(*, actor: None, subscriber: str, event_id: int | None) -> bool:
    """Take over waiting jobs of a subscriber, one or a lot; False when no more of them wait."""
    most = TAKEN_ALONG if _by_name[subscriber].together else 1
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [subscriber, most])
        waiting = [key for (key,) in cursor.fetchall()]
    events = waiting if event_id is None else [event_id, *waiting]
    if events:
        _handle(subscriber, events)
    return len(waiting) == most


def _handle(subscriber: str, event_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [subscriber, event_ids])
        fresh = [key for (key,) in cursor.fetchall()]
    if fresh:
        _by_name[subscriber].handler(list(Event.objects.filter(pk__in=fresh).order_by("pk")))


_MARK = (
    "INSERT INTO foundation_delivery (event_id, subscriber, at) SELECT event_id, %s, now() FROM unnest(%s::bigint[])"
    " AS event_id ON CONFLICT (event_id, subscriber) DO NOTHING RETURNING event_id"
)
_TAKE = (
    "DELETE FROM procrastinate_jobs WHERE id IN (SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
    " AND task_name = 'foundation.deliver' AND args ->> 'subscriber' = %s AND attempts = 0 AND scheduled_at IS NULL"
    " AND lock IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING (args ->> 'event_id')::bigint"
)
