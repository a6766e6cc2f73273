"""Bulk writes below the ORM: whole chunks by `executemany`, with values prepared once for the database at hand.

The ORM's own bulk methods build an object and a clause for every row: too slow for an import of a million stations.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

Row = Sequence[Any]
T = TypeVar("T")

# Small enough for every database's limit of parameters in one statement.
IN_CHUNK = 500


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows given as tuples in the order of `columns` (column names, ids included)."""
    marks = ", ".join(["%s"] * len(columns))
    names = ", ".join(map(_quote, columns))
    _many(f"INSERT INTO {_table(model)} ({names}) VALUES ({marks})", rows)


def upsert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, unique: Sequence[str]) -> None:
    """Insert rows, or overwrite the one that is there with the same `unique` columns."""
    marks = ", ".join(["%s"] * len(columns))
    sets = ", ".join(f"{_quote(name)} = excluded.{_quote(name)}" for name in columns if name not in unique)
    _many(
        f"INSERT INTO {_table(model)} ({', '.join(map(_quote, columns))}) VALUES ({marks})"
        f" ON CONFLICT ({', '.join(map(_quote, unique))}) DO UPDATE SET {sets}",
        rows,
    )


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, key: str = "id") -> None:
    """Overwrite `columns` of rows found by `key`; each tuple ends with the key."""
    sets = ", ".join(f"{_quote(name)} = %s" for name in columns)
    _many(f"UPDATE {_table(model)} SET {sets} WHERE {_quote(key)} = %s", rows)


def delete(model: type[models.Model], keys: Iterable[Any], *, key: str = "id") -> None:
    """Delete rows by a column's values, without the ORM's look for dependants."""
    for chunk in chunks(keys, IN_CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_table(model)} WHERE {_quote(key)} IN ({marks_for(chunk)})", chunk)


def delete_with_children(model: type[models.Model], keys: Sequence[Any]) -> None:
    """Delete rows with everything that hangs on them, as the ORM would."""
    for chunk in chunks(keys, IN_CHUNK):
        model._base_manager.filter(pk__in=chunk).delete()


def select(sql: str, before: Row, keys: Iterable[Any], after: Row = ()) -> Iterator[tuple[Any, ...]]:
    """Run `sql` with `{keys}` standing for a list of marks, in chunks of keys."""
    for chunk in chunks(keys, IN_CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(sql.format(keys=marks_for(chunk)), [*before, *chunk, *after])
            yield from cursor.fetchall()


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids that nobody else will take; call it inside a write transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # SQLite has one writer at a time, and AUTOINCREMENT moves on past the ids that we give.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        first = (cursor.fetchone() or (0,))[0] + 1
        return list(range(first, first + count))


@contextmanager
def unmapped() -> Iterator[None]:
    """Read SQLite's file without mapping it into memory: whoever goes through all of it would hold all of it."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA mmap_size")
        # No answer: this build, or a database in memory, maps nothing.
        size = (cursor.fetchone() or (0,))[0]
        cursor.execute("PRAGMA mmap_size = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA mmap_size = {int(size)}")


@lru_cache(maxsize=4096)
def db_time(value: datetime | None) -> Any:
    """A moment as the database's driver takes it."""
    return connection.ops.adapt_datetimefield_value(value) if value is not None else None


def moment(value: datetime | str | None) -> datetime | None:
    """A moment read past the ORM, where SQLite gives text or a time without its zone, as an aware one."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read is None or read.tzinfo else read.replace(tzinfo=connection.timezone)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def marks_for(values: Sequence[Any]) -> str:
    """Parameter marks for a list of values."""
    return ", ".join(["%s"] * len(values))


def _many(sql: str, rows: Iterable[Row]) -> None:
    if values := list(rows):
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def _table(model: type[models.Model]) -> str:
    return _quote(model._meta.db_table)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
