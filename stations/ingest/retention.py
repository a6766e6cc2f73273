"""Forgets what is kept of runs only so that they can be undone or looked into, when they are old enough."""

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Greatest

from stations.ingest.fetch import PREFIX
from stations.ingest.kept import expire, left_folders
from stations.ingest.remove import delete_in_parts, remove_idle_operators, remove_idle_schedules
from stations.models import DataVersion, ImportRun, RecordVersion, RejectedRow, RemovedStation

LEFT_AFTER = timedelta(days=1)


def clean_up(*, now: datetime, keep: timedelta) -> dict[str, int]:
    """Drop versions and refused rows of runs that began before `now - keep`; how many of each, and idle shared rows.

    Of stations that were removed before, it is forgotten that they were there. Runs keep their reports, and stations
    that have vanished stay.
    """
    old = ImportRun.objects.filter(started_at__lt=now - keep).exclude(state=ImportRun.State.RUNNING)
    # What a run that failed has changed is still to be carried on by the next one, with its versions.
    settled = old.exclude(state=ImportRun.State.FAILED, wrote=True)
    # First, so that nobody undoes a run half of whose versions are gone.
    settled.filter(wrote=True).update(wrote=False)
    expire(before=now - keep)
    return {
        "versions": delete_in_parts(RecordVersion.objects.filter(run__in=settled)),
        "refused rows": delete_in_parts(RejectedRow.objects.filter(run__in=old)),
        "operators": remove_idle_operators(),
        "schedules": remove_idle_schedules(),
        "removed stations": _forget_removed(now - keep),
    }


def _forget_removed(before: datetime) -> int:
    """Forget stations that were removed before a moment, and that of changes up to then nobody can be told."""
    old = RemovedStation.objects.filter(change__lt=int(before.timestamp() * 1000))
    newest = old.aggregate(newest=Max("change"))["newest"]
    if newest is None:
        return 0
    with transaction.atomic():
        # First, so that nobody takes over changes some of which are gone.
        DataVersion.objects.filter(pk=1).update(forgotten=Greatest("forgotten", newest))
    return delete_in_parts(RemovedStation.objects.filter(change__lte=newest))


def clean_up_files(*, now: datetime) -> dict[str, int]:
    """Remove what killed runs have left in temporary folders; how many files and folders."""
    folders = ((Path(tempfile.gettempdir()), f"{PREFIX}*"), (settings.CONFIG.data_dir / "staged", "*"))
    found = [path for folder, names in folders for path in folder.glob(names)] + list(left_folders())
    left = [path for path in found if _is_left(path, now)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return {"left-over files": len(left)}


def _is_left(path: Path, now: datetime) -> bool:
    # Nothing takes so long: a job has a shorter limit, and a fetch too.
    try:
        return now.timestamp() - path.stat().st_mtime > LEFT_AFTER.total_seconds()
    except FileNotFoundError:
        return False
