"""`horaires` of French open data: the language of the rules, and the French of the practice."""

import pytest

from stations.hours.irve import from_irve
from stations.hours.model import OpeningHours
from tests.unit.stations.hours.week import brief


@pytest.mark.parametrize(
    ("horaires", "week"),
    [
        ("24/7", "24/7"),
        (" 24/7", "24/7"),
        ("24h/24 et 7j/7", "24/7"),
        ("24/24 7/7 jours", "24/7"),
        ("24/24_7/7", "24/7"),
        ("accessible 24h/24 - 7j/7 ", "24/7"),
        ("7j/7 24h/24", "24/7"),
        ("7j/7, 24h/24h", "24/7"),
        ("24h sur 24, 7 jours sur 7", "24/7"),
        ("24h/24", "24/7"),
        (
            "Mo-Fr 08:00-12:00,Mo-Fr 14:00-18:00,Th 08:00-18:00",
            "1-3 08:00-12:00 14:00-18:00, 4 08:00-18:00, 5 08:00-12:00 14:00-18:00",
        ),
        ("MO-FR 09:00-19:00", "1-5 09:00-19:00"),
        ("Lundi au vendredi 8h-19h", "1-5 08:00-19:00"),
        ("8h30/18h du lundi au vendredi", "1-5 08:30-18:00"),
        ("du lundi au samedi de 8h à 12h30 et de 14h à 19h", "1-6 08:00-12:30 14:00-19:00"),
        ("Lun-Ven 7h30-20h, Sam 8h-18h", "1-5 07:30-20:00, 6 08:00-18:00"),
        ("Tous les jours de 6h à 22h", "1-7 06:00-22:00"),
        ("7j/7 de 5h00 à 2h00", "1-7 00:00-02:00 05:00-24:00"),
        ("Lundi : 9h-18h Mardi : fermé Mercredi : 9h-18h", "1 09:00-18:00, 3 09:00-18:00"),
    ],
)
def test_hours_are_read(horaires: str, week: str) -> None:
    hours = from_irve(horaires)
    assert brief(hours) == week
    assert hours and hours.text is None


@pytest.mark.parametrize("nothing", [None, "", " ", "non renseigné", "Non Renseigné", "NC", "RAS", "-", "inconnu"])
def test_saying_nothing_gives_no_hours(nothing: str | None) -> None:
    assert from_irve(nothing) is None


@pytest.mark.parametrize(
    "words",
    [
        "Accès libre",
        "24h/25",
        "24h/24 7j/8",
        "24h/24 sauf jours fériés",
        "selon horaires du magasin",
        "Lundi au vendredi",
        "8h-19h",
        "Lundi au samedi 9h-19h, fermé le dimanche et jours fériés",
        "du lundi au vendredi 8h-12h, le mardi 9h-11h",
    ],
)
def test_doubtful_hours_stay_text(words: str) -> None:
    assert from_irve(words) == OpeningHours(text=words)


def test_holidays_are_those_of_france() -> None:
    assert from_irve("Mo-Sa 08:00-20:00; PH off") == OpeningHours(osm="Mo-Sa 08:00-20:00; PH closed", country="FR")
