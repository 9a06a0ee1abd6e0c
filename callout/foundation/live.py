"""Live pages: one LISTEN connection per process, fanned out to open pages as server-sent events.

A page gets ids only and fetches what it may see; so nothing leaks through the stream, and a lost line costs a refresh.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
from django.db import connection

log = logging.getLogger("callout.live")

CHANNEL = "callout_live"
HEARTBEAT_SECONDS = 20
QUEUE_SIZE = 200
RECONNECT_SECONDS = 1

Message = dict[str, Any]
RESYNC: Message = {"type": "resync"}


class Hub:
    """Keeps one listening connection while at least one page is open."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Message]] = set()
        self._task: asyncio.Task[None] | None = None

    async def stream(self, wanted: Callable[[Message], bool]) -> AsyncIterator[bytes]:
        """Server-sent events of the messages one page wants, with heartbeats; ends when the client goes."""
        queue: asyncio.Queue[Message] = asyncio.Queue(QUEUE_SIZE)
        self._queues.add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        try:
            yield b"retry: 2000\n\n"
            while True:
                try:
                    message = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if message is RESYNC or wanted(message):
                    yield _line(message)
        finally:
            self._queues.discard(queue)

    async def _listen(self) -> None:
        while self._queues:
            try:
                async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as listener:
                    await listener.execute(f"LISTEN {CHANNEL}")
                    self._send(RESYNC)
                    async for notice in listener.notifies():
                        self._send(json.loads(notice.payload))
                        if not self._queues:
                            return
            except psycopg.Error as error:
                log.warning("listening for live events failed: %s", error)
                await asyncio.sleep(RECONNECT_SECONDS)

    def _send(self, message: Message) -> None:
        for queue in list(self._queues):
            if queue.full():
                queue.get_nowait()
                message = RESYNC
            queue.put_nowait(message)


def _line(message: Message) -> bytes:
    """One line per topic: what happened ("booking"), and the case and order it happened to ("case" 42)."""
    topics: dict[str, Any] = {message["type"].split(".")[0]: message.get("id"), "badges": None}
    for topic, key in (("case", "case"), ("work_order", "order")):
        if message.get(key):
            topics[topic] = message[key]
    return "".join(f"data: {json.dumps({'topic': topic, 'id': id_})}\n\n" for topic, id_ in topics.items()).encode()


def _parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    return {k: v for k, v in parameters.items() if k not in {"cursor_factory", "context", "prepare_threshold"}}


hub = Hub()
