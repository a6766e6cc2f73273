"""What a worker does for an export."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from stations.exports import files
from stations.exports.registry import all_formats
from stations.exports.requests import query_of
from stations.exports.write import write_export
from stations.models import Export
from voltway.jobs.attempt import Attempt, Refused
from voltway.lib.problems import InvalidParameters
from voltway.observability import metrics

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WORDS = "The disk has no room for this export. Ask for fewer stations, or try again later."


def write(attempt: Attempt[Export]) -> None:
    """Write the file under a name of this attempt's own, then tell of it; whoever lost the lease leaves none behind.

    Raises Refused where trying again would not help.
    """
    export = attempt.job
    form = all_formats()[export.format]
    # Whoever has lost the lease stops here, and does not clear away the file of who has it.
    attempt.progress(0, stage="write")
    _clear(export)
    path = files.folder() / f"{export.public_id}-{attempt.token}{form.suffix}"
    progress = _Progress(attempt, path.parent)
    try:
        with _told_plainly():
            written = write_export(query=query_of(export), form=form, path=path, now=timezone.now(), progress=progress)
        attempt.complete(
            unless_cancelled=True, file=path.name, rows=written.rows, left_out=written.left_out, size=written.size,
            done=written.rows, total=written.rows,
        )  # fmt: skip
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    metrics.EXPORT_BYTES.labels(format=form.name).observe(written.size)


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What trying again would not mend, in words for whoever asked."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Refused(_WORDS) from error
        raise
    except InvalidParameters as error:
        raise Refused("; ".join(f"{fault.parameter} {fault.rule}" for fault in error.errors)) from error


class _Progress:
    """Tells how far the export is, and stops it before it takes the room that the database needs."""

    def __init__(self, attempt: Attempt[Export], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._attempt, self._folder = attempt, folder
        self._reserve = settings.CONFIG.export_reserve << 20

    def __call__(self, done: int, total: int) -> None:
        self._attempt.progress(done, total, stage="write")
        if shutil.disk_usage(self._folder).free < self._reserve:
            raise OSError(errno.ENOSPC, "the reserve of the disk is reached")


def _clear(export: Export) -> None:
    """What earlier attempts left half done."""
    for path in files.folder().glob(f"{export.public_id}-*"):
        path.unlink(missing_ok=True)
