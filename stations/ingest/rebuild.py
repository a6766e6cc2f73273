"""Derives stations, documents and search words anew from the facts that are kept of every record.

For a release that derives or words something differently, without asking any source again.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from stations.ingest.runs import alone
from stations.models import DataVersion, ImportRun, Source
from stations.sources import text_index
from stations.sources.registry import known_feeds
from stations.sources.report import Report
from stations.sources.store import Store, records_of

# Called with a source's uid and how many of its stations are done.
Progress = Callable[[str, int], None]


def rebuild_documents(*, now: datetime, progress: Progress = lambda *_: None) -> Report:
    """Rebuild every station of the sources that are known. Raises RunInProgress while one of them is imported."""
    report = Report()
    for source in Source.objects.filter(uid__in=known_feeds()):
        with alone(source.uid):
            _rebuild(source, report, progress, now)
    return report


def rebuild_text_index() -> None:
    """Make the index of words anew from the stations, in one go: writers wait for as long as it takes."""
    with transaction.atomic():
        text_index.rebuild()


def _rebuild(source: Source, report: Report, progress: Progress, now: datetime) -> None:
    # A run that is never saved: rebuilding belongs to none.
    store = Store(source, known_feeds()[source.uid], ImportRun(source=source), report, now=now)
    done = 0
    for chunk in records_of(source):
        with report.writing():
            store.rebuild([record_id for record_id, _ in chunk])
            # With each chunk: one that is killed leaves nobody with answers of before.
            DataVersion.bump(data=True)
        done += len(chunk)
        progress(source.uid, done)
    report.outcomes["rebuilt"] += done
