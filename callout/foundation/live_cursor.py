"""Where a page stands when it is read, so that its live stream begins with what happened after that and not later.

Events get their ids before they are committed, in no order, so an id is no cursor. The oldest transaction that was
still running is one: what a page could not see was written by it or by a later one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

KEPT_SECONDS = 600
MOST = 100

Message = dict[str, Any]

_CURSOR = re.compile(r"^(\d{1,19})\.(\d{1,11})$")
_TAKE = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
# A row knows its transaction's lower 32 bits; the rest follows from the next one's number, which is higher.
_MISSED = """
WITH next AS (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS number)
SELECT e.id, e.type, e.case_id, e.work_order_id, e.region_id, e.outlet_id, e.engineer_id, e.payload ->> 'agent_id'
FROM foundation_event e, next
WHERE e.recorded_at >= now() - %s * interval '1 second'
  AND ((number >> 32) << 32) + e.xmin::text::bigint
    - CASE WHEN e.xmin::text::bigint >= (number & 4294967295) THEN 4294967296 ELSE 0 END >= %s
LIMIT %s
"""
_NAMES = ("id", "type", "case", "order", "region", "outlet", "engineer", "agent")


def take() -> str:
    """The cursor of this moment, to be taken before a page reads anything."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE)
        (oldest,) = cursor.fetchone()
    return f"{oldest}.{int(time.time())}"


def missed(cursor: str) -> list[Message] | None:
    """Messages of the events a page with this cursor could not see, perhaps some that it saw.

    None when that cannot be told: no cursor, one older than KEPT_SECONDS, or more than MOST events.
    """
    found = _CURSOR.match(cursor)
    if not found or not 0 <= time.time() - int(found[2]) <= KEPT_SECONDS or int(found[1]) >= 2**63:
        return None
    with connection.cursor() as reader:
        # twice the time: a transaction may have written its events long before it was committed
        reader.execute(_MISSED, [2 * KEPT_SECONDS, int(found[1]), MOST + 1])
        rows = reader.fetchall()
    return None if len(rows) > MOST else [dict(zip(_NAMES, row, strict=True)) for row in rows]


class CursorMiddleware:
    """Gives each page that a signed-in person opens its cursor; fragments and data need none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if _opens_page(request) and request.user.is_authenticated:
            request.live_cursor = take()  # type: ignore[attr-defined]
        return self.get_response(request)


def _opens_page(request: HttpRequest) -> bool:
    if request.method != "GET" or "HX-Request" in request.headers or not request.accepts("text/html"):
        return False
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"
