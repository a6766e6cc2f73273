"""Does the upkeep jobs: each kind ends in the same function as the command line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from stations.ingest.again import read_again
from stations.ingest.fetch import fetched
from stations.ingest.live import run_live
from stations.ingest.rebuild import rebuild_documents
from stations.ingest.release import release
from stations.ingest.retention import clean_up
from stations.ingest.runs import NotPossible, RunFailed, RunInProgress
from stations.ingest.static import run
from stations.ingest.undo import undo
from stations.models import ImportRun, Upkeep
from stations.sources.base import Feed
from stations.sources.registry import get_feed
from voltway.jobs.attempt import Attempt, Failed, Postponed, Refused
from voltway.lib.fetch import FetchError

# How long an import waits for another one of the same source, in seconds.
PATIENCE = 30


def perform(attempt: Attempt[Upkeep]) -> None:
    """Do one job; what it raises is the attempt's failure."""
    try:
        _WORKS[Upkeep.Kind(attempt.job.kind)](attempt)
    except RunInProgress as busy:
        raise Postponed(str(busy), seconds=PATIENCE) from busy
    except NotPossible as reason:
        raise Refused(str(reason)) from reason
    except (FetchError, RunFailed) as error:
        raise Failed(str(error)) from error


def _places(attempt: Attempt[Upkeep]) -> None:
    feed = _feed(attempt.job)
    with fetched(feed, progress=_told(attempt)) as given:
        given = replace(given, accept_shrink=attempt.job.accept_shrink)
        done = run(source=feed.uid, given=given, now=datetime.now(UTC), progress=_told(attempt))
    attempt.complete(run=done)


def _statuses(attempt: Attempt[Upkeep]) -> None:
    feed = _feed(attempt.job)
    with fetched(feed, status=True, progress=_told(attempt)) as given:
        attempt.complete(run=run_live(source=feed.uid, given=given, now=datetime.now(UTC)))


def _release(attempt: Attempt[Upkeep]) -> None:
    done = release(run=_target(attempt.job), now=datetime.now(UTC), progress=_told(attempt))
    attempt.complete(run=done)


def _undo(attempt: Attempt[Upkeep]) -> None:
    run = _target(attempt.job)
    # An attempt that was killed behind its last write has done it.
    done = (
        None if run.state == ImportRun.State.UNDONE else undo(run=run, now=datetime.now(UTC), progress=_told(attempt))
    )
    attempt.complete(run=done)


def _again(attempt: Attempt[Upkeep]) -> None:
    done = read_again(run=_target(attempt.job), now=datetime.now(UTC), progress=_told(attempt))
    attempt.complete(run=done)


def _refresh(attempt: Attempt[Upkeep]) -> None:
    names: list[str] = settings.REFRESHES
    for number, name in enumerate(names):
        attempt.progress(number, len(names), stage=name.rpartition(".")[2])
        import_string(name)()


def _rebuild(attempt: Attempt[Upkeep]) -> None:
    rebuild_documents(now=datetime.now(UTC), progress=lambda uid, done: attempt.progress(done, stage=uid))


def _clean_up(attempt: Attempt[Upkeep]) -> None:
    now, names = datetime.now(UTC), settings.CLEAN_UPS
    clean_up(now=now, keep=timedelta(days=settings.CONFIG.record_retention_days))
    for number, name in enumerate(names):
        attempt.progress(number, len(names), stage="clean up")
        import_string(name)(now=now)


_WORKS: dict[Upkeep.Kind, Callable[[Attempt[Upkeep]], None]] = {
    Upkeep.Kind.PLACES: _places,
    Upkeep.Kind.STATUSES: _statuses,
    Upkeep.Kind.REFRESH: _refresh,
    Upkeep.Kind.REBUILD: _rebuild,
    Upkeep.Kind.CLEAN_UP: _clean_up,
    Upkeep.Kind.RELEASE: _release,
    Upkeep.Kind.UNDO: _undo,
    Upkeep.Kind.AGAIN: _again,
}


def _feed(job: Upkeep) -> Feed:
    uid = job.source.uid if job.source else ""
    try:
        return get_feed(uid)
    except KeyError as error:
        raise Refused(f"no module describes the source {uid}") from error


def _target(job: Upkeep) -> ImportRun:
    if job.target is None:
        raise Refused("the job names no run")
    return job.target


def _told(attempt: Attempt[Upkeep]) -> Callable[[str, int, int], None]:
    return lambda stage, done, total: attempt.progress(done, total or None, stage=stage)
