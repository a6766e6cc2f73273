"""Distances and boxes: known answers, and what must hold anywhere on the globe."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voltway.lib import geo

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
bearings = st.floats(0, 2 * math.pi)


def travel(latitude: float, longitude: float, metres: float, bearing: float) -> tuple[float, float]:
    """Where one arrives, by the textbook formula for a sphere."""
    lat, angle = math.radians(latitude), metres / geo.EARTH_RADIUS_M
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
    arrival = math.asin(max(-1.0, min(1.0, sine)))
    turn = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(arrival)
    )
    return math.degrees(arrival), geo.wrap_longitude(longitude + math.degrees(turn))


@pytest.mark.parametrize(
    ("start", "end", "metres"),
    [
        ((0, 0), (0, 1), 111_195),
        ((0, 179.5), (0, -179.5), 111_195),
        ((90, 0), (-90, 123), 20_015_115),
        ((90, 10), (90, -170), 0),
        ((52.5186, 13.4081), (48.8534, 2.3488), 877_995),
        ((0, 0), (0, 180), 20_015_115),
    ],
)
def test_distance_of_known_pairs(start: tuple[float, float], end: tuple[float, float], metres: float) -> None:
    assert geo.distance_m(*start, *end) == pytest.approx(metres, abs=2)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways_and_at_most_half_way_round(a: float, b: float, c: float, d: float) -> None:
    there, back = geo.distance_m(a, b, c, d), geo.distance_m(c, d, a, b)
    assert there == pytest.approx(back, abs=1e-3)
    assert 0 <= there <= geo.HALF_CIRCUMFERENCE_M + 1e-6


@given(latitudes, longitudes, st.lists(st.tuples(latitudes, longitudes), min_size=1, max_size=20))
def test_many_distances_are_the_single_ones(lat: float, lon: float, others: list[tuple[float, float]]) -> None:
    single = [geo.distance_m(lat, lon, *other) for other in others]
    rows = np.array(others)
    assert geo.distances_m(lat, lon, rows[:, 0], rows[:, 1]) == pytest.approx(single, abs=0.5)


def test_distance_to_a_missing_position_is_nan() -> None:
    found = geo.distances_m(0, 0, np.array([1.0, np.nan]), np.array([0.0, 0.0]))
    assert not np.isnan(found[0])
    assert np.isnan(found[1])


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 90.0001, -91, 1e308])
def test_a_latitude_off_the_globe_is_named(value: float) -> None:
    with pytest.raises(ValueError, match=f"latitude.*{value!r}".replace("+", r"\+")):
        geo.check_position(value, 0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 180.0001, -181, 1e308])
def test_a_longitude_off_the_globe_is_named(value: float) -> None:
    with pytest.raises(ValueError, match=f"longitude.*{value!r}".replace("+", r"\+")):
        geo.check_position(0, value)


@pytest.mark.parametrize("radius", [-1.0, math.nan, math.inf])
def test_a_radius_that_is_no_length_is_named(radius: float) -> None:
    with pytest.raises(ValueError, match=repr(radius)):
        geo.box_around(0, 0, radius)


@given(latitudes, longitudes, st.floats(0, 21_000_000), st.floats(0, 1), bearings)
@example(89.9, 0.0, 50_000.0, 1.0, 0.0)
@example(0.0, 180.0, 1_000.0, 1.0, math.pi / 2)
@example(0.0, 0.0, geo.HALF_CIRCUMFERENCE_M / 2, 1.0, math.pi / 2)
def test_box_around_holds_all_within_the_radius(
    lat: float, lon: float, radius: float, share: float, bearing: float
) -> None:
    goal = travel(lat, lon, min(radius * share, geo.HALF_CIRCUMFERENCE_M), bearing)
    assert geo.in_box(*goal, geo.box_around(lat, lon, radius)) or geo.distance_m(lat, lon, *goal) > radius


@given(st.floats(-60, 60), longitudes, st.floats(100, 500_000))
def test_box_around_is_no_larger_than_it_must_be(lat: float, lon: float, radius: float) -> None:
    box = geo.box_around(lat, lon, radius)
    for latitude, longitude in [(box.south, lon), (box.north, lon)]:
        assert geo.distance_m(lat, lon, latitude, longitude) == pytest.approx(radius, rel=1e-4)
    assert geo.distance_m(lat, lon, lat, box.west) == pytest.approx(radius, rel=0.02)


@pytest.mark.parametrize(
    ("position", "radius", "crosses"),
    [((0, 179.999), 1_000, True), ((0, -180), 1_000, True), ((0, 170), 1_000, False), ((89.999, 5), 1_000, False)],
)
def test_box_around_crosses_180_only_near_it(position: tuple[float, float], radius: float, crosses: bool) -> None:
    box = geo.box_around(*position, radius)
    assert (box.west > box.east) is crosses


def test_box_around_a_pole_takes_every_longitude() -> None:
    box = geo.box_around(89.99, 10, 5_000)
    assert (box.west, box.east, box.north) == (-180, 180, 90)
    assert geo.box_around(0, 0, 30_000_000) == geo.WORLD


@pytest.mark.parametrize(
    ("position", "box", "inside"),
    [
        ((0, 0), geo.Box(0, 0, 0, 0), True),
        ((0, 180), geo.Box(170, -1, -170, 1), True),
        ((0, -180), geo.Box(170, -1, -170, 1), True),
        ((0, 0), geo.Box(170, -1, -170, 1), False),
        ((1.1, 180), geo.Box(170, -1, -170, 1), False),
        ((0, math.nan), geo.Box(170, -1, -170, 1), False),
        ((math.nan, 0), geo.WORLD, False),
        ((0, 190), geo.Box(170, -1, -170, 1), False),
        ((-90, -180), geo.WORLD, True),
    ],
)
def test_in_box(position: tuple[float, float], box: geo.Box, inside: bool) -> None:
    assert geo.in_box(*position, box) is inside


@given(st.lists(st.tuples(latitudes, longitudes), min_size=1), longitudes, longitudes, latitudes, latitudes)
def test_in_box_mask_is_in_box(points: list[tuple[float, float]], w: float, e: float, a: float, b: float) -> None:
    box, rows = geo.Box(w, min(a, b), e, max(a, b)), np.array(points)
    assert list(geo.in_box_mask(rows[:, 0], rows[:, 1], box)) == [geo.in_box(*point, box) for point in points]


@pytest.mark.parametrize(
    ("longitude", "wrapped"), [(180, 180), (-180, -180), (190, -170), (-541, 179), (540, -180), (0, 0), (181, -179)]
)
def test_wrap_longitude(longitude: float, wrapped: float) -> None:
    assert geo.wrap_longitude(longitude) == wrapped


@pytest.mark.parametrize("longitude", [math.nan, math.inf])
def test_wrap_longitude_names_what_is_no_number(longitude: float) -> None:
    with pytest.raises(ValueError, match=repr(longitude)):
        geo.wrap_longitude(longitude)


def test_a_box_upside_down_is_named() -> None:
    with pytest.raises(ValueError, match=r"2\.0 > 1\.0"):
        geo.check_box(geo.Box(0, 2.0, 1, 1.0))
