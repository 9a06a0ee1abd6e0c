"""Live pages: one LISTEN connection per process, fanned out to open pages as server-sent events.

A page gets ids only and fetches what it may see; so nothing leaks through the stream, and a doubled line costs a
refresh.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.db import connection

from callout.foundation import live_cursor

log = logging.getLogger("callout.live")

CHANNEL = "callout_live"
HEARTBEAT_SECONDS = 20
QUEUE_SIZE = 200
RECONNECT_SECONDS = 1

Message = dict[str, Any]
RESYNC: Message = {"type": "resync"}
# A browser that connects again repeats the id, so that we know that it was away.
_BEGIN = b"id: begun\nretry: 2000\n\n"
_HEARTBEAT = b": still here\n\n"


class Hub:
    """Keeps one listening connection while at least one page is open."""

    def __init__(self) -> None:
        self._pages = 0
        self._queues: set[asyncio.Queue[Message]] = set()
        self._listening = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def stream(self, wanted: Callable[[Message], bool], since: str = "") -> AsyncIterator[bytes]:
        """Server-sent events of the messages one page wants, with heartbeats; ends when the client goes.

        It begins with what happened after the page's cursor ``since``; when that cannot be told, with ``resync``.
        """
        queue: asyncio.Queue[Message] = asyncio.Queue(QUEUE_SIZE)
        self._pages += 1
        try:
            yield _BEGIN
            while not await self._join(queue):
                yield _HEARTBEAT
            for message in await sync_to_async(_missed)(since):
                queue.put_nowait(message)
            while True:
                try:
                    message = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield _HEARTBEAT
                    continue
                if message is RESYNC or wanted(message):
                    yield _line(message)
        finally:
            self._pages -= 1
            self._queues.discard(queue)

    async def _join(self, queue: asyncio.Queue[Message]) -> bool:
        """Take part in what is heard from now on; False when the data base does not answer yet."""
        if self._task is None or self._task.done():
            self._listening.clear()
            self._task = asyncio.create_task(self._listen())
        try:
            await asyncio.wait_for(self._listening.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            return False
        self._queues.add(queue)
        return True

    async def _listen(self) -> None:
        while self._pages:
            try:
                async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as listener:
                    await listener.execute(f"LISTEN {CHANNEL}")
                    self._send(RESYNC)
                    self._listening.set()
                    async for notice in listener.notifies():
                        self._send(json.loads(notice.payload))
                        if not self._pages:
                            return
            except psycopg.Error as error:
                log.warning("listening for live events failed: %s", error)
                self._listening.clear()
                await asyncio.sleep(RECONNECT_SECONDS)

    def _send(self, message: Message) -> None:
        for queue in list(self._queues):
            if queue.full():
                queue.get_nowait()
                queue.put_nowait(RESYNC)
            else:
                queue.put_nowait(message)


def _missed(since: str) -> list[Message]:
    messages = live_cursor.missed(since)
    return [RESYNC] if messages is None else messages


def topics(message: Message) -> list[dict[str, Any]]:
    """What a page hears of a message: what happened ("booking"), and the case and order it happened to ("case" 42)."""
    found: dict[str, Any] = {message["type"].split(".")[0]: message.get("id"), "badges": None}
    for topic, key in (("case", "case"), ("work_order", "order")):
        if message.get(key):
            found[topic] = message[key]
    return [{"topic": topic, "id": id_} for topic, id_ in found.items()]


def tell(messages: Iterable[Message]) -> None:
    """Announce what is no stored event, when the transaction commits. Ids only."""
    with connection.cursor() as cursor:
        lines = [json.dumps(message) for message in messages]
        cursor.execute("SELECT pg_notify(%s, line) FROM unnest(%s::text[]) line", [CHANNEL, lines])


def _line(message: Message) -> bytes:
    return "".join(f"data: {json.dumps(topic)}\n\n" for topic in topics(message)).encode()


def _parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    return {k: v for k, v in parameters.items() if k not in {"cursor_factory", "context", "prepare_threshold"}}


hub = Hub()
