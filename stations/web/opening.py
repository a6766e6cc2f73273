"""Opening hours of the stations of a page: open or closed now, in words, and the usual week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from stations.hours.clock import is_open, zone
from stations.hours.model import OpeningHours
from stations.hours.words import DayRow, in_words, weekly_table
from stations.search.rows import Row, hours_of


@dataclass(frozen=True, slots=True)
class Schedule:
    """Hours and the time zone they are told in."""

    hours: OpeningHours
    time_zone: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """`state`: open, closed or unknown; `words` say it in full."""

    state: str
    words: str


def schedules(rows: Iterable[Row]) -> dict[str, Schedule]:
    """The stored hours of stations, by public id; those without any are left out."""
    rows = list(rows)
    hours = hours_of(rows)
    return {row.public_id: Schedule(hours[row.id][0], hours[row.id][1] or None) for row in rows if row.id in hours}


def of(schedule: Schedule | None, now: datetime, *, text: str | None) -> Opening:
    """Whether it is open. `text`: the source's own wording, said where nothing else is known."""
    hours = _with_text(schedule, text)
    time_zone = schedule.time_zone if schedule else None
    state = is_open(hours, now, time_zone)
    return Opening({True: "open", False: "closed", None: "unknown"}[state], in_words(hours, now, time_zone))


def week(schedule: Schedule | None) -> tuple[DayRow, ...]:
    return weekly_table(schedule.hours if schedule else None)


def weekday(schedule: Schedule | None, now: datetime) -> int:
    """Today where the station is, 1 = Monday; 0 where its time zone is not known."""
    place = zone(schedule.time_zone) if schedule else None
    return now.astimezone(place).isoweekday() if place else 0


def _with_text(schedule: Schedule | None, text: str | None) -> OpeningHours | None:
    if schedule is None:
        return OpeningHours(text=text) if text else None
    return msgspec.structs.replace(schedule.hours, text=text)
