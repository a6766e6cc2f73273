"""From what a clock on the wall showed to the moment it was, also in the nights when clocks change."""

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from analytics.sessions.record import Doubt


class Moment(NamedTuple):
    """A moment in UTC, and the doubt about it."""

    at: datetime
    doubt: Doubt | None = None


def moment(wall: datetime, zone: ZoneInfo, *, not_before: datetime | None = None) -> Moment:
    """The moment at which the clock of a zone showed `wall`, which has no zone of its own.

    Of a time that was there twice the first, unless that lies before `not_before`. One that was never there is read
    by a clock that nobody had set yet.
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return Moment(first)
    if first > second:
        return Moment(first, Doubt.TIME_SKIPPED)
    is_second = not_before is not None and first < not_before <= second
    return Moment(second if is_second else first, Doubt.TIME_REPEATED)
