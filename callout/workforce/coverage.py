"""A small drawn map of what an outlet covers or where an engineer goes:
shapes in a box, no tiles, works without a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from callout.accounts.models import Outlet
from callout.workforce.models import Engineer

SIZE = 240
MARGIN = 12
KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shapes in pixels of a square: a circle or a ring, the centre, and places of people."""

    size: int
    centre: tuple[float, float]
    radius: float
    ring: str
    people: tuple[tuple[float, float], ...]
    scale_km: float
    scale_px: float


def coverage(outlet: Outlet, engineers: Iterable[Engineer]) -> Coverage:
    """The outlet's area or radius with its engineers' homes."""
    homes = [(e.longitude, e.latitude) for e in engineers if e.active]
    return _draw((outlet.longitude, outlet.latitude), outlet.area, 0 if outlet.area else outlet.radius_km, homes)


def territory(engineer: Engineer) -> Coverage | None:
    """The engineer's territory around his home; None when he goes anywhere."""
    if not engineer.territory:
        return None
    return _draw((engineer.longitude, engineer.latitude), engineer.territory, 0, [])


def _draw(
    centre: tuple[float, float],
    ring: Sequence[Sequence[float]],
    radius_km: float,
    people: Sequence[tuple[float, float]],
) -> Coverage:
    """Equirectangular around the centre, north up, scaled so that everything fits."""
    east = cos(radians(centre[1]))

    def flat(lng: float, lat: float) -> tuple[float, float]:
        return (lng - centre[0]) * east * KM_PER_DEGREE, (lat - centre[1]) * KM_PER_DEGREE

    corners = [flat(corner[0], corner[1]) for corner in ring]
    homes = [flat(*place) for place in people]
    reach = max([radius_km, 1.0, *(max(abs(x), abs(y)) for x, y in [*corners, *homes])])
    scale = (SIZE / 2 - MARGIN) / reach

    def pixel(x: float, y: float) -> tuple[float, float]:
        return round(SIZE / 2 + x * scale, 1), round(SIZE / 2 - y * scale, 1)

    bar = next(km for km in (100, 50, 20, 10, 5, 2, 1, 0.5) if km <= max(reach / 2, 0.5))
    return Coverage(
        SIZE, pixel(0, 0), round(radius_km * scale, 1), " ".join(f"{x},{y}" for x, y in (pixel(*c) for c in corners)),
        tuple(pixel(*home) for home in homes), bar, round(bar * scale, 1),
    )  # fmt: skip
