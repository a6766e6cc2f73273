"""What the map shows for a list."""

from typing import Any

import pytest

from stations.search.query import Box, Point, StationQuery
from stations.search.rows import Row
from stations.web import fit


def row(latitude: float, longitude: float, metres: float | None) -> Row:
    facts: dict[str, Any] = {"id": 1, "public_id": "a", "source_id": 1, "traits": 0, "seen_at": "", "schedule_id": None}
    return Row(**facts, latitude=latitude, longitude=longitude, document=b"", distance_m=metres)


def sides(text: str) -> list[float]:
    return [float(side) for side in text.split(",")]


def test_box_that_was_asked_for_is_shown() -> None:
    assert fit.fit(StationQuery(box=Box(1, 2, 3, 4)), [row(3, 2, 0)]) == "1.00000,2.00000,3.00000,4.00000"


def test_point_and_near_rows_are_in_sight_and_far_ones_are_not() -> None:
    rows = [row(52.01, 1.0, 1_100), row(52.0, 1.05, 3_400), row(53.0, 1.0, 111_000)]
    west, south, east, north = sides(fit.fit(StationQuery(point=Point(52, 1)), rows))
    assert (west <= 1.0, east >= 1.05) == (True, True)
    assert (south <= 52.0, 52.01 <= north < 52.1) == (True, True)


def test_far_rows_are_shown_where_none_is_near() -> None:
    north = sides(fit.fit(StationQuery(point=Point(52, 1)), [row(53.0, 1.0, 111_000)]))[3]
    assert north >= 53


def test_single_spot_is_not_shown_too_close() -> None:
    west, south, east, north = sides(fit.fit(StationQuery(point=Point(52, 1)), []))
    assert (east - west, north - south) == pytest.approx((0.02, 0.02), abs=1e-4)


def test_empty_circle_is_shown_whole() -> None:
    west, south, east, north = sides(fit.fit(StationQuery(point=Point(0, 0), radius_m=111_195), []))
    assert [west, south, east, north] == pytest.approx([-1, -1, 1, 1], abs=0.01)


def test_rows_on_both_sides_of_180_degrees_are_shown_together() -> None:
    rows = [row(0, -179.95, 11_000), row(0, 179.9, 5_000)]
    west, _south, east, _north = sides(fit.fit(StationQuery(point=Point(0, 179.95)), rows))
    assert west == pytest.approx(179.9, abs=0.02)
    assert east == pytest.approx(-179.95, abs=0.02)


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert fit.fit(StationQuery(), []) == ""
    assert fit.point(StationQuery()) == ""


def test_point_is_told_as_latitude_and_longitude() -> None:
    assert fit.point(StationQuery(point=Point(52.5, -1.25))) == "52.50000,-1.25000"
