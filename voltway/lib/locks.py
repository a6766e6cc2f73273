"""Locks that hold for every machine: on PostgreSQL the database's own, on SQLite its single writer.

A lock belongs to a session or a transaction, so it ends with the process that holds it, however that ends.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import Final

from django.db import DatabaseError, InterfaceError, connection

from voltway.lib.bulk import on_postgresql

# Milliseconds that a long piece of work waits for its turn to write: as long as one on SQLite does.
_TURN_MS: Final = 20_000
# Seconds between two looks at a lock that another session holds.
_LOOK_S: Final = 0.2


def write_alone() -> None:
    """Be the only one of those who call this to write until the transaction ends, as on SQLite whoever writes is.

    Imports that make the same operator, or meet in a group of stations, then never stand in each other's way.
    """
    hold("write")


def hold(name: str) -> None:
    """Hold a name in the database until the transaction ends, waiting for whoever has it. On SQLite writers do."""
    if on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Hold a name in the database for the session; False when another session does. SQLite is on one machine: True."""
    if not on_postgresql():
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            _release(name)


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """Hold a name in the database, waiting for as long as another session holds it."""
    while True:
        with held(name) as got:
            if got:
                yield
                return
        time.sleep(_LOOK_S)


@contextmanager
def unhurried() -> Iterator[None]:
    """Let statements of this session take as long as they need, and wait for their turn to write."""
    if not on_postgresql():
        yield
        return
    _set({"statement_timeout": "0", "lock_timeout": str(_TURN_MS)})
    try:
        yield
    finally:
        # A connection that broke is gone with all that was set.
        with suppress(DatabaseError, InterfaceError):
            _set({"statement_timeout": "DEFAULT", "lock_timeout": "DEFAULT"})


def _release(name: str) -> None:
    with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])


def _set(values: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(f"SET {name} = {value}")


def _number(name: str) -> int:
    """The 64 bits by which PostgreSQL knows a lock."""
    return int.from_bytes(blake2b(f"voltway {name}".encode(), digest_size=8).digest(), signed=True)
