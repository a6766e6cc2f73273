"""Pages follow each other without gap or repeat, over ties, poles and 180°; the nearest is really the nearest."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stations.documents.identity import public_id
from stations.search import counts, find
from stations.search.query import Box, Order, PlugFilter, Point, StationQuery
from stations.sources import staging
from tests.world import CCS2, NOW, REGISTER, clear_out, evse, plug, publish, staged, station
from voltway.lib.geo import distance_m

pytestmark = pytest.mark.django_db

# Several at one spot, at both sides of 180°, at and around the poles, and far from everything.
SPOTS = [
    *[(52.52, 13.4)] * 5, (-17.8, 180.0), (-17.8, -180.0), (-17.8, 179.99), (-17.8, -179.99), (90.0, 0.0),
    (90.0, 120.0), (89.99, -170.0), (-90.0, 45.0), (-89.9, 45.0), (0.0, 0.5), (0.0, -0.5), (52.53, 13.4),
    (52.52, 13.42),
]  # fmt: skip
POWERS = [22, 50, 50, 150, None]
PLACES = {public_id(REGISTER.uid, str(n)): spot for n, spot in enumerate(SPOTS)}
degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(lambda at: Point(round(at[0], 6), round(at[1], 6)))


@pytest.fixture(scope="module", autouse=True)
def spots(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """A station at each spot, for all tests here; they only read."""
    with (
        staged(tmp_path_factory.mktemp("data")),
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
    ):
        # No step may refuse or move what lies at a pole.
        patch.setattr(staging, "clean", lambda record, feed, mended: record)
        power = Random(5)
        publish(
            REGISTER,
            *(station(str(n), at, evse("1", plug(CCS2, power.choice(POWERS)))) for n, at in enumerate(SPOTS)),
        )
        yield
        clear_out()


def walked(query: StationQuery) -> list[str]:
    """Ids along all pages."""
    found: list[str] = []
    for _ in range(len(SPOTS) + 1):
        page = find.page(query, now=NOW)
        assert len(page.rows) <= query.limit
        found += [row.public_id for row in page.rows]
        if page.next_cursor is None:
            return found
        query = replace(query, cursor=page.next_cursor)
    raise AssertionError("no end")


def far(public: str, point: Point) -> float:
    return distance_m(point.latitude, point.longitude, *PLACES[public])


@given(degrees, st.integers(1, 7))
@example(Point(90.0, 0.0), 1)
@example(Point(-90.0, 180.0), 2)
@example(Point(-17.8, 180.0), 1)
@example(Point(-17.8, -180.0), 3)
@example(Point(52.52, 13.4), 2)
def test_nearest_is_what_a_look_at_every_station_finds(point: Point, limit: int) -> None:
    expected = sorted(PLACES, key=lambda one: (far(one, point), one))
    assert walked(StationQuery(point=point, order=Order.DISTANCE, limit=limit)) == expected


@given(degrees, st.floats(1, 500_000), st.integers(1, 5))
@example(Point(-17.8, 179.995), 2_000.0, 1)
@example(Point(89.999, 10.0), 500_000.0, 2)
def test_a_radius_leaves_out_nothing_but_what_is_farther(point: Point, radius_m: float, limit: int) -> None:
    found = walked(StationQuery(point=point, radius_m=radius_m, order=Order.DISTANCE, limit=limit))
    sure = {one for one in PLACES if far(one, point) < radius_m - 0.01}
    maybe = {one for one in PLACES if far(one, point) < radius_m + 0.01}
    assert sure <= set(found) <= maybe
    assert found == sorted(found, key=lambda one: (far(one, point), one))


@pytest.mark.parametrize("order", [Order.PLACE, Order.POWER, Order.NAME])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 500])
def test_every_order_is_walked_without_gap_or_repeat(order: Order, limit: int) -> None:
    found = walked(StationQuery(order=order, limit=limit))
    assert sorted(found) == sorted(PLACES)
    assert found == walked(StationQuery(order=order, limit=500))


@given(degrees, degrees, st.integers(1, 4))
def test_a_box_holds_what_lies_between_its_sides(one: Point, other: Point, limit: int) -> None:
    south, north = sorted((one.latitude, other.latitude))
    box = Box(one.longitude, south, other.longitude, north)
    found = walked(StationQuery(box=box, limit=limit))
    crosses = box.west > box.east

    def inside(latitude: float, longitude: float) -> bool:
        between = longitude >= box.west or longitude <= box.east if crosses else box.west <= longitude <= box.east
        return south <= latitude <= north and between

    assert sorted(found) == sorted(key for key, at in PLACES.items() if inside(*at))
    assert counts.total(StationQuery(box=box), now=NOW) == len(found)


def test_what_each_filter_hides_is_what_comes_back_without_it() -> None:
    query = StationQuery(plug=PlugFilter((CCS2,), min_power=50_000), text="park")
    shown = counts.total(query, now=NOW)
    hidden = counts.hidden(query, shown, now=NOW)
    assert set(hidden) == {"q", "access", "connector", "min_power_kw"}
    wider = replace(query, plug=replace(query.plug, min_power=None))
    assert hidden["min_power_kw"] == counts.total(wider, now=NOW) - shown > 0
    assert hidden["q"] == hidden["connector"] == 0


def test_counting_stops_at_its_cap() -> None:
    assert counts.total(StationQuery(), now=NOW, cap=4) == 4
