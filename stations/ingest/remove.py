"""Removes stations with all that hangs on them: of a run that is undone, of a source that goes."""

from datetime import UTC, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from stations.ingest.groups import grouping, regroup
from stations.ingest.runs import alone
from stations.models import (
    Connector,
    DataVersion,
    Evse,
    EvseStatus,
    Operator,
    RecordVersion,
    RejectedRow,
    RemovedStation,
    Schedule,
    Source,
    SourceRecord,
    Station,
)
from stations.sources import text_index
from stations.sources.report import Report
from voltway.lib import bulk
from voltway.lib.locks import write_alone

CHUNK = 500

Row = TypeVar("Row", bound=Model)


def remove_source(source: Source) -> int:
    """How many stations went. Raises RunInProgress while a run over the source is under way."""
    report, removed = Report(), 0
    with alone(source.uid):
        hide(source)
        while ids := list(Station.objects.filter(source=source).values_list("pk", flat=True)[:CHUNK]):
            with report.writing():
                remove_stations(ids)
            removed += len(ids)
        delete_in_parts(RejectedRow.objects.filter(run__source=source))
        with grouping():
            regroup(report, now=datetime.now(UTC))
        # Last, so that nobody keeps an answer with a group that is no more; whoever is killed before begins anew.
        with transaction.atomic():
            source.delete()
            DataVersion.bump(data=True)
        remove_idle_operators()
    return removed


def hide(source: Source) -> None:
    """Take a source out of sight at once, so that nobody sees a half of it while it is removed."""
    with transaction.atomic():
        if source.loaded_at is not None:
            source.shown_in = DataVersion.next_change()
        source.loaded_at = source.whole_seen_at = None
        source.save(update_fields=["loaded_at", "shown_in", "whole_seen_at"])
        DataVersion.bump(data=True)


def remove_records(record_ids: list[int]) -> None:
    """Delete records with their stations; call it inside a transaction."""
    remove_stations(list(SourceRecord.objects.filter(pk__in=record_ids).values_list("station_id", flat=True)))


def remove_stations(station_ids: list[int]) -> None:
    """Delete stations with all that hangs on them; call it inside a transaction."""
    _remember_removed(station_ids)
    text_index.remove(station_ids)
    evses = list(Evse.objects.filter(station_id__in=station_ids).values_list("pk", flat=True))
    records = list(SourceRecord.objects.filter(station_id__in=station_ids).values_list("pk", flat=True))
    bulk.delete(Connector, evses, key="evse_id")
    bulk.delete(EvseStatus, evses, key="evse_id")
    bulk.delete(Evse, evses)
    bulk.delete(RecordVersion, records, key="record_id")
    bulk.delete(SourceRecord, records)
    bulk.delete(Station, station_ids)


def _remember_removed(station_ids: list[int]) -> None:
    change = DataVersion.next_change()
    public_ids = Station.objects.filter(pk__in=station_ids).order_by("public_id").values_list("public_id", flat=True)
    rows = ((public_id, change) for public_id in public_ids)
    bulk.upsert(RemovedStation, ["public_id", "change"], rows, unique=["public_id"])


def remove_idle_operators() -> int:
    """Remove operators that no station has any more; how many."""
    return delete_in_parts(Operator.objects.filter(stations__isnull=True))


def remove_idle_schedules() -> int:
    """Remove opening hours that no station has any more; how many. Reads every station once."""
    used = set(Station.objects.filter(schedule__isnull=False).values_list("schedule_id", flat=True).distinct())
    idle = [key for key in Schedule.objects.values_list("pk", flat=True) if key not in used]
    for chunk in bulk.chunks(idle, CHUNK):
        with transaction.atomic():
            bulk.delete(Schedule, chunk)
    return len(idle)


def delete_in_parts(rows: QuerySet[Row]) -> int:
    """Delete rows on which nothing hangs, in short transactions; how many."""
    removed = 0
    while count := _delete_part(rows):
        removed += count
    return removed


def _delete_part(rows: QuerySet[Row]) -> int:
    with transaction.atomic():
        # What is chosen inside the turn to write is still idle when it goes.
        write_alone()
        keys = list(rows.values_list("pk", flat=True)[:CHUNK])
        bulk.delete(rows.model, keys)
    return len(keys)
