"""Connections to Redis that can't hurt: short deadlines, no retries, and a breaker before them.

Everything that asks Redis, as a cache or for its counts, uses these, so a Redis that refuses, hangs, drips or talks
nonsense costs a process one short wait, and then nothing until it is well again.
"""

import time
from functools import cache
from math import inf
from threading import local
from typing import Any, Final

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import Connection, ConnectionPool
from redis.exceptions import ConnectionError as Away
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeout
from redis.retry import Retry

from voltway.lib.caching.breaker import Breaker

# Seconds for a whole answer, however many pieces it comes in, and for making a connection.
DEADLINE_S: Final = 0.25
# The same where no answer is a refusal: a page goes on without a cache, a key does not without its count.
COUNTING_DEADLINE_S: Final = 1.0
# More than the threads of any process: a bound for the case that something is wrong.
_CONNECTIONS: Final = 128

_probing = local()


class _Deadlined:
    """A socket whose sending and receiving together end by a moment: a byte now and then does not keep it open."""

    def __init__(self, plain: Any, deadline_s: float) -> None:
        self._plain, self._deadline_s = plain, deadline_s
        self._timeout: float | None = plain.gettimeout()
        self.begin()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)

    def begin(self) -> None:
        self._ends = time.monotonic() + self._deadline_s

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

    deadline_s = DEADLINE_S
    _sock: Any
    _asked_at = 0.0

    @property
    def breaker(self) -> Breaker:
        return breaker

    def _connect(self) -> Any:
        return _Deadlined(super()._connect(), self.deadline_s)  # type: ignore[no-untyped-call]

    def connect(self) -> None:
        _check(self.breaker)
        try:
            super().connect()  # type: ignore[no-untyped-call]
        except Exception as error:
            raise _failure(self.breaker, error) from error

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        _check(self.breaker)
        self._asked_at = time.monotonic()
        if self._sock is not None:
            self._sock.begin()
        try:
            super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]
        except Exception as error:
            raise _failure(self.breaker, error) from error

    def read_response(self, *args: Any, **kwargs: Any) -> Any:
        try:
            answer = super().read_response(*args, **kwargs)
        except ResponseError:
            # It answers, and says no: nothing is wrong with the way there.
            raise
        except Exception as error:
            raise _failure(self.breaker, error) from error
        if not _is_probe():
            self.breaker.took(time.monotonic() - self._asked_at)
        return answer


class CountingConnection(GuardedConnection):
    """A connection for counts. An answer that is slow is an answer: nobody is refused for it."""

    deadline_s = COUNTING_DEADLINE_S

    @property
    def breaker(self) -> Breaker:
        return counting_breaker


class GuardedPool(ConnectionPool):
    """The pool of a process (`CONNECTION_POOL_CLASS`). TLS and Unix sockets have time-outs for each read instead."""

    connections: type[GuardedConnection] = GuardedConnection

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {"connection_class": self.connections, "max_connections": _CONNECTIONS, **kwargs}
        bounds: dict[str, Any] = {
            "socket_timeout": self.connections.deadline_s,
            "socket_connect_timeout": self.connections.deadline_s,
            "retry": Retry(NoBackoff(), 0),
        }
        # The plainest protocol, without a greeting of several messages.
        super().__init__(**given, **bounds, protocol=2, driver_info=None)


class CountingPool(GuardedPool):
    """The same for counts."""

    connections = CountingConnection


@cache
def counting(url: str) -> Redis:
    """The client that counts at an address."""
    return Redis(connection_pool=CountingPool.from_url(url))


def _check(breaker: Breaker) -> None:
    if not _is_probe() and breaker.is_resting():
        raise _Resting("Redis is left alone for the moment")


def _is_probe() -> bool:
    """Whether this thread is a breaker's own: it draws its own conclusions from what it sees."""
    return getattr(_probing, "now", False)


def _failure(breaker: Breaker, error: Exception) -> RedisError:
    """The error as callers of Redis know errors; what a garbled answer makes a parser raise is none of those."""
    if not _is_probe() and not isinstance(error, _Resting):
        breaker.failed(f"{type(error).__name__}: {error}")
    # Only these are taken by everyone for what they are: an answer that is none must not end in a page's failure.
    return error if isinstance(error, (Away, RedisTimeout)) else Away(f"no answer of Redis: {type(error).__name__}")


def _probe() -> None:
    from django_redis import get_redis_connection

    _ping(get_redis_connection("default"))


def _probe_counting() -> None:
    _ping(counting(settings.CONFIG.redis_url))


def _ping(client: Redis) -> None:
    _probing.now = True
    if client.ping() is not True:
        raise Away("no answer to PING")


breaker: Final = Breaker("redis", _probe)
counting_breaker: Final = Breaker("limits", _probe_counting, slow_s=inf)
