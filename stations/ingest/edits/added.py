"""Publishes a station that drivers added, in a run of their source like any other, and withdraws it."""

import time
from collections import Counter
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from stations.documents.identity import public_id
from stations.ingest.finish import finish
from stations.ingest.runs import opened_run, source_of
from stations.ingest.takeover import take_over
from stations.models import Edit, ImportRun, Source, SourceRecord
from stations.records import Parsed
from stations.sources.drivers import FEED
from stations.sources.report import Outcome, Report
from stations.sources.staging import Stager
from stations.sources.store import Store, outcome_of
from stations.sources.suggested import new_record
from voltway.lib.problems import Conflict

UNDONE: Final = "the run that published it was undone"
State = Edit.State


def station_of(edit: Edit) -> str:
    """The public id of the station that the suggestion becomes, however often it is published."""
    return public_id(FEED.uid, edit.public_id)


def staged(edit: Edit) -> Stager:
    """The station as a record. Raises Conflict where it is none."""
    values = {field: told["to"] for field, told in edit.changes.items()}
    stager = Stager(FEED)
    stager.take(Parsed({"native_id": edit.public_id, **values}, new_record(edit.public_id, values)))
    if not stager.batch.staged:
        raise Conflict("The station can't be published as it was suggested.")
    return stager


def publish_added(edit: Edit, stager: Stager, *, now: datetime) -> None:
    """Show the station; a second time changes nothing. Call it inside `alone`."""
    source = source_of(FEED)
    # Nothing is fetched on schedule.
    Source.objects.filter(pk=source.pk, enabled=True).update(enabled=False)
    with opened_run(source, ImportRun.Kind.PLACES, f"suggestion {edit.public_id}", now=now) as run:
        _publish(source, run, stager, now)


def is_published(edit: Edit) -> bool:
    """Whether its station is there, whatever the suggestion says."""
    return _live().filter(station__public_id=edit.station).exists()


def follow_records(*, now: datetime) -> None:
    """After an undo: what is there no more was not accepted, and what is there again was."""
    there = _live().values("station__public_id")
    added = Edit.objects.filter(kind=Edit.Kind.ADD).exclude(station="")
    gone, back = added.filter(state=State.SHOWN).exclude(station__in=there), added.filter(state=State.HIDDEN)
    gone.update(state=State.HIDDEN, reason=UNDONE, decided_at=now)
    back.filter(station__in=there).update(state=State.SHOWN, reason="", decided_at=now)


def _live() -> QuerySet[SourceRecord]:
    return SourceRecord.objects.filter(source__uid=FEED.uid, vanished_at=None)


def _publish(source: Source, run: ImportRun, stager: Stager, now: datetime) -> None:
    began, report = time.monotonic(), Report()
    take_over(run, report)
    store = Store(source, FEED, run, report, now=now)
    (record,) = stager.batch.staged
    known = store.known([record.native_id])
    report.count(1, Counter(), stager.batch.mended, ())
    report.outcomes[outcome_of(record, known.get(record.native_id))] += 1
    store.publish([record])
    _close(run, report, began, now)


def withdraw_added(edit: Edit, *, now: datetime) -> None:
    """Take the station out of sight, as one that its source lists no more. Call it inside `alone`."""
    source = source_of(FEED)
    ids = list(_live().filter(station__public_id=edit.station).values_list("pk", flat=True))
    with opened_run(source, ImportRun.Kind.PLACES, f"suggestion {edit.public_id} taken back", now=now) as run:
        began, report = time.monotonic(), Report()
        take_over(run, report)
        Store(source, FEED, run, report, now=now).vanish(ids)
        report.outcomes[Outcome.VANISHED] += len(ids)
        _close(run, report, began, now)


def _close(run: ImportRun, report: Report, began: float, now: datetime) -> None:
    # Nobody tells ids of EVSEs: what drivers add is in no group with what others list.
    report.seconds = time.monotonic() - began
    finish(run, report, now=now)
