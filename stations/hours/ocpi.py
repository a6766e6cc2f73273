"""OCPI's `opening_times` (2.1.1 to 2.3.0), in and out.

Feeds are read with tolerance: numbers as strings, 24:00, 23:59 as the end of a day, periods past midnight, Sunday as 0.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import msgspec

from stations.hours.model import (
    MINUTES_PER_DAY,
    ExceptionalPeriod,
    NotUnderstoodError,
    OpeningHours,
    Period,
    clipped,
    worded,
)
from stations.hours.times import SHORT_DAYS, WEEK, Span, flag, minutes, week_of

_MAX_PERIODS: Final = 200
_DAY_NAMES: Final = {str(day): SHORT_DAYS[day] for day in WEEK}
# Weekday, begin and end of a regular period, as written.
_Row = tuple[str, str, str]
# A faulty year must not make a moment that datetime can't hold.
_LAST_SECOND: Final = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())


def from_ocpi(value: object) -> OpeningHours | None:
    """Hours of an `opening_times` object; None where it says nothing.

    What can't be read is kept as text: the regular hours, or the exceptions that could not be taken in.
    """
    if not isinstance(value, Mapping):
        return None
    openings, closings, left_out = _exceptions(value)
    try:
        hours = _usual(value)
    except NotUnderstoodError:
        hours = worded(_wording(_row(entry) for entry in _entries(value, "regular_hours")))
    if not (openings or closings or left_out):
        return hours
    hours = hours or OpeningHours()
    text = clipped(" · ".join(part for part in (hours.text, *left_out) if part))
    return msgspec.structs.replace(
        hours, exceptional_openings=tuple(openings), exceptional_closings=tuple(closings), text=text
    )


def overrules_its_week(value: object) -> bool:
    """Whether `twentyfourseven` stands beside regular hours that say something else."""
    if not isinstance(value, Mapping) or not flag(value.get("twentyfourseven")):
        return False
    entries = _entries(value, "regular_hours")
    try:
        return bool(entries) and not _week(tuple(_row(entry) for entry in entries)).twentyfourseven
    except NotUnderstoodError:
        return True


def _usual(value: Mapping[str, Any]) -> OpeningHours | None:
    # The standard gives the flag precedence: regular hours are "only to be used if twentyfourseven=false".
    if flag(value.get("twentyfourseven")):
        return OpeningHours(twentyfourseven=True)
    entries = _entries(value, "regular_hours")
    if len(entries) > _MAX_PERIODS:
        raise NotUnderstoodError("too many periods")
    return _week(tuple(_row(entry) for entry in entries)) if entries else None


def _row(entry: Mapping[str, Any]) -> _Row:
    weekday, begin, end = (str(entry.get(name))[:40] for name in ("weekday", "period_begin", "period_end"))
    return weekday, begin, end


# A feed has few different weeks, and reading one takes longer than all else of a station's hours.
@lru_cache(maxsize=4096)
def _week(rows: tuple[_Row, ...]) -> OpeningHours:
    return week_of(_with_sunday_as_seven([(_weekday(day), minutes(begin), minutes(end)) for day, begin, end in rows]))


def _entries(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    entries = value.get(name)
    if isinstance(entries, Mapping):
        entries = [entries]
    return [entry for entry in entries or () if isinstance(entry, Mapping)] if isinstance(entries, list) else []


def _weekday(value: str) -> int:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if number not in (0, 1, 2, 3, 4, 5, 6, 7):
        raise NotUnderstoodError(f"not a weekday: {value[:20]!r}")
    return int(number)


def _with_sunday_as_seven(spans: list[Span]) -> list[Span]:
    """Weekday 0 is Sunday to some and Monday to others: taken only where both readings say the same."""
    days = {span[0] for span in spans}
    if 0 not in days:
        return spans
    by_day = [sorted(span[1:] for span in spans if span[0] == day) for day in range(7)]
    if 7 in days or any(times != by_day[0] for times in by_day):
        raise NotUnderstoodError("weekday 0 may be Sunday or Monday")
    return [(day or 7, begin, end) for day, begin, end in spans]


def _exceptions(value: Mapping[str, Any]) -> tuple[list[ExceptionalPeriod], list[ExceptionalPeriod], list[str]]:
    """Openings, closings, and the words of those that could not be read."""
    kinds: tuple[list[ExceptionalPeriod], list[ExceptionalPeriod]] = [], []
    left_out: list[str] = []
    for name, periods in zip(("exceptional_openings", "exceptional_closings"), kinds, strict=True):
        for entry in _entries(value, name)[:_MAX_PERIODS]:
            try:
                periods.append(_exception(entry))
            except NotUnderstoodError:
                words = f"{entry.get('period_begin')} - {entry.get('period_end')}"
                left_out.append(f"{name.replace('_', ' ')}: {words}")
        periods.sort(key=lambda period: (period.begin, period.end))
    return *kinds, left_out


def _exception(entry: Mapping[str, Any]) -> ExceptionalPeriod:
    begin, end = _second(entry.get("period_begin")), _second(entry.get("period_end"))
    if not 0 <= begin < end <= _LAST_SECOND:
        raise NotUnderstoodError("the exception ends before it begins")
    return ExceptionalPeriod(begin, end)


def _second(value: object) -> int:
    """A timestamp as OCPI writes it: UTC, also where it has no "Z"."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError) as error:
        raise NotUnderstoodError(f"not a timestamp: {str(value)[:40]!r}") from error


def _wording(rows: Iterable[_Row]) -> str:
    return "; ".join(f"{_DAY_NAMES.get(day, day)} {begin}-{end}" for day, begin, end in rows)


# Many stations share few weeks.
@lru_cache(maxsize=1024)
def to_ocpi(hours: OpeningHours | None) -> dict[str, Any] | None:
    """The `opening_times` object of OCPI 2.3.0, with `osm` and `text` beside it; None for None.

    `twentyfourseven` and `regular_hours` are None where the usual week is not known or only `osm` can hold it. The end
    of a day is "23:59", since OCPI's times stop there.
    """
    if hours is None:
        return None
    return {
        "twentyfourseven": hours.twentyfourseven if hours.is_weekly or hours.osm else None,
        "regular_hours": [_regular(period) for period in hours.regular] if hours.is_weekly else None,
        "exceptional_openings": [_exceptional(period) for period in hours.exceptional_openings],
        "exceptional_closings": [_exceptional(period) for period in hours.exceptional_closings],
        "osm": hours.osm,
        "text": hours.text,
    }


def _regular(period: Period) -> dict[str, Any]:
    return {"weekday": period.weekday, "period_begin": _clock(period.begin), "period_end": _clock(period.end)}


def _clock(minute: int) -> str:
    minute = min(minute, MINUTES_PER_DAY - 1)
    return f"{minute // 60:02}:{minute % 60:02}"


def _exceptional(period: ExceptionalPeriod) -> dict[str, str]:
    return {"period_begin": _timestamp(period.begin), "period_end": _timestamp(period.end)}


def _timestamp(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
