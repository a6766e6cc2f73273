"""Ends a run: its report, what became visible by it, the news for the rest of the site."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from stations.ingest.kept import replace_held
from stations.models import DataVersion, ImportRun, Source
from stations.signals import import_finished
from stations.sources.report import STATES, Report


def finish(run: ImportRun, report: Report, *, now: datetime, validators: tuple[str, str] = ("", "")) -> None:
    """Save the report of a run that went well, make its source visible and tell the rest of the site what is news.

    `validators`: ETag and Last-Modified of what was read, for the next fetch.
    """
    with transaction.atomic():
        _close(run, report.as_json(), ImportRun.State.COMPLETED)
        places, first = run.kind in ImportRun.OVER_PLACES, run.source.loaded_at is None
        if run.kind != ImportRun.Kind.AGAIN:
            _mark(run.source, run, now)
        if run.kind == ImportRun.Kind.PLACES:
            run.source.keep_validators(*validators)
        if run.kind == ImportRun.Kind.PLACES or run.wrote:
            replace_held(run)
        # A run that has changed no fact leaves the data's version as it is. The states' version moves on with every run
        # over places: each says anew when stations were last seen, which readers are told.
        news = places or bool(report.outcomes[STATES])
        DataVersion.bump(data=places and (first or report.changed_anything), status=news)
        # Robust: what a listener does wrong must not make a failure of a run that is published.
        transaction.on_commit(lambda: import_finished.send_robust(sender=ImportRun, run=run))


def hold(run: ImportRun, report: Report, reason: str) -> None:
    """Save the report of a run that waits for a person: nothing of it is published. The one before waits no more."""
    replace_held(run)
    _close(run, report.as_json() | {"stored": 0}, ImportRun.State.HELD, reason)


def _close(run: ImportRun, report: dict[str, Any], state: ImportRun.State, error: str = "") -> None:
    run.state, run.report, run.error, run.finished_at = state, report, error, timezone.now()
    run.save(update_fields=["state", "report", "error", "finished_at"])


def _mark(source: Source, run: ImportRun, now: datetime) -> None:
    source.last_success_at = now
    if run.kind == ImportRun.Kind.PLACES:
        if source.loaded_at is None:
            source.loaded_at, source.shown_in = now, DataVersion.next_change()
        if run.complete == "*":
            source.whole_seen_at = now
    source.save(update_fields=["last_success_at", "loaded_at", "shown_in", "whole_seen_at"])
