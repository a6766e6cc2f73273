"""What a run that is held back has read: kept in a folder until it is released, discarded, replaced or too old."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from stations.models import HeldInput, ImportRun

State = ImportRun.State


def folder_of(run: ImportRun) -> Path:
    """Where its staged records lie; there is nothing where they were never kept, or on another machine."""
    return _folder() / str(run.pk)


def _folder() -> Path:
    data: Path = settings.CONFIG.data_dir
    return data / "held"


def discard(*, run: ImportRun) -> bool:
    """Let go of what a run read, that is held back or failed while it was released; False where none waits."""
    return _end(ImportRun.objects.filter(pk=run.pk), "discarded") == 1


def replace_held(by: ImportRun) -> None:
    """What was held back before a run that ended now is not what would be published. Call it in a transaction."""
    _end(by.source.runs.filter(pk__lt=by.pk), f"run {by.pk} came after it")


def expire(*, before: datetime) -> int:
    """Let go of what was held back before a moment; how many runs."""
    return _end(ImportRun.objects.filter(started_at__lt=before), "kept for long enough")


def end_released(run: ImportRun) -> None:
    """Note that it was published, and let go of it."""
    HeldInput.objects.filter(run=run).update(ended="released")
    transaction.on_commit(lambda: _delete([run.pk]))


def left_folders() -> Iterator[Path]:
    """Folders of runs that wait for nobody, or that are gone."""
    held = set(HeldInput.objects.filter(ended="").values_list("run_id", flat=True))
    return (path for path in _folder().glob("*") if path.name not in {str(key) for key in held})


def _end(runs: QuerySet[ImportRun], reason: str) -> int:
    """Those that are held back are discarded; one that failed while it was released keeps its state."""
    with transaction.atomic():
        held = list(runs.filter(state=State.HELD).values_list("pk", flat=True))
        held = [key for key in held if ImportRun.objects.filter(pk=key, state=State.HELD).update(state=State.DISCARDED)]
        failed = list(runs.filter(state=State.FAILED, held__ended="").values_list("pk", flat=True))
        keys = [*held, *failed]
        HeldInput.objects.filter(run__in=keys).update(ended=reason)
        transaction.on_commit(lambda: _delete(keys))
    return len(keys)


def _delete(keys: Iterable[int]) -> None:
    for key in keys:
        shutil.rmtree(_folder() / str(key), ignore_errors=True)
