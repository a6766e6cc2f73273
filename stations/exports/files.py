"""The folder of exports: where a file lies, how long a link to it is good, and when it is deleted."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from stations.exports.registry import all_formats
from stations.models import Export

_signer = TimestampSigner(salt="stations.exports")
# A file in the folder that no row tells of is of an attempt that died, once it is so old.
_ORPHANED_AFTER_S = 24 * 3600


class LinkExpired(Exception):
    """The link was good once."""


class LinkForged(Exception):
    """The link was never good."""


class FileGone(Exception):
    """The export has no file any more, or none yet."""


def folder() -> Path:
    data: Path = settings.CONFIG.data_dir
    return data / "exports"


def sign(export: Export) -> str:
    """What a link has to carry."""
    return _signer.sign(export.public_id).partition(":")[2]


def link_lifetime() -> timedelta:
    return timedelta(hours=settings.CONFIG.export_link_hours)


def deleted_at(export: Export) -> datetime | None:
    """When the file is going to be deleted; None where there is none."""
    if not export.file or export.finished_at is None:
        return None
    return export.finished_at + timedelta(days=settings.CONFIG.export_keep_days)


def is_there(export: Export) -> bool:
    return bool(export.file) and (folder() / export.file).is_file()


def check_link(export: Export, signature: str) -> None:
    """Raises LinkForged or LinkExpired."""
    try:
        _signer.unsign(f"{export.public_id}:{signature}", max_age=link_lifetime())
    except SignatureExpired as error:
        raise LinkExpired(export.public_id) from error
    except BadSignature as error:
        raise LinkForged(export.public_id) from error


def opened(export: Export) -> BinaryIO:
    """The file, open. Raises FileGone."""
    if not export.file:
        raise FileGone(export.public_id)
    try:
        return (folder() / export.file).open("rb")
    except FileNotFoundError as error:
        raise FileGone(export.public_id) from error


def download_name(export: Export) -> str:
    day = f"{export.finished_at:%Y-%m-%d}" if export.finished_at else "export"
    return f"voltway-{day}{all_formats()[export.format].suffix}"


def forget(export: Export) -> None:
    """Delete the file and who asked for it. The row first: no page offers what is being deleted."""
    name, export.file, export.visitor = export.file, "", ""
    export.save(update_fields=["file", "visitor"])
    if name:
        (folder() / name).unlink(missing_ok=True)


def clean_up(*, now: datetime) -> int:
    """Delete what has been kept long enough, and what attempts that died have left; how many files went."""
    before = now - timedelta(days=settings.CONFIG.export_keep_days)
    gone = 0
    for export in Export.objects.ended().filter(finished_at__lt=before).exclude(file="", visitor=""):
        gone += bool(export.file)
        forget(export)
    return gone + _clear_orphans()


def _clear_orphans() -> int:
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    old = time.time() - _ORPHANED_AFTER_S
    lost = [path for path in folder().glob("*") if path.name not in known and _is_older(path, old)]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)


def _is_older(path: Path, than: float) -> bool:
    """False also for what somebody else has deleted meanwhile."""
    try:
        return path.stat().st_mtime < than
    except FileNotFoundError:
        return False
