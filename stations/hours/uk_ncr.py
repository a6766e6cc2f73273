"""Opening hours of the UK National Chargepoint Registry: `access24Hours` and two columns a weekday."""

from collections.abc import Mapping
from typing import Final

from stations.hours.model import NotUnderstoodError, OpeningHours, worded
from stations.hours.times import SHORT_DAYS, WEEK, WORKDAYS, flag, minutes, said, week_of

_DAY_NAMES: Final = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def from_uk_ncr(row: Mapping[str, str | None]) -> OpeningHours | None:
    """Hours of a row; None where it gives no times, even if it says that access is not round the clock.

    A weekday without times is not a closed one: neighbouring devices of one car park lack different days, and rows
    described as "9am-5pm Mon-Fri" lack Tuesday. Only rows with times on all of Monday to Friday are taken; a weekend
    without times beside them is closed.
    """
    times = {day: found for day in WEEK if (found := _times(row, day))}
    round_the_clock = flag(row.get("access24Hours"))
    if not times:
        return OpeningHours(twentyfourseven=True) if round_the_clock else None
    try:
        if round_the_clock or not times.keys() >= set(WORKDAYS):
            raise NotUnderstoodError("the columns contradict each other or lack weekdays")
        return week_of([(day, minutes(begin), minutes(end)) for day, (begin, end) in times.items()])
    except NotUnderstoodError:
        return worded("; ".join(f"{SHORT_DAYS[day]} {begin}-{end}" for day, (begin, end) in times.items()))


def _times(row: Mapping[str, str | None], day: int) -> tuple[str, str] | None:
    begin, end = (said(row.get(f"access{_DAY_NAMES[day]}{edge}")) for edge in ("From", "To"))
    return (begin or "?", end or "?") if begin or end else None
