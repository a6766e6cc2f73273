"""Stations in an order other than distance, page by page."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from stations.search.conditions import Condition, conditions, together
from stations.search.cursor import Place
from stations.search.query import Order, StationQuery
from stations.search.rows import Row, fetch
from stations.search.space import box_condition, in_ranges
from voltway.lib.cells import Range, ranges_around, ranges_for_box
from voltway.lib.geo import EARTH_RADIUS_M, distance_m

# The whole Earth as one range of cells.
ALL_CELLS: list[Range] = [(0, (1 << 56) - 1)]

# What an order sorts by, and whether the largest comes first. Unknown power comes last, as 0 would.
_KEYS = {
    Order.PLACE: ("s.cell", False),
    Order.POWER: ("coalesce(s.max_electric_power, 0)", True),
    Order.NAME: ("s.search_text", False),
}


def listed(query: StationQuery, *, now: datetime, after: Place | None) -> list[tuple[Row, Place]]:
    """Up to `limit` + 1 rows with their places, those after a place only."""
    holds = [*conditions(query, now=now), *exact_space(query)]
    if after:
        holds.append(_beyond(query.order, after))
    places = _along_cells(query, holds, after) if query.order is Order.PLACE else _sorted(query, holds)
    rows = {row.id: row for row in fetch(places)}
    if query.point:
        for row in rows.values():
            row.distance_m = distance_m(query.point.latitude, query.point.longitude, row.latitude, row.longitude)
    return [(rows[key], place) for key, place in places.items() if key in rows]


def ranges_of(query: StationQuery) -> Sequence[Range]:
    """The ranges of cells in which a query's answers lie."""
    if query.box:
        return ranges_for_box(query.box.west, query.box.south, query.box.east, query.box.north)
    if query.point and query.radius_m is not None:
        return ranges_around(query.point.latitude, query.point.longitude, query.radius_m)
    return ALL_CELLS


def _along_cells(query: StationQuery, holds: list[Condition], after: Place | None) -> dict[int, Place]:
    """Range by range: each is read in the index's own order, and only as far as the page needs."""
    found: dict[int, Place] = {}
    for low, high in ranges_of(query):
        first = max(low, int(after.key)) if after else low
        if first <= high:
            within = Condition("s.cell BETWEEN %s AND %s", (first, high))
            found |= _places(query, Condition(""), "stations_station s", [within, *holds], query.limit + 1 - len(found))
        if len(found) > query.limit:
            break
    return found


def _sorted(query: StationQuery, holds: list[Condition]) -> dict[int, Place]:
    ranges = ranges_of(query)
    if ranges is ALL_CELLS:
        return _places(query, Condition(""), "stations_station s", holds, query.limit + 1)
    within = Condition("s.cell BETWEEN span.low AND span.high")
    return _places(query, in_ranges(ranges), "span CROSS JOIN stations_station s", [within, *holds], query.limit + 1)


def _places(
    query: StationQuery, before: Condition, tables: str, tests: list[Condition], limit: int
) -> dict[int, Place]:
    """Station id → place, in order. Documents are fetched afterwards: they are too large to be sorted along."""
    key, descending = _KEYS[query.order]
    holds = together(tests)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{before.sql} SELECT s.id, {key}, s.public_id FROM {tables} WHERE {holds.sql}"
            f" ORDER BY {key} {'DESC' if descending else 'ASC'}, s.public_id LIMIT %s",
            [*before.params, *holds.params, limit],
        )
        return {row[0]: Place(row[1], row[2]) for row in cursor.fetchall()}


def _beyond(order: Order, after: Place) -> Condition:
    """What comes after a place."""
    key, descending = _KEYS[order]
    sign = "<" if descending else ">"
    return Condition(f"({key} {sign} %s OR ({key} = %s AND s.public_id > %s))", (after.key, after.key, after.public_id))


def exact_space(query: StationQuery) -> Iterable[Condition]:
    """The exact test on latitude and longitude that ends every search by cells."""
    if query.box:
        yield box_condition(query.box)
    if query.point and query.radius_m is not None:
        # Haversine, as voltway.lib.geo has it: the limit has to count the right rows.
        yield Condition(
            f"2 * {EARTH_RADIUS_M} * asin(sqrt(power(sin(radians(s.latitude - %s) / 2), 2) + cos(radians(%s))"
            " * cos(radians(s.latitude)) * power(sin(radians(s.longitude - %s) / 2), 2))) <= %s",
            (query.point.latitude, query.point.latitude, query.point.longitude, query.radius_m),
        )
