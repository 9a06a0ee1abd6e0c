"""Who fits: for each of several waiting orders the best place it has now, one line of the board's list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from django.utils import timezone

from callout.dispatching import services
from callout.dispatching.board.read import seconds
from callout.dispatching.choose import OUTLETS_CONSIDERED, engineers_of, outlets_for, search
from callout.dispatching.labels import unserved_label
from callout.dispatching.network import network
from callout.workorders.models import WorkOrder

MOST = 40


class FitOut(TypedDict):
    """The best engineer and time (0 and "" when nobody fits, then ``why``), and how many could go."""

    order: int
    engineer: int
    name: str
    starts: int
    could_go: int
    why: str


def who_fits(orders: Sequence[WorkOrder]) -> list[FitOut]:
    """Each order as if it alone were planned; the engineers' times are read once for all of them."""
    now, known = timezone.now(), network()
    wanted = services.plain_all(orders)
    outlets = [outlets_for(order, known) for order in wanted]
    diary = services.Diary(now)
    nearest = ([item for item in found if not item[2]][:OUTLETS_CONSIDERED] for found in outlets)
    diary.busy(sorted({pk for asked in nearest for pk in engineers_of(asked)}))
    found: list[FitOut] = []
    for order, asked in zip(wanted, outlets, strict=True):
        answer = search(order, known, asked, diary.busy, now)
        best = answer.options[0] if answer.options else None
        found.append({
            "order": order.pk,
            "engineer": best.engineer.pk if best else 0,
            "name": best.engineer.name if best else "",
            "starts": seconds(best.starts) if best else 0,
            "could_go": len(answer.options),
            "why": "" if best else unserved_label(answer.reason),
        })  # fmt: skip
    return found
