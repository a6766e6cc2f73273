"""What the database holds of stations, in a form that two databases can be compared in: by names, not by numbers."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from stations.models import Connector, Evse, EvseStatus, Operator, RecordVersion, Schedule, SourceRecord, Station
from stations.sources.text_index import WORDS

World = dict[str, list[Any]]

_STATION = [
    field.attname
    for field in Station._meta.concrete_fields
    if field.attname not in ("id", "source_id", "operator_id", "schedule_id", "seen_at", "changed_at", "change")
]


def world() -> World:
    """Every table of the stations app, without ids of rows, runs and times of runs; sorted."""
    return {
        "stations": _rows(Station.objects.values_list(*_STATION, "source__uid", "operator__slug", "schedule__key")),
        "evses": _rows(Evse.objects.values_list("station__public_id", "uid", "evse_id", "evse_key", "status")),
        "connectors": _rows(
            Connector.objects.values_list(
                "evse__station__public_id", "evse__uid", "uid", "standard", "format", "power_type", "max_electric_power"
            )
        ),
        "states": _rows(EvseStatus.objects.values_list("evse__station__public_id", "evse__uid", "status")),
        "records": _rows(
            SourceRecord.objects.values_list(
                "source__uid", "native_id", "station__public_id", "raw_sha256", "fingerprint", "raw", "facts"
            )
        ),
        "versions": _rows(RecordVersion.objects.values_list("record__native_id", "run__state", "facts")),
        "operators": _rows(Operator.objects.values_list("slug", "name", "key")),
        "schedules": _rows(Schedule.objects.values_list("key", "hours", "time_zone")),
        "words": indexed_words(),
    }


def indexed_words() -> list[Any]:
    """(public id, word) as the text index has them; an id of a station that is not there stands as None."""
    if connection.vendor == "postgresql":
        return _words_on_postgresql()
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab (main, stations_station_text, instance)")
        cursor.execute(
            "SELECT s.public_id, w.term FROM temp.word w LEFT JOIN stations_station s ON s.id = w.doc ORDER BY 1, 2"
        )
        words: list[Any] = cursor.fetchall()
        cursor.execute("DROP TABLE temp.word")
    return words


def stored_words() -> list[Any]:
    """(public id, word) as the stations have them: what the text index has to agree with."""
    stations = Station.objects.values_list("public_id", "search_text")
    return sorted((public_id, word) for public_id, text in stations for word in set(text.split()))


def _words_on_postgresql() -> list[Any]:
    """An index of an expression always agrees with its table: what it gives are the words of that expression."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.public_id, w.lexeme FROM stations_station s, unnest({WORDS}) AS w (lexeme, positions, weights)"
        )
        return sorted(cursor.fetchall())


def plans(captured: CaptureQueriesContext, word: str) -> list[str]:
    """How the database answers each of the captured queries that hold a word."""
    asked = (query["sql"] for query in captured.captured_queries)
    return [plan_of(sql) for sql in asked if word in sql and sql.lstrip().startswith("SELECT")]


def plan_of(sql: str, params: Any = None) -> str:
    """How the database answers a query, in its own words. PostgreSQL reads small tables whole unless it is told."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return "\n".join(str(row[3]) for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


def _rows(rows: Any) -> list[Any]:
    plain = (tuple(v.hex() if isinstance(v, bytes) else v for v in row) for row in rows)
    return sorted(plain, key=repr)
