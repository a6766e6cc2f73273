"""Imports live states: from a source's status file, apart from its places."""

import time
from datetime import datetime

from stations.ingest.finish import finish
from stations.ingest.runs import RunFailed, alone, opened_run, source_of, told_plainly
from stations.ingest.static import Input
from stations.models import ImportRun
from stations.sources.base import Feed
from stations.sources.live import LiveStore
from stations.sources.registry import get_feed
from stations.sources.report import Report
from stations.sources.staging import read_statuses
from stations.sources.store import Store


def run_live(*, source: str, given: Input, now: datetime) -> ImportRun:
    """One run over a source's live states. Raises KeyError for an unknown source, RunFailed when none can be read."""
    feed = get_feed(source)
    check_statuses(feed)
    with alone(feed.uid), opened_run(source_of(feed), ImportRun.Kind.STATUSES, given.origin, now=now) as run:
        report, began = Report(), time.monotonic()
        live = LiveStore(Store(run.source, feed, run, report, now=now), fetched_at=given.fetched_at)
        for file in given.files:
            with told_plainly():
                live.write(read_statuses(feed, file))
        report.seconds = time.monotonic() - began
        finish(run, report, now=now)
    return run


def check_statuses(feed: Feed) -> None:
    """Raises RunFailed for a source whose states can't be read apart from its places."""
    if not feed.has_statuses:
        raise RunFailed(f"{feed.uid} tells no live states apart from its places")
