"""What has changed since, in an order in which nobody who follows it misses anything (docs/adr/0017-changes.md).

Every station bears the number of its latest change. Numbers become visible in their order, so whoever has read all up
to one need never look below it again. A source that comes into sight, or goes out of it, changes all its stations in
one go: those that changed before come in its number.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection

from stations.documents import catalogue
from stations.documents.catalogue import SourceState
from stations.documents.traits import VANISHED
from stations.models import DataVersion, Station
from stations.search.conditions import Condition
from voltway.lib import bulk

# Behind every public id.
LAST_ID = "~"
# Subqueries in a statement: SQLite takes 500.
_PARTS = 200


class Mark(NamedTuple):
    """How far somebody has come: up to this number, within it up to this station, which had changed in `own`."""

    number: int
    own: int = -1
    public_id: str = ""


class Change(NamedTuple):
    """A station that was changed or is gone, and where it stands in the order."""

    mark: Mark
    public_id: str
    gone: bool


class Changes(NamedTuple):
    """Changes in order, and the mark behind all there are where these are the last ones."""

    found: list[Change]
    end: Mark | None


class Lost(Exception):
    """What was removed since the mark is not known any more, or the mark is from another database."""


def since(mark: Mark, limit: int, *, begun: int = 0) -> Changes:
    """The next changes behind a mark. `begun`: a first copy was begun at this number, so it holds nothing of before.

    Raises Lost.
    """
    # Of the same moment as the sources below, or of an earlier one: what comes later is told in the next pass.
    newest = latest()
    if mark.number > newest:
        raise Lost
    known = catalogue.current()
    parts = [part for key, source in known.sources.items() for part in _parts(key, source, mark, newest, begun)]
    # Nobody who has begun since need be told what was gone by then.
    told_of_gone = max(mark, behind_all(begun))
    parts.append(_removed(told_of_gone, newest))
    found = sorted(row for some in bulk.chunks(parts, _PARTS) for row in _read(some, limit))
    # Behind the read: what is forgotten meanwhile may be missing in it.
    _check_known(told_of_gone)
    return Changes(found[:limit], None if len(found) > limit else behind_all(newest))


def behind_all(newest: int) -> Mark:
    """The mark of whoever has everything up to a number."""
    return Mark(newest, newest, LAST_ID)


def latest() -> int:
    """The number of the latest change."""
    return catalogue.latest_change()


def number_at(public_id: str) -> int:
    """The number in which a station changed last; 0 where there is none."""
    row = Station.objects.filter(public_id=public_id).values_list("change", "source__shown_in").first()
    return max(row) if row else 0


def number_of(moment: datetime) -> int:
    """The number that a change at this moment would have."""
    return int(moment.timestamp() * 1000)


def moment_of(number: int) -> datetime:
    """When a change was made."""
    return datetime.fromtimestamp(number / 1000, UTC)


def _parts(key: int, source: SourceState, mark: Mark, newest: int, begun: int) -> Iterator[Condition]:
    """The stations of a source: those that came or went with it, and those that changed since."""
    shown = source.shown_in
    if mark.number <= shown <= newest and (source.loaded or shown > begun):
        behind = (mark.own, mark.public_id) if mark.number == shown else (-1, "")
        yield _stations(key, behind, shown, begun, number=shown, gone=not source.loaded)
    if source.loaded:
        yield _stations(key, max((shown, LAST_ID), (mark.number, mark.public_id)), newest, begun)


def _stations(
    source_id: int, behind: tuple[int, str], last: int, begun: int, *, number: int | None = None, gone: bool = False
) -> Condition:
    """Stations of a source that changed behind a place, up to a number; `number` is given where it is not their own."""
    is_gone = "1" if gone else f"CASE WHEN (s.traits & {VANISHED}) <> 0 THEN 1 ELSE 0 END"
    return Condition(
        f"SELECT {'s.change' if number is None else int(number)} AS number, s.change AS own, s.public_id AS public_id,"
        f" {is_gone} AS gone FROM stations_station s"
        " WHERE s.source_id = %s AND (s.change, s.public_id) > (%s, %s) AND s.change <= %s"
        f" AND (s.change > %s OR (s.traits & {VANISHED}) = 0) ORDER BY s.change, s.public_id LIMIT %s",
        (source_id, *behind, last, begun),
    )


def _removed(mark: Mark, newest: int) -> Condition:
    return Condition(
        "SELECT r.change AS number, r.change AS own, r.public_id AS public_id, 1 AS gone FROM stations_removedstation r"
        " WHERE (r.change, r.public_id) > (%s, %s) AND r.change <= %s ORDER BY r.change, r.public_id LIMIT %s",
        (mark.number, mark.public_id, newest),
    )


def _read(parts: Iterable[Condition], limit: int) -> list[Change]:
    """The first of several parts together, and one more than is wanted."""
    listed = list(parts)
    sql = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) AS part{n}" for n, part in enumerate(listed))
    params = [value for part in listed for value in (*part.params, limit + 1)]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1, 2, 3 LIMIT %s", [*params, limit + 1])
        return [Change(Mark(*row[:3]), row[2], bool(row[3])) for row in cursor.fetchall()]


def _check_known(mark: Mark) -> None:
    forgotten = DataVersion.objects.filter(pk=1).values_list("forgotten", flat=True).first() or 0
    if forgotten and mark < behind_all(forgotten):
        raise Lost
