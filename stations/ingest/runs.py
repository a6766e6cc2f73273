"""Opens and closes runs: one at a time for each source, none left open by a process that died."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from stations.models import ImportRun, RejectedRow, Source
from stations.records import Refusal
from stations.sources.base import Feed
from stations.sources.staging import packed


class RunFailed(Exception):
    """A run that could not be carried through; what was there before stays."""


class RunInProgress(RunFailed):
    """Another run over the same source has not ended."""


@contextmanager
def opened_run(
    feed: Feed, kind: ImportRun.Kind, origin: str, complete: str = "", *, now: datetime
) -> Iterator[ImportRun]:
    """A run in state RUNNING; it is FAILED, with the reason, if the block raises. Raises RunInProgress."""
    with _alone(feed.uid):
        facts = {"live": feed.live, "status_ttl": feed.status_ttl, "demo": feed.demo}
        source, _ = Source.objects.update_or_create(uid=feed.uid, defaults=facts)
        # Whoever left a run open is dead: we hold its lock.
        source.runs.filter(state=ImportRun.State.RUNNING).update(
            state=ImportRun.State.FAILED, finished_at=now, error="interrupted"
        )
        run = source.runs.create(kind=kind, origin=origin[:500], complete=complete, started_at=now)
        try:
            yield run
        except BaseException as error:
            source.runs.filter(pk=run.pk).update(
                state=ImportRun.State.FAILED,
                finished_at=timezone.now(),
                error=f"{type(error).__name__}: {error}"[:2000],
            )
            raise


@contextmanager
def _alone(uid: str) -> Iterator[None]:
    """Hold the source's lock file; the kernel lets go of it when the process ends, however it ends."""
    folder: Path = settings.CONFIG.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"import-{uid}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunInProgress(f"another import of {uid} is under way") from None
        yield


def keep_refused(run: ImportRun, refusals: list[Refusal]) -> None:
    """Keep refused rows for the operator, each with its reason."""
    RejectedRow.objects.bulk_create(
        RejectedRow(
            run=run,
            native_id=(refusal.native_id or "")[:200],
            rule=refusal.rule,
            field=refusal.field or "",
            message=refusal.message[:300],
            raw=packed(refusal.raw),
        )
        for refusal in refusals
    )
