"""Reads stations by ranges of tile cells."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from django.db import connection

from stations.search.conditions import Condition
from stations.search.query import Box
from voltway.lib.cells import Range
from voltway.lib.geo import Box as GeoBox
from voltway.lib.geo import in_box_mask


def candidates(ranges: Sequence[Range], holds: Condition) -> npt.NDArray[np.int64]:
    """Rows of (station id, cell) within ranges for which a condition holds."""
    joined = in_ranges(ranges)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{joined.sql} SELECT s.id, s.cell FROM span CROSS JOIN stations_station s"
            f" WHERE s.cell BETWEEN span.low AND span.high AND {holds.sql}",
            [*joined.params, *holds.params],
        )
        rows = cursor.fetchall()
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


def in_ranges(ranges: Sequence[Range]) -> Condition:
    """A WITH clause that names the ranges `span (low, high)`: the loop over them comes first, one index read each."""
    # Whole numbers of our own making, written out so that every database sees integers.
    values = ", ".join(f"({int(low)}, {int(high)})" for low, high in ranges)
    return Condition(f"WITH span (low, high) AS (VALUES {values})")


def in_box(latitudes: npt.NDArray[np.float64], longitudes: npt.NDArray[np.float64], box: Box) -> npt.NDArray[np.bool_]:
    """Which positions lie in a box."""
    return in_box_mask(latitudes, longitudes, GeoBox(box.west, box.south, box.east, box.north))


def box_condition(box: Box) -> Condition:
    """The exact test on latitude and longitude that ends every search by cells."""
    if box.west <= box.east:
        return Condition(
            "s.latitude BETWEEN %s AND %s AND s.longitude BETWEEN %s AND %s",
            (box.south, box.north, box.west, box.east),
        )
    return Condition(
        "s.latitude BETWEEN %s AND %s AND (s.longitude >= %s OR s.longitude <= %s)",
        (box.south, box.north, box.west, box.east),
    )
