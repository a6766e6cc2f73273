"""OpenStreetMap's opening_hours language, read and evaluated by the library `opening_hours`.

The library works in local wall time here; `clock` turns that into moments. Its automatic look-up of countries is never
used (it loads 110 MB of borders), and no expression is longer than OpenStreetMap itself allows.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import opening_hours as library

from stations.hours.model import NotUnderstoodError, OpeningHours, Period, spanning

MAX_EXPRESSION: Final = 255
# A change further away is of no use to a driver, and the search for it would run to the year 9999.
_MAX_INTERVAL_DAYS: Final = 400

_HOLIDAYS: Final = re.compile(r"\bPH\b")
_SCHOOL_HOLIDAYS: Final = re.compile(r"\bSH\b")
_SUN: Final = re.compile(r"\b(?:sunrise|sunset|dawn|dusk)\b")
_QUOTED: Final = re.compile(r'"[^"]*"')
# Only words that repeat every week: such an expression is fully known from one week of it.
_WEEKLY: Final = re.compile(r"(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|\d{1,2}:\d{2}|24/7|off|closed|open)(?![A-Za-z\d:])|[-,;\s])+")
_ANY_MONDAY: Final = datetime(2001, 1, 1)
# The library's type stubs leave its exceptions out.
_NOT_PARSED: Final[type[Exception]] = library.ParserError  # type: ignore[attr-defined]
_UNKNOWN_COUNTRY: Final[type[Exception]] = library.UnknownCountryError  # type: ignore[attr-defined]
_NO_SUCH_PLACE: Final[type[Exception]] = library.InvalidCoordinatesError  # type: ignore[attr-defined]


def canonical(text: str) -> str:
    if len(text) > MAX_EXPRESSION:
        raise NotUnderstoodError("the expression is too long")
    try:
        return str(library.OpeningHours(text))
    except _NOT_PARSED as error:
        raise NotUnderstoodError("not an opening_hours expression") from error


def needs_country(expression: str) -> bool:
    return _HOLIDAYS.search(_QUOTED.sub("", expression)) is not None


def needs_position(expression: str) -> bool:
    return _SUN.search(_QUOTED.sub("", expression)) is not None


def weekly_periods(expression: str) -> tuple[Period, ...] | None:
    if not _WEEKLY.fullmatch(expression):
        return None
    week = library.OpeningHours(expression).intervals(_ANY_MONDAY, _ANY_MONDAY + timedelta(days=7))
    return tuple(p for begin, end, state, _ in week if state == library.State.OPEN for p in _days(begin, end))


def _days(begin: datetime, end: datetime) -> Iterator[Period]:
    while begin < end:
        midnight = datetime(begin.year, begin.month, begin.day) + timedelta(days=1)
        until = min(end, midnight)
        last_minute = 0 if until == midnight else until.hour * 60 + until.minute
        yield from spanning(begin.isoweekday(), begin.hour * 60 + begin.minute, last_minute)
        begin = midnight


def state_at(hours: OpeningHours, local: datetime, time_zone: str) -> bool | None:
    """Whether `hours.osm` is open at a naive local time; None if it doesn't say, or says so on a condition."""
    evaluator = _evaluator(hours.osm or "", hours.country, hours.position, time_zone)
    if evaluator is None:
        return None
    state, comment = evaluator.state(local)
    if state == library.State.CLOSED:
        return False
    # "by appointment", "customers only": open for some, so neither open nor closed for a driver who comes by.
    return True if state == library.State.OPEN and not comment else None


def changes_after(hours: OpeningHours, local: datetime, time_zone: str) -> Iterator[datetime]:
    evaluator = _evaluator(hours.osm or "", hours.country, hours.position, time_zone)
    change = evaluator.next_change(local) if evaluator else None
    while evaluator and change:
        naive = change.replace(tzinfo=None)
        yield naive
        change = evaluator.next_change(naive)


@lru_cache(maxsize=4096)
def _evaluator(
    expression: str, country: str | None, position: tuple[float, float] | None, time_zone: str
) -> library.OpeningHours | None:
    if _SCHOOL_HOLIDAYS.search(_QUOTED.sub("", expression)):
        return None
    by_sun = needs_position(expression)
    if (needs_country(expression) and not country) or (by_sun and not position):
        return None
    try:
        return library.OpeningHours(
            expression,
            timezone=ZoneInfo(time_zone) if by_sun else None,
            country=country,
            coords=position if by_sun else None,
            auto_country=False,
            max_interval_days=_MAX_INTERVAL_DAYS,
        )
    except (_NOT_PARSED, _UNKNOWN_COUNTRY, _NO_SUCH_PLACE):
        return None
