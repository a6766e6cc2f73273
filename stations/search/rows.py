"""Fetches what an answer needs of stations, by the ids that a search found."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from django.db import connection

from stations.hours.model import OpeningHours
from stations.models import Schedule
from voltway.lib import bulk

# The empty text makes a text of a moment: what is only written again need not be read as one first.
COLUMNS = (
    "s.id, s.public_id, s.source_id, s.traits, s.seen_at || '', s.latitude, s.longitude, s.schedule_id, s.document"
)

_decode_hours = msgspec.msgpack.Decoder(OpeningHours).decode


@dataclass(slots=True)
class Row:
    """One station of an answer. `distance_m` is set when a point was asked about."""

    id: int
    public_id: str
    source_id: int
    traits: int
    seen_at: str
    latitude: float
    longitude: float
    schedule_id: int | None
    document: bytes
    distance_m: float | None = None


def fetch(ids: Iterable[int]) -> list[Row]:
    """Rows of these stations, in no order."""
    sql = f"SELECT {COLUMNS} FROM stations_station s WHERE s.id IN ({{keys}})"
    return [Row(*row) for row in bulk.select(sql, (), ids)]


def of_public_ids(public_ids: Iterable[str]) -> list[Row]:
    """Rows of these stations, vanished or not, in no order."""
    sql = f"SELECT {COLUMNS} FROM stations_station s WHERE s.public_id IN ({{keys}})"
    return [Row(*row) for row in bulk.select(sql, (), public_ids)]


def between(first: int, last: int) -> list[Row]:
    """Rows of all stations from one id to another, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM stations_station s WHERE s.id BETWEEN %s AND %s ORDER BY s.id", [first, last]
        )
        return [Row(*row) for row in cursor.fetchall()]


def fetch_one(public_id: str) -> Row | None:
    """The row of a station, vanished or not; None when there never was one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM stations_station s WHERE s.public_id = %s", [public_id])
        row = cursor.fetchone()
    return Row(*row) if row else None


def hours_of(rows: Iterable[Row]) -> dict[int, tuple[OpeningHours, str]]:
    """Station id → its opening hours and their time zone, for those whose hours are known."""
    wanted = {row.id: row.schedule_id for row in rows if row.schedule_id is not None}
    schedules = {
        key: (_decode_hours(bytes(hours)), zone)
        for key, hours, zone in Schedule.objects.filter(pk__in=set(wanted.values())).values_list(
            "pk", "hours", "time_zone"
        )
    }
    return {station: schedules[key] for station, key in wanted.items() if key in schedules}
