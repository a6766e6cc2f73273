"""What a clock on the wall showed becomes the moment it was, also in the nights when clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from analytics.sessions.clock import moment
from analytics.sessions.record import Doubt

LONDON = ZoneInfo("Europe/London")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "at", "doubt"),
    [
        ("2018-01-15 12:00", "2018-01-15 12:00", None),
        ("2018-07-15 12:00", "2018-07-15 11:00", None),
        # 29 October 2017: 01:30 was there twice, of which the first is taken.
        ("2017-10-29 01:30", "2017-10-29 00:30", Doubt.TIME_REPEATED),
        ("2017-10-29 02:00", "2017-10-29 02:00", None),
        # 25 March 2018: 01:30 was never there.
        ("2018-03-25 01:30", "2018-03-25 01:30", Doubt.TIME_SKIPPED),
        ("2018-03-25 02:00", "2018-03-25 01:00", None),
    ],
)
def test_a_wall_clock_is_read(wall: str, at: str, doubt: Doubt | None) -> None:
    assert moment(datetime.fromisoformat(wall), LONDON) == (utc(at), doubt)


def test_of_a_repeated_hour_the_second_is_taken_where_the_first_lies_before_the_beginning() -> None:
    start = moment(datetime.fromisoformat("2017-10-29 01:55"), LONDON).at
    end = moment(datetime.fromisoformat("2017-10-29 01:20"), LONDON, not_before=start)
    assert (end.at, end.doubt) == (utc("2017-10-29 01:20"), Doubt.TIME_REPEATED)
    assert (end.at - start).total_seconds() == 25 * 60


def test_an_end_before_its_beginning_in_both_hours_stays_the_first() -> None:
    found = moment(datetime.fromisoformat("2017-10-29 01:20"), LONDON, not_before=utc("2017-10-29 05:00"))
    assert found.at == utc("2017-10-29 00:20")
