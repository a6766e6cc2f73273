"""Addresses of searches, and boxes around the globe."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stations.search.query import Box, Order, PlugFilter, Point, StationQuery
from stations.web import links

LONGITUDES = st.floats(-180, 180)


def test_search_without_anything_is_the_front_page() -> None:
    assert links.search(StationQuery()) == "/"


def test_search_writes_what_was_asked_and_no_defaults() -> None:
    query = StationQuery(box=Box(1, 48, 3, 49.5), plug=PlugFilter(min_power=50_000), limit=25, cursor="x")
    assert links.search(query) == "/?bbox=1,48,3,49.5&min_power_kw=50"


def test_filters_are_told_apart_from_the_area_and_the_order() -> None:
    query = StationQuery(point=Point(1, 2), radius_m=5000, place="X", text="mall", order=Order.POWER)
    assert links.filters_of(query) == [("q", "mall")]


def test_without_filters_keeps_the_area() -> None:
    query = StationQuery(point=Point(1, 2), radius_m=5000, text="mall", available=True, order=Order.DISTANCE)
    assert links.without_filters(query) == StationQuery(point=Point(1, 2), radius_m=5000, order=Order.DISTANCE)


@pytest.mark.parametrize(
    ("box", "middle"),
    [
        (Box(10, 40, 20, 50), Point(45, 15)),
        (Box(170, -10, -170, 10), Point(0, -180)),
        (Box(175, 0, -165, 0), Point(0, -175)),
        (Box(-180, -90, 180, 90), Point(0, 0)),
    ],
)
def test_middle_of_a_box(box: Box, middle: Point) -> None:
    assert links.centre(box) == middle


@pytest.mark.parametrize(
    ("box", "wide"),
    [
        (Box(10, 40, 12, 41), Box(9, 39.5, 13, 41.5)),
        (Box(179, 0, -179, 1), Box(178, -0.5, -178, 1.5)),
        (Box(0, 80, 2, 89), Box(-1, 75.5, 3, 90)),
        (Box(-100, 0, 100, 10), Box(-180, -5, 180, 15)),
    ],
)
def test_wider_is_twice_as_wide(box: Box, wide: Box) -> None:
    assert links.wider(box) == wide


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(LONGITUDES, LONGITUDES, st.floats(-90, 90), st.floats(-90, 90))
def test_a_box_holds_its_middle_and_so_does_the_wider_one(west: float, east: float, one: float, other: float) -> None:
    box = Box(west, min(one, other), east, max(one, other))
    middle = links.centre(box)
    assert -180 <= middle.longitude <= 180
    wide = links.wider(box)
    assert all(-180 <= side <= 180 for side in (wide.west, wide.east))
    assert -90 <= wide.south <= wide.north <= 90
    if abs(west - east) > 1e-6:
        assert links.holds(box, middle)


@pytest.mark.parametrize(
    ("box", "point", "inside"),
    [
        (Box(10, 40, 20, 50), Point(45, 15), True),
        (Box(10, 40, 20, 50), Point(45, 21), False),
        (Box(10, 40, 20, 50), Point(51, 15), False),
        (Box(170, -10, -170, 10), Point(0, 179), True),
        (Box(170, -10, -170, 10), Point(0, -179), True),
        (Box(170, -10, -170, 10), Point(0, 0), False),
    ],
)
def test_box_holds_a_point(box: Box, point: Point, inside: bool) -> None:
    assert links.holds(box, point) is inside
