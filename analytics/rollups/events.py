"""Adds up the events of a UTC day: by subject and day, and by hour."""

from datetime import date
from typing import Final

from django.db import connection

from analytics.models import ALL, Event, EventDay, EventHour, Kind

# Their subjects are few, and asked for by the hour. Of the others an hour has nearly as many subjects as events.
BY_HOUR: Final = (Kind.API, Kind.EXPORTED, Kind.FILTERED)

_TABLES: Final = (EventHour, EventDay)
_ROWS: Final = Event._meta.db_table
_HOURS, _DAYS = (table._meta.db_table for table in _TABLES)
_FEW: Final = ", ".join(f"'{kind}'" for kind in BY_HOUR)

_FOLDS: Final = (
    f"""
    INSERT INTO {_DAYS} (day, kind, subject, outcome, bucket, times)
    SELECT day, kind, subject, outcome, bucket, sum(times) FROM {_ROWS} WHERE day = %s
    GROUP BY day, kind, subject, outcome, bucket
    """,
    f"""
    INSERT INTO {_DAYS} (day, kind, subject, outcome, bucket, times)
    SELECT day, kind, '{ALL}', outcome, bucket, sum(times) FROM {_DAYS} WHERE day = %s
    GROUP BY day, kind, outcome, bucket
    """,
    f"""
    INSERT INTO {_HOURS} (day, hour, kind, subject, outcome, bucket, times)
    SELECT day, hour, kind, subject, outcome, bucket, sum(times) FROM {_ROWS} WHERE day = %s AND kind IN ({_FEW})
    GROUP BY day, hour, kind, subject, outcome, bucket
    """,
    f"""
    INSERT INTO {_HOURS} (day, hour, kind, subject, outcome, bucket, times)
    SELECT day, hour, kind, '{ALL}', outcome, bucket, sum(times) FROM {_ROWS} WHERE day = %s
    GROUP BY day, hour, kind, outcome, bucket
    """,
)


def fold_events(day: date) -> None:
    """Make the sums of a day anew, in the transaction that the caller opens."""
    for table in _TABLES:
        table.objects.filter(day=day)._raw_delete("default")
    with connection.cursor() as cursor:
        for sql in _FOLDS:
            cursor.execute(sql, [day.isoformat()])
