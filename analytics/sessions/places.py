"""Which of our stations sessions were at: by the EVSE id that both sides name, or as a file says it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from analytics.sessions.record import SessionRecord
from stations.models import Evse, Station
from stations.sources.families.emi3 import stated_evse_id, without_separators
from voltway.lib import bulk


class Place(NamedTuple):
    """What is known of a station: its public id, watts of its strongest plug, operator, time zone."""

    station: str
    power: int | None
    operator: str
    time_zone: str


class Places:
    """The stations of some records."""

    def __init__(self, records: Iterable[SessionRecord]) -> None:
        listed = list(records)
        keys = {key for record in listed if (key := _key(record))}
        self._by_evse: dict[str, Place] = {}
        # Of several sources that name an EVSE one that still does, and always the same one: the last of them counts.
        order = (F("station__vanished_at").asc(nulls_last=True), "-station__public_id")
        for chunk in bulk.chunks(sorted(keys), bulk.IN_CHUNK):
            found = Evse.objects.filter(evse_key__in=chunk).exclude(evse_key="").order_by(*order)
            seen = found.filter(station__source__loaded_at__isnull=False)
            self._by_evse |= {key: Place(*facts) for key, *facts in _facts(seen, "evse_key", "station__")}
        ids = {record.station for record in listed if record.station}
        self._by_id: dict[str, Place] = {}
        for chunk in bulk.chunks(sorted(ids), bulk.IN_CHUNK):
            stations = Station.objects.filter(public_id__in=chunk, source__loaded_at__isnull=False)
            self._by_id |= {public_id: Place(*facts) for public_id, *facts in _facts(stations, "public_id", "")}

    def of(self, record: SessionRecord) -> Place | None:
        """The station of a record; None where none of ours is known to be it."""
        return self._by_id.get(record.station) or self._by_evse.get(_key(record))


def _key(record: SessionRecord) -> str:
    named = stated_evse_id(record.evse_uid)
    return without_separators(named) if named else ""


def _facts(rows: "QuerySet[Evse] | QuerySet[Station]", key: str, way: str) -> Iterable[tuple[Any, ...]]:
    """The key and the columns of Place; stations without an operator have "" for it."""
    columns = [f"{way}{name}" for name in ("public_id", "max_electric_power", "operator__name", "time_zone")]
    for found, public_id, power, operator, zone in rows.values_list(key, *columns):
        yield found, public_id, power, operator or "", zone
