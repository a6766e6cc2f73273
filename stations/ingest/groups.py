"""Stations of several sources that name the same EVSE form a group: shown as one, kept as they are."""

import fcntl
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from stations.documents.regroup import with_group
from stations.models import DataVersion, Source, Station
from stations.sources.report import Report
from voltway.lib import bulk
from voltway.lib.locks import in_turn

CHUNK = 500
LOCK = "groups.lock"

# An id that stands at more places is a source's placeholder, not one EVSE.
MAX_PLACES = 6

# In this order (CROSS JOIN) and with the index's own condition, word for word, the index of EVSE ids answers most.
_SHARED = """
SELECT e.evse_key, s.id, s.source_id FROM (
    SELECT evse_key FROM stations_evse WHERE NOT (evse_key = '') GROUP BY evse_key HAVING count(*) > 1
) shared CROSS JOIN stations_evse e CROSS JOIN stations_station s
WHERE e.evse_key = shared.evse_key AND NOT (e.evse_key = '')
    AND s.id = e.station_id AND s.vanished_at IS NULL AND s.source_id IN ({sources})
ORDER BY e.evse_key
"""

# (station id, source id)
Place = tuple[int, int]


@contextmanager
def grouping() -> Iterator[None]:
    """Hold the lock of all groups, from looking at the EVSE ids until what was found is visible to the next who looks.

    Two sources that are loaded at the same time would else not see each other, and stay apart for ever.
    """
    folder: Path = settings.CONFIG.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with in_turn("groups"):
            yield


def regroup(report: Report, *, now: datetime, loading: Source | None = None) -> int:
    """Bring `Station.group` and the documents in line with the EVSE ids; how many stations changed.

    Only what readers can see is grouped, and `loading`: the source that becomes visible with this run. Call it inside
    `grouping`.
    """
    groups = groups_of(_places_by_evse(loading))
    changed = sum(_write(_renamed(part), report, now) for part in _parts(groups))
    grouped = {member for group in groups for member in group}
    members = Station.objects.exclude(group="").values_list("pk", flat=True)
    alone = [key for key in members.iterator(CHUNK) if key not in grouped]
    return changed + sum(_write(dict.fromkeys(part, ""), report, now) for part in bulk.chunks(alone, CHUNK))


def _parts(groups: list[list[int]]) -> Iterator[list[list[int]]]:
    """Some groups at a time, of not many more than CHUNK stations together."""
    part: list[list[int]] = []
    size = 0
    for group in groups:
        part.append(group)
        size += len(group)
        if size >= CHUNK:
            yield part
            part, size = [], 0
    yield part


def _renamed(groups: list[list[int]]) -> dict[int, str]:
    """Station id → name of its group, the smallest public id in it, where it has another yet."""
    sql = 'SELECT id, public_id, "group" FROM stations_station WHERE id IN ({keys})'
    there = {row[0]: (row[1], row[2]) for row in bulk.select(sql, [], [key for group in groups for key in group])}
    renamed: dict[int, str] = {}
    for group in groups:
        name = min(there[key][0] for key in group)
        renamed.update((key, name) for key in group if there[key][1] != name)
    return renamed


def _write(names: dict[int, str], report: Report, now: datetime) -> int:
    if not names:
        return 0
    with report.writing():
        documents = Station.objects.filter(pk__in=names).values_list("pk", "document")
        moment, change = bulk.db_time(now), DataVersion.next_change()
        rows = [
            (names[key], moment, change, with_group(bytes(document), names[key]), key) for key, document in documents
        ]
        bulk.update(Station, ["group", "changed_at", "change", "document"], rows)
    return len(rows)


def _places_by_evse(loading: Source | None) -> Iterator[set[Place]]:
    """The places of each EVSE id that stands at several."""
    visible = Source.objects.filter(Q(loaded_at__isnull=False) | Q(pk=loading.pk if loading else None))
    sources = list(visible.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        with _each_table_once():
            cursor.execute(_SHARED.format(sources=", ".join(map(str, sources)) or "NULL"))
        for _, rows in groupby(cursor, key=itemgetter(0)):
            places = {(row[1], row[2]) for row in rows}
            if 1 < len(places) <= MAX_PLACES:
                yield places


@contextmanager
def _each_table_once() -> Iterator[None]:
    """Keep PostgreSQL from looking through all stations for every EVSE, as it does with tables that were just filled.

    Until it has looked at them itself, minutes later, it takes them for small.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")


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
