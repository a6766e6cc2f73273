"""OpenStreetMap's `opening_hours` tag, and the small slips with which it is written elsewhere.

An expression that is the same every week becomes periods; any other is kept as an expression.
"""

import re
from functools import lru_cache
from typing import Final

from stations.hours import expression
from stations.hours.model import NotUnderstoodError, OpeningHours, weekly, worded
from stations.hours.times import said

_DAY_NAMES: Final = (
    ("Mo", "mon|mo"), ("Tu", "tues|tue|tu"), ("We", "weds|wed|we"), ("Th", "thurs|thur|thu|th"),
    ("Fr", "fri|fr"), ("Sa", "sat|sa"), ("Su", "sun|su"),
)  # fmt: skip
_DAY: Final = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(f'(?P<{day}>{names})' for day, names in _DAY_NAMES)})(?![A-Za-z])", re.IGNORECASE
)
_DAYS_THEN_TIME: Final = re.compile(r"(?<=Mo|Tu|We|Th|Fr|Sa|Su)(?=\d)")
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_SPACED_DASH: Final = re.compile(r"(?<=\d)\s*-\s*(?=\d)|(?<=Mo|Tu|We|Th|Fr|Sa|Su)\s*-\s*(?=Mo|Tu|We|Th|Fr|Sa|Su)")
_COMMA_IN_DAYS: Final = re.compile(r"(?<=Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\s*,\s*(?=Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)")
_COMMA_BEFORE_DAYS: Final = re.compile(r"(?<=\d),\s*(?=Mo|Tu|We|Th|Fr|Sa|Su|PH)")


def from_osm(
    text: object, *, country: str | None = None, position: tuple[float, float] | None = None
) -> OpeningHours | None:
    """Hours of a tag; None where it says nothing, its text alone where it isn't understood.

    `country` (ISO 3166-1 alpha-2) and `position` (latitude, longitude) are kept only where the expression speaks of
    public holidays or of the sun; without them such an expression is never said to be open or closed.
    """
    line = said(text)
    if line is None:
        return None
    try:
        return read(line, country=country, position=position)
    except NotUnderstoodError:
        return worded(line)


def read(line: str, *, country: str | None = None, position: tuple[float, float] | None = None) -> OpeningHours:
    """As `from_osm`, but raises NotUnderstoodError."""
    canonical, same_every_week = _parsed(line)
    if same_every_week:
        return same_every_week
    return OpeningHours(
        osm=canonical,
        country=country.upper() if country and expression.needs_country(canonical) else None,
        # A tenth of a degree is less than a minute of sunset, and lets neighbours share one schedule.
        position=_rounded(position) if expression.needs_position(canonical) else None,
    )


@lru_cache(maxsize=4096)
def _parsed(line: str) -> tuple[str, OpeningHours | None]:
    canonical = expression.canonical(_tidy(line))
    periods = expression.weekly_periods(canonical)
    return canonical, weekly(periods) if periods else None


def _rounded(position: tuple[float, float] | None) -> tuple[float, float] | None:
    return (round(position[0], 1), round(position[1], 1)) if position else None


def _tidy(line: str) -> str:
    """The expression without slips that change no meaning; one with comments is left as it is.

    A comma with a space begins a rule of its own, so "Mo, We 10:00-12:00" would be all Monday: the space goes. A comma
    without one continues the times, so "08:00-12:00,Sa 09:00-12:00" has no reading: a space comes.
    """
    if '"' in line or len(line) > expression.MAX_EXPRESSION:
        return line
    line = _DAY.sub(lambda found: str(found.lastgroup), line.strip(" ;,").translate(_DASHES))
    line = _DAYS_THEN_TIME.sub(" ", _SPACED_DASH.sub("-", line))
    return _COMMA_BEFORE_DAYS.sub(", ", _COMMA_IN_DAYS.sub(",", line))
