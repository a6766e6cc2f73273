"""`./dev bench load`: a real server under many connections: pages, tiles and lists, with and without open streams.

granian as `./dev run` starts it; with --server also gunicorn's threads (pip install gunicorn) and granian's ASGI.
"""

import argparse
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.clients import Load
from tests.bench.machine import report
from tools import serve, web
from tools.services import free_port
from tools.tree import stop

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
APP = "tests.bench.load_app"
SERVERS = ("granian", "gunicorn", "granian-asgi")
Command = Callable[[int], list[str]]
CACHED = (
    "/api/v2/tiles/0/0/0.mvt",
    "/api/v2/tiles/5/16/10.mvt",
    "/api/v2/stations/?limit=20",
    "/api/v2/sources/",
    "/api/v2/tiles.json",
)
MIXED = ("/", "/data/", *CACHED, "/api/v2/stations/nearby/?place=Lyon", "/livez")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench load", description=__doc__)
    parser.add_argument("--server", action="append", choices=SERVERS, help="repeatable; default granian")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=web.THREADS, help="of each worker")
    parser.add_argument("--connections", type=int, default=500, help="of the row of cached reads")
    parser.add_argument("--requests", type=int, default=20_000, help="at most, in each row")
    parser.add_argument("--seconds", type=float, default=10.0, help="at most, for each row")
    parser.add_argument("--streams", type=int, default=20)
    parser.add_argument("--recycle", action="store_true", help="also while workers are replaced all the time")
    parser.add_argument("--json", metavar="PATH")
    options = parser.parse_args()
    env = world(ROOT / "var" / "bench" / "load")
    rows = [row for name in options.server or ["granian"] for row in _rows(name, options, env)]
    report(f"Load, {options.workers} workers of {options.threads} threads", rows, json_path=options.json)


def _rows(name: str, options: argparse.Namespace, env: dict[str, str]) -> Iterator[dict[str, Any]]:
    limits = {"requests": options.requests, "seconds": options.seconds}
    command = partial(_command, name, options.workers, options.threads)
    with server(command, env) as (port, _):
        yield Load(port, MIXED, connections=32, **limits).run().row(f"{name}: pages, tiles, lists by 32")
        streamed = Load(port, MIXED, connections=32, streams=options.streams, **limits).run()
        yield streamed.row(f"{name}: the same beside {options.streams} streams") | {"lines": streamed.lines}
    with server(command, env) as (port, _):
        yield (
            Load(port, CACHED, connections=options.connections, **limits)
            .run()
            .row(f"{name}: cached reads by {options.connections}")
        )
    if options.recycle and name == "granian":
        with server(command, env, ["--workers-max-rss", "1", "--rss-sample-interval", "2"]) as (port, _):
            yield (
                Load(port, CACHED, connections=32, **limits).run().row(f"{name}: workers replaced all the time, by 32")
            )


def world(folder: Path) -> dict[str, str]:
    """The demo stations in a data folder of the bench's own, and the environment that leads there."""
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"VOLTWAY_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "voltway.settings", "PYTHONPATH": str(ROOT)}
    # One address asks all there is.
    env |= {"ANONYMOUS_RATE": "1000000000", "SITE_RATE": "1000000000"}
    for command in (["migrate", "--no-input"], ["load_demo", "--if-empty"], ["collectstatic", "--no-input"]):
        subprocess.run([sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, env=env, check=True)
    return env


@contextmanager
def server(
    command: Command, env: dict[str, str], more: Sequence[str] = ()
) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """A server on a free port that has answered each path twice from each worker, as far as chance allows."""
    port = free_port()
    *start, application = command(port)
    process = subprocess.Popen([*start, *more, application], cwd=ROOT, env=env, start_new_session=True)
    try:
        serve.wait_until_up(process, "127.0.0.1", port)
        for path in (*MIXED * 2, *CACHED * 4):
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60).close()
        yield port, process
    finally:
        stop([process])


def _command(name: str, workers: int, threads: int, port: int) -> list[str]:
    if name == "gunicorn":
        if not shutil.which("gunicorn", path=str(BIN)):
            raise SystemExit("gunicorn isn't installed here: .venv/bin/pip install gunicorn")
        size = ["--workers", str(workers), "--threads", str(threads), "--backlog", "2048"]
        calm = ["--log-level", "warning", "--keep-alive", "30", "--worker-connections", "2000"]
        where = ["--bind", f"127.0.0.1:{port}"]
        return [str(BIN / "gunicorn"), "--worker-class", "gthread", *size, *calm, *where, f"{APP}:application"]
    program = BIN / "granian"
    command = web.command(
        "127.0.0.1", port, workers=workers, threads=threads, application=f"{APP}:application", program=program
    )
    if name == "granian-asgi":
        command[command.index("wsgi")] = "asgi"
        # There it must be one.
        command[command.index("--blocking-threads") + 1] = "1"
        command[-1] = f"{APP}:asgi"
    return command


if __name__ == "__main__":
    main()
