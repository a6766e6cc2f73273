"""Removes stations with all that hangs on them: of a run that is undone, of a source that goes."""

from django.db import transaction

from stations.models import Connector, DataVersion, Evse, Operator, Source, SourceRecord, Station
from stations.sources import text_index

CHUNK = 500


def remove_source(source: Source) -> int:
    """How many stations went. Operators that run no station any more go too."""
    removed = 0
    while ids := list(Station.objects.filter(source=source).values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            remove_stations(ids)
        removed += len(ids)
    with transaction.atomic():
        source.delete()
        Operator.objects.filter(stations__isnull=True).delete()
        DataVersion.bump(data=True)
    return removed


def remove_records(record_ids: list[int]) -> None:
    """Delete records with their stations; call it inside a transaction."""
    remove_stations(list(SourceRecord.objects.filter(pk__in=record_ids).values_list("station_id", flat=True)))


def remove_stations(station_ids: list[int]) -> None:
    """Delete stations with all that hangs on them; call it inside a transaction."""
    text_index.remove(station_ids)
    evses = Evse.objects.filter(station_id__in=station_ids)
    Connector.objects.filter(evse__in=evses).delete()
    evses.delete()
    SourceRecord.objects.filter(station_id__in=station_ids).delete()
    Station.objects.filter(pk__in=station_ids).delete()
