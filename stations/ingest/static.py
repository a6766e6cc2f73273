"""Imports the places of a source: read, clean, stage, compare, publish.

The command line, the console's "run now" and the schedule all end in `run`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from stations.ingest import statistics
from stations.ingest.difference import difference_of
from stations.ingest.finish import finish, hold
from stations.ingest.groups import grouping, regroup
from stations.ingest.kept import folder_of
from stations.ingest.remove import remove_records
from stations.ingest.runs import RunFailed, alone, keep_refused, opened_run, source_of, told_plainly
from stations.ingest.takeover import take_over
from stations.models import HeldInput, ImportRun, Source
from stations.sources.base import Feed, SourceFile
from stations.sources.live import LiveStore
from stations.sources.registry import get_feed
from stations.sources.report import Outcome, Report
from stations.sources.spool import Spool
from stations.sources.staging import CHUNK, Batch, batches
from stations.sources.store import Store, live_of, records_of

# Called with the name of the stage, how much is done and how much there is: bytes while reading, then records.
Progress = Callable[[str, int, int], None]

# A run that changes more records than this leaves tables of which the database knows little.
MANY = 10_000
WRITTEN = (Outcome.NEW, Outcome.CHANGED, Outcome.RETURNED, Outcome.TOUCHED)

# Rules by which a source takes a place back. A row refused by any other is a fault in it, no reason to vanish.
WITHDRAWN = frozenset({"not_published"})


@dataclass(frozen=True, slots=True)
class Input:
    """What a run reads.

    `complete`: "" keeps absent records; "*" makes them vanish; a scope ("US-MA") makes those of the scope vanish.
    `fetched_at` is set when the files come from the source itself just now. `accept_shrink` is a person's word that a
    shrunken feed is right. `etag` and `last_modified` are the validators of what was fetched. `not_modified`: the
    source says that what they stood for when it was read last is still right, so there are no files.
    """

    files: tuple[SourceFile, ...]
    origin: str
    complete: str = ""
    fetched_at: datetime | None = None
    accept_shrink: bool = False
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False


def run(*, source: str, given: Input, now: datetime, progress: Progress = lambda *_: None) -> ImportRun:
    """One run over a source's places. Raises KeyError for an unknown source, RunFailed when nothing can be read."""
    feed = get_feed(source)
    with alone(feed.uid):
        row = source_of(feed)
        with opened_run(row, ImportRun.Kind.PLACES, given.origin, given.complete, now=now) as import_run:
            if given.not_modified:
                validators = (given.etag, given.last_modified)
                finish(import_run, Report(not_modified=True), validators=validators, now=now)
            else:
                # Until this input is published, nobody may take another one for what is there.
                row.forget_validators()
                Pass(feed, import_run, given, now, progress).run()
    return import_run


