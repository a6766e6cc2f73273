"""Opens and closes runs: one at a time for each source, none left open by a process that died."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from stations.models import DataVersion, ImportRun, RejectedRow, Source
from stations.sources.base import Feed
from stations.sources.registry import get_feed
from stations.sources.staging import Rejected, Unreadable
from voltway.lib import bulk, locks
from voltway.lib.aside import DiedAside


class RunFailed(Exception):
    """A run that could not be carried through; what was there before stays."""


class NotPossible(RunFailed):
    """What is asked for can't be done, and asking again would not help."""


class RunInProgress(RunFailed):
    """Another run over the same source has not ended."""


@contextmanager
def told_plainly() -> Iterator[None]:
    """Make a RunFailed of whatever keeps the input from being read."""
    try:
        yield
    except (Unreadable, DiedAside) as error:
        raise RunFailed(str(error)) from error


@contextmanager
def alone(uid: str) -> Iterator[None]:
    """Hold the source's lock: a file for this machine, and the database's own for all machines that share it.

    Both end with the process, however it ends. Memory stays small meanwhile, however large the database. Raises
    RunInProgress.
    """
    folder: Path = settings.CONFIG.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"import-{uid}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _in_progress(uid) from None
        with locks.held(f"import-{uid}") as got, locks.unhurried(), bulk.unmapped():
            if not got:
                raise _in_progress(uid)
            yield


@contextmanager
def patiently_alone(uid: str, patience_s: float) -> Iterator[None]:
    """Alone with the source, after whoever is there now. Raises RunInProgress when that takes too long."""
    ends = time.monotonic() + patience_s
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(alone(uid))
                break
            except RunInProgress:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.05)
        yield


def _in_progress(uid: str) -> RunInProgress:
    return RunInProgress(f"another run over {uid} is under way")


@contextmanager
def opened_run(
    source: Source, kind: ImportRun.Kind, origin: str, complete: str = "", *, now: datetime
) -> Iterator[ImportRun]:
    """A run in state RUNNING; it is FAILED, with the reason, if the block raises. Call it inside `alone`."""
    _fail_left_open(source, now)
    run = source.runs.create(kind=kind, origin=storable(origin, 500), complete=complete, started_at=now)
    with _failing(run):
        yield run


@contextmanager
def reopened_run(run: ImportRun, *, now: datetime) -> Iterator[None]:
    """A run that ended is RUNNING again; it is FAILED, with the reason, if the block raises. Call it inside `alone`."""
    _fail_left_open(run.source, now)
    run.state, run.finished_at = ImportRun.State.RUNNING, None
    run.save(update_fields=["state", "finished_at"])
    with _failing(run):
        yield


def _fail_left_open(source: Source, now: datetime) -> None:
    """Whoever left a run open is dead: we hold its lock."""
    _fail(source.runs.filter(state=ImportRun.State.RUNNING), "interrupted", now)


@contextmanager
def _failing(run: ImportRun) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        open_one = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.RUNNING)
        _fail(open_one, _reason(error), timezone.now())
        raise


def _fail(runs: QuerySet[ImportRun], reason: str, now: datetime) -> None:
    """What they wrote stays, so readers must not go on with what they keep of the data before."""
    with transaction.atomic():
        if runs.filter(Q(wrote=True) | Q(kind=ImportRun.Kind.UNDO)).exists():
            DataVersion.bump(data=True)
        runs.update(state=ImportRun.State.FAILED, finished_at=now, error=reason)


def feed_of(run: ImportRun) -> Feed:
    """The feed of a run. Raises NotPossible."""
    try:
        return get_feed(run.source.uid)
    except KeyError:
        raise NotPossible(f"the source {run.source.uid} is not known any more") from None


WROTE_PLACES = Q(kind__in=ImportRun.OVER_PLACES, wrote=True) & ~Q(state=ImportRun.State.UNDONE)


def check_newest(run: ImportRun, later: Q, advice: str) -> None:
    """Raises NotPossible where there are such runs after this one."""
    if newest := run.source.runs.filter(later, pk__gt=run.pk).first():
        raise NotPossible(f"run {newest.pk} of {run.source.uid} came after it: {advice}")


def source_of(feed: Feed) -> Source:
    """The feed's row in the database, made where there is none, with the feed's facts of today."""
    facts = {"live": feed.live, "status_ttl": feed.status_ttl, "demo": feed.demo}
    with transaction.atomic():
        source, _ = Source.objects.get_or_create(uid=feed.uid)
        if source.loaded_at is None or any(getattr(source, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(source, name, value)
            source.save(update_fields=list(facts))
            # Readers keep the list of sources until the version moves on. They have to know of this one before its
            # first station lies there: it is hidden until it is whole.
            DataVersion.bump(status=True)
    return source


def keep_refused(run: ImportRun, rejected: list[Rejected]) -> None:
    """Keep refused rows for the operator, each with its reason."""
    RejectedRow.objects.bulk_create(
        RejectedRow(
            run=run,
            native_id=storable(row.native_id, 200),
            rule=row.rule,
            field=row.field,
            message=storable(row.message, 300),
            raw=row.raw,
        )
        for row in rejected
    )


def storable(text: str, length: int) -> str:
    """Text from outside that every database takes: cut, without NUL and halves of characters."""
    return text[:length].replace("\0", "").encode("utf-8", "replace").decode()


def _reason(error: BaseException) -> str:
    said = str(error) if isinstance(error, RunFailed) else f"{type(error).__name__}: {error}"
    return storable(said, 2000)
