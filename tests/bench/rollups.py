"""`./dev bench rollups`: millions of events and sessions are added up, then asked as dashboards ask; beside it GROUP BY
over every row, in the same run and with the same answers.

All of it is made up, with the same numbers every time: stations and areas are asked for as a few towns and many
villages would be (Zipf). The rows are kept between runs.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event as Bell
from threading import Thread
from typing import Any

import numpy as np

from tests.bench.machine import milliseconds, report
from tests.bench.world import ROOT, use_data_dir

LAST = date(2026, 11, 23)
_ROUTES = ("api-stations", "api-tile", "api-station", "api-nearby", "api-suggestions", "api-operators", "api-exports")
_FILTERS = ("connector", "min_power_kw", "operator", "open", "available", "access")
_BATCH = 20_000
# Who come again and again, each to many of the stations.
_DRIVERS = 40_000


def main() -> None:
    """Fill, add up, ask and print."""
    parser = argparse.ArgumentParser(prog="./dev bench rollups", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000, help="rows")
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("--stations", type=int, default=20_000, help="that are viewed; a tenth of them have sessions")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--asked", type=int, default=9, help="how often each question is asked")
    parser.add_argument("--json", metavar="PATH")
    parser.add_argument("--data", type=Path, default=None, help="where the rows are kept")
    options = parser.parse_args()
    use_data_dir(options.data or ROOT / "var" / "bench" / f"rollups-{options.events}-{options.sessions}")
    bench = _Bench(options.events, options.sessions, options.stations, options.days)
    rows = [*bench.added_up(), *bench.asked(options.asked), *bench.insights(options.asked)]
    title = f"Roll-ups: {options.events:,} events and {options.sessions:,} sessions of {options.days} days"
    report(title, rows, json_path=options.json)


def _asked_for(insight: Any, values: dict[str, list[str]], times: int) -> dict[str, Any]:
    from analytics.insights import parameters

    seconds, rows = [], []
    for _ in range(times):
        began = time.perf_counter()
        rows = insight.rows(parameters.read(insight, values, today=LAST))
        seconds.append(time.perf_counter() - began)
    return {**milliseconds(seconds), "rows": len(rows)}


class _Bench:
    """A database of made-up rows."""

    def __init__(self, events: int, sessions: int, stations: int, days: int) -> None:
        from django.core.management import call_command

        from analytics.models import ChargingSession, Event

        self.events, self.sessions, self.stations, self.days = events, sessions, stations, days
        self.dice = np.random.default_rng(6)
        call_command("migrate", verbosity=0)
        if Event.objects.count() != events or ChargingSession.objects.count() != sessions:
            self._fill()

    def added_up(self) -> Iterator[dict[str, Any]]:
        """All of it once, a tenth of it, and a day of which one more row came."""
        from analytics.models import Event, EventDay, EventHour, Kind, RollUp, SessionDay, SessionHour, StaleDay
        from analytics.recommendations import covisits
        from analytics.rollups import fold
        from analytics.rollups.stale import mark_days

        for table in (EventDay, EventHour, SessionDay, SessionHour, StaleDay):
            table._default_manager.all()._raw_delete("default")
        tenth = LAST - timedelta(days=max(1, self.days // 10) - 1)
        yield self._timed("added up: a tenth of the days", lambda: fold.rebuild(since=tenth))
        yield self._timed("added up: all days", fold.rebuild)
        yield self._timed("added up: all days again", fold.rebuild)
        Event.objects.create(day=LAST, hour=23, kind=Kind.EXPORTED, subject="csv", times=1)
        mark_days(StaleDay.Kind.EVENTS, [LAST])
        yield self._timed("added up: one day, after one more event", fold.refresh)
        Event.objects.filter(kind=Kind.EXPORTED).delete()
        fold.rebuild(since=LAST)
        RollUp.objects.filter(kind=RollUp.COVISITS).delete()
        pairs = partial(covisits.renew, now=datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC))
        yield self._timed("counted: pairs of stations that drivers share", pairs)
        yield {"what": "rows of sums", "rows": sum(table.objects.count() for table in (EventDay, EventHour)),
               "days": f"{SessionDay.objects.count() + SessionHour.objects.count():,} of sessions"}  # fmt: skip

    def asked(self, times: int) -> Iterator[dict[str, Any]]:
        """Each question of the sums several times, of every row once; the answers have to be the same."""
        from django.db import connection

        from tests.bench.questions import of_events, of_sessions

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for question in (*of_events(LAST, self.days, _station(3)), *of_sessions(LAST, self.days, _station(3))):
            began = time.perf_counter()
            rows = question.raw.rows()
            textbook = time.perf_counter() - began
            question.check(rows)
            seconds = []
            for _ in range(times):
                began = time.perf_counter()
                question.sums.rows()
                seconds.append(time.perf_counter() - began)
            yield {
                "what": question.what,
                **milliseconds(seconds),
                "textbook_ms": round(textbook * 1000),
                "rows": len(rows),
            }

    def insights(self, times: int) -> Iterator[dict[str, Any]]:
        """Each insight, added up in each way and at its most, from parameters to rows: of 30 days and of all."""
        from analytics.insights.registry import INSIGHTS

        ways = [(one, by) for one in INSIGHTS.values() for by in one.by or ("",)]
        for insight, by in ways:
            for days in (30, self.days):
                values = {"from": [str(LAST - timedelta(days=days - 1))], "to": [str(LAST)]}
                values |= {"by": [by]} if by else {}
                values |= {"limit": [str(insight.limits[1])]} if insight.limits[1] else {}
                what = f"insight {insight.name}{by and f' by {by}'}, {days} days"
                yield {"what": what, **_asked_for(insight, values, times)}

    def _timed(self, what: str, work: Callable[[], int]) -> dict[str, Any]:
        memory = _Memory()
        began = time.perf_counter()
        days = work()
        seconds = time.perf_counter() - began
        return {"what": what, "seconds": round(seconds, 2), "days": days, "most_memory_mib": memory.stop()}

    def _fill(self) -> None:
        from django.db import connection, transaction

        from analytics.models import ChargingSession, Event
        from voltway.lib import bulk

        print(f"making {self.events:,} events and {self.sessions:,} sessions …", flush=True)
        columns = ("day", "hour", "kind", "subject", "outcome", "bucket", "times")
        for table in (Event, ChargingSession):
            table._default_manager.all()._raw_delete("default")
        for table, names, made, count in (
            (Event, columns, self._events, self.events), (ChargingSession, _SESSION, self._sessions, self.sessions),
        ):  # fmt: skip
            for first in range(0, count, _BATCH):
                with transaction.atomic():
                    bulk.insert(table, names, made(first, min(_BATCH, count - first)))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _events(self, first: int, count: int) -> Iterator[tuple[Any, ...]]:
        """Of ten: four views, three searches, a filter, two calls. Days come one after the other, as they do."""
        days = [str(LAST - timedelta(days=self.days - 1 - n)) for n in range(self.days)]
        hours = self.dice.integers(0, 24, count).tolist()
        kinds = self.dice.integers(0, 10, count).tolist()
        numbers = self._zipf(self.stations, count)
        others = self.dice.integers(0, 1_000, count).tolist()
        for n, (hour, kind, number, other) in enumerate(zip(hours, kinds, numbers, others, strict=True)):
            day = days[(first + n) * self.days // self.events]
            if kind < 4:
                yield day, hour, "VIEWED", _station(number), "", 0, 1
            elif kind < 7:
                area = f"{35 + number % 300 / 10:.1f},{number // 300 % 400 / 10 - 10:.1f}"
                yield day, hour, "SEARCHED", area, "nothing" if other < 100 else "found", 0, 1
            elif kind < 8:
                yield day, hour, "FILTERED", _FILTERS[other % len(_FILTERS)], "", 0, 1
            else:
                outcome = "5xx" if other < 2 else "4xx" if other < 30 else "2xx"
                yield day, hour, "API", _ROUTES[number % len(_ROUTES)], outcome, min(13, other % 17), 1

    def _sessions(self, first: int, count: int) -> Iterator[tuple[Any, ...]]:
        hours = self.dice.integers(0, 24, count).tolist()
        energy = self.dice.integers(0, 60_000, count).tolist()
        for n, (hour, wh, number) in enumerate(zip(hours, energy, self._zipf(self.stations // 10, count), strict=True)):
            day = LAST - timedelta(days=self.days - 1 - (first + n) * self.days // self.sessions)
            began, ended = f"{day} {hour:02}:00:00+00:00", f"{day} {hour:02}:45:00+00:00"
            cost, operator = f"{wh * 4 // 1000 / 10:.2f}", f"Operator {number % 50}"
            yield ("bench", str(first + n), _station(number), "", "", "", operator, began, ended, wh, cost, "EUR",
                   f"{(first + n) * 7919 % _DRIVERS:032}", "UTC", str(day), hour, "ENDED", "", ended)  # fmt: skip

    def _zipf(self, most: int, count: int) -> list[int]:
        """Numbers below `most`, small ones far more often."""
        found: list[int] = np.minimum(self.dice.zipf(1.2, count) - 1, most * 50).tolist()
        return [number % most for number in found]


_SESSION = (
    "feed", "native_id", "station", "site", "evse_uid", "connector_uid", "operator", "started_at", "ended_at",
    "energy_wh", "cost", "currency", "driver", "time_zone", "day", "hour", "state", "doubts", "changed_at",
)  # fmt: skip


def _station(number: int) -> str:
    return f"s{number:011}"


class _Memory:
    """Watches the largest memory that this process has of its own."""

    def __init__(self) -> None:
        self._most, self._end = 0, Bell()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """In MiB."""
        self._end.set()
        self._thread.join()
        return self._most >> 20

    def _watch(self) -> None:
        from voltway.lib.process_memory import own_bytes

        while not self._end.wait(0.05):
            self._most = max(self._most, own_bytes())


if __name__ == "__main__":
    main()
