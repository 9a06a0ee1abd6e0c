"""A page that listens learns of an event within a moment, and only of events it may see."""

from __future__ import annotations

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from callout.foundation.live import Hub
from callout.foundation.models import Event


@pytest.mark.django_db(transaction=True)
def test_an_event_reaches_the_pages_that_want_it() -> None:
    async def story() -> list[dict[str, object]]:
        hub = Hub()
        stream = hub.stream(lambda message: message.get("region") == 7)
        assert b"retry" in await anext(stream)
        assert b"resync" in await asyncio.wait_for(anext(stream), 10)
        for region, case in ((8, 2), (7, 1)):
            await sync_to_async(Event.objects.create)(
                type="case.created", at=timezone.now(), region_id=region, case_id=case
            )
        line = await asyncio.wait_for(anext(stream), 10)
        await stream.aclose()  # type: ignore[attr-defined]
        return [json.loads(part[6:]) for part in line.decode().splitlines() if part.startswith("data: ")]

    assert {"topic": "case", "id": 1} in asyncio.run(story())
