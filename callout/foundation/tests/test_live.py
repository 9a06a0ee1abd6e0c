"""A page that listens learns of an event within a moment, of those before it listened, and only of what it may see."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.foundation import live_cursor
from callout.foundation.live import Hub
from callout.foundation.models import Event

Topics = list[dict[str, Any]]


def happens(case: int, region: int = 7) -> None:
    Event.objects.create(type="case.created", at=timezone.now(), region_id=region, case_id=case)


@pytest.fixture
def slow_case() -> Iterator[Callable[[int], Callable[[], None]]]:
    """``slow_case(3)`` writes an event in a transaction of its own; calling what it returns commits it."""
    threads: list[tuple[threading.Thread, threading.Event]] = []

    def begin(case: int) -> Callable[[], None]:
        written, go = threading.Event(), threading.Event()

        def write() -> None:
            with transaction.atomic(), transaction.atomic():  # the inner one writes under a number of its own
                happens(case)
                written.set()
                go.wait(10)
            connection.close()

        thread = threading.Thread(target=write)
        threads.append((thread, go))
        thread.start()
        assert written.wait(10)

        def commit() -> None:
            go.set()
            thread.join(10)

        return commit

    yield begin
    for thread, go in threads:
        go.set()
        thread.join(10)


async def leave(stream: AsyncIterator[bytes]) -> None:
    await stream.aclose()  # type: ignore[attr-defined]
    await sync_to_async(lambda: connection.close())()


async def told(stream: AsyncIterator[bytes]) -> Topics:
    line = await asyncio.wait_for(anext(stream), 10)
    return [json.loads(part[6:]) for part in line.decode().splitlines() if part.startswith("data: ")]


def cases(messages: list[dict[str, Any]] | None) -> set[int]:
    assert messages is not None
    return {message["case"] for message in messages}


@pytest.mark.django_db(transaction=True)
def test_an_event_reaches_the_pages_that_want_it() -> None:
    async def story() -> tuple[Topics, Topics]:
        hub = Hub()
        cursor = await sync_to_async(live_cursor.take)()
        await sync_to_async(happens)(1)
        stream = hub.stream(lambda message: message.get("region") == 7, cursor)
        assert b"retry" in await anext(stream)
        before = await told(stream)
        await sync_to_async(happens)(2, region=8)
        await sync_to_async(happens)(3)
        after = await told(stream)
        await leave(stream)
        return before, after

    before, after = asyncio.run(story())
    assert {"topic": "case", "id": 1} in before
    assert {"topic": "case", "id": 3} in after


@pytest.mark.django_db(transaction=True)
def test_who_cannot_say_where_he_stands_asks_again() -> None:
    async def story() -> Topics:
        stream = Hub().stream(lambda message: True)
        await anext(stream)
        first = await told(stream)
        await leave(stream)
        return first

    assert asyncio.run(story()) == [{"topic": "resync", "id": None}, {"topic": "badges", "id": None}]


@pytest.mark.django_db(transaction=True)
def test_an_event_written_before_and_committed_after_the_page_was_read_is_not_lost(
    slow_case: Callable[[int], Callable[[], None]],
) -> None:
    happens(1)
    commit = slow_case(2)
    happens(3)
    cursor = live_cursor.take()
    assert 2 not in cases(live_cursor.missed(cursor))
    commit()
    happens(4)
    assert {2, 4} <= cases(live_cursor.missed(cursor))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cursor", ["", "x", "12", "1.2.3", f"1.{10**10}", "9" * 19 + ".0", "1." + "9" * 30])
def test_a_cursor_that_nobody_gave_tells_nothing(cursor: str) -> None:
    assert live_cursor.missed(cursor) is None


@pytest.mark.django_db(transaction=True)
def test_too_old_a_page_and_too_much_news_ask_again() -> None:
    cursor = live_cursor.take()
    oldest, _ = cursor.split(".")
    assert live_cursor.missed(f"{oldest}.{int(time.time()) - live_cursor.KEPT_SECONDS - 1}") is None
    for number in range(live_cursor.MOST + 1):
        happens(number)
    assert live_cursor.missed(cursor) is None


@pytest.mark.django_db(transaction=True)
def test_a_second_window_asks_for_what_it_missed_and_may_see() -> None:
    town, elsewhere = testing.town(), testing.town("宁波")
    client = Client()
    client.force_login(testing.user("dispatcher", region=town.region))
    page = client.get("/cases/").content.decode()
    cursor = page.split('data-live-cursor="')[1].split('"')[0]
    happens(1, region=town.region.pk)
    happens(2, region=elsewhere.region.pk)
    news = client.get("/live/missed/", {"since": cursor}).json()
    assert {"topic": "case", "id": 1} in news
    assert {"topic": "case", "id": 2} not in news
    assert client.get("/live/missed/").json()[0] == {"topic": "resync", "id": None}
    fragment = client.get("/cases/", headers={"HX-Request": "true"}).content.decode()
    assert 'data-live-cursor=""' in fragment  # asked for by a page that has its own
