"""Stations in an order other than distance, page by page."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from stations.search import wide
from stations.search.conditions import Condition, conditions, together
from stations.search.cursor import Place
from stations.search.query import Order, StationQuery
from stations.search.rows import Row, fetch
from stations.search.space import ALL_CELLS, count, exact, in_ranges, of_ranges, ranges_of
from voltway.lib.cells import Range
from voltway.lib.geo import distance_m
from voltway.lib.problems import InvalidParameters, ParameterError

# What an order sorts by, and whether the largest comes first. Unknown power comes last, as 0 would. The search text
# begins with the folded name, or the operator's where there is none.
_KEYS = {
    Order.PLACE: ("s.cell", False),
    Order.POWER: ("coalesce(s.max_electric_power, 0)", True),
    Order.NAME: ("substr(s.search_text, 1, 60)", False),
}
# Names are in no index that a search reads: more stations than this would take seconds to sort by them.
MAX_BY_NAME = 20_000


def listed(query: StationQuery, *, now: datetime, after: Place | None) -> list[tuple[Row, Place]]:
    """Up to `limit` + 1 rows with their places, those after a place only.

    Raises InvalidParameters for more stations than can be sorted by name.
    """
    holds, ranges = [*conditions(query, now=now), *exact(query)], ranges_of(query)
    if wide.serves(query, ranges):
        places = _from_snapshot(query, holds, after, now)
    elif query.order is Order.NAME:
        _check_sortable(count(ranges, holds, MAX_BY_NAME + 1))
        places = _sorted(query, ranges, [*holds, *beyond(query.order, after)])
    elif query.order is Order.POWER:
        places = _sorted(query, ranges, [*holds, *beyond(query.order, after)])
    else:
        places = _along_cells(query, ranges, [*holds, *beyond(query.order, after)], after)
    rows = {row.id: row for row in fetch(places)}
    if query.point:
        for row in rows.values():
            row.distance_m = distance_m(query.point.latitude, query.point.longitude, row.latitude, row.longitude)
    return [(rows[key], place) for key, place in places.items() if key in rows]


def _check_sortable(many: int) -> None:
    if many > MAX_BY_NAME:
        rule = f"name sorts {MAX_BY_NAME:,} stations at most and this search finds more: narrow it, by bbox for example"
        raise InvalidParameters("One or more parameters can't be used.", errors=[ParameterError("order", rule)])


def _from_snapshot(query: StationQuery, holds: list[Condition], after: Place | None, now: datetime) -> dict[int, Place]:
    found = wide.passing(query, now=now)
    if query.order is Order.NAME:
        _check_sortable(len(found.at))
        among = Condition(f"s.id IN ({', '.join(map(str, found.ids.tolist())) or 'NULL'})")
        return _sorted(query, ALL_CELLS, [among, *holds, *beyond(query.order, after)])

    def first(wanted: int) -> list[tuple[int, Place]]:
        return list(wide.first(found, query.order, after, wanted).items())

    def id_of(one: tuple[int, Place]) -> int:
        return one[0]

    return dict(wide.confirmed(first, id_of, together(holds), query.limit))


def _along_cells(
    query: StationQuery, ranges: Sequence[Range], holds: list[Condition], after: Place | None
) -> dict[int, Place]:
    """Range by range: each is read in the index's own order, and only as far as the page needs."""
    found: dict[int, Place] = {}
    for low, high in ranges:
        first = max(low, int(after.key)) if after else low
        if first <= high:
            within = together([Condition("s.cell BETWEEN %s AND %s", (first, high)), *holds])
            part = Condition(f"stations_station s WHERE {within.sql}", within.params)
            found |= _places(query, Condition(""), part, query.limit + 1 - len(found))
        if len(found) > query.limit:
            break
    return found


def _sorted(query: StationQuery, ranges: Sequence[Range], holds: list[Condition]) -> dict[int, Place]:
    return _places(query, in_ranges(ranges), of_ranges(holds), query.limit + 1)


def _places(query: StationQuery, before: Condition, found: Condition, limit: int) -> dict[int, Place]:
    """Station id → place, in order. Documents are fetched afterwards: they are too large to be sorted along."""
    key, descending = _KEYS[query.order]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{before.sql} SELECT s.id, {key}, s.public_id FROM {found.sql}"
            f" ORDER BY {key} {'DESC' if descending else 'ASC'}, s.public_id LIMIT %s",
            [*found.params, limit],
        )
        return {row[0]: Place(row[1], row[2]) for row in cursor.fetchall()}


def beyond(order: Order, after: Place | None) -> Iterable[Condition]:
    """What comes after a place; everything after none."""
    if after is None:
        return []
    key, descending = _KEYS[order]
    sign = "<" if descending else ">"
    return [
        Condition(f"({key} {sign} %s OR ({key} = %s AND s.public_id > %s))", (after.key, after.key, after.public_id))
    ]
