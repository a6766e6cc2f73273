"""Searches of wide areas, answered from the snapshot: the database would look at the plugs of a million stations.

A filter that the covering index can't decide (a power off the class edges, a maximum, several EVSEs, live states) costs
the database a look at each station's plugs, and an order by power a look at every station. In an area of few stations
that is quick; in a country it takes seconds, where NumPy takes some milliseconds. The snapshot may be a few seconds
older than the database, so the database confirms each page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from stations.documents import catalogue
from stations.search import select
from stations.search.conditions import Condition, leaves_few, looks_closer
from stations.search.cursor import Place
from stations.search.query import DEFAULT_LIMIT, Order, Point, StationQuery
from stations.search.rows import Row
from stations.search.snapshot import Snapshot, held_version, latest
from stations.search.space import count
from voltway.lib import bulk
from voltway.lib.cells import Range
from voltway.lib.geo import distances_m

# So many stations of an area are looked at one by one; for more of them the snapshot is asked.
LOOKED_AT = 20_000

Ids = npt.NDArray[np.int64]
Metres = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]
Placed = list[tuple[Row, Place]]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Passing:
    """The stations of a snapshot that answer a query, by their positions in it."""

    snapshot: Snapshot
    at: Positions

    @property
    def ids(self) -> Ids:
        ids: Ids = self.snapshot.id[self.at]
        return ids


def may_serve(query: StationQuery) -> bool:
    """Whether the snapshot is asked where the query's area is wide."""
    return query.order is Order.POWER or looks_closer(query)


def serves(query: StationQuery, ranges: Sequence[Range]) -> bool:
    """Whether the snapshot answers the query about these cells."""
    if not may_serve(query) or leaves_few(query):
        return False
    return _hold_many(tuple(ranges), LOOKED_AT, catalogue.current().data_version)


@lru_cache(maxsize=64)
def _hold_many(ranges: tuple[Range, ...], many: int, data_version: int) -> bool:
    """Whether there are more than so many stations in these cells."""
    return count(ranges, [Condition("s.vanished_at IS NULL")], many + 1) > many


def version(query: StationQuery) -> int:
    """What an ETag holds beside the data's version: which snapshot this process would ask; 0 for none."""
    return held_version() if may_serve(query) else 0


def passing(query: StationQuery, *, now: datetime) -> Passing:
    """All stations that answer the query. Its order, limit and cursor don't count."""
    point = query.point if query.radius_m is not None else None
    plain = replace(query, point=point, place="", order=Order.PLACE, limit=DEFAULT_LIMIT, cursor="")
    known = catalogue.current()
    minute = now.replace(second=0, microsecond=0)
    return _passing(plain, latest(), minute, (known.data_version, known.status_version))


@lru_cache(maxsize=4)
def _passing(query: StationQuery, snapshot: Snapshot, minute: datetime, versions: tuple[int, int]) -> Passing:
    passes = select.passing(query, snapshot, slice(0, len(snapshot)), now=minute)
    return Passing(snapshot, np.flatnonzero(passes))


def distances(found: Passing, point: Point) -> Metres:
    latitudes, longitudes = found.snapshot.latitude[found.at], found.snapshot.longitude[found.at]
    return distances_m(point.latitude, point.longitude, latitudes, longitudes)


def first(found: Passing, order: Order, after: Place | None, wanted: int) -> dict[int, Place]:
    """Station id → place of the first stations after a place, by cell or by power."""
    at: Positions = _by_power(found, after, wanted) if order is Order.POWER else _by_cell(found, after)[:wanted]
    keys = found.snapshot.power if order is Order.POWER else found.snapshot.cell
    rows = zip(found.snapshot.id[at].tolist(), keys[at].tolist(), found.snapshot.public_id[at].tolist(), strict=True)
    return {key: Place(place, public_id.decode()) for key, place, public_id in rows}


def _by_cell(found: Passing, after: Place | None) -> Positions:
    """The snapshot's own order is that of cells and public ids."""
    if after is None:
        return found.at
    cell, public_id = found.snapshot.cell[found.at], found.snapshot.public_id[found.at]
    same = (cell == int(after.key)) & (public_id > after.public_id.encode())
    at: Positions = found.at[(cell > int(after.key)) | same]
    return at


def _by_power(found: Passing, after: Place | None, wanted: int) -> Positions:
    at = found.at
    power = found.snapshot.power[at]
    if after is not None:
        same = (power == int(after.key)) & (found.snapshot.public_id[at] > after.public_id.encode())
        later = (power < int(after.key)) | same
        at, power = at[later], power[later]
    if len(at) > wanted:
        # Only what is as strong as the last one wanted is put in order: sorting all of it would take seconds.
        strong = power >= np.partition(power, len(power) - wanted)[len(power) - wanted]
        at, power = at[strong], power[strong]
    order: Positions = np.lexsort((found.snapshot.public_id[at], -power))[:wanted]
    return at[order]


def confirmed(
    find: Callable[[int], list[Found]], id_of: Callable[[Found], int], holds: Condition, limit: int
) -> list[Found]:
    """Up to `limit` + 1 of what `find` finds, those of it that the database agrees with.

    `find` is given how many to find: more of them while some of those before have gone.
    """
    wanted = limit + 1
    while True:
        found = find(wanted)
        there = still_passing(holds, [id_of(one) for one in found])
        kept = [one for one in found if id_of(one) in there]
        if len(kept) > limit or len(found) < wanted:
            return kept[: limit + 1]
        wanted *= 4


def still_passing(holds: Condition, ids: Sequence[int]) -> set[int]:
    """Those of the stations for which the conditions hold as the database has them now."""
    sql = f"SELECT s.id FROM stations_station s WHERE s.id IN ({{keys}}) AND {holds.sql}"
    return {row[0] for row in bulk.select(sql, (), ids, holds.params)}
