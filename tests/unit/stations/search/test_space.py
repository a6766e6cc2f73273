"""Where answers lie: the ranges hold every position of an area, and the exact tests agree with plain geometry."""

import math
from random import Random

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from stations.search import space
from stations.search.conditions import Condition
from stations.search.query import Box, Point, StationQuery
from voltway.lib.cells import cell_of
from voltway.lib.geo import EARTH_RADIUS_M, HALF_CIRCUMFERENCE_M, distance_m

SPOTS = [(52.52, 13.4), (-17.8, 179.99), (-17.8, -179.99), (89.9, 0.0), (-90.0, 0.0), (0.0, -180.0), (0.0, 0.0)]


def holds(condition: Condition, latitude: float, longitude: float) -> bool:
    """What the database says of a position."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT %s AS latitude, %s AS longitude) s WHERE {condition.sql}",
            [latitude, longitude, *condition.params],
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize(("latitude", "longitude"), SPOTS)
@pytest.mark.parametrize("radius_m", [1.0, 2_000.0, 500_000.0, HALF_CIRCUMFERENCE_M])
def test_a_circle_holds_what_is_as_near_as_the_haversine_says(
    latitude: float, longitude: float, radius_m: float
) -> None:
    dice, inside = Random(f"{latitude} {longitude} {radius_m}"), 0
    condition = space.circle_condition(Point(latitude, longitude), radius_m)
    for _ in range(60):
        spread = radius_m / 111_000
        other = max(-90.0, min(90.0, latitude + dice.gauss(0, spread)))
        far = (longitude + dice.gauss(0, spread * 2) + 180) % 360 - 180
        metres = distance_m(latitude, longitude, other, far)
        if abs(metres - radius_m) > 0.01:
            assert holds(condition, other, far) is (metres < radius_m), (other, far)
            inside += metres < radius_m
    assert inside


@pytest.mark.django_db
@pytest.mark.parametrize("radius_m", [10.0, 25_000.0, 500_000.0])
@pytest.mark.parametrize(("share", "inside"), [(0.9999, True), (1.0001, False)])
def test_the_rim_of_a_circle_is_sharp(radius_m: float, share: float, inside: bool) -> None:
    degrees = math.degrees(radius_m * share / EARTH_RADIUS_M)
    assert holds(space.circle_condition(Point(0.0, 180.0), radius_m), degrees, -180.0) is inside
    assert holds(space.circle_condition(Point(0.0, 180.0), radius_m), 0.0, degrees - 180.0) is inside


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("box", "position", "inside"),
    [
        (Box(13, 52, 14, 53), (52.5, 13.4), True),
        (Box(13, 52, 14, 53), (52, 13), True),
        (Box(13, 52, 14, 53), (53, 14), True),
        (Box(13, 52, 14, 53), (53.000001, 13.4), False),
        (Box(13, 52, 14, 53), (52.5, 14.000001), False),
        (Box(179, -18, -179, -17), (-17.5, 179.5), True),
        (Box(179, -18, -179, -17), (-17.5, -179.5), True),
        (Box(179, -18, -179, -17), (-17.5, 180), True),
        (Box(179, -18, -179, -17), (-18, 179), True),
        (Box(179, -18, -179, -17), (-17, -179), True),
        (Box(179, -18, -179, -17), (-17.5, -180), True),
        (Box(179, -18, -179, -17), (-17.5, 0), False),
        (Box(179, -18, -179, -17), (-18.5, 179.5), False),
        (Box(-180, -90, 180, 90), (90, 180), True),
    ],
)
def test_a_box_holds_its_edges_and_may_cross_180_degrees(box: Box, position: tuple[float, float], inside: bool) -> None:
    assert holds(space.box_condition(box), *position) is inside


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """No query leaves few stations."""
    monkeypatch.setattr(space, "leaves_few", lambda query: False)


def covers(query: StationQuery, latitude: float, longitude: float) -> bool:
    cell = cell_of(latitude, longitude)
    return any(low <= cell <= high for low, high in space.ranges_of(query))


@pytest.mark.usefixtures("many")
def test_the_smaller_of_two_areas_is_read() -> None:
    wide, small = Box(0, 0, 90, 80), Box(13.3, 52.5, 13.5, 52.6)
    point = Point(52.52, 13.4)
    assert space.ranges_of(StationQuery()) == space.ALL_CELLS
    by_circle = space.ranges_of(StationQuery(point=point, radius_m=1_000.0, box=wide))
    assert by_circle == space.ranges_of(StationQuery(point=point, radius_m=1_000.0))
    by_box = space.ranges_of(StationQuery(point=point, radius_m=500_000.0, box=small))
    assert by_box == space.ranges_of(StationQuery(box=small))
    assert space.ranges_of(StationQuery(point=point)) == space.ALL_CELLS


def test_a_query_that_leaves_few_stations_is_read_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "leaves_few", lambda query: True)
    assert space.ranges_of(StationQuery(box=Box(13, 52, 14, 53))) == space.ALL_CELLS


@given(st.floats(-85, 85), st.floats(-180, 180), st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
def test_a_circle_reads_every_position_in_it(latitude: float, longitude: float, north: float, east: float) -> None:
    other = max(-90.0, min(90.0, latitude + north))
    far = (longitude + east + 180) % 360 - 180
    reach = distance_m(latitude, longitude, other, far) + 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(space, "leaves_few", lambda query: False)
        assert covers(StationQuery(point=Point(latitude, longitude), radius_m=reach), other, far)


def test_cells_are_counted() -> None:
    assert space.cells_of([(0, 10), (20, 25)]) == 15
    assert space.cells_of([]) == 0


@pytest.mark.django_db
def test_ranges_are_written_as_whole_numbers() -> None:
    sql = space.in_ranges([(0, 5), (7, (1 << 56) - 1)]).sql
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} SELECT low, high FROM span")
        assert cursor.fetchall() == [(0, 5), (7, 72_057_594_037_927_935)]
