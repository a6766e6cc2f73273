"""`./dev bench explain`: how the database answers the hottest queries of a large world, as it says so itself.

What stands in docs/database.md. Each query is taken from a real request, asked 15 times, then explained.
"""

import argparse
import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.world import ROOT, build, use_data_dir

TIMES = 15
# The middle of the busiest place of the invented world is asked about.
CCS = "connector=ccs&min_power_kw=150"


class Hot(NamedTuple):
    """A query: what it is for, the request that asks it, and words by which its statement is known."""

    what: str
    request: str
    known_by: str


HOT = [
    Hot("version of the data, with every request", "/api/v2/stations/?limit=1", "FROM stations_dataversion"),
    Hot("search: the first 100 of a box", "/api/v2/stations/?limit=100&{box}", "ORDER BY s.cell"),
    Hot("documents of a page", "/api/v2/stations/?limit=100&{box}", "s.document FROM"),
    Hot("search with a plug: CCS ≥ 150 kW in a box", "/api/v2/stations/?limit=100&{box}&" + CCS, "ORDER BY s.cell"),
    Hot(
        "nearest 20 with CCS ≥ 150 kW within 50 km",
        "/api/v2/stations/nearby/?limit=20&radius_km=50&{point}&" + CCS,
        "s.latitude, s.longitude FROM span",
    ),
    Hot("strongest first in a box", "/api/v2/stations/?limit=100&{box}&order=power", "ORDER BY coalesce"),
    Hot("how many there are in a box, for the finder", "/?{box}", "count(*)"),
    Hot("stations by words that few have", "/api/v2/stations/?q=street+4711", "LIMIT 2001"),
    Hot("suggestions for “bench str”", "/api/v2/stations/suggestions/?q=bench+str", "s.search_text"),
    Hot("one station by its id", "/api/v2/stations/{id}/", "s.public_id ="),
    Hot("live states of a page of stations", "/api/v2/stations/?limit=100&{box}", "FROM stations_evsestatus"),
    Hot("what has changed since the beginning", "/api/v2/stations/?modified_since=all&limit=100", "UNION ALL"),
    Hot("how many locations there are for OCPI", "/ocpi/2.2.1/locations?limit=100", "count(*)"),
    Hot("a page of locations, half the world further on", "/ocpi/2.2.1/locations?limit=100&offset=50000", "OFFSET %s"),
    Hot("an import looks for the records it has read", "", "FROM stations_sourcerecord"),
]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench explain", description=__doc__)
    parser.add_argument("--stations", type=int, default=100_000)
    parser.add_argument("--data", type=Path, default=None, help="where the world is kept")
    options = parser.parse_args()
    use_data_dir(options.data or ROOT / "var" / "bench" / f"read-{options.stations}")
    build(options.stations)
    from django.db import connection

    print(f"\n## {connection.display_name}, {options.stations:,} stations\n")
    for hot in HOT:
        statement = _statement(hot)
        if statement:
            _show(hot, *statement)
        else:
            print(f"### {hot.what}\n\nNot asked: nothing of this world needs it.\n")


def _statement(hot: Hot) -> tuple[str, Any] | None:
    """The statement of a request that is known by these words, and its parameters."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        shown = re.sub(r"LIMIT %s$", f"LIMIT {params[-1]}", sql) if params else sql
        if hot.known_by in shown:
            seen.append((sql, params))
        return execute(sql, params, many, context)

    from django.db import connection

    with connection.execute_wrapper(note):
        _ask(hot.request)
    return seen[0] if seen else None


def _ask(request: str) -> None:
    from django.core.cache import cache
    from django.test import Client

    from stations.models import SourceRecord, Station
    from stations.search import words
    from stations.sources.store import Store

    middle = Station.objects.order_by("cell")[Station.objects.count() // 2]
    latitude, longitude = middle.latitude, middle.longitude
    box = f"bbox={longitude - 2:.4f},{latitude - 2:.4f},{longitude + 2:.4f},{latitude + 2:.4f}"
    if not request:
        record = SourceRecord.objects.select_related("source").order_by("pk")[0]
        ids = list(SourceRecord.objects.order_by("pk").values_list("native_id", flat=True)[:500])
        Store.known(_store_of(record.source), ids)
        return
    cache.clear()
    words.few.cache_clear()
    address = request.format(box=box, point=f"lat={latitude}&lon={longitude}", id=middle.public_id)
    response = Client(HTTP_HOST="localhost").get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")


def _store_of(source: Any) -> Any:
    from datetime import UTC, datetime

    from stations.models import ImportRun
    from stations.sources.report import Report
    from stations.sources.store import Store
    from tests.bench.feed import register

    return Store(source, register(), ImportRun(source=source), Report(), now=datetime.now(UTC))


def _show(hot: Hot, sql: str, params: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        spent = sorted(_timed(cursor, sql, params) for _ in range(TIMES))
        how = "EXPLAIN (ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{how} {sql}", params)
        plan = [str(row[-1]) for row in cursor.fetchall()]
    print(
        f"### {hot.what}\n\n`{hot.request or 'import'}`: {statistics.median(spent) * 1000:.2f} ms (median of {TIMES})\n"
    )
    print("\n".join(["```", *_short(sql), "", *_trimmed(plan), "```", ""]), flush=True)


def _timed(cursor: Any, sql: str, params: Any) -> float:
    began = time.perf_counter()
    cursor.execute(sql, params)
    cursor.fetchall()
    return time.perf_counter() - began


def _short(sql: str) -> Iterator[str]:
    """The statement without what repeats itself."""
    text = re.sub(r"(%s, ){3,}%s", "%s, …", " ".join(sql.split()))
    text = re.sub(r"(\(\d+, \d+\), ){2,}\(\d+, \d+\)", "(…, …), …", text)
    yield from (text[start : start + 150] for start in range(0, len(text), 150))


def _trimmed(plan: list[str]) -> Iterator[str]:
    for line in plan:
        text = re.sub(r"'\{[^}]{40,}\}'", "'{…}'", line)
        yield text if len(text) <= 160 else f"{text[:159]}…"


if __name__ == "__main__":
    main()
