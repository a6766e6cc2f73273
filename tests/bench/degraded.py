"""`./dev bench degraded`: what readers notice while something is wrong, beside the same without it.

Redis that refuses or hangs, two hundred clients that send their request a byte at a time, and workers that are replaced
one after the other (SIGHUP) again and again; the last two also with nginx in front.
"""

import argparse
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.bench.clients import Load
from tests.bench.load import CACHED, MIXED, ROOT, server, world
from tests.bench.machine import report
from tests.fakes import nginx
from tests.fakes.redis_server import Fault, Proxy
from tools import services, web

READS = tuple(path for path in MIXED if path.startswith("/api/"))
# A server replaces its workers one after the other, each in some seconds.
RELOAD_EVERY_S = 10.0
DRIP_EVERY_S = 0.5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench degraded", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="for each row")
    parser.add_argument("--connections", type=int, default=8, help="of readers")
    parser.add_argument("--slow", type=int, default=200, help="slow clients")
    parser.add_argument("--json", metavar="PATH")
    options = parser.parse_args()
    env = world(ROOT / "var" / "bench" / "load")
    rows = [*_redis(options, env), *_server(options, env, fronted=False), *_server(options, env, fronted=True)]
    report(f"Degraded, 2 workers, {options.connections} readers", rows, json_path=options.json)


def _redis(options: argparse.Namespace, env: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Reads with Redis well, refusing and hanging, each from a server of its own that finds it so."""
    with services.valkey() as address:
        if address is None:
            return
        normal = 0.0
        for fault in (Fault.NONE, Fault.REFUSES, Fault.HANGS):
            proxy = Proxy(int(address.rpartition(":")[2].partition("/")[0]))
            with server(_command, {**env, "REDIS_URL": proxy.url}) as (port, _):
                proxy.be(fault)
                row = _load(port, READS, options).run().row(f"reads of the API, Redis: {fault.name.lower()}")
            proxy.close()
            normal = normal or row["p95_ms"]
            yield {**row, "p95_times": round(row["p95_ms"] / normal, 2)}


def _server(options: argparse.Namespace, env: dict[str, str], *, fronted: bool) -> Iterator[dict[str, Any]]:
    """Cached reads as they are, beside slow clients, and while workers are replaced."""
    if fronted and not nginx.program():
        return
    with ExitStack() as stack:
        port, process = stack.enter_context(server(_command, env))
        load, where = _load(port, CACHED, options), "the server itself"
        if fronted:
            front = nginx.Front(Path(stack.enter_context(tempfile.TemporaryDirectory())), port)
            stack.enter_context(front.running())
            load, where = _load(front.port, CACHED, options, trust=front.trust()), "nginx in front"
        yield load.run().row(f"{where}: cached reads")
        with _slow_clients(load, options.slow):
            yield load.run().row(f"{where}: beside {options.slow} slow clients")
        with _again_and_again(lambda: process.send_signal(signal.SIGHUP), RELOAD_EVERY_S):
            yield load.run().row(f"{where}: while workers are replaced")


def _load(port: int, paths: tuple[str, ...], options: argparse.Namespace, **more: Any) -> Load:
    return Load(port, paths, connections=options.connections, seconds=options.seconds, **more)


def _command(port: int) -> list[str]:
    return web.command("127.0.0.1", port, workers=2, lasting=True)


@contextmanager
def _slow_clients(load: Load, count: int) -> Iterator[None]:
    """Clients that send a byte of their request now and then, and call again when they are let go of."""
    lines = [_slow_client(load) for _ in range(count)]

    def drip() -> None:
        for place, line in enumerate(lines):
            try:
                line.sendall(b"x")
            except OSError:
                line.close()
                lines[place] = _slow_client(load)

    try:
        with _again_and_again(drip, DRIP_EVERY_S):
            yield
    finally:
        for line in lines:
            line.close()


def _slow_client(load: Load) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", load.port))
    if load.trust:
        line = load.trust.wrap_socket(line)
    line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    return line


@contextmanager
def _again_and_again(what: Callable[[], None], every_s: float) -> Iterator[None]:
    over = threading.Event()

    def repeat() -> None:
        what()
        while not over.wait(every_s):
            what()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


if __name__ == "__main__":
    main()
