"""Adds up the charging sessions of a feed's day: by hour and place, then operator, then all of them, and by day."""

from datetime import date
from typing import Final

from django.db import connection

from analytics.models import ALL, ChargingSession, SessionDay, SessionHour
from voltway.lib.bulk import on_postgresql

_TABLES: Final = (SessionHour, SessionDay)
_ROWS: Final = ChargingSession._meta.db_table
_HOURS, _DAYS = (table._meta.db_table for table in _TABLES)
_SUMS: Final = ("sessions", "open", "timed", "seconds", "metered", "energy_wh", "priced", "cost")
_ADDED: Final = ", ".join(f"sum({name})" for name in _SUMS[:-1]) + ", round(sum(cost), 4)"
_KEY: Final = "feed, operator, currency, day"
_OF_A_DAY: Final = "feed = %s AND day = %s"
# A place that is no station of ours goes by what its source calls it.
PLACE: Final = "station, CASE WHEN station = '' THEN site ELSE '' END"

_FOLD_ROWS: Final = f"""
INSERT INTO {_HOURS} ({_KEY}, hour, station, site, {", ".join(_SUMS)})
SELECT {_KEY}, hour, {PLACE}, count(*), sum(CASE state WHEN 'OPEN' THEN 1 ELSE 0 END),
count(ended_at), coalesce(sum({{seconds}}), 0), count(energy_wh), coalesce(sum(energy_wh), 0),
count(cost), round(coalesce(sum(cost), 0), 4)
FROM {_ROWS} WHERE {_OF_A_DAY} AND state <> 'VOID' GROUP BY {_KEY}, hour, {PLACE}
"""
_FOLD_PLACES: Final = f"""
INSERT INTO {_HOURS} ({_KEY}, hour, station, site, {", ".join(_SUMS)})
SELECT {_KEY}, hour, '{ALL}', '', {_ADDED} FROM {_HOURS} WHERE {_OF_A_DAY} GROUP BY {_KEY}, hour
"""
_FOLD_OPERATORS: Final = f"""
INSERT INTO {_HOURS} ({_KEY}, hour, station, site, {", ".join(_SUMS)})
SELECT feed, '', currency, day, hour, '{ALL}', '{ALL}', {_ADDED} FROM {_HOURS}
WHERE {_OF_A_DAY} AND station = '{ALL}' GROUP BY feed, currency, day, hour
"""
_FOLD_HOURS: Final = f"""
INSERT INTO {_DAYS} ({_KEY}, station, site, {", ".join(_SUMS)})
SELECT {_KEY}, station, site, {_ADDED} FROM {_HOURS} WHERE {_OF_A_DAY} GROUP BY {_KEY}, station, site
"""
_SECONDS: Final = {
    True: "floor(extract(epoch FROM ended_at)) - floor(extract(epoch FROM started_at))",
    False: "strftime('%%s', ended_at) - strftime('%%s', started_at)",
}


def seconds() -> str:
    """How long a session was, as SQL with parameters has it; null where no end is known."""
    return _SECONDS[on_postgresql()]


def fold_sessions(feed: str, day: date) -> None:
    """Make the sums of a day anew, in the transaction that the caller opens."""
    for table in _TABLES:
        table.objects.filter(feed=feed, day=day)._raw_delete("default")
    rows = _FOLD_ROWS.format(seconds=seconds())
    with connection.cursor() as cursor:
        for sql in (rows, _FOLD_PLACES, _FOLD_OPERATORS, _FOLD_HOURS):
            cursor.execute(sql, [feed, day.isoformat()])
