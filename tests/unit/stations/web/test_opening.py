"""Whether a station is open, in words, from its stored schedule; what is not known is said to be so."""

from datetime import UTC, datetime

import pytest

from stations.hours.model import OpeningHours, Period
from stations.web import opening
from stations.web.opening import Schedule

# A Wednesday; 12:00 in London, 21:00 in Tokyo.
NOON = datetime(2026, 1, 14, 12, 0, tzinfo=UTC)
WORKDAYS = OpeningHours(regular=tuple(Period(day, 8 * 60, 18 * 60) for day in range(1, 6)))


@pytest.mark.parametrize(
    ("schedule", "state"),
    [
        (None, "unknown"),
        (Schedule(OpeningHours(twentyfourseven=True), None), "open"),
        (Schedule(WORKDAYS, "Europe/London"), "open"),
        (Schedule(WORKDAYS, "Asia/Tokyo"), "closed"),
        (Schedule(WORKDAYS, None), "unknown"),
        (Schedule(WORKDAYS, "Nowhere/Nothing"), "unknown"),
        (Schedule(OpeningHours(text="ask"), "Europe/London"), "unknown"),
    ],
)
def test_open_is_told_by_the_clock_of_the_place(schedule: Schedule | None, state: str) -> None:
    assert opening.of(schedule, NOON, text=None).state == state


def test_the_sources_own_words_stand_where_nothing_else_is_known() -> None:
    told = opening.of(None, NOON, text="Ask at the <desk>")
    assert told.state == "unknown"
    assert "Ask at the <desk>" in told.words
    assert opening.of(None, NOON, text=None).words != ""


def test_known_hours_go_before_words() -> None:
    told = opening.of(Schedule(OpeningHours(twentyfourseven=True), None), NOON, text="call us")
    assert told.state == "open"
    assert "call us" not in told.words


@pytest.mark.parametrize(
    ("time_zone", "day"), [("Europe/London", 3), ("Pacific/Kiritimati", 4), ("Pacific/Pago_Pago", 3), (None, 0)]
)
def test_today_is_that_of_the_place(time_zone: str | None, day: int) -> None:
    assert opening.weekday(Schedule(WORKDAYS, time_zone), NOON) == day


def test_the_week_is_empty_where_no_schedule_is_known() -> None:
    assert opening.weekday(None, NOON) == 0
    assert opening.week(None) == ()
    assert len(opening.week(Schedule(WORKDAYS, "Europe/London"))) > 0
