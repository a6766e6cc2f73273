"""Opening hours of OICP (Hubject): `IsOpen24Hours` and `OpeningTimes`."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stations.hours.model import NotUnderstoodError, OpeningHours, worded
from stations.hours.times import WEEK, WEEKEND, WORKDAYS, flag, minutes, week_of

_DAYS: Final[dict[str, tuple[int, ...]]] = {
    "everyday": WEEK,
    "workdays": WORKDAYS,
    "weekend": WEEKEND,
    "monday": (1,),
    "tuesday": (2,),
    "wednesday": (3,),
    "thursday": (4,),
    "friday": (5,),
    "saturday": (6,),
    "sunday": (7,),
}
# What a source writes for one range: the days it is "on", begin, end.
_Row = tuple[str, str, str]


def from_oicp(is_open_24_hours: object, opening_times: object) -> OpeningHours | None:
    if flag(is_open_24_hours):
        return OpeningHours(twentyfourseven=True)
    rows = [row for entry in _listed(opening_times) for row in _rows(entry)]
    if not rows:
        return None
    try:
        return week_of([(day, minutes(begin), minutes(end)) for on, begin, end in rows for day in _weekdays(on)])
    except NotUnderstoodError:
        return worded("; ".join(f"{on} {begin}-{end}" for on, begin, end in rows))


def _listed(value: object) -> list[Mapping[str, Any]]:
    entries = [value] if isinstance(value, Mapping) else value
    return [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []


def _rows(entry: Mapping[str, Any]) -> Iterator[_Row]:
    for period in _listed(entry.get("Period")):
        yield str(entry.get("on")), str(period.get("begin")), str(period.get("end"))


def _weekdays(on: str) -> tuple[int, ...]:
    try:
        return _DAYS[on.strip().casefold()]
    except KeyError as error:
        raise NotUnderstoodError(f"not a day: {on[:20]!r}") from error
