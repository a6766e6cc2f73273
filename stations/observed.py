"""What VoltWay's health and metrics tell of sources and imports."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from stations.documents import catalogue
from stations.ingest.orders import Turn, scheduled, turns
from stations.models import ImportRun, Source
from stations.sources.report import Outcome
from voltway.observability import metrics
from voltway.observability.health import Check, Finding, State
from voltway.observability.metrics import Sample

# A source is late when it has missed this many of its turns: one failed fetch is no news.
LATE_AFTER: Final = 3
_COUNTED_RUNS: Final = timedelta(days=7)
_KINDS: Final = (ImportRun.Kind.PLACES, ImportRun.Kind.STATUSES)


class Watched(NamedTuple):
    """One kind of import of a source that is fetched on schedule.

    `since` is when the latest that went well began, or the source's first run where none did; None before that one.
    """

    source: str
    turn: Turn
    since: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Whether it has missed its turns."""
        return self.since is not None and now - self.since > LATE_AFTER * self.turn.every


def source_samples() -> Iterator[Sample]:
    """Age and period of every source that is fetched on schedule, its places and its live states apart."""
    now = timezone.now()
    for source, turn, since in watched():
        if since:
            yield metrics.SOURCE_AGE.sample(_seconds(now - since), source=source, kind=turn.kind)
        yield metrics.SOURCE_PERIOD.sample(_seconds(turn.every), source=source, kind=turn.kind)


def watched(among: QuerySet[Source] | None = None) -> Iterator[Watched]:
    """What should come by itself, of some sources or all.

    Files that somebody has to bring, and sources without their key, are never late.
    """
    runs = ImportRun.objects.filter(source=OuterRef("pk")).values("started_at")
    latest = runs.filter(state=ImportRun.State.COMPLETED).order_by("-pk")
    sources = (Source.objects.all() if among is None else among).annotate(
        first_run=Subquery(runs.order_by("pk")[:1]),
        **{kind.lower(): Subquery(latest.filter(kind=kind)[:1]) for kind in _KINDS},
    )
    for source, feed in scheduled(sources):
        for turn in turns(feed, source.every):
            # Both are annotations.
            since = getattr(source, turn.kind.lower()) or getattr(source, "first_run")  # noqa: B009
            yield Watched(source.uid, turn, since)


def import_samples() -> Iterator[Sample]:
    """Runs of the last days by source and state."""
    recent = ImportRun.objects.filter(started_at__gte=timezone.now() - _COUNTED_RUNS)
    for uid, state, count in recent.order_by().values_list("source__uid", "state").annotate(Count("id")):
        yield metrics.IMPORTS.sample(count, source=uid, state=state)


def count_rows(run: ImportRun, **_: Any) -> None:
    """Add a finished run's rows to the counters; receives `import_finished`."""
    for outcome, rows in rows_of(run.report).items():
        metrics.IMPORT_ROWS.labels(source=run.source.uid, outcome=outcome).inc(rows)


def rows_of(report: dict[str, Any]) -> dict[str, int]:
    rows = {outcome.value: 0 for outcome in Outcome} | report.get("outcomes", {})
    rows |= {name: sum(report.get(name, {}).values()) for name in ("refused", "skipped")}
    return {outcome: count for outcome, count in rows.items() if count}


def _sources() -> Finding:
    now = timezone.now()
    late = sorted({one.source for one in watched() if one.is_late(now)})
    return Finding(State.DEGRADED if late else State.OK, {"late": late})


def _data() -> Finding:
    data, status = catalogue.versions()
    return Finding(facts={"data_version": data, "status_version": status})


def _seconds(span: timedelta) -> float:
    return max(0.0, span.total_seconds())


sources = Check("sources", _sources)
data = Check("data", _data, needed=True)
