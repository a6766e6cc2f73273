"""`AccessComments` of Open Charge Map: hours among directions."""

import pytest

from stations.hours.model import OpeningHours
from stations.hours.ocm import from_ocm
from tests.unit.stations.hours.week import brief


@pytest.mark.parametrize(
    ("comment", "week"),
    [
        ("24 hours daily", "24/7"),
        ("Open 24hrs", "24/7"),
        ("24/7 nutzbar\r\n", "24/7"),
        ("MON: 24 hours | TUE: 24 hours | WED: 8am-6pm", "1-2 00:00-24:00, 3 08:00-18:00"),
        ("Charging availability Mon to Sat 08.30 to 17.30, Sun 10.00 to 16.00", "1-6 08:30-17:30, 7 10:00-16:00"),
        (
            "   Heures d'ouverture   Du lundi au samedi, de 7h00 à 20h00   Le dimanche, de 7h00 à 13h30",
            "1-6 07:00-20:00, 7 07:00-13:30",
        ),
    ],
)
def test_hours_are_read(comment: str, week: str) -> None:
    hours = from_ocm(comment)
    assert brief(hours) == week
    assert hours and hours.text is None


@pytest.mark.parametrize(
    "comment",
    [
        "Dealership business hours Public - Call ahead",
        "Only available 7am - 7pm",
        "Laden nur zu den Öffnungszeiten nach Anmeldung",
        "Level 2 of the car park. Open 08:00-20:00",
        "Open to guests",
        "8am-5pm daily; closed in winter",
    ],
)
def test_unclear_words_about_hours_stay_text(comment: str) -> None:
    assert from_ocm(comment) == OpeningHours(text=comment)


@pytest.mark.parametrize(
    "comment",
    [
        None,
        "",
        "Ask for Vera at the bar",
        "Max stay 3 hours while charging",
        "https://charging.example/parking",
        "MO: Not Specified; TU: Not Specified; WE: Not Specified",
        "1.9 m height limit",
    ],
)
def test_other_comments_give_no_hours(comment: str | None) -> None:
    assert from_ocm(comment) is None
