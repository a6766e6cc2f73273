"""Open or closed at a moment, and the next change: wall clocks, nights when clocks change, exceptions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.hours.clock import is_open, next_change, zone
from stations.hours.model import ExceptionalPeriod, OpeningHours, Period, spanning, weekly
from stations.hours.osm import from_osm

PARIS = "Europe/Paris"
ROUND_THE_CLOCK = OpeningHours(twentyfourseven=True)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text + "Z" if len(text) == 16 else text)


def daily(begin: str, end: str) -> OpeningHours:
    minutes = [int(time[:2]) * 60 + int(time[3:]) for time in (begin, end)]
    return weekly(period for day in range(1, 8) for period in spanning(day, *minutes))


def between(begin: str, end: str) -> ExceptionalPeriod:
    return ExceptionalPeriod(int(moment(begin).timestamp()), int(moment(end).timestamp()))


OFFICE = weekly(Period(day, 480, 1080) for day in range(1, 6))  # Monday to Friday, 08:00-18:00


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-06-01T05:59", False),  # Monday 07:59 in Paris
        ("2026-06-01T06:00", True),
        ("2026-06-01T15:59", True),
        ("2026-06-01T16:00", False),  # the end does not belong to the period
        ("2026-06-06T10:00", False),  # Saturday
        ("2026-01-05T06:59", False),  # winter: 07:59
        ("2026-01-05T07:00", True),
    ],
)
def test_regular_hours_follow_the_local_wall_clock(at: str, open_: bool) -> None:
    assert is_open(OFFICE, moment(at), PARIS) is open_


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-06-05T19:59", False),
        ("2026-06-05T20:00", True),
        ("2026-06-05T22:30", True),  # 00:30 of the next day
        ("2026-06-06T03:59", True),
        ("2026-06-06T04:00", False),
        ("2026-06-07T23:00", True),  # Monday 01:00, by the period that began on Sunday
    ],
)
def test_hours_past_midnight_hold_through_the_night(at: str, open_: bool) -> None:
    assert is_open(daily("22:00", "06:00"), moment(at), PARIS) is open_


@pytest.mark.parametrize(
    ("hours", "time_zone"),
    [
        (None, PARIS),
        (OpeningHours(), PARIS),
        (OpeningHours(text="Shop hours"), PARIS),
        (OFFICE, None),
        (OFFICE, "Germany"),
        (OpeningHours(osm="PH closed", country="FR"), None),
    ],
)
def test_nothing_is_said_without_hours_or_time_zone(hours: OpeningHours | None, time_zone: str | None) -> None:
    assert is_open(hours, moment("2026-06-01T10:00"), time_zone) is None
    assert next_change(hours, moment("2026-06-01T10:00"), time_zone) is None


def test_round_the_clock_needs_no_time_zone_and_never_changes() -> None:
    assert is_open(ROUND_THE_CLOCK, moment("2026-06-01T10:00"), None) is True
    assert next_change(ROUND_THE_CLOCK, moment("2026-06-01T10:00"), PARIS) is None


@pytest.mark.parametrize(
    "name", ["", "Germany", "../../etc/passwd", "/etc/localtime", "\0", "x" * 5000, "Europe", "localtime", "tzdata.zi"]
)
def test_a_name_that_is_no_time_zone_is_refused(name: str) -> None:
    assert zone(name) is None


def test_a_moment_without_time_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(ROUND_THE_CLOCK, datetime(2026, 6, 1, 10), PARIS)


def test_a_moment_may_come_in_any_time_zone() -> None:
    noon_in_new_york = datetime(2026, 6, 1, 11, 59, tzinfo=timezone(timedelta(hours=-4)))
    assert is_open(OFFICE, noon_in_new_york, PARIS) is True
    assert next_change(OFFICE, noon_in_new_york, PARIS) == moment("2026-06-01T16:00")


@pytest.mark.parametrize(
    ("at", "change"),
    [
        ("2026-06-01T05:00", "2026-06-01T06:00"),
        ("2026-06-01T06:00", "2026-06-01T16:00"),
        ("2026-06-05T16:00", "2026-06-08T06:00"),  # Friday evening to Monday morning
        ("2026-03-27T18:00", "2026-03-30T06:00"),  # over the weekend when summer time begins
        ("2026-10-23T17:00", "2026-10-26T07:00"),  # and ends
    ],
)
def test_the_next_change_is_found(at: str, change: str) -> None:
    found = next_change(OFFICE, moment(at), PARIS)
    assert found == moment(change)
    assert found.tzinfo is UTC


def test_periods_that_meet_at_midnight_are_no_change() -> None:
    hours = weekly([Period(1, 0, 1440), Period(2, 0, 600)])
    assert next_change(hours, moment("2026-06-01T10:00"), PARIS) == moment("2026-06-02T08:00")


def test_a_place_open_once_a_week_changes_a_week_later() -> None:
    hours = weekly([Period(3, 600, 720)])
    assert next_change(hours, moment("2026-06-03T10:00"), PARIS) == moment("2026-06-10T08:00")


# Clocks in Paris go from 02:00 to 03:00 on 2026-03-29 at 01:00 UTC, and from 03:00 to 02:00 on 2026-10-25 at 01:00 UTC.
@pytest.mark.parametrize(
    ("times", "at", "changes"),
    [
        (("02:30", "05:00"), "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-29T03:00"]),
        (("01:00", "02:30"), "2026-03-28T12:00", ["2026-03-29T00:00", "2026-03-29T01:00"]),
        (("22:00", "06:00"), "2026-03-28T20:00", ["2026-03-28T21:00", "2026-03-29T04:00"]),
        (("22:00", "06:00"), "2026-10-24T19:00", ["2026-10-24T20:00", "2026-10-25T05:00"]),
        (("01:00", "03:00"), "2026-10-24T12:00", ["2026-10-24T23:00", "2026-10-25T02:00"]),
    ],
)
def test_nights_when_clocks_change(times: tuple[str, str], at: str, changes: list[str]) -> None:
    hours, found = daily(*times), moment(at)
    for change in changes:
        found = next_change(hours, found, PARIS) or found
        assert found == moment(change)


def test_a_time_skipped_by_the_clock_is_skipped_by_the_opening() -> None:
    assert next_change(daily("02:15", "02:45"), moment("2026-03-28T12:00"), PARIS) == moment("2026-03-30T00:15")


def test_a_repeated_hour_repeats_its_opening() -> None:
    hours, at = daily("02:30", "04:00"), moment("2026-10-24T23:00")
    changes = ["2026-10-25T00:30", "2026-10-25T01:00", "2026-10-25T01:30", "2026-10-25T03:00"]
    for change in changes:
        at = next_change(hours, at, PARIS) or at
        assert at == moment(change)


def test_an_expression_repeats_its_opening_in_a_repeated_hour() -> None:
    hours = from_osm("Jan-Dec 02:30-04:00")
    assert hours and hours.osm
    assert next_change(hours, moment("2026-10-25T00:45"), PARIS) == moment("2026-10-25T01:00")


def test_a_clock_set_back_past_midnight_shows_the_day_before_again() -> None:
    # St. John's went from 00:01 back to 23:01 until 2011.
    hours, at = weekly([Period(6, 1380, 1440)]), moment("2010-11-07T02:30")
    assert is_open(hours, at, "America/St_Johns") is False
    assert next_change(hours, at, "America/St_Johns") == moment("2010-11-07T02:31")


@pytest.mark.parametrize("hours", [OFFICE, ROUND_THE_CLOCK, from_osm("Mo-Fr 08:00-18:00; PH off", country="FR")])
def test_a_closing_overrides_the_usual_week(hours: OpeningHours) -> None:
    closed = OpeningHours(
        twentyfourseven=hours.twentyfourseven,
        regular=hours.regular,
        osm=hours.osm,
        country=hours.country,
        exceptional_closings=(between("2026-06-02T10:00", "2026-06-02T12:00"),),
    )
    assert is_open(closed, moment("2026-06-02T09:59"), PARIS) is True
    assert is_open(closed, moment("2026-06-02T10:00"), PARIS) is False
    assert is_open(closed, moment("2026-06-02T12:00"), PARIS) is True
    assert next_change(closed, moment("2026-06-02T09:00"), PARIS) == moment("2026-06-02T10:00")
    assert next_change(closed, moment("2026-06-02T10:30"), PARIS) == moment("2026-06-02T12:00")


def test_an_opening_adds_to_the_usual_week() -> None:
    hours = OpeningHours(
        regular=OFFICE.regular, exceptional_openings=(between("2026-06-06T08:00", "2026-06-06T10:00"),)
    )
    assert is_open(hours, moment("2026-06-06T09:00"), PARIS) is True
    assert next_change(hours, moment("2026-06-05T17:00"), PARIS) == moment("2026-06-06T08:00")
    assert next_change(hours, moment("2026-06-06T09:00"), PARIS) == moment("2026-06-06T10:00")


def test_a_closing_overrides_an_opening() -> None:
    hours = OpeningHours(
        exceptional_openings=(between("2026-06-06T08:00", "2026-06-06T10:00"),),
        exceptional_closings=(between("2026-06-06T09:00", "2026-06-06T11:00"),),
    )
    assert is_open(hours, moment("2026-06-06T08:30"), None) is True
    assert is_open(hours, moment("2026-06-06T09:30"), None) is False


def test_beside_exceptions_alone_nothing_is_known() -> None:
    hours = OpeningHours(exceptional_openings=(between("2026-06-06T08:00", "2026-06-06T10:00"),))
    assert is_open(hours, moment("2026-06-06T07:00"), PARIS) is None
    assert next_change(hours, moment("2026-06-06T09:00"), PARIS) == moment("2026-06-06T10:00")


def test_after_a_long_closing_the_usual_week_goes_on() -> None:
    hours = OpeningHours(
        regular=OFFICE.regular, exceptional_closings=(between("2026-06-02T10:00", "2026-08-01T10:00"),)
    )
    # The closing ends on a Saturday.
    assert next_change(hours, moment("2026-06-02T11:00"), PARIS) == moment("2026-08-03T06:00")


def test_an_opening_in_the_closed_season_comes_before_the_season() -> None:
    hours = from_osm("Apr-Sep 10:00-20:00")
    assert hours
    fair = OpeningHours(osm=hours.osm, exceptional_openings=(between("2026-12-05T08:00", "2026-12-05T10:00"),))
    assert next_change(fair, moment("2026-10-01T10:00"), PARIS) == moment("2026-12-05T08:00")


def test_a_closing_months_ahead_ends_being_open_round_the_clock() -> None:
    hours = OpeningHours(twentyfourseven=True, exceptional_closings=(between("2026-12-24T12:00", "2026-12-27T00:00"),))
    assert next_change(hours, moment("2026-06-01T00:00"), None) == moment("2026-12-24T12:00")


@pytest.mark.parametrize(
    ("expression", "at", "open_", "change"),
    [
        ("Mo-Fr 08:00-18:00; PH off", "2026-07-13T10:00", True, "2026-07-13T16:00"),
        ("Mo-Fr 08:00-18:00; PH off", "2026-07-14T10:00", False, "2026-07-15T06:00"),  # the French national day
        ("Apr-Sep 10:00-20:00", "2026-10-01T10:00", False, "2027-04-01T08:00"),
        ("sunrise-sunset", "2026-06-01T19:30", True, "2026-06-01T19:45"),  # Paris at 21:30 in June
        ("Dec 24-26 off; 24/7", "2026-06-01T10:00", True, None),  # a later rule overrides
        ("24/7; Dec 24-26 off", "2026-06-01T10:00", True, "2026-12-23T23:00"),
        ("off", "2026-06-01T10:00", False, None),
    ],
)
def test_expressions_are_evaluated(expression: str, at: str, open_: bool, change: str | None) -> None:
    hours = from_osm(expression, country="FR", position=(48.853, 2.349))
    assert is_open(hours, moment(at), PARIS) is open_
    found = next_change(hours, moment(at), PARIS)
    assert (found is None) is (change is None)
    if found and change:
        # Astronomy may be a minute off.
        assert abs(found - moment(change)) <= timedelta(minutes=2 if "sun" in expression else 0)


@pytest.mark.parametrize(
    "expression",
    ["Mo-Fr 08:00-18:00; PH off", "Mo-Fr 08:00-18:00; SH off", "sunrise-sunset", '08:00-18:00 "by appointment"'],
)
def test_an_expression_that_depends_on_the_unknown_says_nothing(expression: str) -> None:
    assert is_open(from_osm(expression), moment("2026-06-01T10:00"), PARIS) is None


@pytest.mark.parametrize("country", ["XX", "MY", "france"])
def test_holidays_of_a_country_without_calendar_say_nothing(country: str) -> None:
    hours = from_osm("Mo-Fr 08:00-18:00; PH off", country=country)
    assert is_open(hours, moment("2026-06-01T10:00"), PARIS) is None


def test_a_conditional_opening_turns_into_a_known_state() -> None:
    hours = from_osm('Mo-Su 08:00-12:00 "on request", 12:00-18:00')
    assert is_open(hours, moment("2026-06-01T08:00"), PARIS) is None
    assert next_change(hours, moment("2026-06-01T04:00"), PARIS) == moment("2026-06-01T06:00")


periods = st.builds(
    lambda weekday, begin, length: spanning(weekday, begin, (begin + length) % 1440),
    st.integers(1, 7),
    st.integers(0, 1438),
    st.integers(1, 1438),
)
weeks = st.lists(periods, min_size=1, max_size=6).map(lambda spans: weekly(p for span in spans for p in span))
zones = st.sampled_from([PARIS, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Havana", "UTC"])
# Around the nights when clocks change, in either hemisphere.
moments = st.builds(
    lambda day, minute: moment(f"{day}T00:00") + timedelta(minutes=minute),
    st.sampled_from(["2026-03-08", "2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-11-01", "2026-06-10"]),
    st.integers(0, 2 * 1440),
)


@settings(deadline=None, max_examples=150)
@given(weeks, moments, zones)
def test_between_now_and_the_next_change_the_answer_holds(hours: OpeningHours, at: datetime, time_zone: str) -> None:
    state, change = is_open(hours, at, time_zone), next_change(hours, at, time_zone)
    if change:
        assert is_open(hours, change, time_zone) is (not state)
    until = change or at + timedelta(days=8)
    step = (until - at) / 97
    assert all(is_open(hours, at + n * step, time_zone) is state for n in range(97))
    assert is_open(hours, until - timedelta(seconds=1), time_zone) is state or until - at < timedelta(seconds=1)


def test_many_threads_get_one_answer() -> None:
    hours = from_osm("Mo-Fr 08:00-18:00; PH off", country="DE")
    moments = [moment("2026-05-01T00:00") + timedelta(hours=n) for n in range(240)]

    def answers(_: int) -> list[bool | None]:
        return [is_open(hours, at, "Europe/Berlin") for at in moments]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(answers, range(16)))
    assert all(result == results[0] for result in results)
    # The first of May is a holiday, then a weekend, five days of ten hours, a weekend.
    assert results[0].count(True) == 50
