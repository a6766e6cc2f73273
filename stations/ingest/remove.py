"""Removes a source with everything that came from it."""

from django.db import transaction

from stations.ingest.undo import CHUNK, remove_stations
from stations.models import DataVersion, Operator, Source, Station


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
