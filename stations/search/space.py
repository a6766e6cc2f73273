"""Where a query's answers lie: ranges of tile cells to read, and the exact tests on position that end every search.

And how many stations of some ranges pass.
"""

import math
from collections.abc import Iterable, Sequence

from django.db import connection

from stations.search.conditions import Condition, leaves_few, together
from stations.search.query import Box, Point, StationQuery
from voltway.lib.bulk import on_postgresql
from voltway.lib.cells import Range, ranges_around, ranges_for_box
from voltway.lib.geo import EARTH_RADIUS_M, HALF_CIRCUMFERENCE_M

# The whole Earth as one range of cells.
ALL_CELLS: tuple[Range, ...] = ((0, (1 << 56) - 1),)
_HALF_DEGREE = math.radians(1) / 2
# Few: of many boxes at a time the ranges take longer to write than the strangers to skip.
_RANGES_OF_A_SMALL_BOX = 4


def ranges_of(query: StationQuery) -> Sequence[Range]:
    """The ranges of cells in which a query's answers lie."""
    if leaves_few(query):
        return ALL_CELLS
    circle = query.point and query.radius_m is not None
    options = [ranges_for_box(query.box.west, query.box.south, query.box.east, query.box.north)] if query.box else []
    if circle and query.point and query.radius_m is not None:
        options.append(ranges_around(query.point.latitude, query.point.longitude, query.radius_m))
    return min(options, key=cells_of, default=ALL_CELLS)


def in_ranges(ranges: Sequence[Range]) -> Condition:
    """A WITH clause that names the ranges `span (low, high)`."""
    # Whole numbers of our own making, written out so that every database sees integers.
    values = ", ".join(f"({int(low)}, {int(high)})" for low, high in ranges)
    return Condition(f"WITH span (low, high) AS (VALUES {values})")


def of_ranges(holds: Iterable[Condition]) -> Condition:
    """What follows FROM for the stations of the ranges that pass: a loop over the ranges, one index read each.

    SQLite takes tables in the order of a CROSS JOIN. PostgreSQL takes its own, and reads the whole index where it
    thinks little of the ranges; what stands before an OFFSET it leaves as it is.
    """
    passes = together([Condition("s.cell BETWEEN span.low AND span.high"), *holds])
    if on_postgresql():
        inner = f"SELECT * FROM stations_station s WHERE {passes.sql} OFFSET 0"
        return Condition(f"span CROSS JOIN LATERAL ({inner}) s", passes.params)
    return Condition(f"span CROSS JOIN stations_station s WHERE {passes.sql}", passes.params)


def exact(query: StationQuery) -> Iterable[Condition]:
    """The tests on latitude and longitude."""
    if query.box:
        yield box_condition(query.box)
    if query.point and query.radius_m is not None:
        yield circle_condition(query.point, query.radius_m)


def box_condition(box: Box) -> Condition:
    """Within a box. The sign keeps the database from any index but that of the cells."""
    if box.west <= box.east:
        return Condition(
            "+s.latitude BETWEEN %s AND %s AND s.longitude BETWEEN %s AND %s",
            (box.south, box.north, box.west, box.east),
        )
    return Condition(
        "+s.latitude BETWEEN %s AND %s AND (s.longitude >= %s OR s.longitude <= %s)",
        (box.south, box.north, box.west, box.east),
    )


def circle_condition(point: Point, radius_m: float) -> Condition:
    """Within a distance: the haversine of `voltway.lib.geo`, compared before its arc is taken."""
    chord = math.sin(min(radius_m, HALF_CIRCUMFERENCE_M) / (2 * EARTH_RADIUS_M)) ** 2
    return Condition(
        f"power(sin((s.latitude - %s) * {_HALF_DEGREE!r}), 2) + %s * cos(s.latitude * {2 * _HALF_DEGREE!r})"
        f" * power(sin((s.longitude - %s) * {_HALF_DEGREE!r}), 2) <= %s",
        (point.latitude, math.cos(math.radians(point.latitude)), point.longitude, chord),
    )


def cells_of(ranges: Sequence[Range]) -> int:
    return sum(high - low for low, high in ranges)


def count(ranges: Sequence[Range], holds: Sequence[Condition], limit: int) -> int:
    """How many stations in the ranges pass, `limit` at most."""
    before, found = in_ranges(ranges), of_ranges(holds)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{before.sql} SELECT count(*) FROM (SELECT 1 FROM {found.sql} LIMIT %s) AS found",
            [*found.params, limit],
        )
        return int(cursor.fetchone()[0])


def ids_in(box: Box) -> Condition:
    """A statement that gives the public ids of all stations in a box, also of those that have vanished."""
    here = of_ranges([Condition("s.vanished_at IS NULL"), box_condition(box)])
    before = in_ranges(ranges_for_box(box.west, box.south, box.east, box.north))
    gone = together([Condition("s.vanished_at IS NOT NULL"), box_condition(box)])
    return Condition(
        f"{before.sql} SELECT s.public_id FROM {here.sql}"
        # Few, and not in the index of cells.
        f" UNION ALL SELECT s.public_id FROM stations_station s WHERE {gone.sql}",
        (*here.params, *gone.params),
    )


def counts(boxes: Sequence[Box]) -> list[int]:
    """How many stations there are in each of some small boxes that don't cross 180°, by one statement."""
    if not boxes:
        return []
    # Numbers of our own making, written out.
    values = ", ".join(row for number, box in enumerate(boxes) for row in _numbered(number, box))
    # What a source's first load brings is hidden until it is whole.
    found = of_ranges(
        [
            Condition("s.vanished_at IS NULL"),
            Condition("+s.source_id IN (SELECT id FROM stations_source WHERE loaded_at IS NOT NULL)"),
            Condition("+s.latitude BETWEEN span.south AND span.north"),
            Condition("s.longitude BETWEEN span.west AND span.east"),
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH span (low, high, number, west, south, east, north) AS (VALUES {values})"
            f" SELECT span.number, count(*) FROM {found.sql} GROUP BY span.number"
        )
        counted = dict(cursor.fetchall())
    return [counted.get(number, 0) for number in range(len(boxes))]


def _numbered(number: int, box: Box) -> Iterable[str]:
    edges = [float(edge) for edge in (box.west, box.south, box.east, box.north)]
    west, south, east, north = edges
    for low, high in ranges_for_box(west, south, east, north, max_ranges=_RANGES_OF_A_SMALL_BOX):
        yield f"({low}, {high}, {number}, {', '.join(map(repr, edges))})"
