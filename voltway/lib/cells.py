"""Tile cells: where a station is, as one integer that any database can index.

A cell is the quadkey, as an integer, of the tile at zoom 28 (some 15 cm wide at the equator) that holds a position: the
bits of column and row of its Web-Mercator square, interleaved (z-order, Morton). 56 bits, so it fits a signed 64-bit
column. A tile of any zoom is one contiguous range of cells, a box a handful of ranges, and `cell >> shift(z)` the tile.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from voltway.lib.geo import Box, FloatArray, box_around, check_box, check_position

IntArray = NDArray[np.int64]
Range = tuple[int, int]
IntOrArray = TypeVar("IntOrArray", int, IntArray)

BITS = 28
SIDE = 1 << BITS
LAST = SIDE - 1
MAX_CELL = (1 << 2 * BITS) - 1
# Where the Web-Mercator square ends; what lies nearer to a pole is kept in the last row.
MAX_LATITUDE = math.degrees(math.atan(math.sinh(math.pi)))
TILE_UNITS_BITS = 12
# A search box is cut into this many pieces for each range asked for; more of them fit the box closer, and take longer.
_PIECES_PER_RANGE = 2
# Ranges that hold this much more than the box are good enough: an index skips a few strangers faster than it seeks.
_TOLERATED_WASTE = 0.1


def _spread(bits: IntOrArray) -> IntOrArray:
    """Put a zero between each two of the low 28 bits."""
    bits = (bits | (bits << 16)) & 0x0000FFFF0000FFFF
    bits = (bits | (bits << 8)) & 0x00FF00FF00FF00FF
    bits = (bits | (bits << 4)) & 0x0F0F0F0F0F0F0F0F
    bits = (bits | (bits << 2)) & 0x3333333333333333
    return (bits | (bits << 1)) & 0x5555555555555555


def _squeeze(bits: IntOrArray) -> IntOrArray:
    """Undo `_spread`: gather every second bit."""
    bits = bits & 0x5555555555555555
    bits = (bits | (bits >> 1)) & 0x3333333333333333
    bits = (bits | (bits >> 2)) & 0x0F0F0F0F0F0F0F0F
    bits = (bits | (bits >> 4)) & 0x00FF00FF00FF00FF
    bits = (bits | (bits >> 8)) & 0x0000FFFF0000FFFF
    return (bits | (bits >> 16)) & 0x00000000FFFFFFFF


def _column(longitude: float) -> int:
    return min(LAST, int((longitude + 180.0) / 360.0 * SIDE))


def _row(latitude: float) -> int:
    if latitude >= MAX_LATITUDE:
        return 0
    if latitude <= -MAX_LATITUDE:
        return LAST
    return min(LAST, max(0, int((0.5 - math.atanh(math.sin(math.radians(latitude))) / (2 * math.pi)) * SIDE)))


def cell_of(latitude: float, longitude: float) -> int:
    """The cell of a position in degrees; ValueError off the globe. Longitude 180 is the last column, -180 the first."""
    check_position(latitude, longitude)
    return _spread(_column(longitude)) | (_spread(_row(latitude)) << 1)


def cells_of(latitudes: FloatArray, longitudes: FloatArray) -> IntArray:
    """`cell_of` for many positions: the same cells, but for a position within rounding of a cell's edge."""
    on_globe = (np.abs(latitudes) <= 90.0) & (np.abs(longitudes) <= 180.0)
    if not on_globe.all():
        first = int(np.argmin(on_globe))
        check_position(float(latitudes[first]), float(longitudes[first]))
    clamped = np.clip(latitudes, -MAX_LATITUDE, MAX_LATITUDE)
    rows = (0.5 - np.arctanh(np.sin(np.radians(clamped))) / (2 * math.pi)) * SIDE
    columns = (longitudes + 180.0) / 360.0 * SIDE
    x = np.clip(columns, 0, LAST).astype(np.int64)
    y = np.clip(rows, 0, LAST).astype(np.int64)
    return _spread(x) | (_spread(y) << 1)


def _check_cell(cell: int) -> None:
    if not 0 <= cell <= MAX_CELL:
        raise ValueError(f"a cell must be between 0 and 2**56 - 1: {cell!r}")


def position_of(cell: int) -> tuple[float, float]:
    _check_cell(cell)
    return _latitude_at(_squeeze(cell >> 1) + 0.5), (_squeeze(cell) + 0.5) / SIDE * 360.0 - 180.0


def positions_of(cells: IntArray) -> tuple[FloatArray, FloatArray]:
    rows, columns = _squeeze(cells >> 1) + 0.5, _squeeze(cells) + 0.5
    latitudes = np.degrees(np.arctan(np.sinh(math.pi * (1 - 2 * rows / SIDE))))
    return latitudes, columns / SIDE * 360.0 - 180.0


def _latitude_at(row: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / SIDE))))


def shift(z: int) -> int:
    """How far to shift a cell right to get its tile at zoom `z` (0…28)."""
    if not 0 <= z <= BITS:
        raise ValueError(f"zoom must be between 0 and {BITS}: {z!r}")
    return 2 * (BITS - z)


def _check_tile(z: int, x: int, y: int) -> int:
    k = shift(z)
    if not (0 <= x < 1 << z and 0 <= y < 1 << z):
        raise ValueError(f"no such tile: {z!r}/{x!r}/{y!r}")
    return k


