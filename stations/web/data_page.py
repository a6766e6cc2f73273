"""`/data/`: whose data this is, under which terms, how old, how much, and how to name it."""

from collections.abc import Mapping, Sequence
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
from stations.sources.registry import known_feeds
from stations.web import stock, units


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source as the page shows it. `age` is since its records were last seen; empty when they never were."""

    feed: Feed
    count: int = 0
    age: str = ""
    seen: datetime | None = None
    run_state: str = ""
    run_at: datetime | None = None

    @property
    def stations(self) -> str:
        return units.count(self.count)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    lines = source_lines(timezone.now())
    loaded = [line for line in lines if line.count]
    context = {
        "loaded": loaded,
        "cited": cited(loaded),
        "known": [line for line in lines if not line.count and not line.feed.demo],
        "total": units.count(sum(stock.by_source().values())),
    }
    return render(request, "data/page.html", context)


def cited(lines: Sequence[SourceLine]) -> SourceLine | None:
    """The example of citing: the largest source, an invented one only where there is no other."""
    return min(lines, key=lambda line: line.feed.demo, default=None)


def source_lines(now: datetime) -> list[SourceLine]:
    counts, rows = stock.by_source(), {row.uid: row for row in _sources()}
    lines = [_line(feed, rows.get(uid), counts, now) for uid, feed in known_feeds().items()]
    return sorted(lines, key=lambda line: (-line.count, line.feed.uid))


def _sources() -> Any:
    newest = ImportRun.objects.filter(source=OuterRef("pk")).order_by("-id")
    return Source.objects.annotate(
        run_state=Subquery(newest.values("state")[:1]),
        run_at=Subquery(newest.values("started_at")[:1]),
        completed_at=Subquery(newest.filter(state=ImportRun.State.COMPLETED).values("finished_at")[:1]),
    )


def _line(feed: Feed, row: Any, counts: Mapping[int | None, int], now: datetime) -> SourceLine:
    if row is None:
        return SourceLine(feed)
    seen = row.whole_seen_at or row.completed_at
    return SourceLine(
        feed=feed,
        count=counts.get(row.pk, 0),
        age=units.age(seen, now) if seen else "",
        seen=seen,
        run_state=str(ImportRun.State(row.run_state).label) if row.run_state else "",
        run_at=row.run_at,
    )
