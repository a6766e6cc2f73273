"""How many queries a request or a job made, and how long the database took for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from time import perf_counter
from typing import Any
from weakref import WeakSet

from django.core.signals import request_finished
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from voltway.observability import metrics


class Tally:
    """Queries of one piece of work; seconds of the database."""

    __slots__ = ("count", "seconds")

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0


_tally: ContextVar[Tally | None] = ContextVar("queries", default=None)
# Of a pool its connections, which go from hand to hand; else Django's own objects, which open and close one.
_connections: WeakSet[Any] = WeakSet()


def begin() -> tuple[Tally, Token[Tally | None]]:
    """A tally of what this thread asks from here on; the token ends it (`end`)."""
    tally = Tally()
    return tally, _tally.set(tally)


def end(token: Token[Tally | None]) -> None:
    """Back to the tally that was there before."""
    _tally.reset(token)


@contextmanager
def counted() -> Iterator[Tally]:
    """The tally of what is asked inside."""
    tally, token = begin()
    try:
        yield tally
    finally:
        end(token)


def open_connections() -> int:
    """Connections to databases that this process holds."""
    return sum(map(_is_open, list(_connections)))


def tell_open_connections(**_: Any) -> None:
    """Publish how many there are."""
    metrics.DATABASE_CONNECTIONS.set(open_connections())


def watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Measure a connection from its first query on. Stays on it: nothing has to be hung on and off for each request."""
    pooled = getattr(connection, "pool", None)
    made = connection.connection if pooled else connection
    if not pooled or made not in _connections:
        _connections.add(made)
        metrics.DATABASE_CONNECTIONS_OPENED.labels(database=connection.alias).inc()
        tell_open_connections()
    if _measured not in connection.execute_wrappers:
        connection.execute_wrappers.append(_measured)


def _is_open(one: Any) -> bool:
    return one.connection is not None if isinstance(one, BaseDatabaseWrapper) else not one.closed


def _measured(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    tally = _tally.get()
    if tally is None:
        return execute(sql, params, many, context)
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        tally.count += 1
        tally.seconds += perf_counter() - began


def install() -> None:
    """Watch every connection that is made from here on."""
    connection_created.connect(watch, dispatch_uid="voltway.observability.queries")
    # After Django's own receiver, which closes what has become old.
    request_finished.connect(tell_open_connections, dispatch_uid="voltway.observability.queries")
