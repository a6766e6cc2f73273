"""What is there twice: EVSE ids, and stations that look like one, within a source and in two of them.

Stations of two sources that share an EVSE id are known to be one (`Station.group`) and no fault.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from analytics.quality.marks import Marks
from analytics.quality.near import Pair, Spot, pairs
from stations.models import Evse, Station
from voltway.lib import bulk
from voltway.lib.text import fold

SHARED_ID, TWIN, ELSEWHERE = "evse_id_twice", "twin", "twin_elsewhere"
TITLES: Final[Mapping[str, tuple[Any, Any]]] = {
    SHARED_ID: (_("EVSE id twice"), _("An EVSE id stands at another station of the same source as well.")),
    TWIN: (
        _("Suspected duplicate"),
        _("Another station of the source with the same name, operator and plugs lies within 25 m."),
    ),
    ELSEWHERE: (
        _("Suspected duplicate in another source"),
        _("A station of another source with the same operator or name and a plug alike lies within 50 m."),
    ),
}

_TWIN_M: Final = 25
_CHUNK: Final = 500
_SHARED: Final = """
SELECT e.evse_key, min(s.id), max(s.id) FROM stations_station s JOIN stations_evse e ON e.station_id = s.id
WHERE s.source_id = %s AND s.vanished_at IS NULL AND NOT (e.evse_key = '')
GROUP BY e.evse_key HAVING min(s.id) < max(s.id)
"""
_COLUMNS: Final = ("pk", "source_id", "operator_id", "fits", "evse_count", "latitude", "longitude")


class _Facts(NamedTuple):
    public_id: str
    name: str
    address: str
    group: str


def mark_twins(found: Mapping[int, Marks]) -> None:
    """Mark what is there twice of some sources, given by their keys. Reads the positions of all stations once, by
    latitude, however many sources there are."""
    for source, marks in found.items():
        _share_an_id(source, marks)
    ours = (pair for pair in pairs(_spots()) if pair.one.source in found or pair.other.source in found)
    near = filter(_alike, ours)
    while part := list(islice(near, _CHUNK)):
        _compare(part, found)


def _spots() -> Iterator[Spot]:
    rows = Station.objects.filter(vanished_at=None, source__loaded_at__isnull=False)
    for row in rows.order_by("latitude").values_list(*_COLUMNS).iterator(chunk_size=5_000):
        yield Spot(*row)


def _share_an_id(source: int, found: Marks) -> None:
    """The first and the last station of each id: between them there are seldom more."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [source])
        while rows := cursor.fetchmany(_CHUNK):
            for evse_key, *stations in rows:
                for key in stations:
                    found.add(SHARED_ID, key, evse_key)


def _alike(pair: Pair) -> bool:
    """What positions and plugs tell."""
    one, other = pair.one, pair.other
    if one.source != other.source:
        return bool(one.fits & other.fits)
    same = one.fits == other.fits and one.evses == other.evses and one.operator == other.operator
    return same and one.evses > 0 and pair.metres <= _TWIN_M


def _compare(near: list[Pair], found: Mapping[int, Marks]) -> None:
    keys = {spot.key for pair in near for spot in (pair.one, pair.other)}
    facts, ids = _facts(keys), _evse_ids(keys)
    for pair in near:
        one, other = pair.one, pair.other
        name = TWIN if one.source == other.source else ELSEWHERE
        if _distinct(ids.get(one.key), ids.get(other.key)) or not _called_alike(name, pair, facts):
            continue
        for mine, twin in ((one, other), (other, one)):
            if mine.source in found:
                found[mine.source].add(name, mine.key, facts[twin.key].public_id)


def _distinct(one: set[str] | None, other: set[str] | None) -> bool:
    """Whether ids prove that they are two."""
    return bool(one and other and one.isdisjoint(other))


def _called_alike(name: str, pair: Pair, facts: Mapping[int, _Facts]) -> bool:
    one, other = facts[pair.one.key], facts[pair.other.key]
    if name == TWIN:
        # Devices of a site stand beside each other: with a name or an address of their own, or with none.
        named = one.name or one.address
        return bool(named) and (_plain(one.name), _plain(one.address)) == (_plain(other.name), _plain(other.address))
    if one.group and one.group == other.group:
        return False
    operated = pair.one.operator is not None and pair.one.operator == pair.other.operator
    return operated or bool(one.name and _plain(one.name) == _plain(other.name))


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _facts(keys: Iterable[int]) -> dict[int, _Facts]:
    found: dict[int, _Facts] = {}
    for part in bulk.chunks(keys, bulk.IN_CHUNK):
        rows = Station.objects.filter(pk__in=part).values_list("pk", "public_id", "name", "address", "group")
        found |= {row[0]: _Facts(*row[1:]) for row in rows}
    return found


def _evse_ids(keys: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for part in bulk.chunks(keys, bulk.IN_CHUNK):
        rows = Evse.objects.filter(station__in=part).exclude(evse_key="").values_list("station_id", "evse_key")
        for station, evse_key in rows:
            found.setdefault(station, set()).add(evse_key)
    return found