class Pass:
    """One run's way through the stages.

    A source's first load is hidden until it is whole, so it is written while it is read; later ones are staged first,
    because nothing may change before it is known that the whole input can be read and has not shrunk.
    """

    def __init__(self, feed: Feed, import_run: ImportRun, given: Input, now: datetime, progress: Progress) -> None:
        self.feed, self.import_run, self.given, self.now, self.progress = feed, import_run, given, now, progress
        self.source: Source = import_run.source
        self.report = Report()
        self.store = Store(self.source, feed, import_run, self.report, now=now)
        self.first = self.source.loaded_at is None
        # A first load that was killed left stations that nobody has seen and this input may not hold.
        self.left_over = self.first and self.source.records.exists()

    def run(self) -> None:
        began, held = time.monotonic(), ""
        if self.first:
            take_over(self.import_run, self.report)
        with Spool(settings.CONFIG.data_dir / "staged" / self.feed.uid) as spool:
            self._read(spool)
            if self.left_over:
                self._remove_left_over(spool)
            elif self.given.complete and not self.first:
                held = self._find_vanished(spool)
            if held:
                self._hold(spool, held, began)
                return
            self._write(spool)
        self._finish(began)

    def publish_kept(self, spool: Spool, report: Report) -> None:
        """Publish what an earlier pass has staged and counted."""
        began = time.monotonic() - report.seconds
        self.report = self.store.report = report
        self._write(spool)
        self._finish(began)

    def _write(self, spool: Spool) -> None:
        self._publish(spool)
        LiveStore(self.store, fetched_at=self.given.fetched_at).write_inline(spool.live())

    def _hold(self, spool: Spool, reason: str, began: float) -> None:
        difference = difference_of(spool, self.source)
        self.report.seconds = time.monotonic() - began
        spool.move(folder_of(self.import_run))
        validators = {"etag": self.given.etag, "last_modified": self.given.last_modified}
        with transaction.atomic():
            facts = {"difference": difference, "fetched_at": self.given.fetched_at, **validators}
            HeldInput.objects.create(run=self.import_run, **facts)
            hold(self.import_run, self.report, reason)

    def _finish(self, began: float) -> None:
        with grouping():
            self._close(began)

    def _close(self, began: float) -> None:
        if self.report.changed_anything:
            regroup(self.report, now=self.now, loading=self.source)
        self.report.seconds = time.monotonic() - began
        validators = (self.given.etag, self.given.last_modified)
        finish(self.import_run, self.report, validators=validators, now=self.now)
        if self.report.changes > MANY:
            statistics.renew()

    def _read(self, spool: Spool) -> None:
        for file in self.given.files:
            with told_plainly():
                for batch in batches(self.feed, file):
                    self._take(spool, batch)
                    self.progress("read", batch.position, file.size)
        self.report.outcomes.update(spool.counts())
        if removed := spool.vanished_count():
            self.report.outcomes[Outcome.VANISHED] = removed
        if not spool.count() and not removed:
            raise RunFailed(f"the input holds no charging place that can be published ({self.report.read} rows read)")

    def _take(self, spool: Spool, batch: Batch) -> None:
        self.report.count(batch.read, batch.skipped, batch.mended, (row.rule for row in batch.refusals))
        with self.report.writing():
            keep_refused(self.import_run, batch.refusals)
        spool.add_refused(row.native_id for row in batch.refusals if row.native_id and row.rule not in WITHDRAWN)
        if self.first:
            self.store.publish(batch.staged)
            staged = [record._replace(outcome=Outcome.NEW, raw=b"", facts=b"") for record in batch.staged]
        else:
            staged = self.store.classified(batch.staged)
            there = self.store.known(batch.removed).values()
            spool.add_vanished(known.record_id for known in there if not known.vanished)
        self.report.duplicates += spool.add(staged)
        spool.add_live(batch.live)

    def _find_vanished(self, spool: Spool) -> str:
        """Note which records are absent; why the run is held back, or "" when it is not."""
        before = 0
        for chunk in live_of(self.source, self.given.complete):
            absent = spool.absent([native_id for _, native_id in chunk])
            spool.add_vanished(record_id for record_id, native_id in chunk if native_id in absent)
            before += len(chunk)
        gone = spool.vanished_count()
        self.report.outcomes[Outcome.VANISHED] = gone
        if before and gone / before > settings.CONFIG.shrink_limit and not self.given.accept_shrink:
            return f"{gone} of {before} stations are absent from the input: held back until a person accepts it"
        return ""

    def _remove_left_over(self, spool: Spool) -> None:
        for chunk in records_of(self.source):
            absent = spool.absent([native_id for _, native_id in chunk])
            with self.report.writing():
                remove_records([record_id for record_id, native_id in chunk if native_id in absent])

    def _publish(self, spool: Spool) -> None:
        if self.first:
            return
        take_over(self.import_run, self.report)
        todo = sum(self.report.outcomes[outcome] for outcome in (*WRITTEN, Outcome.VANISHED))
        done = 0
        for chunk in spool.chunks(WRITTEN, CHUNK):
            self.store.publish(chunk)
            done += len(chunk)
            self.progress("publish", done, todo)
        for ids in spool.vanished(CHUNK):
            self.store.vanish(ids)
            done += len(ids)
            self.progress("publish", done, todo)
        if self.given.complete != "*":
            for chunk in spool.chunks([Outcome.UNCHANGED], CHUNK):
                self.store.see([record.native_id for record in chunk])
