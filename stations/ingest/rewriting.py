"""Writes one station anew between imports: by what drivers correct and staff hide."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from stations.ingest.edits.current import Current, current
from stations.ingest.groups import grouping, regroup
from stations.ingest.runs import RunInProgress, patiently_alone
from stations.models import DataVersion, ImportRun
from stations.sources.report import Report
from stations.sources.store import Store
from voltway.lib.problems import Conflict
from voltway.lib.turns import Turn

# Seconds that a person waits for an import of the same source.
PATIENCE_S: Final = 5.0


@contextmanager
def alone_with(station: str, turn: Turn | None = None) -> Iterator[Current]:
    """The station as it is, while nobody else writes to its source. Raises Conflict, NotFound."""
    with waited_for(current(station).feed.uid, turn or Turn()):
        yield current(station)


@contextmanager
def rewritten(there: Current, *, now: datetime, in_sight: bool = False) -> Iterator[None]:
    """A transaction at whose end the station is derived anew. `in_sight`: it may come into sight or go out of it."""
    source, report = there.station.source, Report()
    # A run that is never saved: what people correct belongs to none.
    store = Store(source, there.feed, ImportRun(source=source), report, now=now)
    with report.writing():
        yield
        store.rebuild([there.record_id], stamps=("changed_at",))
        DataVersion.bump(data=True)
    if in_sight and there.station.evses.exclude(evse_key="").exists():
        # What has vanished is in no group; nor is what has no ids that others may share.
        with grouping():
            regroup(report, now=now)
            DataVersion.bump(data=True)


@contextmanager
def waited_for(uid: str, turn: Turn) -> Iterator[None]:
    """Alone with a source, once whoever is there is done. Raises Conflict where that takes longer than a person waits.

    For rows of the same source that are done in one request that is waited for once.
    """
    try:
        with patiently_alone(uid, 0 if uid in turn.busy else PATIENCE_S):
            yield
    except RunInProgress:
        turn.busy.add(uid)
        raise Conflict("An import of this source is under way: try again when it is done.") from None
