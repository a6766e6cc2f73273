"""All stations of a search rather than a page of them: ids read along the cells, in statements that are short."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from stations.search.conditions import Condition, conditions, together
from stations.search.query import StationQuery
from stations.search.space import exact, ranges_of

# Stations to a statement: few enough that none holds a reader's lock, or a database's memory, for long.
PORTION = 20_000
_BEGINNING = (-1, "")


class Passing(NamedTuple):
    """A station that passes, as the index of cells knows it."""

    id: int
    source_id: int
    traits: int


def every(query: StationQuery, *, now: datetime) -> Iterator[list[Passing]]:
    """The stations that pass, portion by portion. One that moves meanwhile may come twice.

    Raises InvalidParameters for operators and sources nobody has.
    """
    holds = together([*conditions(query, now=now), *exact(query)])
    for low, high in ranges_of(query):
        after = _BEGINNING
        while portion := _portion(low, high, after, holds):
            yield [Passing(*row[:3]) for row in portion]
            if len(portion) < PORTION:
                break
            after = portion[-1][3], portion[-1][4]


def _portion(low: int, high: int, after: tuple[int, str], holds: Condition) -> list[tuple[Any, ...]]:
    """(id, source id, traits, cell, public id) behind a place, in the order of the index."""
    cell, public_id = after
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, s.source_id, s.traits, s.cell, s.public_id FROM stations_station s"
            f" WHERE s.cell BETWEEN %s AND %s AND {holds.sql} AND (s.cell > %s OR s.public_id > %s)"
            " ORDER BY s.cell, s.public_id LIMIT %s",
            [max(low, cell), high, *holds.params, cell, public_id, PORTION],
        )
        return list(cursor.fetchall())
