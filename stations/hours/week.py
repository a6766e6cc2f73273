"""Opening hours as one OpenStreetMap expression, whatever they were written in: what a person can read and mend."""

from itertools import groupby
from typing import Final

from stations.hours.model import OpeningHours, Period
from stations.hours.times import SHORT_DAYS

_ALWAYS: Final = "24/7"


def expression_of(hours: OpeningHours | None) -> str | None:
    """The usual week; the source's wording where it has no other; None where nothing is known."""
    if hours is None:
        return None
    if hours.twentyfourseven:
        return _ALWAYS
    return hours.osm or _weekly(hours.regular) or hours.text


def _weekly(periods: tuple[Period, ...]) -> str:
    """ "Mo-Fr 08:00-18:00; Sa 09:00-12:00"."""
    days = [(day, _times([period for period in periods if period.weekday == day])) for day in range(1, 8)]
    parts = []
    for times, found in groupby(days, key=lambda day: day[1]):
        span = [day for day, _times in found]
        if times:
            parts.append(f"{_days(span)} {times}")
    return "; ".join(parts)


def _days(span: list[int]) -> str:
    return _name(span[0]) if len(span) == 1 else f"{_name(span[0])}-{_name(span[-1])}"


def _name(day: int) -> str:
    return SHORT_DAYS[day]


def _times(periods: list[Period]) -> str:
    return ",".join(f"{_clock(period.begin)}-{_clock(period.end)}" for period in sorted(periods, key=lambda p: p.begin))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
