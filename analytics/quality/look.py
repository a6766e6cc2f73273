"""Looks at the sources that have run: one pass over a source's records in batches, then one short write."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec
from django.db import DatabaseError, transaction
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from analytics.models import ALL, REST, QualityLook
from analytics.quality.ages import age_of
from analytics.quality.checks import faults
from analytics.quality.marks import Marks
from analytics.quality.seen import Seen
from analytics.quality.strays import mark_strays
from analytics.quality.tally import Tally, measured
from analytics.quality.twins import mark_twins
from analytics.quality.worse import worsened
from stations.models import EvseStatus, ImportRun, Operator, Source, SourceRecord
from stations.records import StationRecord
from stations.sources.base import Feed
from stations.sources.derive import open_licence
from stations.sources.registry import known_feeds
from voltway.lib import locks

# Operators of a source that are counted by themselves: those with the most stations.
OPERATORS: Final = 50
# Stations read at a time.
_CHUNK: Final = 500
# What cleaning did, by the names of a run's report.
_CLEANED: Final = ("read", "duplicates", "mended", "refused", "skipped")
# Runs among which one is looked for that read something.
_LOOKED_BACK: Final = 50
# With which looks one is compared.
_OF_LATE: Final = timedelta(days=30)
_KINDS: Final = (ImportRun.Kind.PLACES, ImportRun.Kind.UNDO)

logger = logging.getLogger(__name__)
_decode = msgspec.msgpack.Decoder(StationRecord).decode


class _Turn(NamedTuple):
    """A source that is looked at, the latest run of it that ended, and what its stations are beside others."""

    source: Source
    feed: Feed
    run: ImportRun | None
    marks: Marks


def refresh(*, now: datetime | None = None) -> int:
    """Look at the sources that have run since somebody looked, once a UTC day; how many."""
    moment = now or timezone.now()
    return look_at(_due(moment), now=moment)


def look_at(sources: Iterable[Source], *, now: datetime) -> int:
    """Count what there is of sources now; how many there were. A second look on a day replaces the first."""
    feeds = known_feeds()
    # What runs from here on makes it due again.
    turns = [
        _Turn(source, feeds[source.uid], _runs(source.pk).order_by("-pk").first(), Marks())
        for source in sources
        if source.uid in feeds
    ]
    if turns:
        mark_twins({turn.source.pk: turn.marks for turn in turns})
    return sum(_is_looked_at(turn, now) for turn in turns)


def _is_looked_at(turn: _Turn, now: datetime) -> bool:
    try:
        tallies = _tallied(turn, now)
        with locks.unhurried():
            _write(turn, tallies, now)
    except DatabaseError:
        raise
    except Exception:
        # A record that a check did not foresee must not keep all other sources from being looked at.
        logger.exception("quality.look_failed", extra={"source": turn.source.uid})
        return False
    return True


def _due(now: datetime) -> list[Source]:
    looks = QualityLook.objects.filter(source=OuterRef("uid"), operator=ALL).order_by("-day")
    latest = _runs(OuterRef("pk")).order_by("-pk").values("pk")
    sources = Source.objects.filter(loaded_at__isnull=False).annotate(
        seen_run=Subquery(looks.values("run")[:1]),
        seen_day=Subquery(looks.values("day")[:1]),
        latest_run=Subquery(latest[:1]),
    )
    return [source for source in sources if _is_due(source, now)]


def _is_due(source: Any, now: datetime) -> bool:
    if source.latest_run is None or source.latest_run == source.seen_run:
        return False
    return source.seen_day is None or source.seen_day < now.astimezone(UTC).date()


def _runs(source: Any) -> Any:
    return ImportRun.objects.filter(source=source, kind__in=_KINDS, state=ImportRun.State.COMPLETED)


def _tallied(turn: _Turn, now: datetime) -> dict[str, Tally]:
    """By operator's slug, `ALL` and `REST`."""
    source, feed, _run, marks = turn
    named = _largest(source)
    mark_strays(source, marks)
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    # Of a source without a station, too.
    whole = tallies[ALL]
    for key, public_id, operator, seen in _stations(source, now):
        found = {**faults(seen), **marks.of(key)}
        opened, age, one = open_licence(seen.record, feed), age_of(seen.record, now), measured(seen.record)
        for tally in (whole, tallies[named.get(operator, REST)]):
            tally.add(public_id, one, age=age, open_licence=opened, faults=found)
    return tallies


