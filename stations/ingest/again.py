"""Reads the refused rows of a run again, after a rule, a reader or a correction was mended: what passes is published.

The rows are read as they were kept, by the code of today; the source is not asked.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import orjson
from django.db.models import Q

from stations.ingest.finish import finish
from stations.ingest.groups import grouping, regroup
from stations.ingest.runs import WROTE_PLACES, NotPossible, alone, check_newest, feed_of, keep_refused, opened_run
from stations.ingest.static import WRITTEN, Progress
from stations.ingest.takeover import take_over
from stations.models import ImportRun, RejectedRow
from stations.sources.base import Feed
from stations.sources.report import Report
from stations.sources.staging import Batch, Rejected, Stager, unpacked
from stations.sources.store import Store

# Each may be a hundred kilobytes.
CHUNK: Final = 200
# Whatever the source sent since is newer than these rows; one that had nothing new sent nothing.
_READ_SINCE: Final = Q(kind__in=ImportRun.OVER_PLACES, state=ImportRun.State.COMPLETED) & ~Q(report__not_modified=True)


def read_again(*, run: ImportRun, now: datetime, progress: Progress = lambda *_: None) -> ImportRun:
    """A run of its own, which can be undone: rows that pass now are published, the rest is refused with today's reason.

    Raises NotPossible, with the reason, where the rows can't be read again.
    """
    feed = feed_of(run)
    with alone(feed.uid):
        run.refresh_from_db()
        check_again(run)
        origin = f"refused rows of run {run.pk}"
        with opened_run(run.source, ImportRun.Kind.AGAIN, origin, now=now) as again:
            _Pass(run, again, feed, now, progress).carry_out()
    return again


def check_again(run: ImportRun) -> None:
    """Raises NotPossible when the refused rows of a run can't be read again."""
    if not feed_of(run).reads_rows:
        raise NotPossible(f"a row of {run.source.uid} can't be read on its own: whoever sent it has to send it again")
    if run.kind not in ImportRun.OVER_PLACES or run.state != ImportRun.State.COMPLETED:
        raise NotPossible(
            f"run {run.pk} is {run.get_state_display()}: only rows of one over places that is completed are"
        )
    if run.source.loaded_at is None:
        raise NotPossible(f"{run.source.uid} is not loaded: import it anew")
    if not RejectedRow.objects.filter(run=run).exists():
        raise NotPossible(f"run {run.pk} has refused nothing, or its refused rows are no longer kept")
    check_newest(run, WROTE_PLACES | _READ_SINCE, "the source was read since, and rows that it refused are its own")


class _Pass:
    """One way through the rows that a run refused."""

    def __init__(self, run: ImportRun, again: ImportRun, feed: Feed, now: datetime, progress: Progress) -> None:
        self.run, self.again, self.feed, self.now, self.progress = run, again, feed, now, progress
        self.report = Report()
        self.store = Store(run.source, feed, again, self.report, now=now)

    def carry_out(self) -> None:
        began = time.monotonic()
        take_over(self.again, self.report)
        todo = sum(self.run.report.get("refused", {}).values())
        for rows in self._rows():
            self._take(self._batch(rows))
            self.progress("read", self.report.read, max(todo, self.report.read))
        with grouping():
            if self.report.changed_anything:
                regroup(self.report, now=self.now, loading=self.run.source)
            self.report.seconds = time.monotonic() - began
            finish(self.again, self.report, now=self.now)

    def _rows(self) -> Iterator[list[RejectedRow]]:
        rows, last = RejectedRow.objects.filter(run=self.run).order_by("pk"), 0
        while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
            yield chunk
            last = chunk[-1].pk

    def _batch(self, rows: list[RejectedRow]) -> Batch:
        stager = Stager(self.feed)
        for row in rows:
            try:
                raw: Any = unpacked(bytes(row.raw))
            except orjson.JSONDecodeError:
                # Kept as far as it went: nobody can read the rest.
                kept = Rejected(row.native_id, row.rule, row.field, row.message, bytes(row.raw))
                stager.batch.read += 1
                stager.batch.refusals.append(kept)
                continue
            for item in self.feed.read([raw], skipped=stager.skip):
                stager.take(item)
        return stager.hand_over(0)

    def _take(self, batch: Batch) -> None:
        self.report.count(batch.read, batch.skipped, batch.mended, (row.rule for row in batch.refusals))
        with self.report.writing():
            keep_refused(self.again, batch.refusals)
        latest = {record.native_id: record for record in self.store.classified(batch.staged)}
        self.report.duplicates += len(batch.staged) - len(latest)
        self.report.outcomes.update(Counter(record.outcome for record in latest.values()))
        self.store.publish([record for record in latest.values() if record.outcome in WRITTEN])
