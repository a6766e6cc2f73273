"""Finds jobs whose worker died or hangs, and lets them be done again, or declares them dead."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now

from voltway.jobs.row import Job, JobQuerySet, State

LAST_WORDS = "the worker died or hung in the last of its attempts"


def kinds() -> Iterator[type[Job]]:
    """Every kind of job that the installed apps have."""
    return (model for model in apps.get_models() if issubclass(model, Job))


def sweep() -> int:
    """Take back all jobs whose lease has run out; how many."""
    taken = 0
    for model in kinds():
        rows: JobQuerySet[Any] = model._default_manager.all()
        taken += give_up(rows.lost())
        rows.end_cancelled()
    return taken


def give_up(held: JobQuerySet[Any]) -> int:
    """Take running jobs from whoever has them: they wait again, or are over; how many."""
    held = held.filter(state=State.RUNNING)
    freed = {"lease_until": None, "holder": ""}
    return (
        held.filter(cancel_requested=True).update(state=State.CANCELLED, finished_at=Now(), **freed)
        + held.filter(attempts__gte=F("max_attempts")).update(
            state=State.DEAD, finished_at=Now(), error=LAST_WORDS, **freed
        )
        + held.filter(attempts__lt=F("max_attempts")).update(
            state=State.PENDING, not_before=Now(), resend_at=Now(), **freed
        )
    )


def forget(*, now: datetime) -> dict[str, int]:
    """Delete jobs that have been over for JOB_RETENTION_DAYS, except of kinds that look after their own; how many."""
    keep = timedelta(days=settings.CONFIG.job_retention_days)
    return {
        str(model._meta.verbose_name_plural): model._default_manager.ended()
        .filter(finished_at__lt=now - keep)
        .delete()[0]
        for model in kinds()
        if model.forgotten
    }