def _largest(source: Source) -> dict[int | None, str]:
    """Operators with the most stations: key → slug."""
    rows = source.stations.filter(vanished_at=None, operator__isnull=False).order_by().values("operator")
    most = rows.annotate(many=Count("pk")).order_by("-many", "operator")[:OPERATORS]
    return dict(Operator.objects.filter(pk__in=[row["operator"] for row in most]).values_list("pk", "slug"))


def _stations(source: Source, now: datetime) -> Iterator[tuple[int, str, int | None, Seen]]:
    """Every station of a source with its key, public id, operator's key and what its source tells."""
    records = SourceRecord.objects.filter(source=source, vanished_at=None).order_by("pk")
    rows = records.values_list("station_id", "station__public_id", "station__operator_id", "facts")
    walk = rows.iterator(chunk_size=_CHUNK)
    while part := list(islice(walk, _CHUNK)):
        states = _states(row[0] for row in part) if source.live else {}
        for key, public_id, operator, facts in part:
            yield key, public_id, operator, Seen(_decode(bytes(facts)), now, tuple(states.get(key, ())))


def _states(stations: Iterable[int]) -> dict[int, list[datetime]]:
    """When the live states of stations were observed."""
    found: dict[int, list[datetime]] = defaultdict(list)
    rows = EvseStatus.objects.filter(evse__station__in=list(stations), observed_at__isnull=False)
    for station, observed in rows.values_list("evse__station").annotate(Max("observed_at")):
        found[station].append(observed)
    return found


@transaction.atomic
def _write(turn: _Turn, tallies: dict[str, Tally], now: datetime) -> None:
    locks.write_alone()
    source, run, day = turn.source, turn.run, now.astimezone(UTC).date()
    looks = QualityLook.objects.filter(source=source.uid)
    earlier = _earlier(looks, day)
    looks.filter(day=day).delete()
    looks.exclude(operator=ALL).delete()
    # Examples are of the stations as they are now.
    looks.exclude(examples={}).update(examples={})
    rows = [_row(source, slug, tally, now) for slug, tally in tallies.items()]
    whole = rows[0]
    whole.run, whole.cleaned, whole.examples = run.pk if run else None, _cleaned(source), tallies[ALL].examples
    whole.worse = worsened(earlier, _as_compared(whole))
    QualityLook.objects.bulk_create(rows)


def _earlier(looks: QuerySet[QualityLook], day: date) -> list[dict[str, Any]]:
    """Looks at the source of the month before a day, the latest first; the latest one where there is none."""
    before = looks.filter(operator=ALL, day__lt=day).order_by("-day")
    late = list(before.filter(day__gte=day - _OF_LATE)) or list(before[:1])
    return [_as_compared(look) for look in late]


def _as_compared(look: QualityLook) -> dict[str, Any]:
    return {**look.figures, "cleaned": look.cleaned, "worse": look.worse}


def _row(source: Source, slug: str, tally: Tally, now: datetime) -> QualityLook:
    figures = tally.figures()
    return QualityLook(
        source=source.uid, operator=slug, day=now.astimezone(UTC).date(), looked_at=now,
        stations=figures["stations"], figures=figures,
    )  # fmt: skip


def _cleaned(source: Source) -> dict[str, Any]:
    """What the latest run that read anything did: one that found the source unchanged read nothing."""
    reports = _runs(source.pk).order_by("-pk").values_list("report", flat=True)[:_LOOKED_BACK]
    found: dict[str, Any] = next((report for report in reports if report.get("read")), {})
    return {name: found[name] for name in _CLEANED if name in found}
