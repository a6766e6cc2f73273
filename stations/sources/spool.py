"""Where a run keeps what it read until it is whole: a database file in a folder of its own.

Staging costs no lock on the real database and no memory. A run that is killed leaves its folder to the next one over
the same source, which begins by removing it. What a run that is held back has read is moved to a folder of its own.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from voltway.lib.bulk import chunks

_FILE = "spool.sqlite3"

# (native id, EVSE uid, status, ISO time or None): live states that stand in the places' own records.
LiveRow = tuple[str, str, str, str | None]


class Staged(NamedTuple):
    """One record, read and cleaned: what the store needs to publish it."""

    native_id: str
    outcome: str
    raw_sha256: bytes
    fingerprint: bytes
    raw: bytes
    facts: bytes


class Spool:
    """The staged records of one run, in the order in which they came; the last of several with one id counts."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._is_kept = folder, False
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # autocommit off by hand: everything is one transaction that nobody waits for.
        self._db = sqlite3.connect(folder / _FILE, isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "PRAGMA cache_size = -32768",
            "CREATE TABLE staged (n INTEGER PRIMARY KEY, native_id TEXT NOT NULL UNIQUE, outcome TEXT NOT NULL,"
            " raw_sha256 BLOB NOT NULL, fingerprint BLOB NOT NULL, raw BLOB NOT NULL, facts BLOB NOT NULL)",
            "CREATE TABLE refused (native_id TEXT PRIMARY KEY)",
            "CREATE TABLE vanished (record_id INTEGER PRIMARY KEY)",
            "CREATE TABLE live (native_id TEXT, uid TEXT, status TEXT, observed_at TEXT)",
            "BEGIN",
        ):
            self._db.execute(statement)

    @classmethod
    def kept(cls, folder: Path) -> "Spool":
        """One that was moved there, to be read from; it stays. Raises FileNotFoundError, sqlite3.DatabaseError."""
        path = folder / _FILE
        if not path.is_file():
            raise FileNotFoundError(path)
        spool = cls.__new__(cls)
        spool._folder, spool._is_kept = folder, True
        spool._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        # A machine that lost its power may have kept the half of it.
        (said,) = spool._db.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            spool._db.close()
            raise sqlite3.DatabaseError(said)
        return spool

    def move(self, folder: Path) -> None:
        """Keep what is staged in another folder, for a later reading; nothing is added any more."""
        self._db.execute("COMMIT")
        self._db.close()
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._folder.rename(folder)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        if not self._is_kept:
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, records: list[Staged]) -> int:
        """Stage records; how many of them replaced an earlier one of the same id."""
        before = self.count()
        self._db.executemany(
            "INSERT INTO staged (native_id, outcome, raw_sha256, fingerprint, raw, facts) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (native_id) DO UPDATE SET outcome = excluded.outcome, raw_sha256 = excluded.raw_sha256,"
            " fingerprint = excluded.fingerprint, raw = excluded.raw, facts = excluded.facts",
            records,
        )
        return before + len(records) - self.count()

    def count(self) -> int:
        # n grows by one with each row and no row is ever deleted.
        return int(self._db.execute("SELECT coalesce(max(n), 0) FROM staged").fetchone()[0])

    def counts(self) -> dict[str, int]:
        return dict(self._db.execute("SELECT outcome, count(*) FROM staged GROUP BY outcome"))

    def chunks(self, outcomes: Iterable[str], size: int) -> Iterator[list[Staged]]:
        """The staged records of some outcomes, in order."""
        wanted = list(outcomes)
        cursor = self._db.execute(
            "SELECT native_id, outcome, raw_sha256, fingerprint, raw, facts FROM staged"
            f" WHERE outcome IN ({', '.join('?' * len(wanted))}) ORDER BY n",
            wanted,
        )
        for rows in chunks(cursor, size):
            yield [Staged(*row) for row in rows]

    def add_refused(self, native_ids: Iterable[str]) -> None:
        """Remember places that the input names, but in a way that can't be published."""
        self._db.executemany("INSERT OR IGNORE INTO refused VALUES (?)", ((key,) for key in native_ids))

    def absent(self, native_ids: list[str]) -> set[str]:
        """Which of these ids the run did not bring, not even as a refused row."""
        marks = ", ".join("?" * len(native_ids))
        there = self._db.execute(
            f"SELECT native_id FROM staged WHERE native_id IN ({marks})"
            f" UNION ALL SELECT native_id FROM refused WHERE native_id IN ({marks})",
            [*native_ids, *native_ids],
        )
        return set(native_ids).difference(row[0] for row in there)

    def add_live(self, rows: Iterable[LiveRow]) -> None:
        """Keep live states that stood in the places' own records."""
        self._db.executemany("INSERT INTO live VALUES (?, ?, ?, ?)", rows)

    def live(self) -> Iterator[LiveRow]:
        yield from self._db.execute("SELECT native_id, uid, status, observed_at FROM live ORDER BY rowid")

    def add_vanished(self, record_ids: Iterable[int]) -> None:
        """Remember records that are absent from the input."""
        self._db.executemany("INSERT OR IGNORE INTO vanished VALUES (?)", ((key,) for key in record_ids))

    def vanished_count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM vanished").fetchone()[0])

    def vanished(self, size: int) -> Iterator[list[int]]:
        """Ids of the records that are absent, in chunks."""
        for rows in chunks(self._db.execute("SELECT record_id FROM vanished ORDER BY record_id"), size):
            yield [row[0] for row in rows]
