"""Imports live states: from a source's status file, apart from its places."""

import time
from datetime import datetime

from stations.ingest.finish import finish
from stations.ingest.runs import opened_run
from stations.ingest.static import Input
from stations.models import ImportRun
from stations.sources.live import LiveStore
from stations.sources.registry import get_feed
from stations.sources.report import Report


def run_live(*, source: str, given: Input, now: datetime) -> ImportRun:
    """One run over a source's live states. Raises KeyError for an unknown source, RunFailed when one is under way."""
    feed, report, began = get_feed(source), Report(), time.monotonic()
    with opened_run(feed, ImportRun.Kind.STATUSES, given.origin, now=now) as run:
        store = LiveStore(run.source, feed, run, report, fetched_at=given.fetched_at)
        for file in given.files:
            store.write(feed.statuses(file))
        report.seconds = time.monotonic() - began
        finish(run, report, now=now)
    return run
