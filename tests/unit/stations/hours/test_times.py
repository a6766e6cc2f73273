"""Times of day, flags and the ways of saying nothing, as sources write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.hours.model import NotUnderstoodError, OpeningHours
from stations.hours.times import WEEK, flag, minutes, said, week_of


@pytest.mark.parametrize(
    ("text", "found"),
    [("8:00", 480), ("08:00:59", 480), (" 8.30 ", 510), ("00:00", 0), ("23:59", 1439), ("24:00", 1440)],
)
def test_a_time_is_minutes_since_midnight(text: str, found: int) -> None:
    assert minutes(text) == found


@pytest.mark.parametrize(
    "text", ["", "8", "8:60", "24:01", "25:00", "-1:00", "8:0", "٨:٠٠", "8:00 am", "8:00\x00", None, 8.5]
)
def test_what_is_no_time_is_not_guessed(text: object) -> None:
    with pytest.raises(NotUnderstoodError, match="not a time of day"):
        minutes(text)


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_a_day_is_read(hour: int, minute: int) -> None:
    assert minutes(f"{hour:02}:{minute:02}") == minutes(f"{hour}.{minute:02}") == hour * 60 + minute


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (True, True),
        ("TRUE", True),
        (" yes ", True),
        (1, True),
        (1.0, True),
        ("0", False),
        (False, False),
        ("no", False),
        ("", None),
        (None, None),
        ("maybe", None),
        (2, None),
    ],
)
def test_a_flag_is_true_false_or_not_known(value: object, found: bool | None) -> None:
    assert flag(value) is found


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "NULL", "Keine Angabe", "non renseigné", None, 5, "?"])
def test_the_ways_of_saying_nothing_say_nothing(text: object) -> None:
    assert said(text) is None


def test_words_are_kept_as_they_are() -> None:
    assert said(" ring the bell ") == "ring the bell"


def test_midnight_to_midnight_is_a_whole_day_where_nothing_speaks_against_it() -> None:
    assert week_of([(day, 0, 0) for day in WEEK]) == OpeningHours(twentyfourseven=True)
    mixed = week_of([(1, 0, 0), (2, 480, 1440)])
    assert [(period.weekday, period.begin, period.end) for period in mixed.regular] == [(1, 0, 1440), (2, 480, 1440)]


def test_midnight_to_midnight_beside_other_times_is_not_guessed() -> None:
    spans = [(1, 480, 1080), (7, 0, 0)]
    with pytest.raises(NotUnderstoodError, match="whole day or a closed one"):
        week_of(spans)
    assert len(week_of(spans, whole_days=True).regular) == 2
