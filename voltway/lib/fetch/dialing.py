"""How a connection is made: to an address that was checked itself, and never longer than the whole may take.

A check before the request is not enough: a name may resolve differently the next moment, and each redirect is a new
name. So a name is resolved once here, its addresses are checked, and one of those is dialled. A connection is kept
for a while afterwards: a source of many pages is not dialled for each.
"""

from __future__ import annotations

import functools
import os
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import httpcore
import httpx

from voltway.lib.fetch import addresses
from voltway.lib.fetch.errors import FetchRefused, FetchTimedOut

# Of one process; a host that keeps more open has them closed.
_CONNECTIONS: Final = 20
_IDLE_CONNECTIONS: Final = 5
_IDLE_S: Final = 15.0


class Deadline:
    """The moment by which all must be done, and the message if it is not."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        return self._end - time.monotonic()

    def limit(self, timeout: float | None, address: str) -> float:
        """The time-out for one step, in seconds; FetchTimedOut if no time is left."""
        left = self.left()
        if left <= 0:
            raise FetchTimedOut(address, f"not done within {self._seconds:g} s")
        return left if timeout is None else min(timeout, left)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Hold every connection that is used in this block to it, whoever has dialled that."""
        token = _deadline.set(self)
        try:
            yield
        finally:
            _deadline.reset(token)


_deadline: ContextVar[Deadline] = ContextVar("deadline")


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every read and write ends by the deadline: a byte now and then does not keep it open."""

    def __init__(self, stream: httpcore.NetworkStream, host: str) -> None:
        self._stream = stream
        self._host = host

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _deadline.get().limit(timeout, self._host))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _deadline.get().limit(timeout, self._host))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = _deadline.get().limit(timeout, self._host)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, limit), self._host)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves a name once, keeps the addresses that are allowed and dials those in turn."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._allowed(host, port):
            limit = _deadline.get().limit(timeout, host)
            try:
                stream = self._plain.connect_tcp(address, port, limit, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, host)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise httpcore.UnsupportedProtocol("only TCP is dialled")

    def _allowed(self, host: str, port: int) -> list[str]:
        found = _resolve(host, port)
        allowed = [address for address in found if self._allow_private or addresses.is_public(address)]
        if found and not allowed:
            raise FetchRefused(host, "its address is not a public one")
        return allowed


def _resolve(host: str, port: int) -> list[str]:
    """The host's addresses, each once; forms like 0x7f.1 and 2130706433 are resolved like any name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name can't be resolved: {error}") from None
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@functools.cache
def _tls() -> ssl.SSLContext:
    """Certificates are verified, always; made once because reading the authorities takes longer than a request."""
    return httpx.create_ssl_context()


class CheckedTransport(httpx.HTTPTransport):
    """httpx's own transport on connections made here. It uses no proxy: one would resolve and dial in our stead."""

    def __init__(self, *, allow_private: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_IDLE_CONNECTIONS,
            keepalive_expiry=_IDLE_S,
            network_backend=CheckedBackend(allow_private=allow_private),
        )


@functools.cache
def transport(*, allow_private: bool) -> CheckedTransport:
    """The process's own. Connections that were dialled without a check are never taken where one is wanted."""
    return CheckedTransport(allow_private=allow_private)


# Two processes that write to one connection would read each other's answers.
os.register_at_fork(after_in_child=transport.cache_clear)
