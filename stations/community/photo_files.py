"""The folder of photos: two copies of each, written whole, deleted with the photo's row."""

import logging
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from stations.models import Photo
from voltway.lib import pictures, whole_file
from voltway.lib.problems import Unavailable

# By name: the longest side in pixels.
SIZES: Final = {"large": 1600, "small": 320}
logger = logging.getLogger(__name__)
# A file that no row tells of is of an attempt that died, or of a deletion that did, once it is so old.
_ORPHANED_AFTER_S: Final = 24 * 3600
_RETRY_AFTER_S: Final = 600


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "photos"


def place(file: str, size: str) -> Path:
    """Where a copy lies."""
    return folder() / file[:2] / f"{file}-{size}.{pictures.SUFFIX}"


def write(file: str, copies: Iterable[tuple[str, bytes]]) -> None:
    """Write copies by size. Raises Unavailable, and leaves nothing behind, where the disk does not take them."""
    try:
        for size, picture in copies:
            with whole_file.whole_file(place(file, size)) as target:
                target.write(picture)
    except OSError as error:
        delete(file)
        logger.error("photo.not_written", extra={"reason": error.strerror or type(error).__name__})
        words = "The photo can't be kept just now: there is no room for it. Nothing of it was kept."
        raise Unavailable(words, retry_after=_RETRY_AFTER_S) from None


def content(photo: Photo, size: str) -> bytes:
    """A copy, some hundred kilobytes at most. Raises FileNotFoundError."""
    return place(photo.file, size).read_bytes()


def delete(file: str) -> None:
    for size in SIZES:
        place(file, size).unlink(missing_ok=True)


@receiver(post_delete, sender=Photo, dispatch_uid="photo_files")
def _deleted(instance: Photo, **_: Any) -> None:
    """Whoever deletes the row deletes the files: its author, the author's account, the console."""
    transaction.on_commit(lambda: delete(instance.file), robust=True)


def clean_up(*, now: datetime) -> int:
    """Delete what attempts that died have left; how many files went."""
    known = set(Photo.objects.values_list("file", flat=True))
    old = time.time() - _ORPHANED_AFTER_S
    lost = [path for path in folder().glob("*/*") if path.name[:32] not in known and _is_older(path, old)]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)


def _is_older(path: Path, than: float) -> bool:
    """False also for what somebody else has deleted meanwhile."""
    try:
        return path.stat().st_mtime < than
    except FileNotFoundError:
        return False
