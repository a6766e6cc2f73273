"""Hours in words, in three languages: whole or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.hours import spoken
from stations.hours.model import MAX_TEXT, NotUnderstoodError, OpeningHours
from tests.unit.stations.hours.week import brief


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("24/7", "24/7"),
        ("Open 24/7", "24/7"),
        ("24x7", "24/7"),
        ("24 hours", "24/7"),
        ("24 hours daily", "24/7"),
        ("24 hours a day, 7 days a week", "24/7"),
        ("24hr access 7 days a week", "24/7"),
        ("24/7 daily", "24/7"),
        ("Rund um die Uhr (24/7) nutzbar", "24/7"),
        ("24 Stunden, 7/7", "24/7"),
        ("Around the clock", "24/7"),
        ("7d/7d 24h/24h", "24/7"),
        ("8am-5pm M-F", "1-5 08:00-17:00"),
        ("M-F 8am-5pm", "1-5 08:00-17:00"),
        ("8:30am - 4pm M-W, 9am - 6pm Th-F, 10am-2pm Sat", "1-3 08:30-16:00, 4-5 09:00-18:00, 6 10:00-14:00"),
        ("Weekdays 7 a.m. to 7 p.m.", "1-5 07:00-19:00"),
        ("Mon-Fri: 9:00AM-5:00PM | Weekend: 10am-2pm", "1-5 09:00-17:00, 6-7 10:00-14:00"),
        ("Mon: 24 hours; Tue: 8am-12am", "1 00:00-24:00, 2 08:00-24:00"),
        ("Sat: 12:00am-12:00am", "6 00:00-24:00"),
        ("12pm-12am daily", "1-7 12:00-24:00"),
        ("Fri-Sat 11am-2am", "5 11:00-24:00, 6 00:00-02:00 11:00-24:00, 7 00:00-02:00"),
        ("Sun-Thu 10:00-22:00", "1-4 10:00-22:00, 7 10:00-22:00"),
        ("Mon & Wed 09.00 to 17.30", "1 09:00-17:30, 3 09:00-17:30"),
        ("Mo-Fr 8-18 Uhr", "1-5 08:00-18:00"),
        ("täglich 7 bis 22 Uhr", "1-7 07:00-22:00"),
        ("Montag bis Donnerstag 8:00-18:00, Freitag 8:00-16:00", "1-4 08:00-18:00, 5 08:00-16:00"),
        ("Mon – Fri 08:00 – 18:00, Sat closed", "1-5 08:00-18:00"),
    ],
)
def test_words_are_read(text: str, week: str) -> None:
    assert brief(spoken.read(text)) == week


@pytest.mark.parametrize(
    "text",
    [
        "",
        ", ;",
        "Monday",
        "daily",
        "closed",
        "8am-5pm",  # every day? who says so
        "9-5 M-F",
        "9 to 5 daily",
        "9am-5 daily",
        "9-5pm daily",
        "8:00-5:00 M-F",  # a 12-hour clock without am and pm
        "13am-2pm daily",
        "25:00-26:00 daily",
        "10:75-11:00 daily",
        "24/7 M-F",
        "24/7/365",
        "24h/25",
        "Mon to 8am-5pm",
        "Mon-Fri 8am-5pm, Sat",
        "8am-5pm M-F, 9am-2pm",
        "Mon 8am-12pm, Mon 11am-5pm",
        "Mon 8pm-2am, Mon 9pm-10pm",
        "Mon-Fri 8am-5pm, Fri closed",
        "Mon 9am-9am",
        "M-F 8am-5pm (summer)",
        "8am-5pm M-F except holidays",
        "Weekdays to Sunday 8am-5pm",
    ],
)
def test_what_is_not_clear_is_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        spoken.read(text)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("24 hours daily; pay lot", "24/7"),
        ("24 hours daily. Bring your own cable.", "24/7"),
        ("24 hours daily\r\nCall ahead", "24/7"),
        ("24/7 nutzbar mit Ladekarte", "24/7"),
        ("24 hours daily spaces near the lift", "24/7"),
        ("8am-5pm M-F; ask at the front desk", "1-5 08:00-17:00"),
        ("24 hours daily; 2 hour limit", "24/7"),
    ],
)
def test_notes_after_hours_are_kept_as_text(text: str, week: str) -> None:
    hours = spoken.read_with_notes(text)
    assert brief(hours) == week
    assert hours.text == " ".join(text.split())


@pytest.mark.parametrize("text", ["24 hours daily", "24 hours daily.", "8am-5pm M-F;", "Mon: 8am-5pm;\nTue: 8am-5pm"])
def test_hours_without_notes_keep_no_text(text: str) -> None:
    assert spoken.read_with_notes(text).text is None


@pytest.mark.parametrize(
    "text",
    [
        "6am-9pm daily (summer); 6am-6pm daily (winter)",
        "9am-5pm daily; closed in winter",
        "24 hours daily; permit required 7am-10pm M-F",
        "24 hours daily; by appointment only",
        "24 hours daily; TEMPORARILY UNAVAILABLE",
        "24/7 except holidays",
        "24/7 nutzbar nach Anmeldung am Empfang",
        "24/7 nutzbar, sonntags nur für Gäste",
        "24 hours maximum stay",
        "24 hours notice required",
        "8am-5pm M-F; weekends by arrangement",
        "Behind the building. 24 hours daily",
        "24 hours daily; " + "pay lot; " * 40,
        "24 hours daily; " + "a" * MAX_TEXT,
    ],
)
def test_notes_that_may_narrow_the_hours_undo_them(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        spoken.read_with_notes(text)


WORDS = [
    "mon",
    "fri",
    "lundi",
    "di",
    "-",
    "to",
    "au",
    "8am",
    "5pm",
    "8h",
    "18h30",
    "24/7",
    "24h",
    "/24",
    "7j/7",
    "daily",
]
WORDS += ["08:00", "12:00", "closed", ",", ";", ".", "and", "24", "7", ":", "uhr", "\u0130", "\u00df", "é", "\0", "\n"]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.sampled_from(["", " "]))
def test_any_text_is_read_or_refused(words: list[str], glue: str) -> None:
    for reader in (spoken.read, spoken.read_with_notes):
        try:
            hours = reader(glue.join(words))
        except NotUnderstoodError:
            continue
        assert isinstance(hours, OpeningHours) and hours.is_weekly
