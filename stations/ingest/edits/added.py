"""Publishes a station that drivers added, in a run of their source like any other, and withdraws it."""

import time
from collections import Counter
from datetime import datetime
from typing import Final

from stations.documents.identity import public_id
from stations.ingest.finish import finish
from stations.ingest.groups import grouping, regroup
from stations.ingest.runs import opened_run, patiently_alone, source_of
from stations.ingest.takeover import take_over
from stations.models import Edit, ImportRun, Source, SourceRecord
from stations.records import Parsed
from stations.sources.drivers import FEED
from stations.sources.report import Outcome, Report
from stations.sources.staging import Stager
from stations.sources.store import Store, outcome_of
from stations.sources.suggested import new_record
from voltway.lib.problems import Conflict

_PATIENCE_S: Final = 5.0


def publish_added(edit: Edit, *, now: datetime) -> str:
    """The public id of the station, which is the same however often it is published. Raises Conflict, RunInProgress."""
    values = {field: told["to"] for field, told in edit.changes.items()}
    stager = Stager(FEED)
    stager.take(Parsed({"native_id": edit.public_id, **values}, new_record(edit.public_id, values)))
    if not stager.batch.staged:
        raise Conflict("The station can't be published as it was suggested.")
    with patiently_alone(FEED.uid, _PATIENCE_S):
        source = source_of(FEED)
        # Nothing is fetched on schedule.
        Source.objects.filter(pk=source.pk, enabled=True).update(enabled=False)
        with opened_run(source, ImportRun.Kind.PLACES, f"suggestion {edit.public_id}", now=now) as run:
            _publish(source, run, stager, now)
    return public_id(FEED.uid, edit.public_id)


def _publish(source: Source, run: ImportRun, stager: Stager, now: datetime) -> None:
    began, report = time.monotonic(), Report()
    take_over(run, report)
    store = Store(source, FEED, run, report, now=now)
    (record,) = stager.batch.staged
    known = store.known([record.native_id])
    report.count(1, Counter(), stager.batch.mended, ())
    report.outcomes[outcome_of(record, known.get(record.native_id))] += 1
    store.publish([record])
    _close(source, run, report, began, now)


def withdraw_added(edit: Edit, *, now: datetime) -> None:
    """Take the station out of sight, as one that its source lists no more. Raises RunInProgress."""
    with patiently_alone(FEED.uid, _PATIENCE_S):
        source = source_of(FEED)
        ids = list(
            SourceRecord.objects.filter(source=source, station__public_id=edit.station, vanished_at=None).values_list(
                "pk", flat=True
            )
        )
        with opened_run(source, ImportRun.Kind.PLACES, f"suggestion {edit.public_id} taken back", now=now) as run:
            began, report = time.monotonic(), Report()
            take_over(run, report)
            Store(source, FEED, run, report, now=now).vanish(ids)
            report.outcomes[Outcome.VANISHED] += len(ids)
            _close(source, run, report, began, now)


def _close(source: Source, run: ImportRun, report: Report, began: float, now: datetime) -> None:
    with grouping():
        if report.changed_anything:
            regroup(report, now=now, loading=source)
        report.seconds = time.monotonic() - began
        finish(run, report, now=now)
