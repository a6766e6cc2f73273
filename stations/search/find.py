"""Answers a `StationQuery`: one page of stations, nearest first where a point is asked about."""

from dataclasses import dataclass
from datetime import datetime

from stations.documents import catalogue
from stations.search import cursor
from stations.search.cursor import Place
from stations.search.listing import listed
from stations.search.nearest import nearest
from stations.search.params import to_pairs
from stations.search.query import Order, StationQuery
from stations.search.rows import Row, fetch_one, hours_of

__all__ = ["Page", "Row", "detail", "hours_of", "page"]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, and the cursor of the next page (None at the end)."""

    rows: list[Row]
    next_cursor: str | None
    # Where the page before ended; None on the first.
    after: Place | None = None


def page(query: StationQuery, *, now: datetime) -> Page:
    """One page. Raises InvalidParameters for a foreign cursor, or operators and sources nobody has."""
    search = _told_apart(query)
    after = cursor.decode(query.cursor, query.order, search)
    if query.order is Order.DISTANCE and query.point:
        rows = nearest(query, query.point, now=now, after=after)
        placed = [(row, Place(row.distance_m or 0.0, row.public_id)) for row in rows]
    else:
        placed = listed(query, now=now, after=after)
    more = len(placed) > query.limit
    placed = placed[: query.limit]
    following = cursor.encode(query.order, placed[-1][1], search) if more else None
    return Page([row for row, _ in placed], following, after)


def detail(public_id: str) -> Row | None:
    """A station by its public id, also one that has vanished; None when there never was one that could be seen."""
    row = fetch_one(public_id)
    return None if row is None or row.source_id in catalogue.current().hidden else row


def _told_apart(query: StationQuery) -> str:
    """What makes a search another one, so that its cursors are not taken for this one's."""
    return repr([pair for pair in to_pairs(query) if pair[0] not in ("limit", "cursor")])
