"""`./dev bench import`: a large OCPI feed end to end, and a thousand stations beside loops of `save()`."""

import argparse
import multiprocessing
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import ocpi_file
from tests.bench.machine import report
from tests.bench.world import use_data_dir

LOOP = 1_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench import", description=__doc__)
    parser.add_argument("--stations", type=int, default=1_000_000)
    parser.add_argument("--json", metavar="PATH")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="voltway-bench-"))
    try:
        rows = [*_aside(_loops, folder / "loops"), *_aside(_end_to_end, folder / "end", options.stations)]
        report(f"Importing {options.stations:,} OCPI stations", rows, json_path=options.json)
    finally:
        shutil.rmtree(folder)


def _aside(part: Callable[..., list[dict[str, Any]]], *args: Any) -> list[dict[str, Any]]:
    """Run a part in a fresh process, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(part, *args).result()


def _end_to_end(folder: Path, count: int) -> list[dict[str, Any]]:
    """First load, then the same file again; memory of the writing process and of the one that reads the file."""
    use_data_dir(folder)
    from datetime import UTC, datetime

    from django.core.management import call_command

    from stations.ingest.static import Input, run
    from stations.sources.base import SourceFile
    from tests.bench.feed import register

    call_command("migrate", verbosity=0)
    feed, path = register(), folder / "feed.json"
    writer = multiprocessing.get_context("spawn").Process(target=ocpi_file.write, args=(path, count))
    writer.start()
    writer.join()
    rows = []
    for what in ("first load, 6 rows a station", "the same file again"):
        memory = _Memory()
        began = time.perf_counter()
        done = run(source=feed.uid, given=Input((SourceFile(path),), path.name), now=datetime.now(UTC))
        seconds = time.perf_counter() - began
        rows.append(
            {
                "what": what,
                "stations_per_s": round(count / seconds),
                "seconds": round(seconds, 1),
                "longest_lock_s": done.report["longest_lock"],
                **memory.stop(),
            }
        )
    return rows


class _Memory:
    """Watches the largest resident memory of this process and of the one that reads for it, in MiB."""

    def __init__(self) -> None:
        self._reader, self._going = 0, True
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> dict[str, int]:
        self._going = False
        self._thread.join()
        return {"peak_mib_writer": _peak_mib("self"), "peak_mib_reader": self._reader}

    def _watch(self) -> None:
        while self._going:
            for child in multiprocessing.active_children():
                self._reader = max(self._reader, _peak_mib(str(child.pid)))
            time.sleep(0.2)


def _peak_mib(process: str) -> int:
    """The kernel's own high-water mark of a process; 0 when it has gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def _loops(folder: Path) -> list[dict[str, Any]]:
    """Seconds to write LOOP new stations with their records, EVSEs and connectors, three ways.

    The textbook writes to a database of Django's default settings, VoltWay to one of its own.
    """
    use_data_dir(folder)
    from django.core.management import call_command
    from django.db import connections, transaction

    connections.settings["textbook"] = {**connections.settings["default"], "NAME": _another(folder), "OPTIONS": {}}
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, database="textbook")
    ours = _best(_published)
    rows = []
    in_one = partial(transaction.atomic, using="textbook")
    for what, around in (("save() in one transaction", in_one), ("save() in autocommit", nullcontext)):
        textbook = _best(partial(_saved, around=around))
        rows.append(
            {
                "what": f"{LOOP} new stations beside {what}",
                "seconds": round(ours, 3),
                "textbook_seconds": round(textbook, 3),
                "times": round(textbook / ours, 1),
            }
        )
    return rows


def _another(folder: Path) -> str:
    """The name of a second, empty database."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return str(folder / "textbook.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE textbook")
    return "textbook"


def _best(way: Callable[[int], float]) -> float:
    return min(way(number) for number in range(1, 4))


def _staged(number: int) -> Any:
    """LOOP records, read and cleaned, with ids of their own for each call."""
    from stations.records import Parsed
    from stations.sources.staging import Stager
    from tests.bench.feed import register

    feed = register()
    stager = Stager(feed)
    for raw in ocpi_file.locations(LOOP):
        raw = {**raw, "id": f"{os.getpid()}-{number}-{time.perf_counter_ns()}"}
        stager.take(Parsed(raw, feed.station(raw)))
    return feed, stager.batch.staged


def _published(number: int) -> float:
    from datetime import UTC, datetime

    from stations.models import ImportRun, Source
    from stations.sources.report import Report
    from stations.sources.store import Store

    feed, staged = _staged(number)
    now = datetime.now(UTC)
    source, _ = Source.objects.get_or_create(uid=f"loop-{number}")
    run = ImportRun.objects.create(source=source, started_at=now)
    store = Store(source, feed, run, Report(), now=now)
    classified = store.classified(staged)
    began = time.perf_counter()
    store.publish(classified)
    return time.perf_counter() - began


def _saved(number: int, *, around: Callable[[], Any]) -> float:
    """The same rows by `save()`, objects made beforehand."""
    trees = list(_objects(number))
    began = time.perf_counter()
    with around():
        for station, record, evses in trees:
            station.save(using="textbook")
            record.station = station
            record.save(using="textbook")
            for evse, connectors in evses:
                evse.station = station
                evse.save(using="textbook")
                for connector in connectors:
                    connector.evse = evse
                    connector.save(using="textbook")
    return time.perf_counter() - began


def _objects(number: int) -> Iterator[tuple[Any, Any, list[tuple[Any, list[Any]]]]]:
    from datetime import UTC, datetime

    from django.utils.timezone import is_aware, make_aware

    from stations.documents.identity import public_id
    from stations.models import Connector, Evse, ImportRun, Source, SourceRecord, Station
    from stations.sources.derive import (
        CONNECTOR_COLUMNS,
        EVSE_COLUMNS,
        STATION_COLUMNS,
        Ties,
        connector_rows,
        evse_row,
        station_row,
    )
    from stations.sources.store import _decode

    feed, staged = _staged(number)
    now = datetime.now(UTC)
    source, _ = Source.objects.using("textbook").get_or_create(uid="saved")
    run = ImportRun.objects.using("textbook").create(source=source, started_at=now)
    for item in staged:
        facts = _decode(item.facts)
        ties = Ties(public_id("saved", item.native_id), None, None, None)
        row = dict(zip(STATION_COLUMNS, station_row(facts, feed, ties, now=now, change=0), strict=True))
        for name in ("last_updated", "seen_at", "changed_at"):
            value = datetime.fromisoformat(str(row[name])) if row[name] else None
            row[name] = value if value is None or is_aware(value) else make_aware(value, UTC)
        station = Station(public_id=ties.public_id, source=source, **row)
        record = SourceRecord(
            source=source, native_id=item.native_id, raw_sha256=item.raw_sha256, fingerprint=item.fingerprint,
            first_seen_at=now, last_seen_at=now, first_run=run, raw=item.raw, facts=item.facts,
        )  # fmt: skip
        evses = [
            (
                Evse(**dict(list(zip(EVSE_COLUMNS, evse_row(0, 0, evse), strict=True))[2:])),
                [Connector(**dict(list(zip(CONNECTOR_COLUMNS, c, strict=True))[1:])) for c in connector_rows(0, evse)],
            )
            for evse in facts.evses
        ]
        yield station, record, evses


if __name__ == "__main__":
    main()
