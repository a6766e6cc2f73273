"""Writes live states of EVSEs: a state, when its source observed it, and since when it is the same."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, transaction

from stations.documents.identity import public_id
from stations.models import ImportRun, Source
from stations.ocpi import Status
from stations.records import StatusRecord
from stations.sources.base import Feed
from stations.sources.report import Report
from stations.sources.spool import LiveRow
from voltway.lib import bulk
from voltway.lib.bulk import db_time

CHUNK = 2_000
_STATUSES = frozenset(Status)

# A state older than the one that is there is history, not news. Without a time it never beats one that has a time.
_UPSERT = """
INSERT INTO stations_evsestatus (evse_id, status, observed_at, since, source_id, run_id) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (evse_id) DO UPDATE SET
    since = CASE WHEN stations_evsestatus.status = excluded.status THEN stations_evsestatus.since ELSE excluded.since END,
    status = excluded.status, observed_at = excluded.observed_at, source_id = excluded.source_id, run_id = excluded.run_id
WHERE stations_evsestatus.observed_at IS NULL OR excluded.observed_at >= stations_evsestatus.observed_at
"""


class LiveStore:
    """Writes the live states of one run. `fetched_at` is when they were fetched; None for a file of unknown age."""

    def __init__(
        self, source: Source, feed: Feed, run: ImportRun, report: Report, *, fetched_at: datetime | None
    ) -> None:
        self.source, self.feed, self.run, self.report, self.fetched_at = source, feed, run, report, fetched_at

    def write_inline(self, rows: Iterable[LiveRow]) -> None:
        """States that stood in the places' own records."""
        for chunk in bulk.chunks(rows, CHUNK):
            evses = self._evses_of({public_id(self.feed.uid, row[0]) for row in chunk})
            self._write(
                (evses.get((public_id(self.feed.uid, native_id), uid)), StatusRecord(uid, status, _moment(at)))
                for native_id, uid, status, at in chunk
            )

    def write(self, records: Iterable[StatusRecord]) -> None:
        """States of a status file, found by EVSE id."""
        for chunk in bulk.chunks(records, CHUNK):
            self.report.read += len(chunk)
            evses = self._evses_named({_key(record.key) for record in chunk})
            self._write((evses.get(_key(record.key)), record) for record in chunk)

    def _write(self, pairs: Iterable[tuple[int | None, StatusRecord]]) -> None:
        rows = list(self._rows(pairs))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)
        self.report.outcomes["states"] += len(rows)

    def _rows(self, pairs: Iterable[tuple[int | None, StatusRecord]]) -> Iterator[tuple[object, ...]]:
        for evse_id, record in pairs:
            if record.status not in _STATUSES:
                self.report.refused["status_unknown_word"] += 1
            elif evse_id is None:
                self.report.refused["evse_not_found"] += 1
            else:
                moment = db_time(self._observed(record))
                yield (evse_id, record.status, moment, moment, self.source.pk, self.run.pk)

    def _observed(self, record: StatusRecord) -> datetime | None:
        """What was fetched just now is as of now; a file tells its own times or none."""
        return self.fetched_at or record.observed_at

    def _evses_of(self, public_ids: set[str]) -> dict[tuple[str, str], int]:
        sql = (
            "SELECT s.public_id, e.uid, e.id FROM stations_evse e JOIN stations_station s ON s.id = e.station_id"
            " WHERE s.public_id IN ({keys})"
        )
        return {(row[0], row[1]): row[2] for row in bulk.select(sql, [], public_ids)}

    def _evses_named(self, keys: set[str]) -> dict[str, int]:
        sql = (
            "SELECT e.evse_key, e.id FROM stations_evse e JOIN stations_station s ON s.id = e.station_id"
            " WHERE s.source_id = %s AND e.evse_key IN ({keys}) AND e.evse_key <> ''"
        )
        return dict(bulk.select(sql, [self.source.pk], keys))


def _key(text: str) -> str:
    return text.replace("*", "").replace("-", "").upper()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
