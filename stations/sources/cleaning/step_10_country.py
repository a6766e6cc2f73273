"""The country as ISO 3166-1 alpha-3: from any code or name, else that of a source that covers one country."""

from enum import StrEnum

from msgspec.structs import replace

from stations.records import StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning.mending import Mended, marked
from stations.sources.cleaning.territories import CODES
from voltway.lib.countries import alpha3


class Mend(StrEnum):
    """What this step does to a record."""

    WORD = "country_word"
    UNKNOWN = "country_unknown"
    FROM_FEED = "country_from_feed"


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    if record.country in CODES:
        return record
    said = (record.country or "").strip()
    if code := alpha3(said):
        mended(Mend.WORD)
        return replace(record, country=code)
    if said:
        mended(Mend.UNKNOWN)
    if len(feed.countries) == 1:
        mended(Mend.FROM_FEED)
        return replace(record, country=feed.countries[0], assumed=marked(record.assumed, "country"))
    return record if record.country is None else replace(record, country=None)
