"""Distances, travel time and shapes on the map. Coordinates are degrees, WGS-84 unless a name says GCJ-02."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from math import asin, cos, degrees, pi, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
DETOUR = 1.35  # road distance per straight distance in towns


class Point(NamedTuple):
    """A place in the order of GeoJSON: longitude, latitude."""

    lng: float
    lat: float


def cell(place: Point) -> str:
    """The cell of about a hundred metres in which a place lies."""
    return f"{place.lat:.3f},{place.lng:.3f}"


class Box(NamedTuple):
    """A rectangle of degrees, all edges inside."""

    west: float
    south: float
    east: float
    north: float


class SpeedBand(NamedTuple):
    """Mean speed on the road from a local time until the next band begins."""

    since: time
    km_per_hour: float


TOWN_SPEEDS = (
    SpeedBand(time(0), 40.0),
    SpeedBand(time(7), 20.0),
    SpeedBand(time(9, 30), 28.0),
    SpeedBand(time(17), 20.0),
    SpeedBand(time(19, 30), 28.0),
    SpeedBand(time(22), 40.0),
)
"""Assumed, not measured: slow at the two rush hours, fast at night. Sorted, the first band begins at 00:00."""


def haversine_km(a: Point, b: Point) -> float:
    """Great-circle distance in km (on the sphere: within 0.5 % of the ellipsoid)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lng - a.lng) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def travel_minutes(a: Point, b: Point, leaves: time, speeds: Sequence[SpeedBand] = TOWN_SPEEDS) -> float:
    """Estimated driving minutes for one who leaves at the local time: distance × detour / speed at that time."""
    speed = max(band for band in speeds if band.since <= leaves).km_per_hour
    return haversine_km(a, b) * DETOUR / speed * 60


def bounding_box(centre: Point, radius_km: float) -> Box:
    """A box that holds every point within the radius, to narrow a query before the exact distance.

    Near a pole or the 180th meridian the box takes in all longitudes, so ``west <= east`` always holds.
    """
    reach = radius_km / EARTH_RADIUS_KM
    lat = radians(centre.lat)
    south, north = lat - reach, lat + reach
    if south <= -pi / 2 or north >= pi / 2:
        return Box(-180.0, max(degrees(south), -90.0), 180.0, min(degrees(north), 90.0))
    width = degrees(asin(min(1.0, sin(reach) / cos(lat))))
    west, east = centre.lng - width, centre.lng + width
    if west < -180 or east > 180:
        west, east = -180.0, 180.0
    return Box(west, degrees(south), east, degrees(north))


def in_polygon(point: Point, ring: Sequence[Point]) -> bool:
    """Whether the point lies inside the ring or on its edge (even-odd rule; closing point optional).

    Edges are straight in degrees. Fewer than three corners hold nothing. Rings across the 180th meridian are not
    supported.
    """
    inside = False
    for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        turn = (b.lng - a.lng) * (point.lat - a.lat) - (b.lat - a.lat) * (point.lng - a.lng)
        within = min(a.lng, b.lng) <= point.lng <= max(a.lng, b.lng) and min(a.lat, b.lat) <= point.lat <= max(
            a.lat, b.lat
        )
        if turn == 0 and within and len(ring) > 2:
            return True
        if (a.lat > point.lat) != (b.lat > point.lat) and (turn > 0) == (b.lat > a.lat):
            inside = not inside
    return inside and len(ring) > 2


# GCJ-02: the offset that maps published in mainland China apply. There is no official text; this is the widely
# published reconstruction on the Krasovsky 1940 ellipsoid, good to about a metre.
_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_MAINLAND = Box(72.004, 0.8293, 137.8347, 55.8271)


def wgs84_to_gcj02(point: Point) -> Point:
    """The place as Chinese maps draw it; places outside the rectangle around China stay as they are."""
    if not contains(_MAINLAND, point):
        return point
    east, north = _offset_metres(point.lng - 105.0, point.lat - 35.0)
    lat = radians(point.lat)
    magic = 1 - _ECCENTRICITY_SQUARED * sin(lat) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY_SQUARED) / (magic * sqrt(magic))
    parallel = _AXIS / sqrt(magic) * cos(lat)
    return Point(point.lng + degrees(east / parallel), point.lat + degrees(north / meridian))


def gcj02_to_wgs84(point: Point) -> Point:
    """The inverse of :func:`wgs84_to_gcj02`, to about a millimetre (fixed-point iteration)."""
    guess = point
    for _ in range(5):
        shifted = wgs84_to_gcj02(guess)
        guess = Point(guess.lng - (shifted.lng - point.lng), guess.lat - (shifted.lat - point.lat))
    return guess


def contains(box: Box, point: Point) -> bool:
    """Whether the point lies in the box or on its edge."""
    return box.west <= point.lng <= box.east and box.south <= point.lat <= box.north


def _offset_metres(x: float, y: float) -> tuple[float, float]:
    """The shift to the east and to the north at ``x``, ``y`` degrees from 105° E, 35° N."""
    short = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    root = sqrt(abs(x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + short
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + short
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    return east, north
