"""From the stations of a tile to its bytes: what stands close together becomes a cluster."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from stations.documents.fits import POWER_EDGES
from stations.search.query import DEFAULT_LIMIT, Opening, Order, StationQuery
from stations.tiles.select import Points, points
from voltway.lib.cells import shift, tile_range, within_tile
from voltway.lib.mvt import Layer, encode

# Tiles above this zoom are made by the map from this one's.
MAX_ZOOM = 14
# A cluster gathers what lies in one square of a 16 × 16 grid on its tile. At MAX_ZOOM, where the map can't zoom in to
# take a cluster apart, only what stands within some two metres.
_GRID_ZOOM = 4
_FINEST_GRID_ZOOM = 10


def tile(query: StationQuery, z: int, x: int, y: int, *, now: datetime) -> bytes:
    """The bytes of a tile (0 ≤ z ≤ MAX_ZOOM); b"" where there is nothing. Raises ValueError for no such tile."""
    if not 0 <= z <= MAX_ZOOM:
        raise ValueError(f"zoom must lie between 0 and {MAX_ZOOM}")
    low, high = tile_range(z, x, y)
    return encode(layers(points(query, low, high, now=now), z))


def of_tiles(query: StationQuery) -> StationQuery:
    """The query as tiles answer it: without order and pages, and without a point that has no radius."""
    point = query.point if query.radius_m is not None else None
    return replace(query, point=point, place="", order=Order.PLACE, limit=DEFAULT_LIMIT, cursor="")


def changes_by_the_minute(query: StationQuery) -> bool:
    """Whether the same tile may look different a minute later although no place has changed."""
    return query.open is Opening.NOW or query.available or query.hide_faulty


def layers(found: Points, z: int) -> list[Layer]:
    """Layer `clusters` (n, top_kw) and layer `stations` (id, kw, evses, class)."""
    grid = shift(z + (_GRID_ZOOM if z < MAX_ZOOM else _FINEST_GRID_ZOOM))
    square = found.cell >> grid
    first = np.flatnonzero(np.concatenate(([True], square[1:] != square[:-1]))) if len(square) else np.array([], "i8")
    count = np.diff(np.append(first, len(square)))
    x, y = within_tile(found.cell, z)
    alone = first[count == 1]
    return [
        _clusters(found, x, y, first, count),
        Layer(
            "stations",
            x[alone],
            y[alone],
            {
                "id": [value.decode() for value in found.public_id[alone].tolist()],
                "kw": [kw or None for kw in _kw(found.power[alone])],
                "evses": found.evses[alone].tolist(),
                "class": _classes(found.power[alone]),
            },
        ),
    ]


def _clusters(
    found: Points,
    x: npt.NDArray[np.int64],
    y: npt.NDArray[np.int64],
    first: npt.NDArray[np.int64],
    count: npt.NDArray[np.int64],
) -> Layer:
    """Each square with several stations, at the middle of its members."""
    if not len(first) or not (several := count > 1).any():
        return Layer("clusters", [], [])
    middle_x, middle_y = (np.add.reduceat(values, first)[several] // count[several] for values in (x, y))
    top = np.maximum.reduceat(found.power, first)[several]
    columns = {"n": count[several].tolist(), "top_kw": [kw or None for kw in _kw(top)]}
    return Layer("clusters", middle_x, middle_y, columns)


def _kw(watts: npt.NDArray[np.int64]) -> list[int]:
    """Whole kW, at least 1 where the power is known."""
    return [max(1, round(value / 1000)) if value else 0 for value in watts.tolist()]


def _classes(watts: npt.NDArray[np.int64]) -> list[int]:
    """Power classes as `documents.fits.power_class` has them: 0 is "not known"."""
    classes = 1 + np.searchsorted(np.array(POWER_EDGES), watts, side="right")
    return [int(value) for value in np.where(watts > 0, classes, 0)]
