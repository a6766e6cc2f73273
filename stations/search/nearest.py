"""The stations nearest to a point: rings of tile cells that widen until enough are found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

import numpy as np
import numpy.typing as npt
from django.db import connection

from stations.search import wide
from stations.search.conditions import Condition, conditions, leaves_few, together
from stations.search.cursor import Place
from stations.search.query import Point, StationQuery
from stations.search.rows import Row, fetch
from stations.search.space import ALL_CELLS, box_condition, cells_of, in_ranges, of_ranges
from voltway.lib.cells import Range, ranges_around, ranges_for_box
from voltway.lib.geo import HALF_CIRCUMFERENCE_M, distance_m, distances_m

FIRST_RING_M = 2_000.0
WIDENING = 4.0
EVERYWHERE_M = HALF_CIRCUMFERENCE_M + 1
# NumPy and the math library may disagree in the last digits of a distance; a millimetre is more than they ever do.
_ROUNDING_M = 0.001

Ids = npt.NDArray[np.int64]
Metres = npt.NDArray[np.float64]


def nearest(query: StationQuery, point: Point, *, now: datetime, after: Place | None) -> list[Row]:
    """Up to `limit` + 1 rows by (distance, public id), those after a place only."""
    holds = together([*conditions(query, now=now), *([box_condition(query.box)] if query.box else [])])
    reach = EVERYWHERE_M if query.radius_m is None else query.radius_m
    few = leaves_few(query)
    radius = min(reach, max(FIRST_RING_M, float(after.key) * 1.5 if after else 0.0))
    while True:
        ranges, radius = (ALL_CELLS, reach) if few else _ring(query, point, radius, reach)
        if wide.serves(query, ranges):
            return _from_snapshot(query, point, holds, now, after)
        ids, distances = _within(ranges, point, radius, holds)
        if len(ids) > query.limit or radius >= reach:
            rows = _first(query, point, ids, distances, after)
            # Some of those within the ring may have been on the pages before.
            if len(rows) > query.limit or radius >= reach:
                return rows
        radius = min(reach, radius * WIDENING)


def _from_snapshot(
    query: StationQuery, point: Point, holds: Condition, now: datetime, after: Place | None
) -> list[Row]:
    found = wide.passing(query, now=now)
    ids, far = found.ids, wide.distances(found, point)

    def first(wanted: int) -> list[Row]:
        return _first(replace(query, limit=wanted - 1), point, ids, far, after)

    return wide.confirmed(first, attrgetter("id"), holds, query.limit)


def _ring(query: StationQuery, point: Point, radius: float, reach: float) -> tuple[Sequence[Range], float]:
    """The cells within a distance; those of the query's box where they are fewer."""
    ring = ALL_CELLS if radius >= EVERYWHERE_M else ranges_around(point.latitude, point.longitude, radius)
    if query.box:
        box = ranges_for_box(query.box.west, query.box.south, query.box.east, query.box.north)
        if cells_of(box) <= cells_of(ring):
            return box, reach
    return ring, radius


def _within(ranges: Sequence[Range], point: Point, radius: float, holds: Condition) -> tuple[Ids, Metres]:
    """Ids and distances of the stations of some cells that lie within a distance."""
    before, found = in_ranges(ranges), of_ranges([holds])
    with connection.cursor() as cursor:
        cursor.execute(f"{before.sql} SELECT s.id, s.latitude, s.longitude FROM {found.sql}", found.params)
        table = np.array(cursor.fetchall(), dtype=np.float64).reshape(-1, 3)
    distances = distances_m(point.latitude, point.longitude, table[:, 1], table[:, 2])
    near = distances <= radius + _ROUNDING_M
    return table[near, 0].astype(np.int64), distances[near]


def _first(query: StationQuery, point: Point, ids: Ids, distances: Metres, after: Place | None) -> list[Row]:
    """The first rows after a place, from all that lie within a distance."""
    wanted = query.limit + 1
    if after:
        late = distances >= float(after.key) - _ROUNDING_M
        ids, distances = ids[late], distances[late]
        # Ties with the cursor's own place may all have been on the page before.
        wanted += int(np.count_nonzero(distances <= float(after.key) + _ROUNDING_M))
    if len(ids) > wanted:
        limit = np.partition(distances, wanted - 1)[wanted - 1] + 2 * _ROUNDING_M
        ids = ids[distances <= limit]
    rows = fetch(ids.tolist())
    for row in rows:
        row.distance_m = distance_m(point.latitude, point.longitude, row.latitude, row.longitude)
    return _after(rows, after, query.radius_m)[: query.limit + 1]


def _after(rows: list[Row], after: Place | None, radius_m: float | None) -> list[Row]:
    """Rows by (distance, public id) within a radius, beyond a place."""
    begin = (float(after.key), after.public_id) if after else (-1.0, "")
    reach = EVERYWHERE_M if radius_m is None else radius_m
    return sorted((row for row in rows if begin < _place(row) and _place(row)[0] <= reach), key=_place)


def _place(row: Row) -> tuple[float, str]:
    return (row.distance_m or 0.0, row.public_id)
