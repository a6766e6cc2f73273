"""`/data/`: whose data this is, under which terms, how old, how much, and how to name it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stations.models import DataVersion, ImportRun, Source, Station
from stations.sources.base import Feed
from stations.sources.registry import all_feeds
from stations.web import units

_KEPT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source as the page shows it. `age` is since its records were last seen; empty when they never were."""

    feed: Feed
    stations: str
    loaded: bool
    age: str
    seen: datetime | None
    run_state: str
    run_at: datetime | None


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The sources that have stations here, and those that could."""
    lines = source_lines(timezone.now())
    context = {
        "loaded": [line for line in lines if line.loaded],
        "known": [line for line in lines if not line.loaded and not line.feed.demo],
        "total": units.count(sum(_counts().values())),
    }
    return render(request, "data/page.html", context)


def source_lines(now: datetime) -> list[SourceLine]:
    """Every source whose file is there, those with the most stations first."""
    counts = _counts()
    feeds = all_feeds()
    ordered = sorted(_sources(), key=lambda source: (-counts.get(source.pk, 0), source.uid))
    return [_line(source, feeds[source.uid], counts.get(source.pk, 0), now) for source in ordered if source.uid in feeds]


def _sources() -> Any:
    newest = ImportRun.objects.filter(source=OuterRef("pk")).order_by("-id")
    return Source.objects.annotate(
        run_state=Subquery(newest.values("state")[:1]),
        run_at=Subquery(newest.values("started_at")[:1]),
        completed_at=Subquery(newest.filter(state=ImportRun.State.COMPLETED).values("finished_at")[:1]),
    )


def _line(source: Any, feed: Feed, stations: int, now: datetime) -> SourceLine:
    seen = source.whole_seen_at or source.completed_at
    return SourceLine(
        feed=feed,
        stations=units.count(stations),
        loaded=bool(source.loaded_at and stations),
        age=units.age(seen, now) if seen else "",
        seen=seen,
        run_state=ImportRun.State(source.run_state).label if source.run_state else "",
        run_at=source.run_at,
    )


def _counts() -> dict[int, int]:
    """Stations of each source. Counted once for each version of the data: on millions of rows it takes a moment."""
    key = f"counts:{DataVersion.current()[0]}"
    counts: dict[int, int] | None = cache.get(key)
    if counts is None:
        rows = Station.objects.filter(vanished_at=None).values_list("source").annotate(n=Count("pk")).order_by()
        counts = dict(rows)
        cache.set(key, counts, _KEPT_S)
    return counts
