"""`./dev bench export`: every format beside a DRF serializer's export of the same rows, and memory over a large world.

The textbook walks the query set of `tests/bench/textbook.py` in chunks and writes what its serializer gives: rows of
the standard library's `csv`, or Arrow tables of its dictionaries for Parquet.
"""

import argparse
import csv
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.machine import report
from tests.bench.world import ROOT, build, use_data_dir

_CHUNK = 1_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench export", description=__doc__)
    parser.add_argument("--stations", type=int, default=1_000_000, help="size of the world, which memory is told of")
    parser.add_argument("--rows", type=int, default=10_000, help="how many of them are exported beside the textbook")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", metavar="PATH")
    parser.add_argument("--data", type=Path, default=None, help="where the world is kept")
    options = parser.parse_args()
    folder = options.data or ROOT / "var" / "bench" / f"export-{options.stations}"
    rows = [
        *_aside(_versus, folder, options.stations, options.rows, options.rounds),
        *(row for form in ("csv", "geojson", "jsonl", "parquet") for row in _aside(_whole, folder, form)),
    ]
    report(f"Exporting, {options.stations:,} stations, one process", rows, json_path=options.json)


def _aside(part: Callable[..., list[dict[str, Any]]], *args: Any) -> list[dict[str, Any]]:
    """Run a part in a fresh process, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(part, *args).result()


def _versus(folder: Path, stations: int, count: int, rounds: int) -> list[dict[str, Any]]:
    """Stations a second, VoltWay's rounds and the textbook's taking turns over the same rows."""
    use_data_dir(folder)
    build(stations)
    from stations.models import Station

    ids = list(Station.objects.order_by("id").values_list("id", flat=True)[:count])
    textbook = {"csv": _textbook_csv, "parquet": _textbook_parquet}
    rows = []
    for form in ("csv", "parquet", "jsonl", "geojson"):
        ours, theirs = [], []
        _ours(folder, form, ids[:_CHUNK])
        for _ in range(rounds):
            ours.append(_seconds(_ours, folder, form, ids))
            theirs.append(_seconds(textbook.get(form, _textbook_csv), folder, ids))
        mine, other = statistics.median(ours), statistics.median(theirs)
        rows.append(
            {
                "what": f"{form}, {count:,} rows" + ("" if form in textbook else " (beside the textbook's csv)"),
                "voltway_per_s": round(count / mine),
                "textbook_per_s": round(count / other),
                "times": round(other / mine, 1),
            }
        )
    return rows


def _seconds(way: Callable[..., None], *args: Any) -> float:
    began = time.perf_counter()
    way(*args)
    return time.perf_counter() - began


def _ours(folder: Path, form: str, ids: list[int]) -> None:
    """What an export does once it knows its ids, to the file on the disk."""
    import numpy as np

    from stations.documents import catalogue
    from stations.exports.manifest import Manifest
    from stations.exports.registry import all_formats
    from stations.exports.write import write_ids
    from stations.search.query import StationQuery

    manifest = Manifest(StationQuery(), form, datetime.now(UTC), catalogue.versions())
    write_ids(np.array(ids, np.int64), manifest, form=all_formats()[form], path=folder / "ours")


def _serialized(ids: list[int]) -> Iterator[list[dict[str, Any]]]:
    from stations.models import Station
    from tests.bench.textbook import StationSerializer

    stations = (
        Station.objects.filter(pk__gte=ids[0], pk__lte=ids[-1])
        .order_by("pk")
        .select_related("operator", "source")
        .prefetch_related("evses__connectors")
    )
    page = []
    for station in stations.iterator(chunk_size=_CHUNK):
        page.append(station)
        if len(page) == _CHUNK:
            yield list(StationSerializer(page, many=True).data)
            page = []
    yield list(StationSerializer(page, many=True).data)


def _textbook_csv(folder: Path, ids: list[int]) -> None:
    with (folder / "textbook.csv").open("w", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for page in _serialized(ids):
            for facts in page:
                row = _flat(facts)
                if writer is None:
                    writer = csv.DictWriter(file, list(row))
                    writer.writeheader()
                writer.writerow(row)


def _flat(facts: dict[str, Any]) -> dict[str, Any]:
    plugs = [connector for evse in facts["evses"] for connector in evse["connectors"]]
    return {
        **facts,
        "operator": facts["operator"] and facts["operator"]["name"],
        "evses": "; ".join(f"{plug['standard']} {plug['max_electric_power']}" for plug in plugs),
    }


def _textbook_parquet(folder: Path, ids: list[int]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    writer: Any = None
    for page in _serialized(ids):
        if page:
            plain = [{name: value for name, value in facts.items() if name != "vanished_at"} for facts in page]
            table = pa.Table.from_pylist(plain, schema=writer.schema if writer else None)
            writer = writer or parquet.ParquetWriter(folder / "textbook.parquet", _filled(table.schema))
            writer.write_table(table.cast(writer.schema))
    writer.close()


def _filled(schema: Any) -> Any:
    """Columns in which the first page knows nothing are texts."""
    import pyarrow as pa

    def known(kind: Any) -> Any:
        if pa.types.is_null(kind):
            return pa.string()
        if pa.types.is_list(kind):
            return pa.list_(known(kind.value_type))
        if pa.types.is_struct(kind):
            return pa.struct([(field.name, known(field.type)) for field in kind])
        return kind

    return pa.schema([(field.name, known(field.type)) for field in schema])


def _whole(folder: Path, form: str) -> list[dict[str, Any]]:
    """Every station, and the largest memory that the process ever had."""
    use_data_dir(folder)
    from stations.exports.registry import all_formats
    from stations.exports.write import write_export
    from stations.search.query import StationQuery
    from tests.bench.feed import register

    register()
    path = folder / "whole"
    began = time.perf_counter()
    written = write_export(query=StationQuery(access=()), form=all_formats()[form], path=path, now=datetime.now(UTC))
    seconds = time.perf_counter() - began
    path.unlink()
    return [
        {
            "what": f"{form}, whole world of {written.rows:,}",
            "voltway_per_s": round(written.rows / seconds),
            "seconds": round(seconds, 1),
            "file_mb": round(written.size / 1e6),
            "peak_mib": _peak_mib(),
        }
    ]


def _peak_mib() -> int:
    """The kernel's own high-water mark of this process."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
