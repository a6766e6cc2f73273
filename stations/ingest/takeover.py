"""Carries on where a run was killed while it wrote: what it changed counts as changed by the run that comes after.

So the state after both, and after an undo of the second, is the same as if the first had never been.
"""

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from stations.models import ImportRun, RecordVersion, SourceRecord
from stations.sources.report import Report

CHUNK = 500

Row = TypeVar("Row", bound=Model)


def take_over(run: ImportRun, report: Report) -> None:
    """Make the changes of earlier failed runs over the same places those of `run`."""
    dead = list(
        run.source.runs.filter(kind__in=ImportRun.OVER_PLACES, state=ImportRun.State.FAILED, wrote=True)
        .exclude(pk=run.pk)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if not dead:
        return
    report.took_over = dead
    run.wrote = True
    run.save(update_fields=["wrote"])
    for part in _parts(SourceRecord.objects.filter(Q(first_run__in=dead) | Q(vanished_run__in=dead))):
        with report.writing():
            part.filter(first_run__in=dead).update(first_run=run)
            part.filter(vanished_run__in=dead).update(vanished_run=run)
    for versions in _parts(RecordVersion.objects.filter(run__in=dead)):
        with report.writing():
            versions.update(run=run)
    # Only now is nothing of theirs left: a run that is killed above is taken over together with them.
    ImportRun.objects.filter(pk__in=dead).update(wrote=False)


def _parts(rows: QuerySet[Row]) -> Iterator[QuerySet[Row]]:
    """The rows in parts of at most CHUNK, one behind the other."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield rows.model._base_manager.filter(pk__in=keys)
        last = keys[-1]
