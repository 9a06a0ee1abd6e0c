"""Sends queued messages, each at most once by itself.

A message is marked ``sending`` and that is committed before the provider is called. So after a crash it is known that
the provider may have been called, and nobody sends it again unasked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued
from prometheus_client import Counter

from callout.foundation.jobs import NORMAL, job
from callout.notifications import push
from callout.notifications.models import Message
from callout.notifications.providers import Outcome, Outgoing, Provider, Refused, Sent, provider

TEXT = "sms"
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=4))
LOST_AFTER = timedelta(minutes=3)
FORGOTTEN_AFTER = timedelta(minutes=2)
_RECOVER_AT_ONCE = 500
_TAKEN_ALONG = 50
_TAKE = (
    "DELETE FROM procrastinate_jobs WHERE id IN (SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
    " AND task_name = 'notifications.send' AND attempts = 0 AND scheduled_at IS NULL AND lock IS NULL"
    " AND queueing_lock IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING (args -> 'uids')::text"
)

tries = Counter("callout_messages_total", "Tries to send a message, by how they ended.", ["provider", "state"])


@job(name="notifications.send", queue="messages", priority=NORMAL)
def send(uids: Sequence[str]) -> None:
    """Send those of these messages that are still queued and due."""
    way = provider()
    uids = [*uids, *_taken_along()]
    for message in _claim(uids, push.CHANNEL, push.NAME):
        _finish(message, push.NAME, push.send(message))
    if way.instant:
        _send_at_once(uids, way)
        return
    for message in _claim(uids, TEXT, way.name):
        _finish(message, way.name, way.send(Outgoing(str(message.uid), message.to, message.body)))


def _send_at_once(uids: Sequence[str], way: Provider) -> None:
    now = timezone.now()
    done = _due(uids, TEXT, now).update(
        state=Message.State.SENT, provider=way.name, sent_at=now, claimed_at=now, attempts=F("attempts") + 1, error=""
    )
    tries.labels(way.name, "sent").inc(done)


def _taken_along() -> list[str]:
    """Messages of jobs that wait for the same: a burst becomes one statement. ``recover`` finds them after a crash."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [_TAKEN_ALONG])
        return [uid for (uids,) in cursor.fetchall() for uid in json.loads(uids)]


def _due(uids: Sequence[str], channel: str, now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(uid__in=uids, channel=channel, state=Message.State.QUEUED, due_at__lte=now)


def _claim(uids: Sequence[str], channel: str, way: str) -> list[Message]:
    """Mark the messages as being sent and commit that, before anything leaves."""
    now = timezone.now()
    with transaction.atomic():
        found = list(_due(uids, channel, now).select_for_update(skip_locked=True, of=("self",)))
        if not found:
            return []
        Message.objects.filter(pk__in=[m.pk for m in found]).update(
            state=Message.State.SENDING, provider=way, claimed_at=now, attempts=F("attempts") + 1
        )
    for message in found:
        message.attempts += 1
    return found


def _finish(message: Message, way: str, outcome: Outcome) -> None:
    """Write down how the try went. A receipt that came first (delivered) is not overwritten."""
    now = timezone.now()
    mine = Message.objects.filter(pk=message.pk, state=Message.State.SENDING)
    if isinstance(outcome, Sent):
        state = Message.State.SENT
        mine.update(state=state, sent_at=now, provider_ref=outcome.ref, error="")
    elif not isinstance(outcome, Refused):
        state = Message.State.UNCERTAIN
        mine.update(state=state, error=outcome.reason[:200])
    elif outcome.again and message.attempts <= len(BACK_OFF):
        state = Message.State.QUEUED
        _try_later(message, now + BACK_OFF[message.attempts - 1], outcome.reason)
    elif message.channel == push.CHANNEL and message.to:
        state = Message.State.QUEUED
        _as_text(message, outcome.reason)
    else:
        state = Message.State.FAILED
        mine.update(state=state, error=outcome.reason[:200])
    tries.labels(way, state).inc()


def _try_later(message: Message, due_at: datetime, reason: str) -> None:
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, state=Message.State.SENDING).update(
            state=Message.State.QUEUED, due_at=due_at, error=reason[:200]
        )
        send.configure(schedule_at=due_at).defer(uids=[str(message.uid)])


def _as_text(message: Message, reason: str) -> None:
    """No phone took the push message: it goes as a text message, from the first try on."""
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, state=Message.State.SENDING).update(
            state=Message.State.QUEUED, channel=TEXT, attempts=0, due_at=timezone.now(), error=reason[:200]
        )
        send.defer(uids=[str(message.uid)])


def recover(now: datetime) -> tuple[int, int]:
    """Messages without a job: lost while sending → uncertain, forgotten in the queue → again. Returns both counts."""
    lost = Message.objects.filter(state=Message.State.SENDING, claimed_at__lt=now - LOST_AFTER).update(
        state=Message.State.UNCERTAIN, error="the worker ended while sending"
    )
    forgotten = list(
        Message.objects.filter(state=Message.State.QUEUED, due_at__lt=now - FORGOTTEN_AFTER)
        .order_by("due_at")
        .values_list("uid", flat=True)[:_RECOVER_AT_ONCE]
    )
    if forgotten:
        _queue_again([str(uid) for uid in forgotten])
    return lost, len(forgotten)


def _queue_again(uids: Sequence[str]) -> None:
    """One such job at a time, so that a gateway down for hours does not fill the queue."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        send.configure(queueing_lock="notifications.recovered").defer(uids=uids)
