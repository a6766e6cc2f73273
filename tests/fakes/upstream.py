"""A host on loopback that misbehaves on demand: errors, delays, drips, cuts, redirects, bombs, lies on its content."""

from __future__ import annotations

import gzip
import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, BinaryIO


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `drip_s` is the pause after each byte of the body, and of the head too with `drip_head`.

    `cut` sends only so many bytes of the body that was declared; `endless` repeats the body and declares nothing.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0
    drip_s: float = 0
    drip_head: bool = False
    cut: int | None = None
    endless: bool = False
    hang_up: bool = False


def redirect(location: str, status: int = 302) -> Reply:
    return Reply(status, headers={"Location": location})


def bomb(megabytes: int) -> Reply:
    """Zeros, compressed about a thousand times."""
    return Reply(body=gzip.compress(b"\0" * megabytes * 1_000_000), headers={"Content-Encoding": "gzip"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came in; the names of its headers in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float
    client: tuple[str, int]


class Upstream:
    """Answers of a path are given in turn, the last of them for ever; a path without any answers 404."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.seen: list[Seen] = []
        self.stopped = threading.Event()
        self._replies: dict[str, list[Reply]] = {}
        self._lock = threading.Lock()

    def on(self, path: str, *replies: Reply) -> str:
        """Set the answers of a path and give its whole address."""
        self._replies[path] = list(replies)
        return self.url + path

    def take(self, seen: Seen) -> Reply:
        with self._lock:
            self.seen.append(seen)
            left = self._replies.get(seen.path.partition("?")[0], [Reply(404)])
            return left.pop(0) if len(left) > 1 else left[0]


class _Dripping(io.BytesIO):
    """Writes byte by byte with pauses, until the server stops."""

    def __init__(self, out: BinaryIO | io.BufferedIOBase, pause_s: float, stopped: threading.Event) -> None:
        super().__init__()
        self._out, self._pause_s, self._stopped = out, pause_s, stopped

    def write(self, data: Any) -> int:
        for at in range(len(data)):
            self._out.write(data[at : at + 1])
            if self._stopped.wait(self._pause_s):
                raise ConnectionAbortedError
        return len(data)


class _Handler(BaseHTTPRequestHandler):
    upstream: Upstream
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        reply = self.upstream.take(Seen(self.command, self.path, headers, body, time.monotonic(), self.client_address))
        self.close_connection = "Connection" not in reply.headers
        if self.upstream.stopped.wait(reply.delay_s) or reply.hang_up:
            return
        with suppress(OSError):  # the client had enough, as it should
            self._send(reply)

    do_POST = do_GET

    def _send(self, reply: Reply) -> None:
        if reply.drip_head:
            self.wfile = _Dripping(self.wfile, reply.drip_s, self.upstream.stopped)
        self.send_response(reply.status)
        headers = {"Connection": "close", **reply.headers}
        if not reply.endless:
            headers = {"Content-Length": str(len(reply.body)), **headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._send_body(reply)

    def _send_body(self, reply: Reply) -> None:
        body = reply.body[: reply.cut]
        out = _Dripping(self.wfile, reply.drip_s, self.upstream.stopped) if reply.drip_s else self.wfile
        out.write(body)
        while reply.endless and not self.upstream.stopped.is_set():
            out.write(body)

    def log_message(self, *_: Any) -> None:
        """Tests read `seen` instead."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True


@contextmanager
def serving(host: str = "127.0.0.1") -> Iterator[Upstream]:
    """A running host on a free port of the loopback address given."""
    with _Server((host, 0), _Handler) as server:
        upstream = Upstream(f"http://{host}:{server.server_address[1]}")
        server.RequestHandlerClass = type("_Bound", (_Handler,), {"upstream": upstream})
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield upstream
        finally:
            upstream.stopped.set()
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
