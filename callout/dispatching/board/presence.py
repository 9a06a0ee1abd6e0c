"""Who else is on the board, and which order he holds: passing state of half a minute, announced to the other pages."""

from __future__ import annotations

import json
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from callout.accounts.models import User
from callout.dispatching.board.models import Presence
from callout.dispatching.board.shapes import PersonOut
from callout.foundation.live import CHANNEL
from callout.workorders.models import WorkOrder

STALE = timedelta(seconds=45)


def tell(user: User, *, region_id: int, outlet_id: int | None, order: WorkOrder | None) -> None:
    """The person is here and holds this order (or none); the others' pages are told when that is news."""
    now = timezone.now()
    before = (
        Presence.objects.filter(user=user, seen_at__gt=now - STALE)
        .values_list("region_id", "outlet_id", "holds_id")
        .first()
    )
    Presence.objects.update_or_create(
        user=user, defaults={"region_id": region_id, "outlet_id": outlet_id, "holds": order, "seen_at": now}
    )
    if before != (region_id, outlet_id, order.pk if order else None):
        _announce(region_id, outlet_id, user.pk)


def leave(user: User) -> None:
    """The person closed the board."""
    for row in Presence.objects.filter(user=user):
        row.delete()
        _announce(row.region_id, row.outlet_id, user.pk)


def others(user: User, region_id: int) -> list[PersonOut]:
    """Who else looks at the region now."""
    rows = Presence.objects.filter(region_id=region_id, seen_at__gt=timezone.now() - STALE).exclude(user=user)
    return [
        {
            "user": row.user_id,
            "name": str(row.user),
            "outlet": row.outlet.name if row.outlet else "",
            "holds": row.holds_id,
        }
        for row in rows.select_related("user", "outlet").order_by("user__full_name")[:20]
    ]


def _announce(region_id: int, outlet_id: int | None, user_id: int) -> None:
    message = {"id": user_id, "type": "board.presence", "region": region_id, "outlet": outlet_id}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(message)])
