"""Takes a run back: what it added goes, what it changed is as before, what it made vanish is there again."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from stations.ingest.edits.added import follow_records
from stations.ingest.groups import grouping, regroup
from stations.ingest.remove import hide, remove_idle_operators, remove_stations
from stations.ingest.runs import RunFailed, alone, opened_run
from stations.models import DataVersion, ImportRun, RecordVersion, SourceRecord
from stations.sources.base import Feed
from stations.sources.drivers import FEED
from stations.sources.registry import get_feed
from stations.sources.report import Report
from stations.sources.store import Store
from voltway.lib import bulk

CHUNK = 500


def undo(*, run: ImportRun, now: datetime) -> ImportRun:
    """The run that took `run` back, its report counting records restored, returned and removed.

    Records whose facts the run left as they were ("touched") keep the raw bytes that it brought: nothing that is
    published came from them, and no version is kept of them. An undo that is killed can be asked for again. Raises
    RunFailed when the run can't be taken back.
    """
    feed = _feed_of(run)
    with alone(feed.uid):
        run.refresh_from_db()
        _check(run)
        with opened_run(run.source, ImportRun.Kind.UNDO, f"run {run.pk}", now=now) as undoing:
            _Undo(run, undoing, feed, now).carry_out()
    return undoing


def _feed_of(run: ImportRun) -> Feed:
    try:
        return get_feed(run.source.uid)
    except KeyError:
        raise RunFailed(f"the source {run.source.uid} is not known any more") from None


def _check(run: ImportRun) -> None:
    if run.kind != ImportRun.Kind.PLACES or run.state not in (ImportRun.State.COMPLETED, ImportRun.State.FAILED):
        raise RunFailed(f"run {run.pk} is {run.get_state_display()}: only a run over places that wrote can be undone")
    if not run.wrote:
        raise RunFailed(f"run {run.pk} has changed nothing, or what an undo needs is no longer kept")
    later = run.source.runs.filter(pk__gt=run.pk, kind=run.kind, wrote=True).exclude(state=ImportRun.State.UNDONE)
    if newest := later.first():
        raise RunFailed(f"run {newest.pk} of {run.source.uid} came after it: undo that one first")


class _Undo:
    """One undo's way through what the run did."""

    def __init__(self, run: ImportRun, undoing: ImportRun, feed: Feed, now: datetime) -> None:
        self.run, self.undoing, self.now = run, undoing, now
        self.report = Report()
        self.store = Store(run.source, feed, undoing, self.report, now=now)

    def carry_out(self) -> None:
        began = timezone.now()
        if not SourceRecord.objects.filter(source=self.run.source).exclude(first_run=self.run).exists():
            hide(self.run.source)
        counts = {"restored": self._restore(), "returned": self._return(), "removed": self._remove()}
        self.report.outcomes.update(counts)
        with grouping():
            regroup(self.report, now=self.now)
        remove_idle_operators()
        if self.run.source.uid == FEED.uid:
            follow_records(now=self.now)
        self.report.seconds = (timezone.now() - began).total_seconds()
        self._close()

    def _restore(self) -> int:
        """Changed and returned records as they were before the run."""
        columns = ["raw_sha256", "fingerprint", "raw", "facts", "vanished_at", "vanished_run_id"]
        restored = 0
        for chunk in self._versions():
            with self.report.writing():
                rows = [
                    (v.raw_sha256, v.fingerprint, v.raw, v.facts, bulk.db_time(v.vanished_at), v.vanished_run_id)
                    for v in chunk
                ]
                keys = [version.record_id for version in chunk]
                bulk.update(SourceRecord, columns, ((*row, key) for row, key in zip(rows, keys, strict=True)))
                self.store.rebuild(keys, stamps=("changed_at",))
            restored += len(chunk)
        return restored

    def _versions(self) -> Iterator[list[RecordVersion]]:
        last = 0
        versions = RecordVersion.objects.filter(run=self.run).order_by("pk")
        while chunk := list(versions.filter(pk__gt=last)[:CHUNK]):
            yield chunk
            last = chunk[-1].pk

    def _return(self) -> int:
        """Records that the run made vanish."""
        ids = list(SourceRecord.objects.filter(vanished_run=self.run).values_list("pk", flat=True))
        for chunk in bulk.chunks(ids, CHUNK):
            with self.report.writing():
                bulk.update(SourceRecord, ["vanished_at", "vanished_run_id"], ((None, None, key) for key in chunk))
                self.store.rebuild(chunk, stamps=("changed_at",))
        return len(ids)

    def _remove(self) -> int:
        """Stations that the run brought for the first time."""
        removed = last = 0
        brought = SourceRecord.objects.filter(first_run=self.run).order_by("pk")
        while rows := list(brought.filter(pk__gt=last).values_list("pk", "station_id")[:CHUNK]):
            with self.report.writing():
                remove_stations([station_id for _, station_id in rows])
            removed, last = removed + len(rows), rows[-1][0]
        return removed

    def _close(self) -> None:
        source = self.run.source
        with transaction.atomic():
            ImportRun.objects.filter(pk=self.run.pk).update(state=ImportRun.State.UNDONE)
            ImportRun.objects.filter(pk=self.undoing.pk).update(
                state=ImportRun.State.COMPLETED, finished_at=timezone.now(), report=self.report.as_json()
            )
            self.undoing.refresh_from_db()
            whole = source.runs.filter(
                kind=ImportRun.Kind.PLACES, state=ImportRun.State.COMPLETED, complete="*"
            ).first()
            source.whole_seen_at = whole.started_at if whole else None
            source.save(update_fields=["whole_seen_at"])
            # What the source sent last is not what is there any more.
            source.forget_validators()
            DataVersion.bump(data=True)
