"""Writes live states of EVSEs: a state, when its source observed it, and since when it is the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from stations.documents.catalogue import CLOCK_SLACK
from stations.documents.identity import public_id
from stations.models import DataVersion, EvseStatus
from stations.ocpi import STANDING, Status
from stations.records import StatusRecord
from stations.sources.derive import compact_id
from stations.sources.report import STATES, STATES_UNCHANGED
from stations.sources.spool import LiveRow
from stations.sources.store import Store, is_standing
from voltway.lib import bulk
from voltway.lib.bulk import db_time

CHUNK = 2_000
_STATUSES = frozenset(Status)

# A state older than the one that is there is history, not news. Without a time it never beats one that has a time. What
# is there already, word and time, is left alone, so that the rows written are the news of a run.
_SINCE = (
    "CASE WHEN stations_evsestatus.status = excluded.status"
    " THEN coalesce(stations_evsestatus.since, excluded.since) ELSE excluded.since END"
)
_IS_NEWS = (
    "excluded.observed_at > stations_evsestatus.observed_at"
    " OR (stations_evsestatus.observed_at IS NULL AND excluded.observed_at IS NOT NULL)"
    " OR ((stations_evsestatus.observed_at IS NULL OR excluded.observed_at = stations_evsestatus.observed_at)"
    " AND stations_evsestatus.status <> excluded.status)"
)
_COLUMNS = ("evse_id", "status", "observed_at", "since", "source_id", "run_id")

# EVSE ids of a record, and what is said of them. One id may stand at several places of a source: it is one EVSE.
Told = tuple[list[int], StatusRecord]


class LiveStore:
    """Writes the live states of one run. `fetched_at` is when they were fetched; None for a file of unknown age."""

    def __init__(self, store: Store, *, fetched_at: datetime | None) -> None:
        self.store, self.report, self.source = store, store.report, store.source
        self.fetched_at = fetched_at
        # A time further ahead is a fault: believed, it would outlive every later state.
        self.latest = store.now + CLOCK_SLACK
        self._unnamed: dict[str, list[int]] | None = None

    def write_inline(self, rows: Iterable[LiveRow]) -> None:
        """States that stood in the places' own records."""
        for chunk in bulk.chunks(rows, CHUNK):
            evses = self._evses_of({public_id(self.source.uid, row[0]) for row in chunk})
            self._write(
                (
                    evses.get((public_id(self.source.uid, native_id), uid), []),
                    # What a place's record calls its update is when the state changed: it still held when fetched.
                    StatusRecord(uid, status, self.fetched_at or _moment(at)),
                )
                for native_id, uid, status, at in chunk
            )

    def write(self, records: Iterable[StatusRecord]) -> None:
        """States of a status file, found by EVSE id, else by the uid of an EVSE that has none."""
        for chunk in bulk.chunks(records, CHUNK):
            self.report.read += len(chunk)
            named = self._evses_named({compact_id(record.key) for record in chunk})
            self._write((named.get(compact_id(r.key)) or self._evses_unnamed().get(r.key, []), r) for r in chunk)

    def _write(self, told: Iterable[Told]) -> None:
        rows = list(self._rows(told))
        evse_ids = [row[0] for row in rows]
        with self.report.writing():
            before = _standing(evse_ids)
            written = bulk.upsert(
                EvseStatus, _COLUMNS, rows, unique=["evse_id"], sets={"since": _SINCE}, where=_IS_NEWS
            )
            if before or any(row[1] in STANDING for row in rows):
                self._derive_anew({evse_id for evse_id, _ in before ^ _standing(evse_ids)})
        self.report.outcomes += Counter({STATES: written, STATES_UNCHANGED: len(rows) - written})

    def _rows(self, told: Iterable[Told]) -> Iterator[tuple[Any, ...]]:
        for evse_ids, record in told:
            if record.status not in _STATUSES:
                self.report.refused["status_unknown_word"] += 1
            elif not evse_ids:
                self.report.refused["evse_not_found"] += 1
            else:
                moment = db_time(self._observed(record))
                for evse_id in evse_ids:
                    yield (evse_id, record.status, moment, moment, self.source.pk, self.store.run.pk)

    def _derive_anew(self, evse_ids: set[int]) -> None:
        """The stations of EVSEs that are planned or removed from now on, or no longer: searches find them by that."""
        sql = (
            "SELECT r.id FROM stations_sourcerecord r JOIN stations_evse e ON e.station_id = r.station_id"
            " WHERE e.id IN ({keys})"
        )
        if records := {row[0] for row in bulk.select(sql, [], evse_ids)}:
            self.store.rebuild(sorted(records), stamps=("changed_at",))
            DataVersion.bump(data=True)

    def _observed(self, record: StatusRecord) -> datetime | None:
        """When the source says it saw the state; else when we fetched it; a file of unknown age tells nothing."""
        if record.observed_at is None:
            return self.fetched_at
        if record.observed_at > self.latest:
            self.report.mended["status_time_in_future"] += 1
            return None
        return record.observed_at

    def _evses_of(self, public_ids: set[str]) -> dict[tuple[str, str], list[int]]:
        sql = (
            "SELECT s.public_id, e.uid, e.id FROM stations_evse e JOIN stations_station s ON s.id = e.station_id"
            " WHERE s.public_id IN ({keys})"
        )
        return {(row[0], row[1]): [row[2]] for row in bulk.select(sql, [], public_ids)}

    def _evses_named(self, keys: set[str]) -> dict[str, list[int]]:
        sql = (
            "SELECT e.evse_key, e.id FROM stations_evse e JOIN stations_station s ON s.id = e.station_id"
            # The condition of the index, word for word: without it the index is not used.
            " WHERE s.source_id = %s AND e.evse_key IN ({keys}) AND NOT (e.evse_key = '')"
        )
        return _gathered(bulk.select(sql, [self.source.pk], keys))

    def _evses_unnamed(self) -> dict[str, list[int]]:
        """The source's EVSEs without an EVSE id, by uid: asked for once, because no index has them."""
        if self._unnamed is None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT e.uid, e.id FROM stations_evse e JOIN stations_station s ON s.id = e.station_id"
                    " WHERE s.source_id = %s AND e.evse_key = ''",
                    [self.source.pk],
                )
                self._unnamed = _gathered(cursor.fetchall())
        return self._unnamed


def _standing(evse_ids: Iterable[int]) -> set[tuple[Any, ...]]:
    """Those of the EVSEs that are planned or removed by their live state, and which of the two."""
    sql = f"SELECT evse_id, status FROM stations_evsestatus WHERE evse_id IN ({{keys}}) AND {is_standing('status')}"
    return set(bulk.select(sql, [], evse_ids))


def _gathered(pairs: Iterable[tuple[Any, ...]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for key, evse_id in pairs:
        found[key].append(evse_id)
    return found


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
