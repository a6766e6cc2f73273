"""What dashboards ask, once of the sums and once of every row: each pair has to give the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from voltway.lib.bulk import on_postgresql

Rows = list[tuple[Any, ...]]


class Query(NamedTuple):
    sql: str
    params: Sequence[Any]

    def rows(self) -> Rows:
        """The answer."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            found: Rows = cursor.fetchall()
            return found


class Question(NamedTuple):
    """`sums` is how VoltWay asks, `raw` the textbook's GROUP BY over all rows."""

    what: str
    sums: Query
    raw: Query

    def check(self, rows: Rows) -> None:
        """Raises AssertionError where sums and rows disagree."""
        assert _plain(self.sums.rows()) == _plain(rows), self.what


def of_events(last: date, days: int, station: str) -> list[Question]:
    """Questions about the use of the site up to a day."""
    all_days, month, week = (str(last - timedelta(days=n - 1)) for n in (days, 30, 7))
    d, h, r = "analytics_eventday", "analytics_eventhour", "analytics_event"

    def both(what: str, sums: str, raw: str, *params: Any) -> Question:
        return Question(what, Query(sums, params), Query(raw, params))

    most, nothing = "GROUP BY subject ORDER BY 2 DESC, 1 LIMIT", "kind = %s AND outcome = 'nothing' AND day >= %s"
    cells, named = "subject, day, hour, outcome, bucket", "outcome = '' AND subject <> '*'"
    by_weekday = f"SELECT {_weekday()}, hour, sum(times) FROM {{}} WHERE kind = %s AND day >= %s {{}} GROUP BY 1, 2"
    return [
        both(
            f"views by day, {days} days",
            f"SELECT day, times FROM {d} WHERE kind = %s AND subject = '*' AND day >= %s",
            f"SELECT day, sum(times) FROM {r} WHERE kind = %s AND day >= %s GROUP BY day",
            "VIEWED", all_days,
        ),
        both(
            "20 most viewed stations, 30 days",
            f"SELECT subject, sum(times) FROM {d} WHERE kind = %s AND day >= %s AND {named} {most} 20",
            f"SELECT subject, sum(times) FROM {r} WHERE kind = %s AND day >= %s {most} 20",
            "VIEWED", month,
        ),
        both(
            f"one station's views by day, {days} days",
            f"SELECT day, times FROM {d} WHERE kind = %s AND subject = %s AND day >= %s",
            f"SELECT day, sum(times) FROM {r} WHERE kind = %s AND subject = %s AND day >= %s GROUP BY day",
            "VIEWED", station, all_days,
        ),
        both(
            f"searches by weekday and hour, {days} days",
            by_weekday.format(h, "AND subject = '*'"), by_weekday.format(r, ""), "SEARCHED", all_days,
        ),
        both(
            "100 areas where most searches find nothing, 30 days",
            f"SELECT subject, sum(times) FROM {d} WHERE {nothing} AND subject <> '*' {most} 100",
            f"SELECT subject, sum(times) FROM {r} WHERE {nothing} {most} 100",
            "SEARCHED", month,
        ),
        both(
            "durations and errors of each route by hour, 7 days",
            f"SELECT {cells}, times FROM {h} WHERE kind = %s AND day >= %s AND subject <> '*'",
            f"SELECT {cells}, sum(times) FROM {r} WHERE kind = %s AND day >= %s GROUP BY {cells}",
            "API", week,
        ),
    ]  # fmt: skip


def of_sessions(last: date, days: int, station: str) -> list[Question]:
    """Questions about charging up to a day."""
    since = str(last - timedelta(days=days - 1))
    month = str(last - timedelta(days=29))
    d, h, r = "analytics_sessionday", "analytics_sessionhour", "analytics_chargingsession"
    hours = (
        "SELECT day, hour, sum(sessions) AS sessions FROM {} WHERE station = %s AND site = %s AND day >= %s"
        " GROUP BY day, hour"
    )
    most = "GROUP BY station ORDER BY 2 DESC, 1 LIMIT"
    cells = f"SELECT {_weekday()}, hour, {{}} FROM {{}} WHERE {{}} day >= %s GROUP BY 1, 2"
    return [
        Question(
            f"sessions by weekday and hour, {days} days",
            # Weekdays of days, not of each operator's hours.
            Query(cells.format("sum(sessions)", f"({hours.format(h)}) AS hours", ""), ["*", "*", since, since]),
            Query(cells.format("count(*)", r, ""), [since]),
        ),
        Question(
            f"one station's sessions by weekday and hour, {days} days",
            Query(cells.format("sum(sessions)", f"({hours.format(h)}) AS hours", ""), [station, "", since, since]),
            Query(cells.format("count(*)", r, "station = %s AND"), [station, since]),
        ),
        Question(
            f"energy and revenue by operator, currency and month, {days} days",
            Query(
                f"SELECT operator, currency, {_month()}, sum(energy_wh), round(sum(cost), 4) FROM {d}"
                " WHERE station = '*' AND site = '' AND day >= %s GROUP BY 1, 2, 3", [since],
            ),
            Query(
                f"SELECT operator, currency, {_month()}, sum(energy_wh), round(sum(cost), 4) FROM {r}"
                " WHERE day >= %s GROUP BY 1, 2, 3", [since],
            ),
        ),
        Question(
            "20 busiest stations, 30 days",
            Query(
                f"SELECT station, sum(sessions) FROM {d} WHERE station > '*' AND day >= %s {most} 20", [month],
            ),
            Query(
                f"SELECT station, count(*) FROM {r} WHERE day >= %s {most} 20", [month],
            ),
        ),
    ]  # fmt: skip


def _weekday() -> str:
    return "extract(dow FROM day)" if on_postgresql() else "strftime('%%w', day)"


def _month() -> str:
    return "to_char(day, 'YYYY-MM')" if on_postgresql() else "strftime('%%Y-%%m', day)"


def _plain(rows: Rows) -> list[tuple[str, ...]]:
    """Numbers of any type in one form."""
    return sorted(
        tuple(f"{cell:.4f}" if not isinstance(cell, str | date) else str(cell) for cell in row) for row in rows
    )
