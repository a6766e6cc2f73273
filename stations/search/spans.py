"""Stations source by source in the order of their changes: what is listed by how many to pass over, as OCPI does."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from stations.documents import catalogue
from stations.documents.traits import CLOSED_LICENCE
from stations.search.conditions import Condition
from voltway.lib import bulk

# Subqueries in a statement: SQLite takes 500.
_PARTS = 200
_NO_END = 1 << 60


class Span(NamedTuple):
    """The stations of a source that changed in one of these numbers; those before `shown` count as changed in it."""

    source_id: int
    shown: int
    low: int
    end: int


class Place(NamedTuple):
    """Where a station stands in the list."""

    source_id: int
    own: int
    public_id: str


class Tally(NamedTuple):
    """Stations of a span that may be passed on, and those that may not."""

    open: int
    closed: int


def spans(begin: int | None = None, end: int | None = None) -> list[Span]:
    """What of each source changed from a number on, and before another one; sources that can't be seen have none."""
    found = []
    for key, source in sorted(catalogue.current().sources.items()):
        begins, ends = begin or 0, _NO_END if end is None else end
        if source.loaded and source.shown_in < ends:
            found.append(Span(key, source.shown_in, 0 if begins <= source.shown_in else begins, ends))
    return found


@lru_cache(maxsize=64)
def tallies(listed: tuple[Span, ...], newest: int) -> tuple[Tally, ...]:
    """How many stations each span has, as of the latest change; counted once for each."""
    counted = [found for part in bulk.chunks(listed, _PARTS) for found in _counted(part)]
    by_source = {row[0]: Tally(row[1] - row[2], row[2]) for row in counted}
    return tuple(by_source[span.source_id] for span in listed)


def listed(all_spans: Sequence[Span], sizes: Sequence[Tally], offset: int, limit: int) -> list[Place]:
    """The stations that may be passed on, behind so many others."""
    found: list[Place] = []
    for span, size in zip(all_spans, sizes, strict=True):
        if offset >= size.open:
            offset -= size.open
        elif len(found) < limit:
            found += _read(span, (span.low, ""), offset, limit - len(found))
            offset = 0
    return found


def behind(all_spans: Sequence[Span], place: Place, limit: int) -> list[Place]:
    """The same behind a station, wherever it stands by now."""
    found: list[Place] = []
    for span in all_spans:
        if span.source_id >= place.source_id and len(found) < limit:
            after = (place.own, place.public_id) if span.source_id == place.source_id else (span.low, "")
            found += _read(span, after, 0, limit - len(found))
    return found


def _read(span: Span, after: tuple[int, str], offset: int, limit: int) -> list[Place]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.change, s.public_id FROM stations_station s WHERE s.source_id = %s AND s.change < %s"
            f" AND (s.change, s.public_id) > (%s, %s) AND (s.traits & {CLOSED_LICENCE}) = 0"
            " ORDER BY s.change, s.public_id LIMIT %s OFFSET %s",
            [span.source_id, span.end, *after, limit, offset],
        )
        return [Place(span.source_id, *row) for row in cursor.fetchall()]


def _counted(part: Sequence[Span]) -> list[tuple[int, int, int]]:
    one = (
        f"SELECT %s, count(*), coalesce(sum(CASE WHEN (s.traits & {CLOSED_LICENCE}) <> 0 THEN 1 ELSE 0 END), 0)"
        " FROM stations_station s WHERE s.source_id = %s AND s.change >= %s AND s.change < %s"
    )
    counts = [Condition(one, (span.source_id, span.source_id, span.low, span.end)) for span in part]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(c.sql for c in counts), [value for c in counts for value in c.params])
        return list(cursor.fetchall())
