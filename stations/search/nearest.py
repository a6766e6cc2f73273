"""The stations nearest to a point: rings of tile cells that widen until enough are found."""

from datetime import datetime

import numpy as np
import numpy.typing as npt

from stations.search.conditions import Condition, conditions, together
from stations.search.cursor import Place
from stations.search.query import Box, Point, StationQuery
from stations.search.rows import Row, fetch
from stations.search.space import candidates, in_box
from voltway.lib.cells import positions_of, ranges_around
from voltway.lib.geo import distance_m, distances_m

FIRST_RING_M = 2_000.0
WIDENING = 4.0
# Half the way around the Earth: nothing is further away.
EVERYWHERE_M = 20_040_000.0
# How far a cell's centre may lie from the station in it, with room to spare.
CELL_ERROR_M = 1.0


def nearest(query: StationQuery, point: Point, *, now: datetime, after: Place | None) -> list[Row]:
    """Up to `limit` + 1 rows by (distance, public id), those after a place only."""
    wanted = query.limit + 1
    holds = together(conditions(query, now=now))
    reach = _reach(query, point)
    start = float(after.key) if after else 0.0
    radius = min(reach, max(FIRST_RING_M, start * 1.5))
    while True:
        ids, distances = _ring(point, radius, holds, query.box)
        near = distances <= min(radius, reach) + CELL_ERROR_M
        ids, distances = ids[near], distances[near]
        rows = _exact(query, point, ids, distances, wanted, start, after)
        if len(rows) >= wanted or radius >= reach:
            return rows
        radius = min(reach, radius * WIDENING)


def _ring(
    point: Point, radius: float, holds: Condition, box: Box | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Ids and distances of the stations within a ring's cells."""
    found = candidates(ranges_around(point.latitude, point.longitude, radius), holds)
    latitudes, longitudes = positions_of(found[:, 1])
    distances = distances_m(point.latitude, point.longitude, latitudes, longitudes)
    if box:
        inside = in_box(latitudes, longitudes, box)
        return found[inside, 0], distances[inside]
    return found[:, 0], distances


def _exact(
    query: StationQuery,
    point: Point,
    ids: npt.NDArray[np.int64],
    distances: npt.NDArray[np.float64],
    wanted: int,
    start: float,
    after: Place | None,
) -> list[Row]:
    """The first rows by their exact distances, from candidates whose distances are right to CELL_ERROR_M."""
    late = distances >= start - CELL_ERROR_M
    ids, distances = ids[late], distances[late]
    # Ties with the cursor's own place may all have been on the page before.
    enough = wanted + int(np.count_nonzero(distances <= start + CELL_ERROR_M)) if after else wanted
    if len(ids) > enough:
        limit = np.partition(distances, enough - 1)[enough - 1] + 2 * CELL_ERROR_M
        ids = ids[distances <= limit]
    rows = fetch(int(key) for key in ids)
    for row in rows:
        row.distance_m = distance_m(point.latitude, point.longitude, row.latitude, row.longitude)
    rows = [row for row in rows if query.radius_m is None or (row.distance_m or 0.0) <= query.radius_m]
    rows.sort(key=_by_distance)
    if after:
        rows = [row for row in rows if _by_distance(row) > (float(after.key), after.public_id)]
    return rows[:wanted]


def _by_distance(row: Row) -> tuple[float, str]:
    return (row.distance_m or 0.0, row.public_id)


def _reach(query: StationQuery, point: Point) -> float:
    """Metres beyond which nothing can be an answer."""
    reach = EVERYWHERE_M if query.radius_m is None else query.radius_m
    return min(reach, _farthest(point, query.box)) if query.box else reach


def _farthest(point: Point, box: Box) -> float:
    """Metres to the farthest corner of a box, with room; everywhere for one that is wider than a quarter turn."""
    width = box.east - box.west if box.west <= box.east else 360 + box.east - box.west
    if width > 90:
        return EVERYWHERE_M
    corners = [(lat, lon) for lat in (box.south, box.north) for lon in (box.west, box.east)]
    return min(
        EVERYWHERE_M, 1.05 * max(distance_m(point.latitude, point.longitude, *corner) for corner in corners) + 100
    )
