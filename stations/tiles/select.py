"""The stations of a tile that answer a query, as columns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy.typing as npt

from stations.search import select
from stations.search.query import StationQuery
from stations.search.snapshot import latest


@dataclass(frozen=True, slots=True)
class Points:
    """The stations of a tile: columns of equal length, in the order of their cells. Power in W, 0 if not known."""

    cell: npt.NDArray[Any]
    public_id: npt.NDArray[Any]
    power: npt.NDArray[Any]
    evses: npt.NDArray[Any]


def points(query: StationQuery, low: int, high: int, *, now: datetime) -> Points:
    """The stations of a range of cells that answer a query."""
    snapshot = latest()
    part = snapshot.within(low, high)
    passes = select.passing(query, snapshot, part, now=now)
    return Points(
        snapshot.cell[part][passes],
        snapshot.public_id[part][passes],
        snapshot.power[part][passes],
        snapshot.evses[part][passes],
    )
