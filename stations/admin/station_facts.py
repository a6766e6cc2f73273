"""What a station's page in the console says of its facts: who says each of them, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from stations.admin.looking import moment
from stations.models import Correction, EvseStatus, SourceRecord, Station
from stations.records import StationRecord
from stations.sources.corrections.overlay import Overlaid, corrections_of, laid_over
from stations.sources.difference import facts_of
from stations.sources.registry import known_feeds

_decode = msgspec.msgpack.Decoder(StationRecord).decode


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as it is shown. `source_says` is set where drivers say something else."""

    field: str
    shown: str
    who: str
    at: str
    source_says: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The live state of an EVSE, as it was told last."""

    evse: str
    status: str
    observed: str
    since: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All of them, and what drivers said that no longer holds."""

    rows: list[Fact]
    superseded: list[Correction]


def facts(station: Station, record: SourceRecord) -> Facts:
    """Of a source whose file is gone, as the source said it."""
    said = _decode(bytes(record.facts))
    feed = known_feeds().get(record.source.uid)
    corrections = corrections_of([station.public_id]).get(station.public_id, [])
    overlaid = laid_over(said, corrections, feed) if feed else Overlaid(said)
    told, shown = facts_of(said), facts_of(overlaid.record)
    seen = _of_the_record(said, station)
    drivers = _of_drivers(overlaid)
    # What a reader or a cleaning step made of other facts, where the source says nothing.
    concluded = {*said.assumed, "assumed", *(("latitude", "longitude") if "coordinates" in said.assumed else ())}
    rows = [
        Fact(field, value, drivers[0], drivers[1], told.get(field) or _("nothing"))
        if told.get(field) != value
        else Fact(field, value, *((_("VoltWay"), _("concluded")) if field in concluded else (record.source.uid, seen)))
        for field, value in shown.items()
    ]
    left_out = [Fact(field, _("nothing"), *drivers, value) for field, value in told.items() if field not in shown]
    return Facts(rows + left_out, list(overlaid.superseded))


def last_seen(station: Station) -> datetime:
    """When its source had it last: with the whole source where that was later, unless the whole was without it."""
    whole = None if station.vanished_at else station.source.whole_seen_at
    return max(station.seen_at, whole) if whole else station.seen_at


def _of_the_record(said: StationRecord, station: Station) -> str:
    """When the source says that it updated the record, else when it was seen last."""
    if said.last_updated:
        return _("updated %s") % moment(said.last_updated)
    return _("seen %s") % moment(last_seen(station))


def _of_drivers(overlaid: Overlaid) -> tuple[str, str]:
    latest: datetime | None = max((one.accepted_at for one in overlaid.held), default=None)
    return _("drivers"), _("accepted %s") % moment(latest)


def states(station: Station) -> list[State]:
    """One for each EVSE of which there is one; nothing is kept of those before."""
    rows: Any = EvseStatus.objects.filter(evse__station=station).select_related("evse").order_by("evse__uid")
    return [State(str(row.evse), row.get_status_display(), moment(row.observed_at), moment(row.since)) for row in rows]
