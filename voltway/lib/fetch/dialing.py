"""How a connection is made: to an address that was checked itself, and never longer than the whole may take.

A check before the request is not enough: a name may resolve differently the next moment, and each redirect is a new
name. So a name is resolved once here, its addresses are checked, and one of those is dialled.
"""

from __future__ import annotations

import functools
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from voltway.lib.fetch import addresses
from voltway.lib.fetch.errors import FetchRefused, FetchTimedOut


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


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every read and write ends by the deadline: a byte now and then does not keep it open."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, host: str) -> None:
        self._stream = stream
        self._deadline = deadline
        self._host = host

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.limit(timeout, self._host))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.limit(timeout, self._host))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = self._deadline.limit(timeout, self._host)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, limit), self._deadline, self._host)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves a name once, keeps the addresses that are allowed and dials those in turn."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._deadline = deadline
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
            limit = self._deadline.limit(timeout, host)
            try:
                stream = self._plain.connect_tcp(address, port, limit, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline, host)
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

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(), network_backend=CheckedBackend(deadline, allow_private=allow_private)
        )
