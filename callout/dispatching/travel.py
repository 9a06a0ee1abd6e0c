"""How long the way takes: what a routing engine said, kept between cells of about a hundred metres; else by air with a
detour. Planning reads only what is kept; what is missing is asked for in a job.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from callout.dispatching import routing
from callout.dispatching.choose import Ways
from callout.dispatching.models import TravelTime
from callout.foundation.geo import Point, cell
from callout.foundation.jobs import LOW, job

log = logging.getLogger("callout.dispatching")

KEPT = timedelta(days=60)
MOST_ORIGINS = 80


def ways_to(places: Iterable[Point]) -> dict[str, dict[str, tuple[float, float]]]:
    """(minutes, km) that are kept, by target cell and origin cell (one query; none without a routing engine)."""
    if not settings.ROUTING_URL:
        return {}
    targets = {cell(place) for place in places}
    found: dict[str, dict[str, tuple[float, float]]] = {target: {} for target in targets}
    rows = TravelTime.objects.filter(target__in=targets, fetched_at__gt=timezone.now() - KEPT)
    for target, origin, minutes, km in rows.values_list("target", "origin", "minutes", "km"):
        found[target][origin] = (minutes, km)
    return found


def ask_for(target: Point, origins: Iterable[Point], known: Ways) -> None:
    """Have the ways that are not kept yet fetched in the background; does nothing without a routing engine."""
    if not settings.ROUTING_URL:
        return
    missing = {cell(origin): origin for origin in origins if cell(origin) not in known}
    if missing:
        chosen = [(place.lng, place.lat) for place in list(missing.values())[:MOST_ORIGINS]]
        fetch.defer(target=(target.lng, target.lat), origins=chosen)


@job(name="dispatching.ways", queue="periodic", priority=LOW)
def fetch(target: Sequence[float], origins: Sequence[Sequence[float]]) -> int:
    """Ask the engine and keep what it says; when it is down planning goes on without it. Returns how many were kept."""
    to, places = Point(*target), [Point(*origin) for origin in origins]
    try:
        ways = routing.ENGINES[settings.ROUTING_ENGINE](settings.ROUTING_URL.rstrip("/"), places, to)
    except routing.RoutingFailed as failure:
        log.warning("routing: %s", failure)
        return 0
    now = timezone.now()
    rows = {
        cell(origin): TravelTime(
            origin=cell(origin), target=cell(to), minutes=way[0], km=way[1], source=settings.ROUTING_ENGINE,
            fetched_at=now,
        )
        for origin, way in zip(places, ways, strict=True)
        if way is not None
    }  # fmt: skip
    TravelTime.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["origin", "target", "band"],
        update_fields=["minutes", "km", "source", "fetched_at"],
    )  # fmt: skip
    return len(rows)
