"""All phones come back at once: desk pages go on, and a phone that would wait too long is asked to come again."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from django.http import HttpResponse

from callout.config import asgi


class Office(asgi.OneHopHandler):
    """Its phones are answered only when the story says so."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def _answer(self, scope: Any, body: Any) -> HttpResponse:
        if scope["path"].startswith(asgi.PHONES):
            self.go_on.wait(30)
        return HttpResponse("done")


async def ask(office: Office, path: str) -> dict[str, Any]:
    """The first message of the answer: status and headers."""
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    await office({"type": "http", "path": path, "method": "GET", "headers": []}, receive, send)
    return told[0]


async def rush() -> tuple[dict[str, Any], dict[str, Any], list[int]]:
    """The desk's answer and that of a phone too many, while all places are taken; then what the others got."""
    office = Office()
    phones = [asyncio.create_task(ask(office, "/field/api/bundle")) for _ in range(asgi.PHONES_WAITING)]
    await asyncio.sleep(0)
    desk = await asyncio.wait_for(ask(office, "/cases/"), 10)
    late = await asyncio.wait_for(ask(office, "/field/api/commands"), 10)
    office.go_on.set()
    return desk, late, [(await phone)["status"] for phone in phones]


def test_the_desk_goes_on_while_all_phones_come_back():
    desk, late, served = asyncio.run(rush())
    assert desk["status"] == 200
    assert late["status"] == 503
    assert dict(late["headers"])[b"Retry-After"] == b"5"
    assert served == [200] * asgi.PHONES_WAITING


async def turned_away(times: int) -> None:
    """So many phones too many; a second later one more."""
    office = Office()
    phones = [asyncio.create_task(ask(office, "/field/api/bundle")) for _ in range(asgi.PHONES_WAITING)]
    await asyncio.sleep(0)
    for _ in range(times):
        assert (await ask(office, "/field/api/commands"))["status"] == 503
    await asyncio.sleep(asgi.LOG_EVERY_SECONDS)
    assert (await ask(office, "/field/api/commands"))["status"] == 503
    office.go_on.set()
    await asyncio.gather(*phones)


def test_refused_phones_are_in_the_log_at_most_once_a_second(monkeypatch, caplog):
    monkeypatch.setattr(asgi, "LOG_EVERY_SECONDS", 1.5)
    with caplog.at_level("WARNING", logger="callout.phones"):
        asyncio.run(turned_away(times=5))
    first, second = [record.getMessage() for record in caplog.records if record.name == "callout.phones"]
    assert "GET /field/api/commands, 40 wait, 0 more" in first
    assert "4 more refused" in second
