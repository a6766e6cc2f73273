"""Bulk writes below the ORM: whole chunks in one go, with values prepared once for the database at hand.

The ORM's own bulk methods build an object and a clause for every row: too slow for an import of a million stations.
SQLite takes rows by `executemany`. PostgreSQL takes them by COPY, into the table itself or into a temporary one from
which one statement brings them over.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models, transaction

Row = Sequence[Any]
T = TypeVar("T")

# Small enough for every database's limit of parameters in one statement.
IN_CHUNK = 500
# Fewer rows than this are sent one by one: a temporary table costs more.
FEW = 20


@contextmanager
def on_disk() -> Iterator[None]:
    """Let SQLite sort and group in files what is too much for a little memory; PostgreSQL does by itself.

    Within a transaction nothing changes: SQLite can't move what it has begun.
    """
    if on_postgresql() or connection.in_atomic_block:
        yield
        return
    _keep_temporary("FILE")
    try:
        yield
    finally:
        _keep_temporary("MEMORY")


@contextmanager
def aside(name: str, select: str, params: Sequence[Any] = ()) -> Iterator[None]:
    """The rows of a query in a temporary table, gone after the block: a long count that keeps no writer waiting.

    Call it outside of a transaction, or SQLite's one writer is whoever counts.
    """
    with connection.cursor() as cursor:
        # One that an error left behind.
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} AS {select}", params)
        yield
        cursor.execute(f"DROP TABLE {name}")


def _keep_temporary(where: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA temp_store = {where}")


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows given as tuples in the order of `columns` (column names, ids included)."""
    if on_postgresql():
        _copy(_table(model), columns, list(rows))
        return
    _many(f"INSERT INTO {_table(model)} ({_names(columns)}) VALUES ({marks_for(columns)})", list(rows))


def upsert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    unique: Sequence[str],
    sets: Mapping[str, str] | None = None,
    where: str = "",
) -> int:
    """Insert rows, or overwrite the one that is there with the same `unique` columns; how many were written.

    `sets` gives columns another value than the new one, as SQL; `where` says when a row is overwritten at all. Both
    may name the row that is there by its table and the new one by `excluded`. Rows count in their order: of several
    with one key each meets the one before it.
    """
    given = {name: f"excluded.{_quote(name)}" for name in columns if name not in unique} | dict(sets or {})
    action = f"UPDATE SET {', '.join(f'{_quote(name)} = {value}' for name, value in given.items())}"
    conflict = f"ON CONFLICT ({_names(unique)}) DO {action}{f' WHERE {where}' if where else ''}"
    start = f"INSERT INTO {_table(model)} ({_names(columns)})"
    values = list(rows)
    if not on_postgresql() or len(values) < FEW:
        return _many(f"{start} VALUES ({marks_for(columns)}) {conflict}", values)
    places = [list(columns).index(name) for name in unique]
    sql = f"{start} SELECT {_names(columns)} FROM {{rows}} {conflict}"
    return sum(_from_copy(model, columns, wave, sql) for wave in _waves(values, places))


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, key: str = "id") -> None:
    """Overwrite `columns` of rows found by `key`; each tuple ends with the key. Of those with one key the last wins."""
    values = list(rows)
    if not on_postgresql() or len(values) < FEW:
        sets = ", ".join(f"{_quote(name)} = %s" for name in columns)
        _many(f"UPDATE {_table(model)} SET {sets} WHERE {_quote(key)} = %s", values)
        return
    latest = {row[-1]: row for row in values}
    sets = ", ".join(f"{_quote(name)} = new.{_quote(name)}" for name in columns)
    sql = f"UPDATE {_table(model)} old SET {sets} FROM {{rows}} new WHERE old.{_quote(key)} = new.{_quote(key)}"
    _from_copy(model, [*columns, key], list(latest.values()), sql)


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


def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _many(sql: str, values: list[Row]) -> int:
    if not values:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)
        return max(int(cursor.rowcount), 0)


def _copy(table: str, columns: Sequence[str], values: list[Row]) -> None:
    if not values:
        return
    sql = f"COPY {table} ({_names(columns)}) FROM STDIN"
    # What Django's cursor does not know it does not translate: an error would come as the driver's.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in values:
            copy.write_row(row)


def _from_copy(model: type[models.Model], columns: Sequence[str], values: list[Row], sql: str) -> int:
    """Run a statement over `{rows}`: a temporary table with these rows. Returns how many rows it wrote."""
    if not values:
        return 0
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    shape = ", ".join(f"{_quote(name)} {_plain(types[name] or '')}" for name in columns)
    # Kept by the session and emptied by the end of each transaction: making one anew would fill the catalogue.
    table = _quote(f"rows_{blake2b(f'{_table(model)} {shape}'.encode(), digest_size=8).hexdigest()}")
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({shape}) ON COMMIT DELETE ROWS")
        cursor.execute(f"DELETE FROM {table}")
        _copy(table, columns, values)
        cursor.execute(sql.format(rows=table))
        return max(int(cursor.rowcount), 0)


def _plain(db_type: str) -> str:
    """A column's type for a temporary table, which is compared byte by byte too."""
    return f'{db_type} COLLATE "C"' if db_type.startswith(("varchar", "text")) else db_type


def _waves(values: list[Row], places: list[int]) -> Iterator[list[Row]]:
    """The rows in parts in which every key stands once: PostgreSQL refuses a statement that meets a row twice."""
    waves: list[dict[Any, Row]] = []
    seen: dict[Any, int] = {}
    for row in values:
        key = tuple(row[place] for place in places)
        turn = seen[key] = seen.get(key, -1) + 1
        if turn == len(waves):
            waves.append({})
        waves[turn][key] = row
    return (list(wave.values()) for wave in waves)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(_quote, columns))


def _table(model: type[models.Model]) -> str:
    return _quote(model._meta.db_table)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
