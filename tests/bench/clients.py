"""A bounded load generator: connections that each send one request after another, and streams that stay open.

Plain HTTP/1.1 over asyncio, loopback only; one process, so that it takes one core at most.
"""

import asyncio
import ssl
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.bench.machine import milliseconds

# Whoever waits longer for an answer counts it as lost.
PATIENCE_S = 10.0


@dataclass
class Tally:
    """What came of the requests."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    began: float = field(default_factory=time.perf_counter)
    ended: float = 0.0

    def row(self, what: str) -> dict[str, Any]:
        """As a row of a report."""
        times = sorted(self.seconds) or [0.0]
        return {
            "what": what,
            "answers": len(self.seconds),
            "errors": ", ".join(f"{count} {name}" for name, count in self.errors.most_common()) or 0,
            "per_s": round(len(self.seconds) / max(0.001, self.ended - self.began)),
            **milliseconds(times),
            "p99_ms": round(times[min(len(times) - 1, int(0.99 * len(times)))] * 1000, 1),
            "worst_ms": round(times[-1] * 1000, 1),
        }


@dataclass(frozen=True)
class Load:
    """Connections and their requests, bounded by number and time; streams beside them."""

    port: int
    paths: Sequence[str]
    connections: int = 32
    requests: int = 100_000
    seconds: float = 10.0
    streams: int = 0
    # Of a server that speaks TLS.
    trust: ssl.SSLContext | None = None

    def run(self) -> Tally:
        return asyncio.run(self._run())

    async def _run(self) -> Tally:
        tally, numbers = Tally(), iter(range(self.requests))
        streams = [asyncio.create_task(self._stream(tally)) for _ in range(self.streams)]
        if streams:
            await asyncio.sleep(2)
        tally.began = time.perf_counter()
        until = tally.began + self.seconds
        await asyncio.gather(*(self._client(tally, numbers, until) for _ in range(self.connections)))
        tally.ended = time.perf_counter()
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
        return tally

    async def _client(self, tally: Tally, numbers: Any, until: float) -> None:
        line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        for number in numbers:
            if time.perf_counter() >= until:
                break
            began = time.perf_counter()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    line = line or await asyncio.open_connection("127.0.0.1", self.port, ssl=self.trust)
                    status, stays = await _ask(*line, self.paths[number % len(self.paths)])
            except (OSError, EOFError, ValueError) as error:
                tally.errors[type(error).__name__] += 1
                _close(line)
                line = None
                continue
            if status == 200:
                tally.seconds.append(time.perf_counter() - began)
            else:
                tally.errors[str(status)] += 1
            if not stays:
                _close(line)
                line = None
        _close(line)

    async def _stream(self, tally: Tally) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(_request("/bench/stream"))
            while await reader.readline():
                tally.lines += 1
        finally:
            writer.close()


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[int, bool]:
    """(status, whether the connection stays) of one answer, read to its end."""
    writer.write(_request(path))
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if "transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        _, _, rest = head.partition("content-length:")
        await reader.readexactly(int(rest.split("\r\n")[0] or 0))
    return int(head.split(" ", 2)[1]), "connection: close" not in head


def _close(line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if line:
        line[1].close()
