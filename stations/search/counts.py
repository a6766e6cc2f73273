"""How many stations of an area answer a query, and how many each of its filters hides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from stations.search import wide
from stations.search.conditions import conditions
from stations.search.query import Order, PlugFilter, StationQuery
from stations.search.space import count, exact, ranges_of

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


def total(query: StationQuery, *, now: datetime, cap: int = CAP) -> int:
    """How many stations answer the query, `cap` at most. Its order, limit and cursor don't count."""
    holds, ranges = [*conditions(query, now=now), *exact(query)], ranges_of(query)
    if wide.serves(replace(query, order=Order.PLACE), ranges):
        return min(cap, len(wide.passing(query, now=now).at))
    return count(ranges, holds, cap)


def hidden(query: StationQuery, shown: int, *, now: datetime) -> dict[str, int]:
    """Parameter → how many more than the `shown` stations there would be without it, for every filter of the query."""
    return {name: total(wider, now=now) - shown for name, wider in _wider(query).items()}


def powerless(query: StationQuery, shown: int, hidden: Mapping[str, int], *, now: datetime) -> int:
    """How many of the stations that a bound on power hides tell no power of any plug that would do.

    Nobody knows whether they would pass. 0 where several bounds keep them hidden, and from CAP on.
    """
    bounds = [name for name in ("min_power_kw", "max_power_kw") if name in hidden]
    every = shown + sum(hidden[name] for name in bounds)
    if query.plug.known_power or len(bounds) != 1 or every >= CAP:
        return 0
    told = replace(query.plug, min_power=None, max_power=None, known_power=True)
    return every - total(replace(query, plug=told), now=now)


def _wider(query: StationQuery) -> dict[str, StationQuery]:
    """The query without each of its filters."""
    wider = {name: replace(query, **change) for name, change in _WITHOUT.items()}
    for name, change in _WITHOUT_PLUG.items():
        plug: PlugFilter = replace(query.plug, **change)
        wider[name] = replace(query, plug=plug)
    return {name: other for name, other in wider.items() if other != query}
