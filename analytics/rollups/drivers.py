"""Counts the drivers of a feed's month: at each place, at all places of an operator, and all of them.

A place where fewer than `LEAST` drivers charged has no row. Such places of an operator are in its sums, and in those of
all, only where they had `LEAST` drivers together: so the sum less the places that are told is never a few drivers
(docs/adr/0023-drivers-in-aggregate.md).
"""

from calendar import monthrange
from datetime import date
from typing import Final

from django.db import connection

from analytics.models import ALL, ChargingSession, DriverHour, DriverMonth
from analytics.rollups.sessions import PLACE, seconds

# Fewer drivers than these are told of nowhere.
LEAST: Final = 5

_TABLES: Final = (DriverMonth, DriverHour)
_HOUR: Final = DriverHour._meta.db_table
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
INSERT INTO {DriverMonth._meta.db_table} (month, feed, {_KEY}, drivers, came_again, sessions, seconds, hour) {_SESSIONS}
, people AS (
SELECT {_KEY}, driver, count(*) AS sessions, count(DISTINCT day) AS days,
CAST(sum(seconds) AS bigint) / nullif(count(seconds), 0) AS seconds FROM told GROUP BY {_KEY}, driver
), numbered AS (
SELECT {_KEY}, sessions, days, seconds, count(*) OVER places AS drivers, count(seconds) OVER places AS timed,
row_number() OVER (PARTITION BY {_KEY} ORDER BY sessions) AS by_sessions,
row_number() OVER (PARTITION BY {_KEY} ORDER BY CASE WHEN seconds IS NULL THEN 1 ELSE 0 END, seconds) AS by_seconds
FROM people WINDOW places AS (PARTITION BY {_KEY})
)
SELECT %s, %s, {_KEY}, max(drivers), sum(CASE WHEN days > 1 THEN 1 ELSE 0 END),
avg(CASE WHEN {_MIDDLE.format(number="by_sessions", n="drivers")} THEN sessions END),
CASE WHEN max(timed) >= {LEAST} THEN
CAST(sum(CASE WHEN {_MIDDLE.format(number="by_seconds", n="timed")} THEN seconds END) AS bigint)
/ sum(CASE WHEN {_MIDDLE.format(number="by_seconds", n="timed")} THEN 1 END) END,
(SELECT h.hour FROM {_HOUR} h WHERE h.month = %s AND h.feed = %s AND h.station = numbered.station
AND h.operator = numbered.operator AND h.site = numbered.site ORDER BY h.drivers DESC, h.hour LIMIT 1)
FROM numbered GROUP BY {_KEY}
"""
_HOURS: Final = f"""
INSERT INTO {_HOUR} (month, feed, {_KEY}, hour, drivers) {_SESSIONS}
SELECT %s, %s, {_KEY}, hour, count(DISTINCT driver) FROM told
GROUP BY {_KEY}, hour HAVING count(DISTINCT driver) >= {LEAST}
"""


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def fold_drivers(feed: str, first: date, last: date) -> None:
    """Count the drivers of a month anew, from its first to its last day, in the transaction that the caller opens."""
    for table in _TABLES:
        table.objects.filter(feed=feed, month=first)._raw_delete("default")
    days, whose = [feed, first.isoformat(), last.isoformat()], [first.isoformat(), feed]
    with connection.cursor() as cursor:
        cursor.execute(_HOURS.format(seconds=seconds()), [*days, *whose])
        # The hour in which most came is one of those.
        cursor.execute(_MONTH.format(seconds=seconds()), [*days, *whose, *whose])
