"""What VoltWay's health and metrics tell of sources and imports."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count
from django.utils import timezone

from stations.documents import catalogue
from stations.models import ImportRun, Source
from stations.sources.registry import all_feeds
from stations.sources.report import Outcome
from voltway.observability import metrics
from voltway.observability.health import Check, Finding, State
from voltway.observability.metrics import Sample

# A source is late when it has missed this many of its turns: one failed fetch is no news.
LATE_AFTER: Final = 3
_COUNTED_RUNS: Final = timedelta(days=7)


def source_samples() -> Iterator[Sample]:
    """Age and period of every source that is fetched on schedule; what was never loaded has no age."""
    now = timezone.now()
    for source in _scheduled():
        if source.last_success_at:
            yield metrics.SOURCE_AGE.sample(_seconds(now - source.last_success_at), source=source.uid)
        yield metrics.SOURCE_PERIOD.sample(_seconds(period(source)), source=source.uid)


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


def period(source: Source) -> timedelta:
    """Time between two turns of a source: the operator's, else its module's."""
    feed = all_feeds().get(source.uid)
    return source.every or (feed.every if feed else timedelta(days=1))


def is_late(source: Source, now: datetime) -> bool:
    """Whether a source that was loaded once has missed its turns since."""
    return source.last_success_at is not None and now - source.last_success_at > LATE_AFTER * period(source)


def _scheduled() -> Iterator[Source]:
    """Sources that can be fetched and are: files that somebody has to bring are never late."""
    for source in Source.objects.filter(enabled=True, demo=False):
        feed = all_feeds().get(source.uid)
        if feed and feed.url:
            yield source


def _sources() -> Finding:
    now = timezone.now()
    late = [source.uid for source in _scheduled() if is_late(source, now)]
    return Finding(State.DEGRADED if late else State.OK, {"late": late})


def _data() -> Finding:
    data, status = catalogue.versions()
    return Finding(facts={"data_version": data, "status_version": status})


def _seconds(span: timedelta) -> float:
    return max(0.0, span.total_seconds())


sources = Check("sources", _sources)
data = Check("data", _data, needed=True)
