"""Tile cells: the quadkey of a position, ranges of tiles and boxes, and that no range ever misses a position."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voltway.lib import cells, geo

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
codes = st.integers(0, cells.MAX_CELL)
boxes = st.builds(lambda w, a, e, b: geo.Box(w, min(a, b), e, max(a, b)), longitudes, latitudes, longitudes, latitudes)
ranges = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 30)).map(lambda r: (r[0], r[0] + r[1])), max_size=30)


def covered(cell: int, found: list[cells.Range]) -> bool:
    return any(low <= cell <= high for low, high in found)


def quadkey(cell: int) -> str:
    """The tile name of the Bing scheme, 28 digits in base 4."""
    return "".join(str(cell >> 2 * place & 3) for place in reversed(range(cells.BITS)))


@pytest.mark.parametrize(
    ("position", "prefix"),
    [
        ((1, -1), "0" + "3" * 5),
        ((1, 1), "1" + "2" * 5),
        ((-1, -1), "2" + "1" * 5),
        ((-1, 1), "3" + "0" * 5),
        ((52.5186, 13.4081), "1202102"),
    ],
)
def test_a_cell_is_the_quadkey_of_its_tile(position: tuple[float, float], prefix: str) -> None:
    assert quadkey(cells.cell_of(*position)).startswith(prefix)


@pytest.mark.parametrize(
    ("position", "column", "row"),
    [
        ((90, -180), 0, 0),
        ((85.06, 0), cells.SIDE // 2, 0),
        ((-90, 180), cells.LAST, cells.LAST),
        ((-85.06, 0), cells.SIDE // 2, cells.LAST),
        ((0, 0), cells.SIDE // 2, cells.SIDE // 2),
        ((0, 180), cells.LAST, cells.SIDE // 2),
        ((0, -180), 0, cells.SIDE // 2),
    ],
)
def test_edges_of_the_globe(position: tuple[float, float], column: int, row: int) -> None:
    assert cells.tile_of(cells.cell_of(*position), cells.BITS) == (column, row)


@pytest.mark.parametrize("position", [(math.nan, 0), (0, math.nan), (math.inf, 0), (0, -math.inf), (91, 0), (0, 180.1)])
def test_a_position_off_the_globe_is_refused_by_name(position: tuple[float, float]) -> None:
    off = next(str(value) for value in position if value != 0)
    with pytest.raises(ValueError, match=off):
        cells.cell_of(*position)
    with pytest.raises(ValueError, match=off):
        cells.cells_of(np.array([1.0, position[0]]), np.array([1.0, position[1]]))


@given(codes)
@example(0)
@example(cells.MAX_CELL)
def test_the_centre_of_a_cell_lies_in_it(cell: int) -> None:
    assert cells.cell_of(*cells.position_of(cell)) == cell


@given(st.lists(codes, min_size=1))
def test_many_centres_are_the_single_ones(many: list[int]) -> None:
    latitudes, longitudes = cells.positions_of(np.array(many))
    assert list(zip(latitudes, longitudes, strict=True)) == [pytest.approx(cells.position_of(cell)) for cell in many]


@given(st.floats(-85, 85), longitudes)
def test_a_cell_is_at_most_15_cm_wide(latitude: float, longitude: float) -> None:
    centre = cells.position_of(cells.cell_of(latitude, longitude))
    assert geo.distance_m(latitude, longitude, *centre) < 0.15 / math.sqrt(2)


@given(st.lists(st.tuples(latitudes, longitudes), min_size=1))
def test_many_cells_are_the_single_ones_but_for_rounding(points: list[tuple[float, float]]) -> None:
    rows = np.array(points)
    for point, cell in zip(points, cells.cells_of(rows[:, 0], rows[:, 1]).tolist(), strict=True):
        many, single = cells.tile_of(cell, cells.BITS), cells.tile_of(cells.cell_of(*point), cells.BITS)
        assert max(abs(many[0] - single[0]), abs(many[1] - single[1])) <= 1


@given(latitudes, longitudes, st.integers(0, cells.BITS))
def test_a_tile_is_one_range_and_holds_its_positions(latitude: float, longitude: float, z: int) -> None:
    cell = cells.cell_of(latitude, longitude)
    low, high = cells.tile_range(z, *cells.tile_of(cell, z))
    assert low <= cell <= high
    assert high - low + 1 == 1 << cells.shift(z)
    assert low >> cells.shift(z) == high >> cells.shift(z) == cell >> cells.shift(z)


def test_the_tiles_of_a_zoom_share_out_all_cells() -> None:
    found = sorted(cells.tile_range(3, x, y) for x in range(8) for y in range(8))
    assert found[0][0] == 0
    assert found[-1][1] == cells.MAX_CELL
    assert all(found[i][1] + 1 == found[i + 1][0] for i in range(63))


@pytest.mark.parametrize("tile", [(0, 1, 0), (3, 8, 0), (3, 0, -1), (-1, 0, 0), (29, 0, 0)])
def test_no_such_tile(tile: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"tile|zoom"):
        cells.tile_range(*tile)
    with pytest.raises(ValueError, match=r"tile|zoom"):
        cells.tile_bounds(*tile)


@pytest.mark.parametrize("cell", [-1, cells.MAX_CELL + 1])
def test_no_such_cell(cell: int) -> None:
    with pytest.raises(ValueError, match=str(cell)):
        cells.position_of(cell)
    with pytest.raises(ValueError, match=str(cell)):
        cells.tile_of(cell, 3)


def test_tile_bounds_of_known_tiles() -> None:
    assert cells.tile_bounds(0, 0, 0) == pytest.approx((-180, -85.0511287798066, 180, 85.0511287798066))
    assert cells.tile_bounds(2, 1, 1) == pytest.approx((-90, 0, 0, 66.51326044311186))


@given(st.integers(0, 22), codes)
def test_positions_within_a_tile_follow_its_edges(z: int, cell: int) -> None:
    box = cells.tile_bounds(z, *cells.tile_of(cell, z))
    x, y = (int(axis[0]) for axis in cells.within_tile(np.array([cell]), z))
    _, longitude = cells.position_of(cell)
    assert x == pytest.approx((longitude - box.west) / (box.east - box.west) * 4096, abs=1.01 + (1 << max(0, z - 16)))
    assert 0 <= y < 4096


def test_the_corners_of_a_tile_are_0_and_4095() -> None:
    corners = np.array([cells.cell_of(0, -90), cells.cell_of(66.513, -90), cells.cell_of(-0.0, -0.0001)])
    x, y = cells.within_tile(corners, 2)
    assert x.tolist() == [0, 0, 4095]
    assert y.tolist() == [0, 0, 0]


@given(boxes, st.floats(0, 1), st.floats(0, 1), st.integers(1, 16))
def test_every_position_of_a_box_is_in_a_range(box: geo.Box, up: float, along: float, most: int) -> None:
    width = box.east - box.west + (360 if box.west > box.east else 0)
    latitude = min(box.north, box.south + up * (box.north - box.south))
    longitude = geo.wrap_longitude(box.west + along * width)
    found = cells.ranges_for_box(*box, max_ranges=most)
    assert len(found) <= most
    assert covered(cells.cell_of(latitude, longitude), found) or not geo.in_box(latitude, longitude, box)


@given(boxes)
def test_the_corners_of_a_box_are_in_a_range(box: geo.Box) -> None:
    found = cells.ranges_for_box(*box)
    for latitude in (box.south, box.north):
        assert covered(cells.cell_of(latitude, box.west), found)
        assert covered(cells.cell_of(latitude, box.east), found)


@given(boxes)
def test_ranges_are_in_order_and_apart(box: geo.Box) -> None:
    found = cells.ranges_for_box(*box)
    assert all(low <= high for low, high in found)
    assert all(found[i][1] + 1 < found[i + 1][0] for i in range(len(found) - 1))


@given(st.floats(-70, 70), st.floats(-170, 170), st.floats(0.005, 10))
def test_ranges_hold_at_most_three_times_the_box(latitude: float, longitude: float, size: float) -> None:
    box = geo.Box(longitude - size / 2, latitude - size / 4, longitude + size / 2, latitude + size / 4)
    (west, north), (east, south) = (
        cells.tile_of(cells.cell_of(*corner), cells.BITS) for corner in [(box.north, box.west), (box.south, box.east)]
    )
    held = sum(high - low + 1 for low, high in cells.ranges_for_box(*box))
    assert held <= 3 * (east - west + 1) * (south - north + 1)


def test_the_world_is_one_range() -> None:
    assert cells.ranges_for_box(*geo.WORLD) == [(0, cells.MAX_CELL)]


def test_a_box_across_180_leaves_out_the_other_side_of_the_globe() -> None:
    found = cells.ranges_for_box(179, -18, -179, -16)
    assert covered(cells.cell_of(-17, 179.5), found)
    assert covered(cells.cell_of(-17, -179.5), found)
    assert covered(cells.cell_of(-17, 180), found)
    assert not covered(cells.cell_of(-17, 0), found)


@pytest.mark.parametrize("box", [(0, 1, 1, 0), (math.nan, 0, 1, 1), (0, -91, 1, 1), (0, 0, math.inf, 1)])
def test_a_box_that_is_none_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        cells.ranges_for_box(*box)


@given(latitudes, longitudes, st.floats(0, 500_000), st.floats(-1, 1), st.floats(-1, 1))
def test_ranges_around_miss_nothing_within_the_radius(
    lat: float, lon: float, radius: float, up: float, along: float
) -> None:
    reach = math.degrees(radius / geo.EARTH_RADIUS_M)
    latitude = max(-90, min(90, lat + up * reach))
    longitude = geo.wrap_longitude(lon + along * min(180, reach / max(1e-9, math.cos(math.radians(lat)))))
    found = cells.ranges_around(lat, lon, radius)
    near = geo.distance_m(lat, lon, latitude, longitude) <= radius
    assert covered(cells.cell_of(latitude, longitude), found) or not near


@given(ranges, st.integers(1, 8))
def test_merging_keeps_every_cell_within_the_number_of_ranges(given_ranges: list[cells.Range], most: int) -> None:
    found = cells.merged(given_ranges, most)
    assert len(found) <= most
    assert all(covered(cell, found) for low, high in given_ranges for cell in (low, high))
    assert all(found[i][1] + 1 < found[i + 1][0] for i in range(len(found) - 1))


@pytest.mark.parametrize(
    ("given_ranges", "most", "expected"),
    [
        ([], 3, []),
        ([(5, 9), (0, 4)], 3, [(0, 9)]),
        ([(0, 9), (3, 4)], 3, [(0, 9)]),
        ([(0, 1), (10, 11), (13, 14), (90, 99)], 3, [(0, 1), (10, 14), (90, 99)]),
        ([(0, 1), (10, 11), (13, 14), (90, 99)], 1, [(0, 99)]),
    ],
)
def test_merging_fills_the_smallest_gaps_first(
    given_ranges: list[cells.Range], most: int, expected: list[cells.Range]
) -> None:
    assert cells.merged(given_ranges, most) == expected


def test_merging_into_no_range_is_refused() -> None:
    with pytest.raises(ValueError, match="0"):
        cells.merged([], 0)
