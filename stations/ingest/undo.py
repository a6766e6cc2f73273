"""Takes a run back: what it added goes, what it changed is as before, what it made vanish is there again."""

from datetime import datetime

from django.db import transaction

from stations.ingest.groups import regroup
from stations.ingest.remove import remove_stations
from stations.ingest.runs import RunFailed, opened_run
from stations.models import DataVersion, ImportRun, RecordVersion, SourceRecord
from stations.sources.registry import get_feed
from stations.sources.report import Report
from stations.sources.store import Store
from voltway.lib import bulk

CHUNK = 500


def undo(*, run: ImportRun, now: datetime) -> dict[str, int]:
    """Counts of records removed, restored and returned. Raises RunFailed when the run can't be taken back."""
    _check(run)
    feed = get_feed(run.source.uid)
    with opened_run(feed, ImportRun.Kind.PLACES, f"undo of run {run.pk}", now=now) as undoing:
        store = Store(run.source, feed, undoing, Report(), now=now)
        counts = {"restored": _restore(store, run), "returned": _return(store, run), "removed": _remove(run)}
        regroup(now=now)
        with transaction.atomic():
            _close(run, undoing, counts, now)
    return counts


def _check(run: ImportRun) -> None:
    if run.kind != ImportRun.Kind.PLACES or run.state not in (ImportRun.State.COMPLETED, ImportRun.State.FAILED):
        raise RunFailed(f"run {run.pk} is {run.get_state_display()}: only a run over places that wrote can be undone")
    later = run.source.runs.filter(pk__gt=run.pk, kind=run.kind, state=ImportRun.State.COMPLETED)
    if newest := later.exclude(origin__startswith="undo of run").first():
        raise RunFailed(f"run {newest.pk} of {run.source.uid} came after it: undo that one first")


def _restore(store: Store, run: ImportRun) -> int:
    """Changed and returned records as they were before the run."""
    restored = 0
    versions = RecordVersion.objects.filter(run=run).exclude(record__first_run=run).order_by("pk")
    for chunk in bulk.chunks(versions.iterator(CHUNK), CHUNK):
        with transaction.atomic():
            bulk.update(
                SourceRecord,
                ["raw_sha256", "fingerprint", "raw", "facts", "vanished_at"],
                (
                    (v.raw_sha256, v.fingerprint, v.raw, v.facts, bulk.db_time(v.vanished_at), v.record_id)
                    for v in chunk
                ),
            )
            there = [version.record_id for version in chunk if version.vanished_at is None]
            store.rebuild(there)
            for version in chunk:
                if version.vanished_at is not None:
                    store.rebuild([version.record_id], vanished_at=version.vanished_at)
        restored += len(chunk)
    return restored


def _return(store: Store, run: ImportRun) -> int:
    """Records that the run made vanish."""
    ids = list(SourceRecord.objects.filter(vanished_run=run).values_list("pk", flat=True))
    for chunk in bulk.chunks(ids, CHUNK):
        with transaction.atomic():
            bulk.update(SourceRecord, ["vanished_at", "vanished_run_id"], ((None, None, key) for key in chunk))
            store.rebuild(chunk)
    return len(ids)


def _remove(run: ImportRun) -> int:
    """Stations that the run brought for the first time."""
    removed = 0
    while ids := list(SourceRecord.objects.filter(first_run=run).values_list("station_id", flat=True)[:CHUNK]):
        with transaction.atomic():
            remove_stations(ids)
        removed += len(ids)
    return removed


def _close(run: ImportRun, undoing: ImportRun, counts: dict[str, int], now: datetime) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.UNDONE)
    ImportRun.objects.filter(pk=undoing.pk).update(state=ImportRun.State.COMPLETED, finished_at=now, report=counts)
    if not run.source.records.exists():
        run.source.loaded_at = None
        run.source.save(update_fields=["loaded_at"])
    DataVersion.bump(data=True)
