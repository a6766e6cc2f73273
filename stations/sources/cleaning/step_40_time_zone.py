"""The time zone as an IANA name: as said where there is such a zone, else that of the position, marked as assumed.

A fixed offset (UTC, Etc/GMT-1) said of a place on land is a system's default and no zone: opening hours would be wrong.
"""

from enum import StrEnum
from functools import cache, lru_cache
from typing import Final
from zoneinfo import available_timezones

from msgspec.structs import replace

from stations.records import StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning.mending import Mended, marked
from stations.sources.cleaning.positions import land_zone

# Names of places; the rest are offsets ("UTC", "Etc/GMT-1", "EST").
_AREAS: Final = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Brazil/", "Canada/", "Chile/",
    "Europe/", "Indian/", "Mexico/", "Pacific/", "US/",
)  # fmt: skip
ZONES: Final = frozenset(zone for zone in available_timezones() if zone.startswith(_AREAS))


class Mend(StrEnum):
    """What this step does to a record."""

    SPELLING = "time_zone_spelling"
    UNKNOWN = "time_zone_unknown"
    FROM_POSITION = "time_zone_from_position"


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    if record.time_zone in ZONES:
        return record
    if record.time_zone and (zone := _respelt(record.time_zone)):
        mended(Mend.SPELLING)
        return replace(record, time_zone=zone)
    if record.time_zone:
        mended(Mend.UNKNOWN)
    zone = land_zone(record.latitude, record.longitude)
    if zone not in ZONES:
        return record if record.time_zone is None else replace(record, time_zone=None)
    mended(Mend.FROM_POSITION)
    return replace(record, time_zone=zone, assumed=marked(record.assumed, "time_zone"))


@lru_cache(maxsize=1024)
def _respelt(said: str) -> str | None:
    """The zone meant by "asia/kuala lumpur"."""
    return _by_key().get("_".join(said.casefold().split()))


@cache
def _by_key() -> dict[str, str]:
    return {zone.casefold(): zone for zone in ZONES}
