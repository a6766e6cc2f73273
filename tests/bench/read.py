"""`./dev bench read`: lists, nearest, tiles and suggestions on a large world, beside the textbook way in the same run.

One process answers, without a network: the whole of Django and DRF runs, the socket does not.
"""

import argparse
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.machine import milliseconds, report
from tests.bench.world import ROOT, build, use_data_dir

CCS_150 = "connector=ccs&min_power_kw=150"
TEXTBOOK_CCS_150 = "connector=IEC_62196_T1_COMBO&connector=IEC_62196_T2_COMBO&min_power=150000"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench read", description=__doc__)
    parser.add_argument("--stations", type=int, default=1_500_000)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each round of each row")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", metavar="PATH")
    parser.add_argument("--data", type=Path, default=None, help="where the world is kept")
    parser.add_argument("--only", choices=["lists", "tiles", "suggestions"], help="measure one part")
    options = parser.parse_args()
    folder = options.data or ROOT / "var" / "bench" / f"read-{options.stations}"
    use_data_dir(folder)
    build(options.stations)
    _warm(folder)
    bench = _Bench(options.seconds, options.rounds)
    title = f"Reading, {options.stations:,} stations, one worker"
    parts = [options.only] if options.only else ["lists", "tiles", "suggestions"]
    report(title, [row for part in parts for row in getattr(bench, part)()], json_path=options.json)


def _warm(folder: Path) -> None:
    """Read the database once, for both sides: what is compared is the work, not whose pages the disk had to bring."""
    for path in folder.glob("*.sqlite3"):
        with path.open("rb") as file:
            while file.read(1 << 24):
                pass


