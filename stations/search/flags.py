"""Marks on the stations and EVSEs of a snapshot that only the database can set: words, and live states that are fresh.

Each is asked for once for all tiles of a minute.
"""

from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from django.db import connection

from stations.documents import catalogue
from stations.search import words
from stations.search.conditions import fresh
from stations.search.snapshot import Snapshot
from voltway.lib.bulk import marks_for

Mask = npt.NDArray[np.bool_]

AVAILABLE = ("AVAILABLE",)
FAULTY = ("INOPERATIVE", "OUTOFORDER")


def with_words(snapshot: Snapshot, text: str) -> Mask:
    """The stations with every word of a text."""
    return _with_words(snapshot, text, catalogue.current().data_version)


def with_states(snapshot: Snapshot, states: tuple[str, ...], now: datetime) -> Mask:
    """The EVSEs whose live state is fresh and one of these."""
    known = catalogue.current()
    versions = (known.data_version, known.status_version)
    return _with_states(snapshot, states, now.replace(second=0, microsecond=0), versions)


@lru_cache(maxsize=8)
def _with_words(snapshot: Snapshot, text: str, data_version: int) -> Mask:
    marks: Mask = snapshot.stations_of(words.all_ids(text, data_version))
    return marks


@lru_cache(maxsize=4)
def _with_states(snapshot: Snapshot, states: tuple[str, ...], minute: datetime, versions: tuple[int, int]) -> Mask:
    current = fresh(catalogue.current(), minute)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT v.evse_id FROM stations_evsestatus v WHERE v.status IN ({marks_for(states)}) AND {current.sql}",
            [*states, *current.params],
        )
        ids = np.fromiter((row[0] for row in cursor.fetchall()), dtype=np.int64)
    marks: Mask = snapshot.evses_of(ids)
    return marks
