"""The facts of opening hours, after OCPI's `Hours`, small enough to travel and to be stored by `msgspec.msgpack`.

A period never passes midnight: OCPI wants `period_end` after `period_begin`, so 22:00-06:00 is kept as 22:00-24:00 and
00:00-06:00 of the day after. Hours that aren't known are `None` or an `OpeningHours` that has a `text` alone.
"""

from collections.abc import Iterable
from hashlib import blake2b
from operator import attrgetter
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

MINUTES_PER_DAY: Final = 1440
DAYS_PER_WEEK: Final = 7
MAX_TEXT: Final = 500

# The last minute of a day stands for its end: many systems can't write 24:00.
_LAST_MINUTE: Final = MINUTES_PER_DAY - 1
_ROUND_THE_CLOCK_KEY: Final = "24/7"


class Period(Struct, frozen=True, gc=False, array_like=True):
    """Open on one weekday (1 = Monday ... 7 = Sunday) between two local times, in minutes since midnight.

    0 <= begin < end <= 1440.
    """

    weekday: int
    begin: int
    end: int


class ExceptionalPeriod(Struct, frozen=True, gc=False, array_like=True):
    """From `begin` up to, not including, `end`: UTC, in whole seconds since 1970."""

    begin: int
    end: int


class OpeningHours(Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """When a place can be reached.

    At most one of `twentyfourseven`, `regular` and `osm` says the usual week. `osm` is an OpenStreetMap expression that
    periods can't hold; `country` (ISO 3166-1 alpha-2) and `position` (latitude, longitude) are set only where `osm`
    speaks of public holidays or of the sun. Closings win over openings, openings over the usual week. `text` is the
    source's wording where it could not be understood or adds something.
    """

    twentyfourseven: bool = False
    regular: tuple[Period, ...] = ()
    exceptional_openings: tuple[ExceptionalPeriod, ...] = ()
    exceptional_closings: tuple[ExceptionalPeriod, ...] = ()
    osm: str | None = None
    text: str | None = None
    country: str | None = None
    position: tuple[float, float] | None = None

    @property
    def is_weekly(self) -> bool:
        return self.twentyfourseven or bool(self.regular)

    @property
    def has_schedule(self) -> bool:
        return self.is_weekly or bool(self.osm or self.exceptional_openings or self.exceptional_closings)


class NotUnderstoodError(ValueError):
    """What a source says of its hours has no reading, or more than one."""


def spanning(weekday: int, begin: int, end: int) -> tuple[Period, ...]:
    """Periods from `begin` of a weekday to `end`, which lies on the next day where it is not after `begin`.

    00:00 to 00:00 is a whole day. Raises NotUnderstoodError for times outside a day and for other empty spans.
    """
    if not (1 <= weekday <= DAYS_PER_WEEK and 0 <= begin < MINUTES_PER_DAY and 0 <= end <= MINUTES_PER_DAY):
        raise NotUnderstoodError(f"no such time: day {weekday}, minutes {begin} to {end}")
    if begin == end != 0:
        raise NotUnderstoodError("the span begins where it ends")
    if end in (0, _LAST_MINUTE):
        end = MINUTES_PER_DAY
    if end > begin:
        return (Period(weekday, begin, end),)
    return Period(weekday, begin, MINUTES_PER_DAY), Period(weekday % DAYS_PER_WEEK + 1, 0, end)


def weekly(periods: Iterable[Period], text: str | None = None) -> OpeningHours:
    """Hours of a usual week, in canonical form: sorted, overlapping periods joined, a full week as 24/7."""
    joined = _joined(periods)
    if not joined:
        raise NotUnderstoodError("no period")
    if len(joined) == DAYS_PER_WEEK and all(p.end - p.begin == MINUTES_PER_DAY for p in joined):
        return OpeningHours(twentyfourseven=True, text=clipped(text))
    return OpeningHours(regular=joined, text=clipped(text))


def _joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    joined: list[Period] = []
    for period in sorted(periods, key=attrgetter("weekday", "begin", "end")):
        last = joined[-1] if joined else None
        if last and last.weekday == period.weekday and period.begin <= last.end:
            joined[-1] = Period(last.weekday, last.begin, max(last.end, period.end))
        else:
            joined.append(period)
    return tuple(joined)


def worded(text: str | None) -> OpeningHours | None:
    text = clipped(text)
    return OpeningHours(text=text) if text else None


def clipped(text: str | None) -> str | None:
    # One line, so that a page can show it; bounded, since feeds are not.
    line = " ".join((text or "")[: 4 * MAX_TEXT].replace("\0", "").split())
    return (line if len(line) <= MAX_TEXT else line[: MAX_TEXT - 1] + "…") or None


def schedule(hours: OpeningHours | None) -> OpeningHours | None:
    if hours is None or not hours.has_schedule:
        return None
    return replace(hours, text=None) if hours.text is not None else hours


def opening_key(hours: OpeningHours | None) -> str | None:
    """The same short key for equal schedules, whatever their text: "24/7" or 32 hexadecimal digits; None if unknown."""
    facts = schedule(hours)
    if facts is None:
        return None
    if facts == OpeningHours(twentyfourseven=True):
        return _ROUND_THE_CLOCK_KEY
    return blake2b(msgspec.msgpack.encode(facts), digest_size=16).hexdigest()
