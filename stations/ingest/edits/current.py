"""A station as its source says it and as it is shown: what suggestions are compared with."""

from dataclasses import dataclass

import msgspec

from stations.models import SourceRecord, Station
from stations.records import StationRecord
from stations.sources.base import Feed
from stations.sources.corrections.overlay import Overlaid, corrections_of, laid_over
from stations.sources.registry import known_feeds
from voltway.lib.problems import NotFound

_decode = msgspec.msgpack.Decoder(StationRecord).decode


@dataclass(frozen=True, slots=True)
class Current:
    """`said` is the source's, `shown` what VoltWay makes of it."""

    station: Station
    record_id: int
    feed: Feed
    said: StationRecord
    shown: StationRecord
    vanished: bool


def current(public_id: str) -> Current:
    """Raises NotFound for a station that never was, or whose source isn't known or isn't loaded."""
    rows = SourceRecord.objects.select_related("station", "source").filter(
        station__public_id=public_id, source__loaded_at__isnull=False
    )
    row = rows.order_by("pk").first()
    feed = known_feeds().get(row.source.uid) if row else None
    if row is None or feed is None:
        raise NotFound("There is no station with this id: 12 characters, lower-case letters and digits 2 to 7.")
    said = _decode(bytes(row.facts))
    overlaid: Overlaid = laid_over(said, corrections_of([public_id]).get(public_id, []), feed)
    vanished = row.station.vanished_at is not None
    return Current(row.station, row.pk, feed, said, overlaid.record, vanished)
