"""What opening hours need from their place: the country whose holidays count, the position where the sun sets.

Families know them only where the record states them; here they are mended, or told from the position.
"""

from enum import StrEnum

from msgspec.structs import replace

from stations.hours.expression import needs_country, needs_position
from stations.hours.model import OpeningHours
from stations.records import StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning.mending import Mended
from stations.sources.cleaning.territories import ALPHA_2


class Mend(StrEnum):
    """What this step does to a record."""

    COUNTRY = "hours_country"
    POSITION = "hours_position"


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    hours = record.hours
    if hours is None or hours.osm is None:
        return record
    after = _with_position(_with_country(hours, hours.osm, record, mended), hours.osm, record, mended)
    return record if after is hours else replace(record, hours=after)


def _with_country(hours: OpeningHours, expression: str, record: StationRecord, mended: Mended) -> OpeningHours:
    country = ALPHA_2.get(record.country or "")
    if hours.country is not None or country is None or not needs_country(expression):
        return hours
    mended(Mend.COUNTRY)
    return replace(hours, country=country)


def _with_position(hours: OpeningHours, expression: str, record: StationRecord, mended: Mended) -> OpeningHours:
    # As coarse as the families write it, so that neighbours share a schedule.
    position = round(record.latitude, 1), round(record.longitude, 1)
    if hours.position == position or not needs_position(expression):
        return hours
    mended(Mend.POSITION)
    return replace(hours, position=position)
