"""Ends a run: its report, what became visible by it, the groups it touched, the news for the rest of the site."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from stations.ingest.groups import regroup
from stations.models import DataVersion, ImportRun
from stations.signals import import_finished
from stations.sources.report import Report


def finish(run: ImportRun, report: Report, *, held: str = "", now: datetime) -> None:
    """Save the report. A run that was not held back makes its source visible and moves the data's version on."""
    if not held and report.changed_anything:
        regroup(now=now)
    with transaction.atomic():
        run.state = ImportRun.State.HELD if held else ImportRun.State.COMPLETED
        run.report, run.error, run.finished_at = report.as_json(), held, timezone.now()
        run.save(update_fields=["state", "report", "error", "finished_at"])
        if not held:
            _mark_source(run, now)
            DataVersion.bump(data=run.kind == ImportRun.Kind.PLACES, status=bool(report.outcomes["states"]))
            transaction.on_commit(partial(import_finished.send, sender=ImportRun, run=run))


def _mark_source(run: ImportRun, now: datetime) -> None:
    source = run.source
    source.last_success_at = now
    if run.kind == ImportRun.Kind.PLACES:
        source.loaded_at = source.loaded_at or now
        if run.complete == "*":
            source.whole_seen_at = now
    source.save(update_fields=["last_success_at", "loaded_at", "whole_seen_at"])
