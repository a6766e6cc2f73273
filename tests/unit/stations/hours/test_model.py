"""The stored form of opening hours: canonical weeks, periods that stop at midnight, keys that tell schedules apart."""

import msgspec
import pytest

from stations.hours.model import (
    MAX_TEXT,
    ExceptionalPeriod,
    NotUnderstoodError,
    OpeningHours,
    Period,
    clipped,
    opening_key,
    schedule,
    spanning,
    weekly,
    worded,
)

OFFICE = weekly(Period(day, 480, 1080) for day in range(1, 6))


@pytest.mark.parametrize(
    ("span", "periods"),
    [
        ((1, 480, 1080), [(1, 480, 1080)]),
        ((1, 480, 1440), [(1, 480, 1440)]),
        ((1, 480, 1439), [(1, 480, 1440)]),  # 23:59 is the end of the day
        ((1, 480, 0), [(1, 480, 1440)]),
        ((1, 0, 0), [(1, 0, 1440)]),
        ((1, 1320, 360), [(1, 1320, 1440), (2, 0, 360)]),
        ((7, 1320, 360), [(7, 1320, 1440), (1, 0, 360)]),
    ],
)
def test_a_span_becomes_periods_within_a_day(span: tuple[int, int, int], periods: list[tuple[int, int, int]]) -> None:
    assert spanning(*span) == tuple(Period(*period) for period in periods)


@pytest.mark.parametrize(
    "span", [(0, 480, 1080), (8, 480, 1080), (1, 480, 480), (1, 1440, 60), (1, -1, 60), (1, 0, 1441), (1, 1439, 1439)]
)
def test_an_impossible_span_is_not_understood(span: tuple[int, int, int]) -> None:
    with pytest.raises(NotUnderstoodError):
        spanning(*span)


def test_a_week_is_sorted_and_its_overlapping_and_touching_periods_are_joined() -> None:
    hours = weekly([Period(2, 600, 700), Period(1, 720, 800), Period(1, 600, 720), Period(1, 650, 660)])
    assert hours.regular == (Period(1, 600, 800), Period(2, 600, 700))


def test_a_full_week_is_open_round_the_clock() -> None:
    halves = [Period(day, begin, begin + 720) for day in range(1, 8) for begin in (720, 0)]
    assert weekly(halves) == OpeningHours(twentyfourseven=True)


def test_a_week_without_periods_is_not_understood() -> None:
    with pytest.raises(NotUnderstoodError):
        weekly([])


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, None),
        ("", None),
        (" \r\n\t ", None),
        ("  Ask\r\n at\0 the   desk ", "Ask at the desk"),
        ("a" * MAX_TEXT, "a" * MAX_TEXT),
        ("a" * 9_999_999, "a" * (MAX_TEXT - 1) + "…"),
    ],
)
def test_text_is_kept_in_one_bounded_line(raw: str | None, text: str | None) -> None:
    assert clipped(raw) == text
    assert worded(raw) == (OpeningHours(text=text) if text else None)


def test_hours_survive_storage_unchanged() -> None:
    closing = ExceptionalPeriod(1_780_000_000, 1_780_003_600)
    hours = msgspec.structs.replace(OFFICE, exceptional_closings=(closing,), text="Ring twice", position=(48.9, 2.4))
    stored = msgspec.msgpack.encode(hours)
    assert msgspec.msgpack.decode(stored, type=OpeningHours) == hours
    assert len(stored) < 100


@pytest.mark.parametrize(
    ("hours", "known"),
    [
        (None, False),
        (OpeningHours(), False),
        (OpeningHours(text="Shop hours"), False),
        (OpeningHours(twentyfourseven=True), True),
        (OFFICE, True),
        (OpeningHours(osm="PH closed"), True),
        (OpeningHours(exceptional_closings=(ExceptionalPeriod(0, 1),)), True),
    ],
)
def test_hours_have_a_key_only_where_something_is_known(hours: OpeningHours | None, known: bool) -> None:
    assert (opening_key(hours) is not None) is known
    assert (schedule(hours) is not None) is known


def test_equal_schedules_share_a_key_whatever_their_text() -> None:
    same = weekly(reversed(OFFICE.regular), text="Office hours")
    assert opening_key(same) == opening_key(OFFICE)
    assert schedule(same) == OFFICE


def test_different_schedules_have_different_keys() -> None:
    exception = (ExceptionalPeriod(10, 20),)
    schedules = [
        OpeningHours(twentyfourseven=True),
        OFFICE,
        weekly(OFFICE.regular[:4]),
        OpeningHours(twentyfourseven=True, exceptional_closings=exception),
        OpeningHours(twentyfourseven=True, exceptional_openings=exception),
        OpeningHours(osm="PH closed", country="FR"),
        OpeningHours(osm="PH closed", country="DE"),
        OpeningHours(osm="sunrise-sunset", position=(48.9, 2.4)),
        OpeningHours(osm="sunrise-sunset", position=(48.8, 2.4)),
    ]
    assert len({opening_key(hours) for hours in schedules}) == len(schedules)


def test_a_key_fits_a_short_column() -> None:
    assert opening_key(OpeningHours(twentyfourseven=True, text="Free")) == "24/7"
    assert len(opening_key(OFFICE) or "") == 32
