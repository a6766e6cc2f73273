"""A tile shows every station of it once: alone, or as one of a cluster at the middle of its members."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.documents.fits import POWER_EDGES, power_class
from stations.search.query import Opening, Order, Point, StationQuery
from stations.tiles import render
from stations.tiles.render import MAX_ZOOM, changes_by_the_minute, layers, of_tiles, tile
from stations.tiles.select import Points
from voltway.lib.cells import cell_of, shift, tile_range
from voltway.lib.mvt import Layer

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
TILE_SIDE = 4096
watts = st.sampled_from([0, 1, 499, 1_500, 3_700, *POWER_EDGES, *(edge - 1 for edge in POWER_EDGES), 1_000_000])


def points(stations: list[tuple[int, int]]) -> Points:
    """Stations by (cell, power), in the order of their cells as a snapshot has them."""
    ordered = sorted(stations)
    ids = [f"{number:012d}".encode() for number in range(len(ordered))]
    return Points(
        np.array([cell for cell, _ in ordered], dtype="i8"),
        np.array(ids, dtype="S12"),
        np.array([power for _, power in ordered], dtype="i4"),
        np.full(len(ordered), 2, dtype="i4"),
    )


def column(layer: Layer, name: str) -> list[Any]:
    return list(layer.columns.get(name, []))


def shown(stations: list[tuple[int, int]], z: int) -> tuple[Layer, Layer]:
    clusters, alone = layers(points(stations), z)
    return clusters, alone


@st.composite
def tiles_with_stations(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    """A zoom, and stations (cell, power) within one tile of it."""
    z = draw(st.integers(0, MAX_ZOOM))
    low, high = tile_range(z, draw(st.integers(0, (1 << z) - 1)), draw(st.integers(0, (1 << z) - 1)))
    return z, draw(st.lists(st.tuples(st.integers(low, high), watts), max_size=40))


@given(tiles_with_stations())
def test_each_station_is_shown_once(given_: tuple[int, list[tuple[int, int]]]) -> None:
    z, stations = given_
    clusters, alone = shown(stations, z)
    sizes = column(clusters, "n")
    assert sum(sizes) + len(alone.columns["id"]) == len(stations)
    assert len(set(alone.columns["id"])) == len(alone.columns["id"])
    assert all(n > 1 for n in sizes)


@given(tiles_with_stations())
def test_everything_lies_within_the_tile(given_: tuple[int, list[tuple[int, int]]]) -> None:
    for layer in shown(given_[1], given_[0]):
        assert all(0 <= value < TILE_SIDE for value in [*layer.x, *layer.y])


@given(tiles_with_stations())
def test_a_cluster_tells_the_highest_power_of_its_members(given_: tuple[int, list[tuple[int, int]]]) -> None:
    z, stations = given_
    squares: dict[int, list[int]] = {}
    for cell, power in sorted(stations):
        squares.setdefault(cell >> shift(z + (4 if z < MAX_ZOOM else 10)), []).append(power)
    tops = [max(powers) for powers in squares.values() if len(powers) > 1]
    expected = [max(1, round(top / 1000)) if top else None for top in tops]
    assert column(shown(stations, z)[0], "top_kw") == expected


@pytest.mark.parametrize(
    ("power", "kw", "level"),
    [(0, None, 0), (1, 1, 1), (3_700, 4, 1), (10_999, 11, 1), (11_000, 11, 2), (149_999, 150, 4), (300_000, 300, 6)],
)
def test_a_station_tells_its_power_and_class(power: int, kw: int | None, level: int) -> None:
    alone = shown([(cell_of(52.5, 13.4), power)], 10)[1]
    assert (alone.columns["kw"], alone.columns["class"]) == ([kw], [level])
    assert level == (power_class(power) if power else 0)


def test_what_stands_apart_at_one_zoom_is_together_at_a_lower_one() -> None:
    pair = [(cell_of(52.5200, 13.4000), 50_000), (cell_of(52.5215, 13.4000), 22_000)]
    assert shown(pair, 8)[0].columns["n"] == [2]
    assert len(shown(pair, 13)[1].columns["id"]) == 2


def test_at_the_last_zoom_only_neighbours_within_steps_are_together() -> None:
    spot, step, corner = cell_of(52.52, 13.4), cell_of(52.52, 13.400001), cell_of(52.52, 13.40004)
    assert shown([(spot, 1), (step, 1)], MAX_ZOOM)[0].columns["n"] == [2]
    assert len(shown([(spot, 1), (corner, 1)], MAX_ZOOM)[1].columns["id"]) == 2


def test_a_tile_without_stations_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "points", lambda *_, **__: points([]))
    assert tile(StationQuery(), 0, 0, 0, now=NOW) == b""


@pytest.mark.parametrize(("z", "x", "y"), [(-1, 0, 0), (15, 0, 0), (2, 4, 0), (2, 0, -1)])
def test_a_tile_that_is_none_is_refused(z: int, x: int, y: int) -> None:
    with pytest.raises(ValueError, match=r"zoom|tile"):
        tile(StationQuery(), z, x, y, now=NOW)


def test_tiles_of_a_search_do_not_depend_on_its_pages() -> None:
    asked = StationQuery(point=Point(1, 2), place="Lyon", order=Order.DISTANCE, limit=5, cursor="abc", text="park")
    assert of_tiles(asked) == StationQuery(text="park")
    assert of_tiles(StationQuery(point=Point(1, 2), radius_m=5.0)).point == Point(1, 2)


@pytest.mark.parametrize(
    ("query", "changes"),
    [
        (StationQuery(), False),
        (StationQuery(open=Opening.ALWAYS), False),
        (StationQuery(open=Opening.NOW), True),
        (StationQuery(available=True), True),
        (StationQuery(hide_faulty=True), True),
    ],
)
def test_what_the_clock_changes_is_known(query: StationQuery, changes: bool) -> None:
    assert changes_by_the_minute(query) is changes
