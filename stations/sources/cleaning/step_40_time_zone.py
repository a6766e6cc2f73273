"""The time zone as an IANA name: as said where there is such a zone, else that of the position, marked as assumed.

A fixed offset (UTC, Etc/GMT-1) said of a place on land is a system's default and no zone, and so is the zone of another
country: opening hours would be wrong by it.
"""

from enum import StrEnum
from functools import cache, lru_cache
from typing import Final
from zoneinfo import available_timezones

from msgspec.structs import replace

from stations.records import StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning.mending import Mended, marked
from stations.sources.cleaning.positions import keeps_zone, zone_of

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
    ELSEWHERE = "time_zone_elsewhere"
    FROM_POSITION = "time_zone_from_position"


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    said, country = record.time_zone, record.country
    if said in ZONES and (country is None or keeps_zone(country, said)):
        return record
    known = _known(said) if said else None
    if known and (country is None or keeps_zone(country, known)):
        mended(Mend.SPELLING)
        return replace(record, time_zone=known)
    zone = zone_of(country, record.latitude, record.longitude)
    if zone not in ZONES or zone == known:
        if said == known:
            return record
        mended(Mend.SPELLING if known else Mend.UNKNOWN)
        return replace(record, time_zone=known)
    if said:
        mended(Mend.ELSEWHERE if known else Mend.UNKNOWN)
    mended(Mend.FROM_POSITION)
    return replace(record, time_zone=zone, assumed=marked(record.assumed, "time_zone"))


@lru_cache(maxsize=1024)
def _known(said: str) -> str | None:
    """The zone meant by "asia/kuala lumpur"."""
    return _by_key().get("_".join(said.casefold().split()))


@cache
def _by_key() -> dict[str, str]:
    return {zone.casefold(): zone for zone in ZONES}
