"""`access_days_time` of AFDC, in the two spellings of its editions."""

import pytest

from stations.hours.afdc import from_afdc
from stations.hours.model import OpeningHours
from tests.unit.stations.hours.week import brief

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("24 hours daily", "24/7"),
        ("24 Hours Daily", "24/7"),
        ("Available 24 hours daily", "24/7"),
        ("; ".join(f"{day}: 6:00am-11:59pm" for day in DAYS), "1-7 06:00-24:00"),
        ("; ".join(f"{day} 8:00am - 10:00pm" for day in DAYS), "1-7 08:00-22:00"),
        ("; ".join(f"{day}: 12:00am-12:00am" for day in DAYS), "24/7"),
        ("; ".join(f"{day.upper()}: 7:00am-5:30pm" for day in DAYS[:5]), "1-5 07:00-17:30"),
        ("Mon: 12:00am-6:00am, 6:00pm-12:00am; Sun: 12:00am-12:00am", "1 00:00-06:00 18:00-24:00, 7 00:00-24:00"),
        ("MO: 9:00am-5:00pm; TU: 9:00am-5:00pm", "1-2 09:00-17:00"),
        ("7am-9pm daily", "1-7 07:00-21:00"),
        ("4pm-12am M-F, 6 am-12am Sat-Sun", "1-5 16:00-24:00, 6-7 06:00-24:00"),
    ],
)
def test_fixed_forms_are_read(text: str, week: str) -> None:
    hours = from_afdc(text)
    assert brief(hours) == week
    assert hours and hours.text is None


def test_notes_stay_beside_the_hours() -> None:
    text = "24 hours daily; for guest use only; see front desk for access"
    assert from_afdc(text) == OpeningHours(twentyfourseven=True, text=text)


@pytest.mark.parametrize(
    "text",
    [
        "Dealership business hours",
        "Contact station for hours of availability.",
        "Fleet use only",
        "Hours vary seasonally; pay lot",
        "8am-4pm; dealership use only",
        "9am-4pm daily (spring/fall); 9am-9pm daily (summer); closed winter",
    ],
)
def test_unclear_words_stay_text(text: str) -> None:
    assert from_afdc(text) == OpeningHours(text=text)


def test_an_endless_text_is_cut() -> None:
    hours = from_afdc("24 hours daily; pay lot" * 100_000)
    assert hours and not hours.has_schedule and len(hours.text or "") == 500


@pytest.mark.parametrize("nothing", [None, "", "  ", "Unknown", 0, 24.0])
def test_saying_nothing_gives_no_hours(nothing: object) -> None:
    assert from_afdc(nothing) is None
