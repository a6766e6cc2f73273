"""From a file to the table: each row judged and written once; what changes is written, what is the same is not."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from analytics.models import ChargingSession, StaleDay
from analytics.rollups.stale import mark_days
from analytics.sessions import driver
from analytics.sessions.judging import judged
from analytics.sessions.layout import Layout
from analytics.sessions.places import Place, Places
from analytics.sessions.record import Doubt, SessionRecord
from stations.hours.clock import zone
from voltway.lib import batches, bulk, locks
from voltway.lib.batches import RowError, RowRefused

State = ChargingSession.State
Tell = Callable[[RowError], None]


class Facts(NamedTuple):
    """What is kept of a session, by the names of the columns."""

    station: str
    site: str
    evse_uid: str
    connector_uid: str
    operator: str
    started_at: datetime
    ended_at: datetime | None
    energy_wh: int | None
    cost: Decimal | None
    currency: str
    driver: str
    time_zone: str
    day: date
    hour: int
    state: str
    doubts: str


_COLUMNS: Final = ("feed", "native_id", *Facts._fields, "changed_at")


@dataclass(slots=True)
class Report:
    """What became of the rows of a file."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    # Rows that know less than what is there: no end of a session that has ended, or anything of one taken back.
    older: int = 0
    # Ids that stood again in the same thousand rows; the later row counts, unless it knows less.
    repeated: int = 0
    # Sessions that later records credit.
    taken_back: int = 0
    doubts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Report") -> None:
        """Add what became of some more rows."""
        for name in ("read", "new", "changed", "same", "older", "repeated", "taken_back"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.doubts += other.doubts
        self.refused += other.refused


def import_sessions(*, file: Path, layout: Layout, now: datetime, tell: Tell) -> Report:
    """Read a file; `tell` is called with each row that is refused, whose `row` is its line or number.

    Raises UnreadableFile where it can't be read to its end: what came before stays, and is the same when it is read
    again.
    """
    report = Report()
    with locks.unhurried():
        for chunk in bulk.chunks(layout.rows(file), batches.CHUNK):
            report.add(_import(chunk, layout, now, tell))
    return report


def _import(chunk: list[tuple[int, Any]], layout: Layout, now: datetime, tell: Tell) -> Report:
    report = Report(read=len(chunk))

    def refuse(error: RowError) -> None:
        report.refused[error.rule] += 1
        tell(error)

    told = _each(chunk, layout.read, refuse)
    places = Places(record for _, record in told)
    good = _each(told, lambda record: _placed(record, places.of(record), now), refuse)
    saved = batches.save_all(
        batches.Outcome(good=good), lambda records: report.add(_save(records, layout.usual.feed, now))
    )
    for error in saved.errors:
        refuse(error)
    return report


def _each(rows: list[tuple[int, Any]], read: Callable[[Any], Any], refuse: Tell) -> list[tuple[int, Any]]:
    """What `read` makes of rows, with their numbers."""
    good = []
    for number, row in rows:
        try:
            good.append((number, read(row)))
        except RowRefused as refused:
            refuse(RowError(number, refused.rule, refused.at, refused.message))
    return good


def _placed(told: SessionRecord, place: Place | None, now: datetime) -> SessionRecord:
    """As it is kept. Raises RowRefused."""
    record = judged(told, power=place.power if place else None, now=now) if not told.voids else told
    if place is None:
        return replace(record, station="")
    # A clock that nobody named is the station's own.
    if Doubt.ZONE_ASSUMED in record.doubts and zone(place.time_zone):
        record = replace(record, time_zone=place.time_zone, doubts=record.doubts - {Doubt.ZONE_ASSUMED})
    return replace(record, station=place.station, operator=place.operator or record.operator)


def _save(records: list[SessionRecord], feed: str, now: datetime) -> Report:
    """Write what differs, in the transaction that the caller opens."""
    # Whoever else imports the same feed waits.
    locks.hold(f"sessions of {feed}")
    told = [record for record in records if not record.voids]
    wanted = _latest(told, feed)
    there = _there(feed, wanted)
    report = Report(repeated=len(told) - len(wanted))
    rows, stale = [], set()
    for native_id, facts in wanted.items():
        before = there.get(native_id)
        outcome = _outcome(before, facts)
        setattr(report, outcome, getattr(report, outcome) + 1)
        if outcome in ("new", "changed"):
            rows.append([feed, native_id, *_stored(facts), bulk.db_time(now)])
            stale |= {facts.day, before.day if before else facts.day}
    bulk.upsert(ChargingSession, _COLUMNS, rows, unique=("feed", "native_id"))
    report.doubts.update(doubt for record in told for doubt in record.doubts)
    stale |= _take_back([record.voids for record in records if record.voids], feed, now, report)
    mark_days(StaleDay.Kind.SESSIONS, stale, feed=feed)
    return report


def _latest(told: list[SessionRecord], feed: str) -> dict[str, Facts]:
    """By id, as if the rows came one after the other: none opens again what one before it has ended."""
    wanted: dict[str, Facts] = {}
    for record in told:
        facts = _facts(record, feed)
        if _outcome(wanted.get(record.native_id), facts) != "older":
            wanted[record.native_id] = facts
    return wanted


def _take_back(ids: list[str], feed: str, now: datetime, report: Report) -> set[date]:
    """Sessions that later records credit count no more; the days they were of."""
    found = ChargingSession.objects.filter(feed=feed, native_id__in=ids).exclude(state=State.VOID)
    days = list(found.values_list("day", flat=True))
    found.update(state=State.VOID, changed_at=now)
    report.taken_back += len(days)
    report.same += len(ids) - len(days)
    return set(days)


def _there(feed: str, ids: Iterable[str]) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for chunk in bulk.chunks(ids, bulk.IN_CHUNK):
        rows = ChargingSession.objects.filter(feed=feed, native_id__in=chunk)
        found |= {native_id: Facts(*facts) for native_id, *facts in rows.values_list("native_id", *Facts._fields)}
    return found


def _outcome(before: Facts | None, facts: Facts) -> str:
    """What becomes of a row, by the names of Report."""
    if before is None:
        return "new"
    if before.state == State.VOID or (before.state == State.ENDED and facts.state == State.OPEN):
        return "older"
    return "same" if before == facts else "changed"


def _facts(record: SessionRecord, feed: str) -> Facts:
    local = record.started_at.astimezone(ZoneInfo(record.time_zone))
    return Facts(
        station=record.station,
        site=record.site,
        evse_uid=record.evse_uid,
        connector_uid=record.connector_uid,
        operator=record.operator,
        started_at=record.started_at,
        ended_at=record.ended_at,
        energy_wh=record.energy_wh,
        # As the column keeps it, or it would seem to have changed.
        cost=None if record.cost is None else round(record.cost, 4),
        currency=record.currency,
        driver=driver.digest(feed, record.driver_token) if record.driver_token else "",
        time_zone=record.time_zone,
        day=local.date(),
        hour=local.hour,
        state=State.ENDED if record.ended else State.OPEN,
        doubts=",".join(sorted(record.doubts)),
    )


def _stored(facts: Facts) -> Iterator[Any]:
    """As the database's driver takes it."""
    for value in facts:
        if isinstance(value, datetime):
            yield bulk.db_time(value)
        else:
            yield value.isoformat() if isinstance(value, date) else value
