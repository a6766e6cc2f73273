"""Counts the drivers of a feed's month: at each place, at all places of an operator, and all of them.

A place where fewer than `LEAST` drivers charged has no row. Such places of an operator are in its sums, and in those of
all, only where they had `LEAST` drivers together: so the sum less the places that are told is never a few drivers
(docs/adr/0023-drivers-in-aggregate.md).
"""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from django.db import connection

from analytics.models import ALL, ChargingSession, DriverHour, DriverMonth
from analytics.rollups.sessions import PLACE, seconds
from voltway.lib import bulk

# Fewer drivers than these are told of nowhere.
LEAST: Final = 5

_HOURS_ASIDE, _MONTHS_ASIDE = "aside_driver_hours", "aside_driver_months"
_KEY: Final = "operator, station, site"

# `kept`: sessions that may be told of. `told`: each of them for its place, its operator, and all.
_SESSIONS: Final = f"""
WITH visits AS (
SELECT operator, {PLACE} AS site, day, hour, driver, {{seconds}} AS seconds FROM {ChargingSession._meta.db_table}
WHERE feed = %s AND day BETWEEN %s AND %s AND driver <> '' AND state <> 'VOID'
), places AS (
SELECT {_KEY}, count(DISTINCT driver) AS drivers FROM visits GROUP BY {_KEY}
), small AS (
SELECT operator FROM visits JOIN places USING ({_KEY}) WHERE drivers < {LEAST}
GROUP BY operator HAVING count(DISTINCT driver) >= {LEAST}
), kept AS (
SELECT visits.*, drivers FROM visits JOIN places USING ({_KEY})
WHERE drivers >= {LEAST} OR operator IN (SELECT operator FROM small)
), told AS (
SELECT {_KEY}, day, hour, driver, seconds FROM kept WHERE drivers >= {LEAST}
UNION ALL SELECT operator, '{ALL}', '', day, hour, driver, seconds FROM kept
UNION ALL SELECT '', '{ALL}', '{ALL}', day, hour, driver, seconds FROM kept
)
"""
# The one in the middle, or both of them, of `n` in the order of their numbers.
_MIDDLE: Final = "{number} IN (({n} + 1) / 2, ({n} + 2) / 2)"
_MONTH: Final = f"""
{_SESSIONS}
, people AS (
SELECT {_KEY}, driver, count(*) AS sessions, count(DISTINCT day) AS days,
CAST(sum(seconds) AS bigint) / nullif(count(seconds), 0) AS seconds FROM told GROUP BY {_KEY}, driver
), numbered AS (
SELECT {_KEY}, sessions, days, seconds, count(*) OVER places AS drivers, count(seconds) OVER places AS timed,
row_number() OVER (PARTITION BY {_KEY} ORDER BY sessions) AS by_sessions,
row_number() OVER (PARTITION BY {_KEY} ORDER BY CASE WHEN seconds IS NULL THEN 1 ELSE 0 END, seconds) AS by_seconds
FROM people WINDOW places AS (PARTITION BY {_KEY})
), counted AS (
SELECT {_KEY}, max(drivers) AS drivers, sum(CASE WHEN days > 1 THEN 1 ELSE 0 END) AS came_again,
avg(CASE WHEN {_MIDDLE.format(number="by_sessions", n="drivers")} THEN sessions END) AS sessions,
CASE WHEN max(timed) >= {LEAST} THEN
CAST(sum(CASE WHEN {_MIDDLE.format(number="by_seconds", n="timed")} THEN seconds END) AS bigint)
/ sum(CASE WHEN {_MIDDLE.format(number="by_seconds", n="timed")} THEN 1 END) END AS seconds
FROM numbered GROUP BY {_KEY}
), hours AS (
SELECT {_KEY}, hour, row_number() OVER (PARTITION BY {_KEY} ORDER BY drivers DESC, hour) AS place FROM {_HOURS_ASIDE}
)
SELECT {_KEY}, drivers, came_again, sessions, seconds, hour
FROM counted LEFT JOIN (SELECT {_KEY}, hour FROM hours WHERE place = 1) favourite USING ({_KEY})
"""
_HOURS: Final = f"""
{_SESSIONS}
SELECT {_KEY}, hour, count(DISTINCT driver) AS drivers FROM told
GROUP BY {_KEY}, hour HAVING count(DISTINCT driver) >= {LEAST}
"""


@contextmanager
def counted_drivers(feed: str, month: date) -> Iterator[None]:
    """Count the drivers of a month, given by its first day, aside: `write_drivers` in the block publishes it."""
    period = [feed, month.isoformat(), month.replace(day=monthrange(month.year, month.month)[1]).isoformat()]
    with (
        bulk.aside(_HOURS_ASIDE, _HOURS.format(seconds=seconds()), period),
        # The hour in which most came is one of those.
        bulk.aside(_MONTHS_ASIDE, _MONTH.format(seconds=seconds()), period),
    ):
        yield


def write_drivers(feed: str, month: date) -> None:
    """Put what is counted in the place of what was, in the transaction that the caller opens."""
    for table, columns, counted in (
        (DriverHour, f"{_KEY}, hour, drivers", _HOURS_ASIDE),
        (DriverMonth, f"{_KEY}, drivers, came_again, sessions, seconds, hour", _MONTHS_ASIDE),
    ):
        table.objects.filter(feed=feed, month=month)._raw_delete("default")
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table._meta.db_table} (month, feed, {columns}) SELECT %s, %s, {columns} FROM {counted}",
                [month.isoformat(), feed],
            )
