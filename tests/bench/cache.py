"""`./dev bench cache`: what a hit costs in each tier, and how often a hundred cold readers have it made."""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.machine import report
from tests.bench.world import use_data_dir
from tests.integration.test_stampede import PROCESSES, THREADS, makers
from tools import services
from tools.console import Failure

PATHS = {"list of 100": "/api/v2/stations/?limit=100", "tile": "/api/v2/tiles/5/16/11.mvt"}
SIZE = 30_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench cache", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each row")
    parser.add_argument("--json", metavar="PATH")
    options = parser.parse_args()
    with services.valkey() as address, tempfile.TemporaryDirectory() as folder:
        if address is None:
            raise Failure("No Valkey or Redis to measure.")
        os.environ["REDIS_URL"] = address
        use_data_dir(Path(folder))
        rows = [*_tiers(options.seconds), *_answers(options.seconds), *_cold_readers(Path(folder), address)]
        report("The cache, one process", rows, json_path=options.json)


def _tiers(seconds: float) -> Iterator[dict[str, Any]]:
    from voltway.lib import caching

    def make() -> bytes:
        return b"x" * SIZE

    kept = caching.cached(ttl=600)(make)

    def from_redis() -> None:
        caching.clear()
        kept()

    yield {"what": f"{SIZE // 1000} kB from the process's memory", "us": _microseconds(kept, seconds)}
    yield {"what": f"{SIZE // 1000} kB from Redis", "us": _microseconds(from_redis, seconds)}


def _answers(seconds: float) -> Iterator[dict[str, Any]]:
    """Whole answers: made by Django, and sent before Django begins."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command

    from voltway import early

    call_command("migrate", verbosity=0)
    call_command("load_demo", "--if-empty", verbosity=0)
    for name, path in PATHS.items():
        for way, application in (("made by Django", WSGIHandler()), ("kept whole", early.Application())):
            yield {"what": f"{name}, {way}", "us": _microseconds(_request(application, path), seconds)}


def _request(application: Callable[..., Any], path: str) -> Callable[[], None]:
    from django.test import RequestFactory

    environ = RequestFactory(headers={"accept-encoding": "gzip"}).get(path, HTTP_HOST="localhost").environ

    def ask() -> None:
        told: list[str] = []
        answer = application(dict(environ), lambda status, *_: told.append(status))
        b"".join(answer)
        answer.close() if hasattr(answer, "close") else None
        assert told == ["200 OK"], told

    return ask


def _cold_readers(folder: Path, address: str) -> Iterator[dict[str, Any]]:
    for where, url in (("with Redis", address), ("without", "")):
        (folder / where).mkdir()
        made = len(makers(folder / where, url))
        yield {"what": f"{PROCESSES * THREADS} cold readers in {PROCESSES} processes, {where}", "made": made}


def _microseconds(what: Callable[[], Any], seconds: float) -> float:
    """Of one call, the first two left out."""
    what()
    what()
    count, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds:
        what()
        count += 1
    return round(spent / count * 1e6, 1)


if __name__ == "__main__":
    main()
