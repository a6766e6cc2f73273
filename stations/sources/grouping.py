"""Brings rows of one place together in flat memory, wherever they stand in the file.

Registers list charge points or devices; a station is all of them at one place. The rows are spooled to a temporary
database file, indexed by the group's key, and handed out group by group in the order in which the groups began.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson


def group_rows(rows: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], str]) -> Iterator[list[dict[str, Any]]]:
    """Lists of rows that share a key; the rows of a list keep the file's order."""
    with tempfile.TemporaryDirectory(prefix="voltway-group-") as folder:
        spool = sqlite3.connect(Path(folder) / "rows.sqlite3", isolation_level=None)
        try:
            _fill(spool, rows, key)
            ordered = spool.execute(
                "SELECT first, raw FROM row JOIN (SELECT k, min(n) AS first FROM row GROUP BY k) USING (k)"
                " ORDER BY first, n"
            )
            for _, members in groupby(ordered, key=itemgetter(0)):
                yield [orjson.loads(raw) for _, raw in members]
        finally:
            spool.close()


def _fill(spool: sqlite3.Connection, rows: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], str]) -> None:
    spool.execute("PRAGMA journal_mode = OFF")
    spool.execute("PRAGMA synchronous = OFF")
    spool.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, k TEXT NOT NULL, raw BLOB NOT NULL)")
    spool.execute("BEGIN")
    spool.executemany("INSERT INTO row (k, raw) VALUES (?, ?)", ((key(row), orjson.dumps(row)) for row in rows))
    spool.execute("CREATE INDEX row_key ON row (k, n)")
    spool.execute("COMMIT")
