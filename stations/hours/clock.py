"""Whether a place is open at a moment, and when that changes next.

Regular hours are wall-clock times: on the night the clocks change, the clock on the wall decides. Both questions are
answered by `is_open`, so that they never disagree: `next_change` only proposes the moments to ask about.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stations.hours import expression
from stations.hours.model import OpeningHours

# Most places change within a day, and a usual week shows all its changes within eight.
_DAY: Final = timedelta(days=1)
_WINDOW: Final = timedelta(days=8)
_MAX_EXPRESSION_CHANGES: Final = 20
# No clock has been set back by more than this at once within a lifetime; looking further back costs nothing.
_LONGEST_REPEAT: Final = timedelta(hours=3)
# Names of the machine's own setting, not of a place.
_MACHINE_ZONES: Final = frozenset({"localtime", "posixrules"})


@lru_cache(maxsize=1024)
def zone(name: str | None) -> ZoneInfo | None:
    if not name or name in _MACHINE_ZONES:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_open(hours: OpeningHours | None, at_utc: datetime, time_zone: str | None) -> bool | None:
    """None where that is not known: no hours, no time zone (unless open round the clock), open on a condition.

    Raises ValueError for a moment without a time zone.
    """
    if at_utc.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    if hours is None:
        return None
    exception = _exception_at(hours, at_utc)
    if exception is not None:
        return exception
    if hours.twentyfourseven:
        return True
    place = zone(time_zone) if hours.regular or hours.osm else None
    return None if place is None else _usual_state(hours, at_utc.astimezone(place), place.key)


def _exception_at(hours: OpeningHours, at_utc: datetime) -> bool | None:
    if not (hours.exceptional_closings or hours.exceptional_openings):
        return None
    second = at_utc.timestamp()
    if any(p.begin <= second < p.end for p in hours.exceptional_closings):
        return False
    return True if any(p.begin <= second < p.end for p in hours.exceptional_openings) else None


def _usual_state(hours: OpeningHours, local: datetime, time_zone: str) -> bool | None:
    if not hours.regular:
        return expression.state_at(hours, local.replace(tzinfo=None), time_zone)
    weekday, minute = local.isoweekday(), local.hour * 60 + local.minute
    return any(p.weekday == weekday and p.begin <= minute < p.end for p in hours.regular)


def next_change(hours: OpeningHours | None, at_utc: datetime, time_zone: str | None) -> datetime | None:
    """The next moment (UTC) at which `is_open` answers otherwise; None if it never does or its answer isn't known."""
    current = is_open(hours, at_utc, time_zone)
    if hours is None or current is None:
        return None
    exceptions = sorted({edge for edge in _exception_edges(hours) if edge > at_utc})
    place = zone(time_zone)
    for start, window in ((at_utc, _DAY), (at_utc, _WINDOW), *((edge, _WINDOW) for edge in exceptions)):
        usual = _usual_changes(hours, start, window, place) if place else ()
        reach = max((start + window, *usual))
        # Beyond that the exceptions go on, each in its own turn of the loop.
        for moment in sorted({start, *usual, *(e for e in exceptions if start < e <= reach)}):
            if moment > at_utc and is_open(hours, moment, time_zone) != current:
                return moment.astimezone(UTC)
    return None


def _exception_edges(hours: OpeningHours) -> Iterator[datetime]:
    for period in (*hours.exceptional_openings, *hours.exceptional_closings):
        yield datetime.fromtimestamp(period.begin, UTC)
        yield datetime.fromtimestamp(period.end, UTC)


def _usual_changes(hours: OpeningHours, start: datetime, window: timedelta, place: ZoneInfo) -> Iterable[datetime]:
    """The moments after `start` at which the usual hours may change: those of the window, of an expression the next."""
    local = start.astimezone(place).replace(tzinfo=None)
    if hours.regular:
        walls: Iterable[datetime] = _weekly_walls(hours, local, window)
        until = start + window
    elif hours.osm:
        changes = expression.changes_after(hours, local - _LONGEST_REPEAT, place.key)
        walls = islice(changes, _MAX_EXPRESSION_CHANGES)
        until = datetime.max.replace(tzinfo=UTC)
    else:
        return ()
    return [moment for wall in walls for moment in _moments(wall, place) if start < moment <= until]


def _weekly_walls(hours: OpeningHours, local: datetime, window: timedelta) -> Iterator[datetime]:
    midnight = datetime(local.year, local.month, local.day)
    # The day before too: a clock set back just after midnight shows it again.
    for day in (midnight + timedelta(days=n) for n in range(-1, window.days + 1)):
        for period in hours.regular:
            if period.weekday == day.isoweekday():
                yield day + timedelta(minutes=period.begin)
                yield day + timedelta(minutes=period.end)


def _moments(wall: datetime, place: ZoneInfo) -> list[datetime]:
    """The moments at which a wall clock shows, or jumps over, a time: one, or more on a night when clocks change."""
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return [first]
    return [first, second, _transition(min(first, second), max(first, second), place)]


def _transition(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The moment between two others at which the clocks change, to the second."""
    offset = before.astimezone(place).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, place).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