def tile_range(z: int, x: int, y: int) -> Range:
    """The first and the last cell of a tile; ValueError if there is no such tile."""
    k = _check_tile(z, x, y)
    low = (_spread(x) | (_spread(y) << 1)) << k
    return low, low + (1 << k) - 1


def tile_of(cell: int, z: int) -> tuple[int, int]:
    """Column and row of the tile that holds the cell."""
    _check_cell(cell)
    key = cell >> shift(z)
    return _squeeze(key), _squeeze(key >> 1)


def tile_bounds(z: int, x: int, y: int) -> Box:
    """The tile's edges in degrees."""
    side = 1 << (_check_tile(z, x, y) >> 1)
    west, east = (column * side / SIDE * 360.0 - 180.0 for column in (x, x + 1))
    return Box(west, _latitude_at((y + 1) * side), east, _latitude_at(y * side))


def within_tile(cells: IntArray, z: int) -> tuple[IntArray, IntArray]:
    """Where the cells lie in their own tiles at zoom `z`: x and y from 0 at the north-west corner to 4095."""
    k = shift(z) >> 1
    x, y = _squeeze(cells) & ((1 << k) - 1), _squeeze(cells >> 1) & ((1 << k) - 1)
    if k >= TILE_UNITS_BITS:
        return x >> (k - TILE_UNITS_BITS), y >> (k - TILE_UNITS_BITS)
    return x << (TILE_UNITS_BITS - k), y << (TILE_UNITS_BITS - k)


class _Piece(NamedTuple):
    """A rectangle of cells, its edges included; sorts by how many strangers its range would hold, the most first."""

    minus_waste: int
    low: int
    high: int
    x0: int
    y0: int
    x1: int
    y1: int


def _piece(x0: int, y0: int, x1: int, y1: int, low: int | None = None, high: int | None = None) -> _Piece:
    """The rectangle; its first or last cell need not be worked out where it is known."""
    low = _spread(x0) | (_spread(y0) << 1) if low is None else low
    high = _spread(x1) | (_spread(y1) << 1) if high is None else high
    return _Piece((x1 - x0 + 1) * (y1 - y0 + 1) - (high - low + 1), low, high, x0, y0, x1, y1)


def _halves(piece: _Piece) -> tuple[_Piece, _Piece]:
    """Cut a rectangle at the edge of the largest tile that it crosses."""
    _, low, high, x0, y0, x1, y1 = piece
    top = (low ^ high).bit_length() - 1
    if top & 1:
        cut = y1 >> (top >> 1) << (top >> 1)
        return _piece(x0, y0, x1, cut - 1, low=low), _piece(x0, cut, x1, y1, high=high)
    cut = x1 >> (top >> 1) << (top >> 1)
    return _piece(x0, y0, cut - 1, y1, low=low), _piece(cut, y0, x1, y1, high=high)


def _rectangles(box: Box) -> list[_Piece]:
    """The box as one rectangle of cells, two if it crosses 180°, with one more cell all around against rounding."""
    y0, y1 = max(0, _row(box.north) - 1), min(LAST, _row(box.south) + 1)
    spans = [(box.west, box.east)] if box.west <= box.east else [(box.west, 180.0), (-180.0, box.east)]
    return [_piece(max(0, _column(west) - 1), y0, min(LAST, _column(east) + 1), y1) for west, east in spans]


def merged(ranges: Iterable[Range], max_ranges: int) -> list[Range]:
    """Ranges in order and apart from each other, at most `max_ranges`: the smallest gaps are filled first."""
    if max_ranges < 1:
        raise ValueError(f"at least one range is needed: {max_ranges!r}")
    apart: list[Range] = []
    for low, high in sorted(ranges):
        if apart and low <= apart[-1][1] + 1:
            apart[-1] = apart[-1][0], max(high, apart[-1][1])
        else:
            apart.append((low, high))
    if len(apart) <= max_ranges:
        return apart
    gaps = sorted(range(1, len(apart)), key=lambda i: apart[i - 1][1] - apart[i][0])
    starts = [0, *sorted(gaps[: max_ranges - 1])]
    ends = [*(start - 1 for start in starts[1:]), len(apart) - 1]
    return [(apart[start][0], apart[end][1]) for start, end in zip(starts, ends, strict=True)]


def ranges_for_box(west: float, south: float, east: float, north: float, max_ranges: int = 12) -> list[Range]:
    """Ranges of cells that hold every position of the box, and some strangers: finish with `geo.in_box`.

    Both ends belong to a range. West > east crosses 180°; ValueError names what is off the globe.
    """
    box = Box(west, south, east, north)
    check_box(box)
    pieces = _rectangles(box)
    heapq.heapify(pieces)
    area = sum((p.x1 - p.x0 + 1) * (p.y1 - p.y0 + 1) for p in pieces)
    waste = -sum(p.minus_waste for p in pieces)
    while len(pieces) < max_ranges * _PIECES_PER_RANGE and waste > area * _TOLERATED_WASTE:
        worst = heapq.heappop(pieces)
        waste += worst.minus_waste
        for half in _halves(worst):
            waste -= half.minus_waste
            heapq.heappush(pieces, half)
    return merged(((p.low, p.high) for p in pieces), max_ranges)


def ranges_around(latitude: float, longitude: float, radius_m: float, max_ranges: int = 12) -> list[Range]:
    """Ranges of cells that hold every position within `radius_m` metres; a nearest search widens it ring by ring."""
    return ranges_for_box(*box_around(latitude, longitude, radius_m), max_ranges=max_ranges)
