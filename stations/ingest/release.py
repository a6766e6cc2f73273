"""Publishes what a run that is held back has read: exactly that, nothing is fetched again."""

import sqlite3
from datetime import datetime

from django.db.models import Q

from stations.ingest.kept import end_released, folder_of
from stations.ingest.runs import WROTE_PLACES, NotPossible, alone, check_newest, feed_of, reopened_run
from stations.ingest.static import Input, Pass, Progress
from stations.models import HeldInput, ImportRun
from stations.sources.report import Report
from stations.sources.spool import Spool

_ANEW = "import the source anew, and accept that many stations vanish if that is right"


def release(*, run: ImportRun, now: datetime, progress: Progress = lambda *_: None) -> ImportRun:
    """The run, completed, as if it had been published when it was read; one that is released already is left alone.

    One that is killed can be asked for again. Raises NotPossible, with the reason, when what was looked at can't be
    published any more.
    """
    feed = feed_of(run)
    with alone(feed.uid):
        run.refresh_from_db()
        if run.state == ImportRun.State.COMPLETED and HeldInput.objects.filter(run=run).exists():
            return run
        held = check_release(run)
        with _kept(run) as spool, reopened_run(run, now=now):
            given = Input(
                (),
                run.origin,
                run.complete,
                fetched_at=held.fetched_at,
                accept_shrink=True,
                etag=held.etag,
                last_modified=held.last_modified,
            )
            # What it says was so when it was read.
            Pass(feed, run, given, run.started_at, progress).publish_kept(spool, Report.of(run.report))
            end_released(run)
    return run


def check_release(run: ImportRun) -> HeldInput:
    """What was kept of it. Raises NotPossible when it can't be published any more."""
    if run.state not in (ImportRun.State.HELD, ImportRun.State.FAILED):
        raise NotPossible(f"run {run.pk} is {run.get_state_display()}: only one that is held back can be released")
    held = HeldInput.objects.filter(run=run, ended="").first()
    if held is None:
        raise NotPossible(f"what run {run.pk} read was not kept: {_ANEW}")
    check_newest(
        run, WROTE_PLACES | Q(kind=ImportRun.Kind.UNDO), f"what is there is not what it was compared with; {_ANEW}"
    )
    return held


def _kept(run: ImportRun) -> Spool:
    try:
        return Spool.kept(folder_of(run))
    except FileNotFoundError:
        raise NotPossible(f"what run {run.pk} read does not lie on this machine: {_ANEW}") from None
    except sqlite3.DatabaseError as error:
        raise NotPossible(f"what run {run.pk} read is damaged ({error}): {_ANEW}") from None
