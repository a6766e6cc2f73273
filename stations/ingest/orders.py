"""Writes the upkeep jobs: by the clock, or because somebody asks for one now."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from stations.ingest.fetch import can_fetch, key_of
from stations.models import ImportRun, Source, Upkeep
from stations.sources.base import Feed
from stations.sources.registry import all_feeds
from voltway.jobs.row import JobQuerySet, State

# How often live states are fetched where neither the console nor the source's file says.
LIVE_EVERY = timedelta(minutes=30)
Kind = Upkeep.Kind


class Turn(NamedTuple):
    """One kind of import of a source, and how often it is due."""

    kind: Upkeep.Kind
    every: timedelta


def order_imports(*, slot: str, now: datetime) -> int:
    """Write the imports whose slot has begun; how many are new. A source takes part from its first import on."""
    return sum(_order(source, turn, now) for source, feed in scheduled() for turn in turns(feed, source.every))


def order_refresh(*, slot: str, now: datetime) -> None:
    Upkeep.objects.enqueue(key=f"refresh:{slot}", kind=Kind.REFRESH)


def order_clean_up(*, slot: str, now: datetime) -> None:
    Upkeep.objects.enqueue(key=f"clean-up:{slot}", kind=Kind.CLEAN_UP)


def order_import(*, source: Source, kind: Upkeep.Kind, accept_shrink: bool = False) -> Upkeep:
    """Write an import to be done now; one that waits already is as good, and hurried. Nothing is fetched here."""
    waiting = Upkeep.objects.filter(source=source, kind=kind, accept_shrink=accept_shrink, state=State.PENDING)
    if waiting.hurry() and (job := waiting.first()):
        return job
    return Upkeep.objects.enqueue(source=source, kind=kind, accept_shrink=accept_shrink)[0]


def order_source(source: Source, *, accept_shrink: bool = False) -> int:
    """Write every kind of import of a source, to be done now; how many: none where it can't be fetched."""
    feed = all_feeds().get(source.uid)
    kinds = [turn.kind for turn in turns(feed, source.every)] if feed and can_fetch(feed) else []
    for kind in kinds:
        order_import(source=source, kind=kind, accept_shrink=accept_shrink and kind == Kind.PLACES)
    return len(kinds)


def order_on_run(*, run: ImportRun, kind: Upkeep.Kind) -> Upkeep:
    """Write that a run is to be released, taken back or read again; one that waits or runs already is as good."""
    under_way = jobs_on(run).filter(kind=kind).unfinished().first()
    return under_way or Upkeep.objects.enqueue(source=run.source, target=run, kind=kind)[0]


def jobs_on(run: ImportRun) -> JobQuerySet[Upkeep]:
    """What was ordered to be done to a run, the latest first."""
    return Upkeep.objects.filter(source=run.source_id, target=run)


def turns(feed: Feed, every: timedelta | None) -> Iterator[Turn]:
    """How often a feed is fetched; `every` is what the console says.

    Of a source that tells its live states apart from its places, `every` is the states'.
    """
    if _has_status_address(feed):
        yield Turn(Kind.PLACES, feed.every)
        yield Turn(Kind.STATUSES, every or LIVE_EVERY)
    else:
        yield Turn(Kind.PLACES, every or (min(feed.every, LIVE_EVERY) if feed.live else feed.every))


def scheduled(sources: QuerySet[Source] | None = None) -> Iterator[tuple[Source, Feed]]:
    """Those of the sources that are fetched by the clock, and can be."""
    sources = Source.objects.all() if sources is None else sources
    for source in sources.filter(enabled=True, demo=False):
        feed = all_feeds().get(source.uid)
        if feed and can_fetch(feed):
            yield source, feed


def _order(source: Source, turn: Turn, now: datetime) -> bool:
    seconds = max(60, int(turn.every.total_seconds()))
    # Sources begin their slots at different moments, so that they don't all come at midnight.
    shift = source.pk * 61 % seconds
    began = (int(now.timestamp()) - shift) // seconds * seconds + shift
    slot = datetime.fromtimestamp(began, UTC)
    # Whoever has imported it by hand in this slot has done the slot's work.
    if source.runs.filter(kind=turn.kind, state=ImportRun.State.COMPLETED, started_at__gte=slot).exists():
        return False
    # Where nobody has come to the last one yet, it is as good as this one: with no worker there would be more and more.
    if source.jobs.filter(kind=turn.kind, state=State.PENDING).exists():
        return False
    key = f"{turn.kind.lower()}:{source.uid}:{slot:%Y-%m-%dT%H:%M:%S}"
    return Upkeep.objects.enqueue(key=key, source=source, kind=turn.kind)[1]


def _has_status_address(feed: Feed) -> bool:
    return feed.has_statuses and feed.status_request(key_of(feed)) is not None
