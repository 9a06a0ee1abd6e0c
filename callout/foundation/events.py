"""Events between apps. ``publish`` stores the event and one job per subscriber in the caller's transaction."""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, TypeVar

from django.db import connection
from django.utils import timezone

from callout.foundation.actions import business_action, collect
from callout.foundation.inserting import insert
from callout.foundation.jobs import HIGH, NORMAL, job
from callout.foundation.models import Event

log = logging.getLogger("callout.events")

TAKEN_ALONG = 25
LATE = 0.25  # seconds
RUSH_PACES = 6


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


class _Lot(NamedTuple):
    """Events delivered together: how many, and how long the first of them had waited, in seconds."""

    size: int = 0
    waited: float = 0.0


class _Lane:
    """One lot of a subscriber at a time in a process, and not at once after the last: meanwhile the next one grows.

    Who comes late takes more at a time: a lot whose first event waited for longer than LATE is followed by a pause of
    several paces, because a great lot costs less for each event.
    """

    pace = 0.0  # seconds from one beginning to the next, in a worker

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._next = 0.0

    def serve(self, lot: Callable[[], _Lot]) -> int:
        """Deliver a lot when it is its turn; how many events it had."""
        with self._turn:
            time.sleep(max(0.0, self._next - time.monotonic()))
            begun = time.monotonic()
            served = lot()
            self._next = begun + self.pace * (RUSH_PACES if served.waited > LATE else 1)
            return served.size


_lanes: dict[str, _Lane] = defaultdict(_Lane)


def pace_lots(seconds: float) -> None:
    """Let lots of one subscriber begin so far apart in this process; without it they follow at once."""
    _Lane.pace = seconds


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


def queues() -> set[str]:
    """All queues that subscribers wait in."""
    return {subscriber.queue for subscriber in _by_name.values()}


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
    for subscriber, ids in _calls(rows):
        call = {"event_ids": ids, "subscriber": subscriber.name}
        wanted.setdefault((subscriber.queue, subscriber.priority), []).append(call)
    for (queue, priority), calls in wanted.items():
        deliver.configure(queue=queue, priority=priority).batch_defer(*calls)


def _calls(rows: list[Event]) -> Iterator[tuple[Subscriber, list[int]]]:
    """Who hears of which events in one job: one event each, or a lot for subscribers that take them together."""
    together: dict[str, list[int]] = {}
    for row in rows:
        for subscriber in [*_subscribers.get(row.type, ()), *_subscribers.get("*", ())]:
            if subscriber.together:
                together.setdefault(subscriber.name, []).append(row.pk)
            elif subscriber.when is None or subscriber.when():
                yield subscriber, [row.pk]
    for name, ids in together.items():
        for begin in range(0, len(ids), TAKEN_ALONG):
            yield _by_name[name], ids[begin : begin + TAKEN_ALONG]


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
def deliver(event_ids: list[int], subscriber: str) -> None:
    """Run one subscriber for its events and for those that wait for the same subscriber.

    A job is deleted, its events are marked and their effect happens in one transaction: its own, or for subscribers
    that take events together that of the lot. A lot that fails is undone; then only this job's events are tried alone.
    """
    if not _by_name[subscriber].together:
        _deliver_alone(subscriber, event_ids)
        _deliver_rest(subscriber)
        return
    if not _lanes[subscriber].serve(lambda: _attempt(subscriber, event_ids)):
        _deliver_alone(subscriber, event_ids)


def _deliver_alone(subscriber: str, event_ids: list[int]) -> None:
    """Each event in a transaction of its own; one that fails keeps none of the others back and fails the job."""
    failure: Exception | None = None
    for event_id in event_ids:
        try:
            _deliver(actor=None, event_id=event_id, subscriber=subscriber)
        except Exception as error:
            failure = failure or error
    if failure:
        raise failure


def _deliver_rest(subscriber: str) -> None:
    rounds = 0
    while _attempt(subscriber).size and rounds < TAKEN_ALONG:
        rounds += 1


def _attempt(subscriber: str, event_ids: Sequence[int] = ()) -> _Lot:
    """Deliver these events and what waits. An empty lot also when it failed: the jobs taken along try again."""
    try:
        return _deliver_waiting(actor=None, subscriber=subscriber, event_ids=event_ids)
    except Exception:
        log.warning("%s failed for events taken along; their own jobs try again", subscriber, exc_info=True)
        return _Lot()


@business_action
def _deliver(*, actor: None, event_id: int, subscriber: str) -> None:
    _handle(subscriber, [event_id])


@business_action
def _deliver_waiting(*, actor: None, subscriber: str, event_ids: Sequence[int]) -> _Lot:
    """Deliver these events and those of waiting jobs of the subscriber, one or a lot."""
    most = TAKEN_ALONG if _by_name[subscriber].together else 1
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [subscriber, most])
        waiting = [key for (keys,) in cursor.fetchall() for key in keys]
    events = [*event_ids, *waiting]
    return _Lot(len(events), _handle(subscriber, events) if events else 0.0)


def _handle(subscriber: str, event_ids: list[int]) -> float:
    """Run the subscriber for those of the events it has not had; for how long the first of them waited."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [subscriber, event_ids])
        fresh = [key for (key,) in cursor.fetchall()]
    if not fresh:
        return 0.0
    events, now = list(Event.objects.filter(pk__in=fresh).order_by("pk")), timezone.now()
    _by_name[subscriber].handler(events)
    return max((now - event.recorded_at).total_seconds() for event in events)


_MARK = (
    "INSERT INTO foundation_delivery (event_id, subscriber, at) SELECT event_id, %s, now() FROM unnest(%s::bigint[])"
    " AS event_id ON CONFLICT (event_id, subscriber) DO NOTHING RETURNING event_id"
)
_TAKE = (
    "DELETE FROM procrastinate_jobs WHERE id IN (SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
    " AND task_name = 'foundation.deliver' AND args ->> 'subscriber' = %s AND attempts = 0 AND scheduled_at IS NULL"
    " AND lock IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)"
    " RETURNING ARRAY(SELECT jsonb_array_elements_text(args -> 'event_ids')::bigint)"
)
