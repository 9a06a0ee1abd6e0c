"""Clients of routing engines: minutes and kilometres on the road from many places to one, by OSRM or Valhalla.

Asked in jobs only; planning never waits for them.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any

from callout.foundation.geo import Point

SECONDS = 10
Way = tuple[float, float] | None


class RoutingFailed(Exception):
    """The engine did not answer, or not with a matrix."""


def osrm(base: str, origins: Sequence[Point], target: Point) -> list[Way]:
    """(minutes, km) from each origin by OSRM's table service; None where there is no road."""
    places = ";".join(f"{p.lng:.6f},{p.lat:.6f}" for p in (*origins, target))
    sources = ";".join(str(n) for n in range(len(origins)))
    query = f"sources={sources}&destinations={len(origins)}&annotations=duration,distance"
    found = _ask(f"{base}/table/v1/driving/{places}?{query}")
    try:
        rows = zip(found["durations"], found["distances"], strict=True)
        return [_way(duration[0], distance[0], 60, 1000) for duration, distance in rows]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise RoutingFailed(f"no matrix: {str(found)[:200]}") from error


def valhalla(base: str, origins: Sequence[Point], target: Point) -> list[Way]:
    """(minutes, km) from each origin by Valhalla's sources_to_targets; None where there is no road."""
    body = {
        "sources": [{"lat": p.lat, "lon": p.lng} for p in origins],
        "targets": [{"lat": target.lat, "lon": target.lng}], "costing": "auto", "units": "kilometers",
    }  # fmt: skip
    found = _ask(f"{base}/sources_to_targets", body)
    try:
        rows = [row[0] for row in found["sources_to_targets"]]
        return [_way(row["time"], row["distance"], 60, 1) for row in rows]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise RoutingFailed(f"no matrix: {str(found)[:200]}") from error


ENGINES: dict[str, Callable[[str, Sequence[Point], Point], list[Way]]] = {"osrm": osrm, "valhalla": valhalla}


def _way(duration: float | None, distance: float | None, minute: float, km: float) -> Way:
    return None if duration is None or distance is None else (duration / minute, distance / km)


def _ask(url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    if not url.startswith(("http://", "https://")):
        raise RoutingFailed("CALLOUT_ROUTING_URL begins with http:// or https://")
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  # http(s) only, see above
            return json.load(answer)
    except (OSError, ValueError) as error:
        raise RoutingFailed(str(error)) from error
