"""Stations of several sources that name the same EVSE form a group: shown as one, kept as they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db import connection
from django.db.models import Q

from stations.documents.regroup import with_group
from stations.models import Source, Station
from stations.sources.report import Report
from voltway.lib import bulk

CHUNK = 500

# An id that stands at more places is a source's placeholder, not one EVSE.
MAX_PLACES = 6

# The inner query reads nothing but the index of EVSE ids.
_SHARED = """
SELECT e.evse_key, s.id, s.source_id FROM stations_evse e JOIN stations_station s ON s.id = e.station_id
WHERE s.vanished_at IS NULL AND s.source_id IN ({sources}) AND e.evse_key <> '' AND e.evse_key IN (
    SELECT evse_key FROM stations_evse WHERE evse_key <> '' GROUP BY evse_key HAVING count(*) > 1
)
ORDER BY e.evse_key
"""

# (station id, source id)
Place = tuple[int, int]


def regroup(report: Report, *, now: datetime, loading: Source | None = None) -> int:
    """Bring `Station.group` and the documents in line with the EVSE ids; how many stations changed.

    Only what readers can see is grouped, and `loading`: the source that becomes visible with this run.
    """
    wanted = _named(groups_of(_places_by_evse(loading)))
    current = dict(Station.objects.exclude(group="").values_list("pk", "group"))
    changed = {
        key: wanted.get(key, "") for key in wanted.keys() | current.keys() if wanted.get(key) != current.get(key)
    }
    for chunk in bulk.chunks(sorted(changed), CHUNK):
        with report.writing():
            documents = Station.objects.filter(pk__in=chunk).values_list("pk", "document")
            rows = [
                (changed[key], bulk.db_time(now), with_group(bytes(document), changed[key]), key)
                for key, document in documents
            ]
            bulk.update(Station, ["group", "changed_at", "document"], rows)
    return len(changed)


def _places_by_evse(loading: Source | None) -> Iterator[set[Place]]:
    """The places of each EVSE id that stands at several."""
    visible = Source.objects.filter(Q(loaded_at__isnull=False) | Q(pk=loading.pk if loading else None))
    sources = list(visible.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_SHARED.format(sources=", ".join(map(str, sources)) or "NULL"))
        for _, rows in groupby(cursor, key=itemgetter(0)):
            places = {(row[1], row[2]) for row in rows}
            if 1 < len(places) <= MAX_PLACES:
                yield places


def groups_of(shared: Iterable[set[Place]]) -> list[list[int]]:
    """Lists of station ids that belong together, from sets of places that share an EVSE.

    Stations hang together through any chain of shared EVSEs; at least two sources make a group.
    """
    lead: dict[int, int] = {}
    source_of: dict[int, int] = {}

    def root(key: int) -> int:
        while lead.setdefault(key, key) != key:
            lead[key] = key = lead[lead[key]]
        return key

    for places in shared:
        first = root(min(places)[0])
        for station_id, source_id in places:
            source_of[station_id] = source_id
            lead[root(station_id)] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for station_id in source_of:
        groups[root(station_id)].append(station_id)
    return [members for members in groups.values() if len({source_of[member] for member in members}) > 1]


def _named(groups: list[list[int]]) -> dict[int, str]:
    """Station id → name of its group: the smallest public id in it."""
    members = [member for group in groups for member in group]
    public_ids: dict[int, str] = dict(
        bulk.select("SELECT id, public_id FROM stations_station WHERE id IN ({keys})", [], members)
    )
    named: dict[int, str] = {}
    for group in groups:
        named.update(dict.fromkeys(group, min(public_ids[member] for member in group)))
    return named
