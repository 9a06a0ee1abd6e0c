from datetime import time
from math import asin, atan2, cos, degrees, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callout.foundation.geo import (
    Point,
    SpeedBand,
    bounding_box,
    contains,
    gcj02_to_wgs84,
    haversine_km,
    in_polygon,
    travel_minutes,
    wgs84_to_gcj02,
)

BEIJING = Point(116.39743, 39.90923)
SHANGHAI = Point(121.4737, 31.2304)
SQUARE = [Point(0, 0), Point(10, 0), Point(10, 10), Point(0, 10)]
places = st.builds(Point, st.floats(-180, 180), st.floats(-90, 90))
in_china = st.builds(Point, st.floats(75, 134), st.floats(19, 53))


def test_beijing_to_shanghai_is_1068_km():
    assert haversine_km(BEIJING, SHANGHAI) == pytest.approx(1068, abs=1)


def test_a_quarter_of_the_meridian():
    assert haversine_km(Point(0, 0), Point(0, 90)) == pytest.approx(10_007.557, abs=0.01)


@given(places, places)
def test_distance_is_symmetric_and_at_most_half_the_globe(a, b):
    assert haversine_km(a, b) == pytest.approx(haversine_km(b, a), abs=1e-6)
    assert 0 <= haversine_km(a, b) <= 20_016


def test_the_same_way_takes_longer_in_the_rush_hour():
    near = Point(BEIJING.lng + 0.1, BEIJING.lat)
    km = haversine_km(BEIJING, near)
    assert travel_minutes(BEIJING, near, time(8)) == pytest.approx(km * 1.35 / 20 * 60)
    assert travel_minutes(BEIJING, near, time(9, 30)) == pytest.approx(km * 1.35 / 28 * 60)
    assert travel_minutes(BEIJING, near, time(23)) == pytest.approx(km * 1.35 / 40 * 60)
    assert travel_minutes(BEIJING, near, time(3)) == travel_minutes(BEIJING, near, time(23))


def test_an_outlet_with_speeds_of_its_own():
    mine = [SpeedBand(time(0), 60.0)]
    assert travel_minutes(BEIJING, SHANGHAI, time(8), mine) == pytest.approx(haversine_km(BEIJING, SHANGHAI) * 1.35)


@given(places, st.floats(0.1, 3000), st.floats(0, 6.283), st.floats(0, 0.999))
def test_whatever_is_within_the_radius_is_in_the_box(centre, radius, bearing, share):
    assert contains(bounding_box(centre, radius), destination(centre, bearing, radius * share))


def test_the_box_is_tight():
    box = bounding_box(BEIJING, 10)
    assert haversine_km(BEIJING, Point(BEIJING.lng, box.north)) == pytest.approx(10, rel=1e-6)
    assert haversine_km(BEIJING, Point(box.east, BEIJING.lat)) == pytest.approx(10, rel=1e-3)


def test_boxes_at_the_edges_of_the_map_take_in_all_longitudes():
    assert bounding_box(Point(179.99, 0), 10)[::2] == (-180, 180)
    assert bounding_box(Point(-179.99, 0), 10)[::2] == (-180, 180)
    arctic = bounding_box(Point(20, 89.99), 10)
    assert (arctic.west, arctic.east, arctic.north) == (-180, 180, 90)
    assert arctic.south == pytest.approx(89.9, abs=0.01)


def test_the_published_check_value_of_gcj02():
    shifted = wgs84_to_gcj02(BEIJING)
    assert (round(shifted.lng, 5), round(shifted.lat, 5)) == (116.40367, 39.91063)


def test_abroad_the_map_is_not_shifted():
    paris = Point(2.35, 48.86)
    assert wgs84_to_gcj02(paris) == paris == gcj02_to_wgs84(paris)


@given(in_china)
def test_gcj02_shifts_by_less_than_a_kilometre_and_back_again(place):
    shifted = wgs84_to_gcj02(place)
    assert 0.01 < haversine_km(place, shifted) < 1
    assert haversine_km(gcj02_to_wgs84(shifted), place) < 0.000_01


def test_inside_outside_and_on_the_edge_of_a_territory():
    assert in_polygon(Point(5, 5), SQUARE)
    assert not in_polygon(Point(15, 5), SQUARE)
    assert not in_polygon(Point(-5, 0), SQUARE)
    assert in_polygon(Point(10, 5), SQUARE)
    assert in_polygon(Point(0, 0), SQUARE)


def test_a_notch_is_outside():
    notched = [Point(0, 0), Point(10, 0), Point(10, 10), Point(5, 2), Point(0, 10)]
    assert not in_polygon(Point(5, 6), notched)
    assert in_polygon(Point(1, 6), notched)


def test_less_than_three_corners_hold_nothing():
    assert not in_polygon(Point(5, 0), SQUARE[:2])
    assert not in_polygon(Point(0, 0), [])


@given(st.builds(Point, st.integers(-3, 13), st.integers(-3, 13)), st.booleans(), st.booleans())
def test_direction_and_closing_point_do_not_matter(point, backwards, closed):
    ring = SQUARE[::-1] if backwards else SQUARE
    ring = [*ring, ring[0]] if closed else ring
    assert in_polygon(point, ring) == (0 <= point.lng <= 10 and 0 <= point.lat <= 10)


def destination(start: Point, bearing: float, km: float) -> Point:
    arc, lat, lng = km / 6371.0088, radians(start.lat), radians(start.lng)
    to_lat = asin(sin(lat) * cos(arc) + cos(lat) * sin(arc) * cos(bearing))
    to_lng = lng + atan2(sin(bearing) * sin(arc) * cos(lat), cos(arc) - sin(lat) * sin(to_lat))
    return Point((degrees(to_lng) + 540) % 360 - 180, degrees(to_lat))
