"""The embedded database: copied by `VACUUM INTO`, which keeps no writer waiting and leaves deleted rows behind."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.backup.archive import Manifest, Table
from tools.backup.database import Dump, compare, worth
from tools.console import Failure

NAME: Final = "database.sqlite3"
_BUSY_S: Final = 20


@dataclass(frozen=True)
class Sqlite:
    """A database file."""

    path: Path
    engine: str = "sqlite"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def dump(self, folder: Path) -> Dump:
        """Raises Failure when there is no database, or when it is damaged."""
        if not self.path.exists():
            raise Failure(f"There is no database at {self.path}.", remedy="./dev run makes one.")
        copy = folder / NAME
        with _opened(self.path) as database:
            database.execute("VACUUM INTO ?", [str(copy)])
        return Dump(copy, _counted(copy))

    def holds(self) -> str:
        return worth(_tables(self.path)) if self.path.exists() else ""

    def refuse_if_in_use(self) -> None:
        """Also folds the write-ahead log into the file, so that the file alone is the database."""
        if not self.path.exists():
            return
        with _opened(self.path, seconds=1) as database:
            try:
                # Only who is alone with a database may take its write-ahead log away.
                (mode,) = database.execute("PRAGMA journal_mode = DELETE").fetchone()
            except sqlite3.OperationalError:
                mode = "wal"
        if mode != "delete":
            raise Failure(f"VoltWay is still running on {self.path}.", remedy="Stop it first, then restore.")

    def restore(self, folder: Path, manifest: Manifest, stamp: str) -> str:
        copy = folder / NAME
        compare(manifest, _counted(copy))
        self.refuse_if_in_use()
        kept = self.path.with_name(f"{self.path.name}.before-{stamp}")
        if self.path.exists():
            _keep(self.path, kept)
        copy.replace(self.path)
        return str(kept) if kept.exists() else ""


@contextmanager
def _opened(path: Path, *, seconds: float = _BUSY_S) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(path, timeout=seconds, isolation_level=None)
    try:
        yield database
    except sqlite3.DatabaseError as error:
        raise Failure(f"{path}: {error}", remedy="docs/operations.md says what to do.") from error
    finally:
        database.close()


def _counted(path: Path) -> dict[str, Table]:
    """The tables of a copy that SQLite finds nothing wrong with."""
    with _opened(path) as database:
        said = [row[0] for row in database.execute("PRAGMA integrity_check(5)")]
        broken = database.execute("PRAGMA foreign_key_check").fetchone()
    if said != ["ok"] or broken:
        raise Failure(f"The copy of the database is damaged: {'; '.join(map(str, said))} {broken or ''}")
    return _tables(path)


def _tables(path: Path) -> dict[str, Table]:
    with _opened(path) as database:
        names = [
            row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return {name: Table(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}


def _keep(path: Path, kept: Path) -> None:
    """A second name for the database as it was: at no moment is there none under its own name."""
    try:
        os.link(path, kept)
    except OSError:
        shutil.copyfile(path, kept)  # a file system without links
