"""How many stations of an area answer a query, and how many each of its filters hides."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from stations.search.conditions import conditions, together
from stations.search.listing import exact_space, ranges_of
from stations.search.query import PlugFilter, StationQuery
from stations.search.space import in_ranges

# Counting stops here: "10,000 and more" tells a driver as much as the number would.
CAP = 10_000

# Each filter a person can drop, by the name of its parameter, and what the query is without it.
_WITHOUT: dict[str, dict[str, Any]] = {
    "q": {"text": ""},
    "operator": {"operators": ()},
    "exclude_operator": {"exclude_operators": ()},
    "source": {"sources": ()},
    "access": {"access": ()},
    "open": {"open": None},
    "payment": {"payment": ()},
    "amenity": {"amenities": ()},
    "available": {"available": False},
    "hide_faulty": {"hide_faulty": False},
    "min_evses": {"min_evses": None},
}
_WITHOUT_PLUG: dict[str, dict[str, Any]] = {
    "connector": {"standards": ()},
    "min_power_kw": {"min_power": None},
    "max_power_kw": {"max_power": None},
    "known_power": {"known_power": False},
}


def total(query: StationQuery, *, now: datetime) -> int:
    """How many stations answer the query, CAP at most. Its order, limit and cursor don't count."""
    holds = together([*conditions(query, now=now), *exact_space(query)])
    spans = in_ranges(ranges_of(query))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{spans.sql} SELECT count(*) FROM (SELECT 1 FROM span CROSS JOIN stations_station s"
            f" WHERE s.cell BETWEEN span.low AND span.high AND {holds.sql} LIMIT %s) AS found",
            [*holds.params, CAP],
        )
        return int(cursor.fetchone()[0])


def hidden(query: StationQuery, *, now: datetime) -> dict[str, int]:
    """Parameter → how many more stations there would be without it, for every filter that the query has."""
    shown = total(query, now=now)
    return {name: total(wider, now=now) - shown for name, wider in _wider(query).items()}


def _wider(query: StationQuery) -> dict[str, StationQuery]:
    """The query without each of its filters."""
    wider = {name: replace(query, **change) for name, change in _WITHOUT.items()}
    for name, change in _WITHOUT_PLUG.items():
        plug: PlugFilter = replace(query.plug, **change)
        wider[name] = replace(query, plug=plug)
    return {name: other for name, other in wider.items() if other != query}
