"""Takes stations that an operator sends itself: the same cleaning, store and runs as imports, each row answered."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import transaction

from stations.documents.identity import public_id
from stations.ingest.finish import finish
from stations.ingest.groups import grouping, regroup
from stations.ingest.runs import keep_refused, opened_run, patiently_alone, source_of
from stations.ingest.takeover import take_over
from stations.models import ImportRun, Source
from stations.records import Parsed
from stations.sources import own_rows
from stations.sources.base import Feed
from stations.sources.own import feed_of, uid_of
from stations.sources.report import Outcome as Became
from stations.sources.report import Report
from stations.sources.spool import Staged
from stations.sources.staging import Rejected, Stager, packed
from stations.sources.store import Store, outcome_of
from voltway.lib.batches import Keep, Outcome, RowError, RowRefused, read_all, save_all

# Stations in a transaction, as imports have it.
_CHUNK: Final = 500
# Seconds that a request waits for another one over the same source.
_LONGEST_WAIT_S: Final = 10.0


class NotTheSender(Exception):
    """Somebody else sends the stations of this operator."""


class Fate(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    # Fit to be written, and not written because others were refused and all or nothing was asked for.
    WITHHELD = "withheld"


_FATE_OF: Final = {
    Became.NEW: Fate.CREATED,
    Became.CHANGED: Fate.UPDATED,
    Became.RETURNED: Fate.UPDATED,
    Became.TOUCHED: Fate.UNCHANGED,
    Became.UNCHANGED: Fate.UNCHANGED,
}


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one row, by its number from 0."""

    row: int
    native_id: str
    fate: Fate
    id: str | None = None
    error: RowError | None = None


@dataclass(slots=True)
class Published:
    """All rows in order, and the run that wrote them, if there was anything to write."""

    source: str
    told: list[Told]
    run: ImportRun | None = None


def publish_own(
    *,
    owner: str,
    by: Any,
    rows: Sequence[Any],
    keep: Keep,
    now: datetime,
    before: Callable[[Source], None] = lambda _: None,
    after: Callable[[Source | None, Published], None] = lambda _source, _published: None,
) -> Published:
    """Write an operator's own stations, as a user. Raises ValueError for an owner without a name, NotTheSender,
    RunInProgress.

    `before` is called when nobody else writes to the source, where there is one, and ends it all when it raises;
    `after` in the transaction that ends the run. The first row that is fit to be written makes the source.
    """
    uid = uid_of(owner)
    if not uid:
        raise ValueError("the owner's name holds no letter or digit")
    with patiently_alone(uid, _LONGEST_WAIT_S):
        there = Source.objects.filter(uid=uid).first()
        if there:
            _check_sender(there, by)
            before(there)
        # The name that the source got first is its own: documents hold it.
        work = _Pass(feed_of(uid, there.owner if there else owner[:200]), rows, keep, now)
        if not work.has_rows:
            published = work.nothing()
            after(there, published)
            return published
        return work.run(_claimed(uid, owner, by), after)


