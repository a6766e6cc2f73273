"""Connections to Redis that can't hurt: short deadlines, no retries, and a breaker before them.

Everything that asks Redis through Django's cache settings uses these, so a Redis that refuses, hangs, drips or talks
nonsense costs a process one short wait, and then nothing until it is well again.
"""

import time
from threading import local
from typing import Any, Final

from redis.backoff import NoBackoff
from redis.connection import Connection, ConnectionPool
from redis.exceptions import ConnectionError as Away
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeout
from redis.retry import Retry

from voltway.lib.caching.breaker import Breaker

# Seconds for a whole answer, however many pieces it comes in, and for making a connection.
DEADLINE_S: Final = 0.25
# More than the threads of any process: a bound for the case that something is wrong.
_CONNECTIONS: Final = 128

_probing = local()


class _Deadlined:
    """A socket whose sending and receiving together end by a moment: a byte now and then does not keep it open."""

    def __init__(self, plain: Any) -> None:
        self._plain = plain
        self._timeout: float | None = plain.gettimeout()
        self.begin()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)

    def begin(self) -> None:
        self._ends = time.monotonic() + DEADLINE_S

    def settimeout(self, value: float | None) -> None:
        self._timeout = value
        self._plain.settimeout(value)

    def recv(self, *args: Any) -> bytes:
        self._limit()
        received: bytes = self._plain.recv(*args)
        return received

    def sendall(self, *args: Any) -> None:
        self._limit()
        self._plain.sendall(*args)

    def _limit(self) -> None:
        left = self._ends - time.monotonic()
        if self._timeout == 0:
            return
        if left <= 0:
            raise TimeoutError("no whole answer in time")
        self._plain.settimeout(left if self._timeout is None else min(left, self._timeout))


class _Resting(Away):
    """It was not even asked."""


class GuardedConnection(Connection):
    """A connection that asks the breaker first and tells it how it went."""

    _sock: Any
    _asked_at = 0.0

    def _connect(self) -> Any:
        return _Deadlined(super()._connect())  # type: ignore[no-untyped-call]

    def connect(self) -> None:
        _check()
        try:
            super().connect()  # type: ignore[no-untyped-call]
        except Exception as error:
            raise _failure(error) from error

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        _check()
        self._asked_at = time.monotonic()
        if self._sock is not None:
            self._sock.begin()
        try:
            super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]
        except Exception as error:
            raise _failure(error) from error

    def read_response(self, *args: Any, **kwargs: Any) -> Any:
        try:
            answer = super().read_response(*args, **kwargs)
        except ResponseError:
            # It answers, and says no: nothing is wrong with the way there.
            raise
        except Exception as error:
            raise _failure(error) from error
        if not _is_probe():
            breaker.took(time.monotonic() - self._asked_at)
        return answer


class GuardedPool(ConnectionPool):
    """The pool of a process (`CONNECTION_POOL_CLASS`). TLS and Unix sockets have time-outs for each read instead."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {"connection_class": GuardedConnection, "max_connections": _CONNECTIONS, **kwargs}
        bounds: dict[str, Any] = {
            "socket_timeout": DEADLINE_S,
            "socket_connect_timeout": DEADLINE_S,
            "retry": Retry(NoBackoff(), 0),
        }
        # The plainest protocol, without a greeting of several messages.
        super().__init__(**given, **bounds, protocol=2, driver_info=None)


def _check() -> None:
    if not _is_probe() and breaker.is_resting():
        raise _Resting("Redis is left alone for the moment")


def _is_probe() -> bool:
    """Whether this thread is a breaker's own: it draws its own conclusions from what it sees."""
    return getattr(_probing, "now", False)


def _failure(error: Exception) -> RedisError:
    """The error as callers of Redis know errors; what a garbled answer makes a parser raise is none of those."""
    if not _is_probe() and not isinstance(error, _Resting):
        breaker.failed(f"{type(error).__name__}: {error}")
    # Only these are taken by everyone for what they are: an answer that is none must not end in a page's failure.
    return error if isinstance(error, (Away, RedisTimeout)) else Away(f"no answer of Redis: {type(error).__name__}")


def _probe() -> None:
    from django_redis import get_redis_connection

    _probing.now = True
    if get_redis_connection("default").ping() is not True:
        raise Away("no answer to PING")


breaker: Final = Breaker("redis", _probe)
