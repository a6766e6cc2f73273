"""Forgets what is kept of runs only so that they can be undone or looked into, when they are old enough."""

from datetime import datetime, timedelta

from stations.ingest.remove import delete_in_parts, remove_idle_operators, remove_idle_schedules
from stations.models import ImportRun, RecordVersion, RejectedRow


def clean_up(*, now: datetime, keep: timedelta) -> dict[str, int]:
    """Drop versions and refused rows of runs that began before `now - keep`; how many of each, and idle shared rows.

    Runs keep their reports, and stations that have vanished stay.
    """
    old = ImportRun.objects.filter(started_at__lt=now - keep).exclude(state=ImportRun.State.RUNNING)
    # What a run that failed has changed is still to be carried on by the next one, with its versions.
    settled = old.exclude(state=ImportRun.State.FAILED, wrote=True)
    # First, so that nobody undoes a run half of whose versions are gone.
    settled.filter(wrote=True).update(wrote=False)
    return {
        "versions": delete_in_parts(RecordVersion.objects.filter(run__in=settled)),
        "refused rows": delete_in_parts(RejectedRow.objects.filter(run__in=old)),
        "operators": remove_idle_operators(),
        "schedules": remove_idle_schedules(),
    }
