"""Opening hours in the visitor's language. The only module here that translates."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.dateformat import format as format_date
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stations.hours.clock import is_open, next_change, zone
from stations.hours.model import DAYS_PER_WEEK, MINUTES_PER_DAY, OpeningHours, Period

# Nearer than this a change is told in minutes, further away by the clock on the wall.
_SOON = timedelta(hours=1)
_A_WEEK = timedelta(days=DAYS_PER_WEEK)
_NOON = MINUTES_PER_DAY // 2


class DayRow(NamedTuple):
    """One weekday (1 = Monday) of a page's table; `words` says the ranges, "Closed" or "Open 24 hours"."""

    weekday: int
    name: str
    ranges: tuple[str, ...]
    words: str


def in_words(hours: OpeningHours | None, at_utc: datetime, time_zone: str | None) -> str:
    """One line for now: "Open · closes in 40 min", "Closed · opens Monday 08:00", "Hours not known: “…”"."""
    state = is_open(hours, at_utc, time_zone)
    if hours is None or state is None:
        return _unknown(hours)
    change = next_change(hours, at_utc, time_zone)
    if hours.twentyfourseven and state and (change is None or change - at_utc > _A_WEEK):
        return _("Open 24 hours")
    when = _when(at_utc, change, time_zone, closing=state) if change else None
    if state:
        return _("Open · %(change)s") % {"change": when} if when else _("Open")
    return _("Closed · %(change)s") % {"change": when} if when else _("Closed")


def _unknown(hours: OpeningHours | None) -> str:
    if hours and (hours.is_weekly or hours.osm):
        # Known, but not whether they hold now: no time zone, or open on a condition.
        return _("Limited opening hours")
    if hours and hours.text:
        return _("Hours not known: “%(text)s”") % {"text": hours.text}
    return _("Hours not known")


def _when(at_utc: datetime, change: datetime, time_zone: str | None, *, closing: bool) -> str | None:
    """When it closes or opens; None where it is too far away for minutes and the local time isn't known."""
    wait = change - at_utc
    if wait <= _SOON:
        return _closes_in(wait) if closing else _opens_in(wait)
    place = zone(time_zone)
    if place is None:
        return None
    moment = _wall_clock(at_utc.astimezone(place).date(), change.astimezone(place), closing=closing)
    return _("closes %(time)s") % {"time": moment} if closing else _("opens %(time)s") % {"time": moment}


def _closes_in(wait: timedelta) -> str:
    # Rounded down: nobody should come too late by our rounding.
    count = int(wait.total_seconds() // 60)
    if count == 0:
        return _("closes within a minute")
    return ngettext("closes in %(count)d min", "closes in %(count)d min", count) % {"count": count}


def _opens_in(wait: timedelta) -> str:
    count = -int(-wait.total_seconds() // 60)
    return ngettext("opens in %(count)d min", "opens in %(count)d min", count) % {"count": count}


def _wall_clock(today: date, local: datetime, *, closing: bool) -> str:
    """The time, and its day if that isn't today. What closes at 00:00 closes at 24:00 of the day before."""
    day, clock = local.date(), f"{local:%H:%M}"
    if closing and clock == "00:00":
        day, clock = day - timedelta(days=1), "24:00"
    ahead = (day - today).days
    if ahead <= 0:
        return clock
    if ahead == 1:
        return _("tomorrow %(time)s") % {"time": clock}
    name = str(WEEKDAYS[day.weekday()]) if ahead < DAYS_PER_WEEK else format_date(day, "j F Y")
    return _("%(day)s %(time)s") % {"day": name, "time": clock}


def weekly_table(hours: OpeningHours | None) -> tuple[DayRow, ...]:
    if hours is None or not hours.is_weekly:
        return ()
    return tuple(_row(hours, weekday) for weekday in range(1, DAYS_PER_WEEK + 1))


def _row(hours: OpeningHours, weekday: int) -> DayRow:
    name = str(WEEKDAYS[weekday - 1])
    ranges = _ranges(hours.regular, weekday)
    if hours.twentyfourseven or ranges == ("00:00–24:00",):
        return DayRow(weekday, name, ("00:00–24:00",), _("Open 24 hours"))
    return DayRow(weekday, name, ranges, ", ".join(ranges) or _("Closed"))


def _ranges(regular: tuple[Period, ...], weekday: int) -> tuple[str, ...]:
    """A weekday's ranges; what goes on past midnight until the morning is told as one, on the day it begins."""
    nights = {p.weekday for p in regular if _goes_on(p, regular)}
    before = (weekday - 2) % DAYS_PER_WEEK + 1
    ranges = []
    for period in regular:
        if period.weekday != weekday or (period.begin == 0 and before in nights and _is_morning(period)):
            continue
        end = _morning(regular, weekday) if _goes_on(period, regular) else period.end
        ranges.append(f"{_clock(period.begin)}–{_clock(end)}")
    return tuple(ranges)


def _goes_on(period: Period, regular: tuple[Period, ...]) -> bool:
    return period.end == MINUTES_PER_DAY and period.begin > 0 and _morning(regular, period.weekday) > 0


def _morning(regular: tuple[Period, ...], weekday: int) -> int:
    """The end of the night that began on a weekday, 0 if it ends at midnight."""
    following = weekday % DAYS_PER_WEEK + 1
    return next((p.end for p in regular if p.weekday == following and p.begin == 0 and _is_morning(p)), 0)


def _is_morning(period: Period) -> bool:
    return period.end <= _NOON


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
