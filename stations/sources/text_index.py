"""The index of words behind text search, over `Station.search_text`: SQLite's FTS5, or a GIN index of PostgreSQL.

The words are folded in Python before they come here and stand between spaces, so the engine only ever compares them
byte by byte, and its own ranking is never used (docs/adr/0004-text-search.md). FTS5's `ascii` tokenizer takes every
other letter as it is; PostgreSQL's parser would not, so there the words are taken apart at the spaces alone.
"""

from collections.abc import Iterable

from django.db import connection

from voltway.lib import bulk

TABLE = "stations_station_text"
# Words that begin with up to so many letters are read as they are asked for, from an index of their own; longer
# beginnings are gathered first, which takes long for words that every other station has.
PREFIX_LENGTHS = (1, 2, 3, 4, 5, 6)

CREATE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5 (search_text, content = 'stations_station', content_rowid = 'id',"
    f" tokenize = 'ascii', detail = 'none', columnsize = 0, prefix = '{' '.join(map(str, PREFIX_LENGTHS))}')"
)
DROP = f"DROP TABLE IF EXISTS {TABLE}"

# A station's words as PostgreSQL's searches name them; the index is of this very expression.
WORDS = "array_to_tsvector(string_to_array(search_text, ' '))"
# stations/search/words: the stations that have words which begin so.
CREATE_GIN = f"CREATE INDEX {TABLE} ON stations_station USING gin ({WORDS})"
DROP_GIN = f"DROP INDEX IF EXISTS {TABLE}"


def add(rows: Iterable[tuple[int, str]]) -> None:
    """Index (station id, search text). PostgreSQL does that by itself."""
    if bulk.on_postgresql():
        return
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE} (rowid, search_text) VALUES (%s, %s)", list(rows))


def remove(station_ids: list[int]) -> None:
    """Take stations out of the index; call it before their search text changes."""
    if bulk.on_postgresql():
        return
    rows = bulk.select("SELECT id, search_text FROM stations_station WHERE id IN ({keys})", [], station_ids)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE} ({TABLE}, rowid, search_text) VALUES ('delete', %s, %s)", list(rows))


def rebuild() -> None:
    """Make the whole index anew from the stations; call it inside a write transaction."""
    with connection.cursor() as cursor:
        if bulk.on_postgresql():
            cursor.execute(f"REINDEX INDEX {TABLE}")
        else:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild')")
