"""The line and the table that visitors read, in English and through gettext."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from stations.hours import words
from stations.hours.model import ExceptionalPeriod, OpeningHours, Period, spanning, weekly
from stations.hours.osm import from_osm
from stations.hours.words import in_words, weekly_table

PARIS = "Europe/Paris"
SATURDAY = datetime(2026, 6, 6, 12, 0, 30, tzinfo=UTC)  # 14:00:30 in Paris
ROUND_THE_CLOCK = OpeningHours(twentyfourseven=True)


@pytest.mark.parametrize(
    ("expression", "line"),
    [
        ("24/7", "Open 24 hours"),
        ("Mo-Sa 08:00-14:41", "Open · closes in 40 min"),  # 40 min 30 s
        ("Mo-Sa 08:00-14:01", "Open · closes within a minute"),
        ("Mo-Sa 08:00-14:02", "Open · closes in 1 min"),
        ("Mo-Sa 08:00-15:00", "Open · closes in 59 min"),
        ("Mo-Sa 08:00-15:01", "Open · closes 15:01"),
        ("Mo-Sa 08:00-24:00", "Open · closes 24:00"),
        ("Mo-Su 08:00-02:00", "Open · closes tomorrow 02:00"),
        ("Tu-Su", "Open · closes tomorrow 24:00"),
        ("Sa-Tu", "Open · closes Tuesday 24:00"),
        ("Sa 14:01-15:00", "Closed · opens in 1 min"),
        ("Sa 15:00-16:00", "Closed · opens in 60 min"),
        ("Sa 15:01-16:00", "Closed · opens 15:01"),
        ("Su 09:00-12:00", "Closed · opens tomorrow 09:00"),
        ("Mo-Fr 08:00-18:00", "Closed · opens Monday 08:00"),
        ("Fr 08:00-18:00", "Closed · opens Friday 08:00"),
        ("Sa 08:00-10:00", "Closed · opens 13 June 2026 08:00"),
        ("Apr-May 10:00-20:00", "Closed · opens 1 April 2027 10:00"),
        ("off", "Closed"),
        ("2020-2030", "Open"),
        ('10:00-22:00 "by appointment"', "Limited opening hours"),
        ("Mo-Fr 08:00-18:00; PH off", "Limited opening hours"),
        ("when the shop is open", "Hours not known: “when the shop is open”"),
        ("", "Hours not known"),
    ],
)
def test_the_line_says_what_holds_now_and_until_when(expression: str, line: str) -> None:
    assert in_words(from_osm(expression), SATURDAY, PARIS) == line


def test_no_hours_are_not_known() -> None:
    assert in_words(None, SATURDAY, PARIS) == "Hours not known"
    assert in_words(OpeningHours(), SATURDAY, PARIS) == "Hours not known"


def test_hours_without_a_time_zone_are_limited() -> None:
    assert in_words(from_osm("Mo-Fr 08:00-18:00"), SATURDAY, None) == "Limited opening hours"
    assert in_words(ROUND_THE_CLOCK, SATURDAY, None) == "Open 24 hours"


def seconds_from_now(begin: int, end: int) -> OpeningHours:
    now = int(SATURDAY.timestamp())
    return OpeningHours(twentyfourseven=True, exceptional_closings=(ExceptionalPeriod(now + begin, now + end),))


@pytest.mark.parametrize(
    ("begin", "end", "time_zone", "line"),
    [
        (1800, 7200, None, "Open · closes in 30 min"),
        (7200, 9000, None, "Open"),
        (7200, 9000, PARIS, "Open · closes 16:00"),
        (-60, 7200, None, "Closed"),
        (-60, 7200, PARIS, "Closed · opens 16:00"),
        (30 * 86400, 31 * 86400, PARIS, "Open 24 hours"),
    ],
)
def test_a_closing_near_shows_through_being_open_round_the_clock(
    begin: int, end: int, time_zone: str | None, line: str
) -> None:
    assert in_words(seconds_from_now(begin, end), SATURDAY, time_zone) == line


def test_waiting_over_the_night_when_clocks_change_counts_real_minutes() -> None:
    before_the_change = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 01:30, and the clock will jump from 02:00 to 03:00
    assert in_words(from_osm("Mo-Su 03:15-10:00"), before_the_change, PARIS) == "Closed · opens in 45 min"


def table(expression: str) -> list[str]:
    return [row.words for row in weekly_table(from_osm(expression))]


def test_the_table_has_a_row_for_each_weekday() -> None:
    rows = weekly_table(from_osm("Mo-Fr 08:00-12:00,14:00-18:00; Sa 00:00-24:00"))
    assert [(row.weekday, row.name) for row in rows][::6] == [(1, "Monday"), (7, "Sunday")]
    assert rows[0].ranges == ("08:00–12:00", "14:00–18:00")
    assert [row.words for row in rows[4:]] == ["08:00–12:00, 14:00–18:00", "Open 24 hours", "Closed"]


def test_round_the_clock_fills_the_table() -> None:
    assert table("24/7") == ["Open 24 hours"] * 7


@pytest.mark.parametrize(
    ("expression", "monday", "tuesday"),
    [
        ("Mo 22:00-06:00", "22:00–06:00", "Closed"),
        ("Mo 22:00-06:00; Tu 00:00-06:00,08:00-10:00", "22:00–06:00", "08:00–10:00"),
        ("Mo-Su 20:00-02:00", "20:00–02:00", "20:00–02:00"),
        ("Mo 10:00-24:00; Tu 00:00-20:00", "10:00–24:00", "00:00–20:00"),  # that is no night any more
        ("Mo; Tu 00:00-06:00", "Open 24 hours", "00:00–06:00"),
    ],
)
def test_a_night_is_told_on_the_day_it_begins(expression: str, monday: str, tuesday: str) -> None:
    assert table(expression)[:2] == [monday, tuesday]


def test_a_night_from_sunday_to_monday_is_told_on_sunday() -> None:
    rows = weekly_table(weekly(spanning(7, 1320, 120)))
    assert (rows[6].words, rows[0].words) == ("22:00–02:00", "Closed")


@pytest.mark.parametrize("hours", [None, OpeningHours(text="Shop hours"), OpeningHours(osm="Apr-Oct 10:00-20:00")])
def test_there_is_no_table_without_a_usual_week(hours: OpeningHours | None) -> None:
    assert weekly_table(hours) == ()


def test_texts_and_weekdays_are_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    german = {
        "Closed · %(change)s": "Geschlossen · %(change)s",
        "opens %(time)s": "öffnet %(time)s",
        "%(day)s %(time)s": "%(day)s %(time)s Uhr",
    }
    monkeypatch.setattr(words, "_", lambda text: german.get(text, text))
    with translation.override("de"):
        line = in_words(weekly([Period(1, 480, 1080)]), SATURDAY, PARIS)
    assert line == "Geschlossen · öffnet Montag 08:00 Uhr"