class _Pass:
    """One request's way through the stages."""

    source: Source

    def __init__(self, feed: Feed, rows: Sequence[Any], keep: Keep, now: datetime) -> None:
        self.feed, self.rows, self.keep, self.now = feed, rows, keep, now
        self.began = time.monotonic()
        self.stager, self.report = Stager(feed), Report()
        self.became: dict[str, Became] = {}
        self.seen: set[str] = set()
        self.found = read_all(rows, self._read)

    @property
    def has_rows(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.found.good) and not (self.found.errors and self.keep is Keep.ALL_OR_NOTHING)

    def nothing(self) -> Published:
        """The answer where there is nothing to write."""
        return self._published(Outcome(errors=self.found.errors, kept=False), None)

    def run(self, source: Source, after: Callable[[Source | None, Published], None]) -> Published:
        self.source = source
        origin = f"{len(self.rows)} rows sent by the operator"
        with opened_run(source, ImportRun.Kind.PLACES, origin, now=self.now) as run:
            take_over(run, self.report)
            # Ahead of the first row: what is taken back half-way takes this back with it.
            run.wrote = True
            run.save(update_fields=["wrote"])
            saved = save_all(self.found, lambda chunk: self._save(run, chunk), keep=self.keep, size=_CHUNK)
            published = self._published(saved, run)
            self._finish(run, published, after)
        return published

    def _read(self, row: Any) -> Staged:
        """Read, clean and stage a row. Raises RowRefused."""
        record = own_rows.read(row, self.feed.title)
        if record.native_id in self.seen:
            raise RowRefused("repeated", "native_id", "a row before it has the same native_id")
        self.seen.add(record.native_id)
        batch = self.stager.batch
        staged, refused = len(batch.staged), len(batch.refusals)
        self.stager.take(Parsed(row, record))
        if len(batch.staged) > staged:
            return batch.staged[-1]
        if len(batch.refusals) > refused:
            last = batch.refusals[-1]
            raise RowRefused(last.rule, last.field, last.message)
        raise RowRefused("not_charging", "", next(reversed(batch.skipped), "no charging place"))

    def _save(self, run: ImportRun, chunk: list[Staged]) -> None:
        # Anew for each chunk: it remembers operators that it made, and a chunk may be taken back.
        store = Store(self.source, self.feed, run, self.report, now=self.now)
        known = store.known([record.native_id for record in chunk])
        became = {record.native_id: outcome_of(record, known.get(record.native_id)) for record in chunk}
        store.publish([record for record in chunk if became[record.native_id] is not Became.UNCHANGED])
        store.see([record.native_id for record in chunk if became[record.native_id] is Became.UNCHANGED])
        self.became.update(became)

    def _published(self, saved: Outcome[Staged], run: ImportRun | None) -> Published:
        errors = {error.row: error for error in saved.errors}
        told = [self._told(number, row, errors.get(number), saved.kept) for number, row in enumerate(self.rows)]
        return Published(self.feed.uid, told, run)

    def _told(self, number: int, row: Any, error: RowError | None, kept: bool) -> Told:
        native_id = own_rows.native_id(row)
        if error is not None:
            return Told(number, native_id, Fate.REFUSED, error=error)
        if not kept:
            return Told(number, native_id, Fate.WITHHELD)
        return Told(number, native_id, _FATE_OF[self.became[native_id]], public_id(self.feed.uid, native_id))

    def _finish(self, run: ImportRun, published: Published, after: Callable[[Source | None, Published], None]) -> None:
        batch = self.stager.batch
        refused = [told.error.rule for told in published.told if told.error]
        self.report.count(len(self.rows), Counter(), batch.mended, refused)
        written = {told.native_id for told in published.told if told.id}
        self.report.outcomes.update(Counter(self.became[native_id] for native_id in written))
        keep_refused(
            run, [_rejected(self.rows[told.row], told.error, told.native_id) for told in published.told if told.error]
        )
        with grouping():
            if self.report.changed_anything:
                regroup(self.report, now=self.now, loading=self.source)
            self.report.seconds = time.monotonic() - self.began
            with transaction.atomic():
                finish(run, self.report, now=self.now)
                after(self.source, published)


def _rejected(row: Any, error: RowError, native_id: str) -> Rejected:
    return Rejected(native_id, error.rule, error.field[:60], error.message, packed(row))


def _check_sender(source: Source, by: Any) -> None:
    """A source is written by its sender and by staff; one that nobody holds, by anybody. Raises NotTheSender."""
    if source.sender_id != by.pk and not by.is_staff and not _is_nobodys(source):
        raise NotTheSender


def _is_nobodys(source: Source) -> bool:
    """Whether its sender is gone and left no station: with stations only the console gives it to somebody else."""
    return source.sender_id is None and not source.stations.exists()


def _claimed(uid: str, owner: str, by: Any) -> Source:
    """The source, which belongs from now on to who sends to it, if it was nobody's so far."""
    with transaction.atomic():
        defaults = {"owner": owner[:200], "enabled": False, "sender_id": by.pk}
        source, _made = Source.objects.get_or_create(uid=uid, defaults=defaults)
        if _is_nobodys(source):
            Source.objects.filter(pk=source.pk).update(sender_id=by.pk)
    return source_of(feed_of(uid, owner))
