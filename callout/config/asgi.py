"""ASGI entry: ``uvicorn callout.config.asgi:application``; ``callout web`` starts it under a supervisor.

Django's own handler changes between event loop and threads several times a request when the middlewares are
synchronous, and starts a thread for each. Here a request goes to a thread of a pool once and is answered there; only
streams (live pages, downloads) are sent from the event loop.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import Any

import django
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.urls import set_script_prefix

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.config.settings")

THREADS = 8
# Phones that come back from where there was no network bring hours of work at once. They get threads of their own, so
# that desk pages go on; and who would wait longer than a phone does (30 s) is asked to come again, because his work
# would be done for nobody and then a second time.
PHONES = "/field/api/"
PHONE_THREADS = 2
PHONES_WAITING = 40
COME_AGAIN_SECONDS = 5
LOG_EVERY_SECONDS = 1.0

log = logging.getLogger("callout.phones")


class OneHopHandler(ASGIHandler):
    """Answers a request in one thread, from its first to its last signal."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self._phone_threads = ThreadPoolExecutor(PHONE_THREADS, thread_name_prefix="phone")
        self._phones = 0
        self._unlogged = 0
        self._logged_at = float("-inf")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one HTTP request; nothing else is spoken here."""
        if scope["type"] != "http":
            raise ValueError(f"Only http, not {scope['type']}.")
        with suppress(RequestAborted):
            body = await self.read_body(receive)
            try:
                if scope["path"].startswith(PHONES):
                    response = await self._answer_phone(scope, body)
                else:
                    response = await self._in_thread(self._threads, self._answer, scope, body)
                if response.streaming:
                    await self._stream(response, receive, send)
                else:
                    await self.send_response(response, send)
            finally:
                body.close()

    async def _answer_phone(self, scope: Any, body: Any) -> HttpResponseBase:
        """In turn; a slow upload takes no place, because its body is read before."""
        if self._phones >= PHONES_WAITING:
            self._note_refusal(scope)
            return HttpResponse(status=503, headers={"Retry-After": str(COME_AGAIN_SECONDS)})
        self._phones += 1
        try:
            return await self._in_thread(self._phone_threads, self._answer, scope, body)
        finally:
            self._phones -= 1

    def _note_refusal(self, scope: Any) -> None:
        """One line for each refused request, but at most one a second; the next line counts those left out."""
        now = time.monotonic()
        if now - self._logged_at < LOG_EVERY_SECONDS:
            self._unlogged += 1
            return
        log.warning(
            "phone asked to come again: %s %s, %d wait, %d more refused since the last line",
            scope["method"],
            scope["path"],
            self._phones,
            self._unlogged,
        )
        self._unlogged, self._logged_at = 0, now

    async def _in_thread(self, threads: ThreadPoolExecutor, function: Any, *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, copy_context().run, function, *arguments)

    def _answer(self, scope: Any, body: Any) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        if request is None or refusal is not None:
            refusal = refusal or HttpResponseBadRequest()
            refusal.close()
            return refusal
        response = self.get_response(request)
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if not response.streaming:
            response.close()
        return response

    async def _stream(self, response: HttpResponseBase, receive: Any, send: Any) -> None:
        """Send until the end or until the client has gone."""
        sending = asyncio.create_task(self.send_response(response, send))
        leaving = asyncio.create_task(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait([sending, leaving], return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
            await self._in_thread(self._threads, response.close)


django.setup(set_prefix=False)
application = OneHopHandler()