class _Bench:
    """Asks the same questions of VoltWay and of the textbook, in turns."""

    def __init__(self, seconds: float, rounds: int) -> None:
        from django.core.cache import cache
        from django.core.handlers.wsgi import WSGIHandler
        from django.db import connection

        from stations.models import Station

        self.seconds, self.rounds, self.cache = seconds, rounds, cache
        self.application = WSGIHandler()
        dice = Random("voltway read bench")
        _with_textbook_indexes(connection)
        stations = Station.objects.count()
        picks = sorted(dice.sample(range(1, stations + 1), 2000))
        # Where the textbook's pages begin: as strewn as our boxes.
        self.cursors = [b64encode(f"p={start}".encode()).decode() for start in dice.sample(range(1, stations), 2000)]
        found = Station.objects.filter(pk__in=picks).values_list("latitude", "longitude", "public_id")
        self.points = list(found)
        dice.shuffle(self.points)

    def lists(self) -> Iterator[dict[str, Any]]:
        """Requests a second, VoltWay's and the textbook's rounds taking turns."""
        box = "bbox={west},{south},{east},{north}"
        yield self._versus(
            "list of 100 in a box, uncached",
            self._queries("/api/v2/stations/?limit=100&" + box, spread=2.0),
            self._queries("/textbook/list/?" + box, spread=2.0),
        )
        yield self._versus(
            "list of 100 with CCS ≥ 150 kW in a box",
            self._queries("/api/v2/stations/?limit=100&" + CCS_150 + "&" + box, spread=4.0),
            self._queries("/textbook/list/?" + TEXTBOOK_CCS_150 + "&" + box, spread=4.0),
        )
        # Not the same question, and the kindest one to the textbook: a page of the table, wherever its rows lie.
        yield self._versus(
            "list of 100 in a box, beside a page of 100 without a box",
            self._queries("/api/v2/stations/?limit=100&" + box, spread=2.0),
            self._queries("/textbook/list/?cursor={cursor}", spread=0),
        )
        yield self._versus(
            "nearest 20 with CCS ≥ 150 kW, 50 km",
            self._queries("/api/v2/stations/nearby/?limit=20&radius_km=50&" + CCS_150 + "&lat={lat}&lon={lon}"),
            self._queries("/textbook/nearest/?" + TEXTBOOK_CCS_150 + "&lat={lat}&lon={lon}"),
        )

    def tiles(self) -> Iterator[dict[str, Any]]:
        """Milliseconds for a tile at each zoom: without filters, with plug, power and access, with others."""
        filters = {
            "no filter": "",
            "CCS ≥ 150 kW, public": f"?{CCS_150}&access=PUBLIC",
            "T2 ≥ 20 kW (off a class edge)": "?connector=type2&min_power_kw=20&access=PUBLIC",
            "open now, card, café": "?open=now&payment=card&amenity=CAFE",
            "text search": "?q=bench+network+7",
        }
        # The first tile of a process that finds none of the machine's snapshots makes one.
        yield {"what": "first tile ever (makes the snapshot)", **milliseconds([self._timed("/api/v2/tiles/0/0/0.mvt")])}
        for name, query in filters.items():
            for zoom in (0, 2, 4, 6, 8, 10, 12, 14):
                times = [self._timed(path) for path in self._tile_paths(zoom, query)]
                yield {"what": f"tile z{zoom}, {name}", **milliseconds(times)}

    def suggestions(self) -> Iterator[dict[str, Any]]:
        """Milliseconds for what a search box offers."""
        words = [
            "b",
            "bo",
            "bost",
            "san fr",
            "bench",
            "bench network 1",
            "bench street 24",
            "lon",
            "saint",
            "zur",
            "tokyo 3",
        ]
        times = [self._timed(f"/api/v2/stations/suggestions/?q={word.replace(' ', '+')}") for word in words * 20]
        yield {"what": "suggestions", **milliseconds(times)}

    def _queries(self, template: str, spread: float = 0.5) -> Callable[[int], str]:
        def query(number: int) -> str:
            latitude, longitude, _ = self.points[number % len(self.points)]
            shift = (number // len(self.points)) * 1e-5
            return template.format(
                lat=round(latitude + shift, 5), lon=round(longitude, 5), cursor=self.cursors[number % 2000],
                west=max(-180, longitude - spread), east=min(180, longitude + spread),
                south=max(-90, latitude - spread), north=min(90, latitude + spread),
            )  # fmt: skip

        return query

    def _versus(self, what: str, ours: Callable[[int], str], textbook: Callable[[int], str]) -> dict[str, Any]:
        rates: dict[str, list[float]] = {"ours": [], "textbook": []}
        for _ in range(self.rounds):
            rates["ours"].append(self._rate(ours))
            rates["textbook"].append(self._rate(textbook))
        mine, theirs = (sorted(rates[name])[self.rounds // 2] for name in ("ours", "textbook"))
        return {
            "what": what,
            "voltway_per_s": round(mine, 1),
            "textbook_per_s": round(theirs, 2),
            "times": round(mine / theirs, 1),
        }

    def _rate(self, query: Callable[[int], str]) -> float:
        done, began = 0, time.perf_counter()
        while (spent := time.perf_counter() - began) < self.seconds:
            self._timed(query(done))
            done += 1
        return done / spent

    def _tile_paths(self, zoom: int, query: str) -> Iterator[str]:
        from voltway.lib.cells import cell_of, tile_of

        for latitude, longitude, _ in self.points[: 1 if zoom == 0 else 8 if zoom < 4 else 60]:
            x, y = tile_of(cell_of(latitude, longitude), zoom)
            yield f"/api/v2/tiles/{zoom}/{x}/{y}.mvt{query}"

    def _timed(self, address: str) -> float:
        """Seconds for one request, nothing cached."""
        from django.test import RequestFactory

        self.cache.clear()
        environ = RequestFactory().get(address, HTTP_HOST="localhost").environ
        began = time.perf_counter()
        response = self.application(environ, _started)
        content = b"".join(response)
        spent = time.perf_counter() - began
        response.close()
        if _started.status != "200 OK":
            raise RuntimeError(f"{address} answered {_started.status}: {content[:300]!r}")
        return spent


class _Started:
    """WSGI's start_response: remembers the status."""

    status = ""

    def __call__(self, status: str, *_: Any) -> Any:
        self.status = status


_started = _Started()


def _with_textbook_indexes(connection: Any) -> None:
    """The indexes that a textbook would have, and its two paths."""
    from django.urls import path

    from tests.bench.textbook import NearestStations, StationList
    from voltway import urls

    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX IF NOT EXISTS textbook_place ON stations_station (latitude, longitude)")
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS textbook_plug ON stations_connector (standard, max_electric_power, evse_id)"
        )
    urls.urlpatterns[:0] = [
        path("textbook/list/", StationList.as_view()),
        path("textbook/nearest/", NearestStations.as_view()),
    ]


if __name__ == "__main__":
    main()
