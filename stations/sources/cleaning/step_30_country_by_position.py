"""The country of a record that names none, from its position; marked as assumed."""

from enum import StrEnum

from msgspec.structs import replace

from stations.records import StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning.mending import Mended, marked
from stations.sources.cleaning.positions import country_at


class Mend(StrEnum):
    """What this step does to a record."""

    FROM_POSITION = "country_from_position"


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    if record.country is not None:
        return record
    country = country_at(record.latitude, record.longitude)
    if country is None:
        return record
    mended(Mend.FROM_POSITION)
    return replace(record, country=country, assumed=marked(record.assumed, "country"))
