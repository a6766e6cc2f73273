"""Takes a run back: what it added goes, what it changed is as before, what it made vanish is there again."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from stations.ingest.edits.added import follow_records
from stations.ingest.groups import grouping, regroup
from stations.ingest.kept import replace_held
from stations.ingest.remove import hide, remove_idle_operators, remove_stations
from stations.ingest.runs import WROTE_PLACES, NotPossible, alone, check_newest, feed_of, opened_run
from stations.models import DataVersion, ImportRun, RecordVersion, SourceRecord
from stations.sources.base import Feed
from stations.sources.drivers import FEED
from stations.sources.report import Report
from stations.sources.store import Store
from voltway.lib import bulk

CHUNK = 500

# As that of imports.
Progress = Callable[[str, int, int], None]


def undo(*, run: ImportRun, now: datetime, progress: Progress = lambda *_: None) -> ImportRun:
    """The run that took `run` back, its report counting records restored, returned and removed.

    Records whose facts the run left as they were ("touched") keep the raw bytes that it brought: nothing that is
    published came from them, and no version is kept of them. An undo that is killed can be asked for again. Raises
    RunFailed when the run can't be taken back.
    """
    feed = feed_of(run)
    with alone(feed.uid):
        run.refresh_from_db()
        check_undo(run)
        with opened_run(run.source, ImportRun.Kind.UNDO, f"run {run.pk}", now=now) as undoing:
            _Undo(run, undoing, feed, now, progress).carry_out()
    return undoing


def check_undo(run: ImportRun) -> None:
    """Raises NotPossible when the run can't be taken back."""
    ended = (ImportRun.State.COMPLETED, ImportRun.State.FAILED)
    if run.kind not in ImportRun.OVER_PLACES or run.state not in ended:
        raise NotPossible(f"run {run.pk} is {run.get_state_display()}: only a run over places that wrote can be undone")
    if not run.wrote:
        raise NotPossible(f"run {run.pk} has changed nothing, or what an undo needs is no longer kept")
    check_newest(run, WROTE_PLACES, "undo that one first")


class _Undo:
    """One undo's way through what the run did."""

    def __init__(self, run: ImportRun, undoing: ImportRun, feed: Feed, now: datetime, progress: Progress) -> None:
        self.run, self.undoing, self.now, self.progress = run, undoing, now, progress
        self.done, self.todo = 0, Report.of(run.report).changes
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
            self._tell(len(chunk))
        return restored

    def _tell(self, more: int) -> None:
        self.done += more
        # A run that was killed may have left no count.
        self.progress("undo", self.done, max(self.todo, self.done))

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
            self._tell(len(chunk))
        return len(ids)

    def _remove(self) -> int:
        """Stations that the run brought for the first time."""
        removed = last = 0
        brought = SourceRecord.objects.filter(first_run=self.run).order_by("pk")
        while rows := list(brought.filter(pk__gt=last).values_list("pk", "station_id")[:CHUNK]):
            with self.report.writing():
                remove_stations([station_id for _, station_id in rows])
            removed, last = removed + len(rows), rows[-1][0]
            self._tell(len(rows))
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
            replace_held(self.undoing)
            DataVersion.bump(data=True)
