"""The stations of a search, chunk by chunk in the order of their ids, in memory that does not grow with them.

First all ids are read from the index of cells (8 bytes a station), then the rows in the order in which they lie. Every
statement is short and none shares a transaction with the next, so that writers never wait for a reader.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import numpy as np
import numpy.typing as npt

from stations.documents import splice
from stations.documents.traits import CLOSED_LICENCE, VANISHED
from stations.exports.base import Chunk
from stations.search.every import every
from stations.search.query import StationQuery
from stations.search.rows import Row, between, fetch

Ids = npt.NDArray[np.int64]
CHUNK = 500


def chosen(query: StationQuery, *, now: datetime) -> tuple[Ids, Counter[int]]:
    """Ids in order of the stations that may be passed on; how many of each source may not.

    Raises InvalidParameters for operators and sources nobody has.
    """
    kept, closed = [np.empty(0, np.int64)], [np.empty((0, 2), np.int64)]
    for portion in every(query, now=now):
        table = np.array(portion, np.int64)
        is_closed = (table[:, 2] & CLOSED_LICENCE) != 0
        kept.append(table[~is_closed, 0])
        closed.append(table[is_closed, :2])
    # One that moved while the ids were read came twice.
    left_out = np.unique(np.concatenate(closed), axis=0)
    return np.unique(np.concatenate(kept)), Counter(left_out[:, 1].tolist())


def read(ids: Ids, *, now: datetime) -> Iterator[Chunk]:
    """The stations of these ids, without those that have vanished or were closed since the ids were read."""
    for begin in range(0, len(ids), CHUNK):
        found = _fetched(ids[begin : begin + CHUNK].tolist())
        rows = [row for row in found if not row.traits & (VANISHED | CLOSED_LICENCE)]
        yield Chunk(rows, splice.full(rows, now=now))


def _fetched(ids: list[int]) -> list[Row]:
    """Rows by id. Those that lie side by side are read in one go, not looked up one by one."""
    if ids[-1] - ids[0] > 2 * len(ids):
        return sorted(fetch(ids), key=lambda row: row.id)
    wanted = set(ids)
    return [row for row in between(ids[0], ids[-1]) if row.id in wanted]
