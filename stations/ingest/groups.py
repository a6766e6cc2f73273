"""Stations of several sources that name the same EVSE form a group: shown as one, kept as they are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from stations.documents.regroup import with_group
from stations.models import Station
from voltway.lib import bulk

CHUNK = 500

# An id that stands at dozens of places is a source's placeholder, not one EVSE.
MAX_PLACES = 6

_SHARED = """
SELECT e.evse_key, s.id, s.public_id, s.source_id FROM stations_evse e JOIN stations_station s ON s.id = e.station_id
WHERE s.vanished_at IS NULL AND e.evse_key IN (
    SELECT evse_key FROM stations_evse WHERE evse_key <> ''
    GROUP BY evse_key HAVING count(*) BETWEEN 2 AND %s
)
"""


def regroup(*, now: datetime) -> int:
    """Bring `Station.group` and the documents in line with the EVSE ids; how many stations changed."""
    wanted = group_names(_places_by_evse())
    current = dict(Station.objects.exclude(group="").values_list("pk", "group"))
    changed = {
        key: wanted.get(key, "") for key in wanted.keys() | current.keys() if wanted.get(key) != current.get(key)
    }
    for chunk in bulk.chunks(changed, CHUNK):
        with transaction.atomic():
            documents = Station.objects.filter(pk__in=chunk).values_list("pk", "document")
            rows = [(changed[key], with_group(bytes(document), changed[key]), key) for key, document in documents]
            bulk.update(Station, ["group", "document"], rows)
    return len(changed)


def _places_by_evse() -> Iterable[list[tuple[int, str, int]]]:
    places: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [MAX_PLACES])
        for key, station_id, public_id, source_id in cursor.fetchall():
            places[key].append((station_id, public_id, source_id))
    return places.values()


def group_names(places: Iterable[list[tuple[int, str, int]]]) -> dict[int, str]:
    """Station id → name of its group, from lists of (station id, public id, source id) that share an EVSE.

    Stations hang together through any chain of shared EVSEs; at least two sources make a group. It is named after the
    smallest public id in it.
    """
    lead: dict[int, int] = {}
    facts: dict[int, tuple[str, int]] = {}

    def root(key: int) -> int:
        while lead.setdefault(key, key) != key:
            lead[key] = key = lead[lead[key]]
        return key

    for members in places:
        for station_id, public_id, source_id in members:
            facts[station_id] = (public_id, source_id)
            lead[root(station_id)] = root(members[0][0])
    groups: dict[int, list[int]] = defaultdict(list)
    for station_id in facts:
        groups[root(station_id)].append(station_id)
    return {
        key: min(facts[member][0] for member in members)
        for members in groups.values()
        if len({facts[member][1] for member in members}) > 1
        for key in members
    }
