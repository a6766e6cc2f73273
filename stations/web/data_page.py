"""`/data/`: whose data this is, under which terms, how old, how much, and how to name it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stations.models import ImportRun, Source
from stations.sources.base import Feed
from stations.sources.registry import all_feeds
from stations.web import stock, units


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
        "total": units.count(sum(stock.by_source().values())),
    }
    return render(request, "data/page.html", context)


def source_lines(now: datetime) -> list[SourceLine]:
    """Every source whose file is there, those with the most stations first."""
    counts = stock.by_source()
    feeds = all_feeds()
    known = [source for source in _sources() if source.uid in feeds]
    ordered = sorted(known, key=lambda source: (-counts.get(source.pk, 0), source.uid))
    return [_line(source, feeds[source.uid], counts.get(source.pk, 0), now) for source in ordered]


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
        run_state=str(ImportRun.State(source.run_state).label) if source.run_state else "",
        run_at=source.run_at,
    )
