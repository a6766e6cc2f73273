"""`./dev bench keys`: the list of 100 with a key that is checked and charged, beside the textbook way without one.

One process answers, without a network: the application that the server calls runs, the socket does not. With REDIS_URL
Redis counts, else the database. Every request has a box of its own, so that nothing is answered from memory, but in the
row that says so.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.machine import report
from tests.bench.world import ROOT, build, use_data_dir


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench keys", description=__doc__)
    parser.add_argument("--stations", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each round of each row")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", metavar="PATH")
    parser.add_argument("--data", type=Path, default=None, help="where the world is kept")
    options = parser.parse_args()
    use_data_dir(options.data or ROOT / "var" / "bench" / f"read-{options.stations}")
    build(options.stations)
    bench = _Bench(options.seconds, options.rounds)
    counter = "Redis" if bench.in_redis else "the database"
    rows = [
        bench.versus("list of 100 with a key", bench.list_of, bench.key),
        bench.versus("list of 100 without a key", bench.list_of, {}),
        bench.versus("list of 100 with a key, kept in memory", lambda _: bench.list_of(0), bench.key),
    ]
    report(f"Keys, {options.stations:,} stations, {counter} counts", rows, json_path=options.json)


class _Bench:
    """Asks VoltWay and the textbook in turns."""

    def __init__(self, seconds: float, rounds: int) -> None:
        from django.db import connection

        from accounts.quotas import in_redis
        from stations.models import Station
        from tests.bench.read import _with_textbook_indexes
        from tests.fakes import keys
        from voltway.early import Application

        self.seconds, self.rounds, self.in_redis = seconds, rounds, in_redis.is_used()
        # No address comes twice, so that nothing is answered from memory.
        self.asked = 0
        self.application = Application()
        _with_textbook_indexes(connection)
        found = Station.objects.order_by("public_id").values_list("latitude", "longitude")[:2000]
        self.points = list(found)
        self.key = keys.headers("bench@volt.example", "enterprise")
        _without_limits()

    def list_of(self, number: int, path: str = "/api/v2/stations/?limit=100&bbox=") -> str:
        latitude, longitude = self.points[number % len(self.points)]
        shift = number // len(self.points) * 1e-5
        west, east = max(-180.0, longitude - 2), min(180.0, longitude + 2)
        return f"{path}{west},{max(-90.0, latitude + shift - 2)},{east},{min(90.0, latitude + shift + 2)}"

    def versus(self, what: str, ours: Callable[[int], str], headers: dict[str, str]) -> dict[str, Any]:
        """Requests a second, in rounds that take turns."""

        def textbook(number: int) -> str:
            return self.list_of(number, path="/textbook/list/?bbox=")

        rates: dict[str, list[float]] = {"ours": [], "textbook": []}
        for _ in range(self.rounds):
            rates["ours"].append(self._rate(ours, headers))
            rates["textbook"].append(self._rate(textbook, {}))
        mine, theirs = (sorted(rates[name])[self.rounds // 2] for name in ("ours", "textbook"))
        return {"what": what, "voltway_per_s": round(mine, 1), "textbook_per_s": round(theirs, 2),
                "times": round(mine / theirs, 1)}  # fmt: skip

    def _rate(self, address: Callable[[int], str], headers: dict[str, str]) -> float:
        done, began = 0, time.perf_counter()
        while (spent := time.perf_counter() - began) < self.seconds:
            self._ask(address(self.asked), headers)
            done, self.asked = done + 1, self.asked + 1
        return done / spent

    def _ask(self, address: str, headers: dict[str, str]) -> None:
        from django.test import RequestFactory

        told: list[Any] = []
        environ = RequestFactory(headers=headers).get(address, HTTP_HOST="localhost").environ
        environ["CONTENT_LENGTH"] = ""
        response: Any = self.application(environ, lambda *given: told.append(given))
        content = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        if told[0][0] != "200 OK":
            raise RuntimeError(f"{address} answered {told[0][0]}: {content[:300]!r}")


def _without_limits() -> None:
    """Everything is counted, and nothing refused."""
    from accounts.models import Plan, Subscription

    Plan.objects.update(per_minute=1_000_000_000)
    Subscription.objects.update(agreed_per_day=1_000_000_000)


if __name__ == "__main__":
    main()
