"""OpenStreetMap's opening_hours: weekly ones become periods, others stay expressions, slips are mended."""

import pytest

from stations.hours.expression import MAX_EXPRESSION
from stations.hours.model import OpeningHours
from stations.hours.osm import from_osm
from tests.unit.stations.hours.week import brief


@pytest.mark.parametrize(
    ("expression", "week"),
    [
        ("24/7", "24/7"),
        ("00:00-24:00", "24/7"),
        ("Mo-Su 00:00-23:59", "24/7"),
        ("Mo-Fr 08:00-18:00", "1-5 08:00-18:00"),
        ("08:00-18:00", "1-7 08:00-18:00"),
        ("Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00", "1-5 08:00-12:00 14:00-18:00, 6 09:00-12:00"),
        ("Mo-Su 10:00-20:00; We off", "1-2 10:00-20:00, 4-7 10:00-20:00"),
        ("Mo-Fr 08:00-18:00; Fr 08:00-15:00", "1-4 08:00-18:00, 5 08:00-15:00"),
        ("Fr-Mo 10:00-12:00", "1 10:00-12:00, 5-7 10:00-12:00"),
        ("Mo-Fr 22:00-06:00", "1 22:00-24:00, 2-5 00:00-06:00 22:00-24:00, 6 00:00-06:00"),
        ("Su 20:00-26:00", "1 00:00-02:00, 7 20:00-24:00"),
        ("Mo-Fr", "1-5 00:00-24:00"),
        ("24/7; Su off", "1-6 00:00-24:00"),
        ("Mo-Su 00:00-23:57", "1-7 00:00-23:57"),
    ],
)
def test_weekly_expressions_become_periods(expression: str, week: str) -> None:
    hours = from_osm(expression)
    assert brief(hours) == week
    assert hours and hours.osm is None and hours.text is None


@pytest.mark.parametrize(
    ("slip", "week"),
    [
        ("MO-FR 08:00-18:00", "1-5 08:00-18:00"),
        ("mon-fri 08:00-18:00", "1-5 08:00-18:00"),
        ("Mo-sat 8:30-19:00", "1-6 08:30-19:00"),
        ("Mo – Fr 08:00 – 18:00", "1-5 08:00-18:00"),
        ("Fr13:15-17:00", "5 13:15-17:00"),
        ("Mo-Fr 08:00-18:00;", "1-5 08:00-18:00"),
        ("Mo, We 10:00-12:00", "1 10:00-12:00, 3 10:00-12:00"),
        (
            "Mo-Fr 08:00-12:00,Mo-Fr 14:00-18:00,Th 08:00-18:00",
            "1-3 08:00-12:00 14:00-18:00, 4 08:00-18:00, 5 08:00-12:00 14:00-18:00",
        ),
        ("Mo-Fr 8:00-18:30,Sat 09:00-13:00", "1-5 08:00-18:30, 6 09:00-13:00"),
    ],
)
def test_slips_that_change_no_meaning_are_mended(slip: str, week: str) -> None:
    assert brief(from_osm(slip)) == week


@pytest.mark.parametrize(
    ("expression", "canonical"),
    [
        ("off", "24/7 closed"),
        ("Mo-Fr 8:00-18:00; PH off", "Mo-Fr 08:00-18:00; PH closed"),
        ("Apr-Oct 10:00-20:00", "Apr-Oct 10:00-20:00"),
        ("Mo[1] 10:00-12:00", "Mo[1] 10:00-12:00"),
        ("easter -2 days off", "easter -2 days closed"),
        ('Mo-Fr 08:00-18:00 "Mo only by phone"', 'Mo-Fr 08:00-18:00 "Mo only by phone"'),
        ("sunrise-sunset", "sunrise-sunset"),
        ("2026 10:00-12:00", "2026 10:00-12:00"),
    ],
)
def test_what_periods_cannot_hold_stays_an_expression(expression: str, canonical: str) -> None:
    hours = from_osm(expression)
    assert hours == OpeningHours(osm=canonical)


def test_country_and_position_are_kept_only_where_they_matter() -> None:
    def read(expression: str) -> OpeningHours | None:
        return from_osm(expression, country="fr", position=(48.8534, 2.3488))

    assert read("PH off") == OpeningHours(osm="PH closed", country="FR")
    assert read("sunrise-sunset") == OpeningHours(osm="sunrise-sunset", position=(48.9, 2.3))
    assert read("Apr-Oct 10:00-20:00") == OpeningHours(osm="Apr-Oct 10:00-20:00")
    assert read('Apr-Oct 10:00-20:00 "not on PH or after sunset"') == OpeningHours(
        osm='Apr-Oct 10:00-20:00 "not on PH or after sunset"'
    )


@pytest.mark.parametrize("nothing", [None, "", "  ", "unknown", "n/a", "-", 24, ["24/7"]])
def test_saying_nothing_gives_no_hours(nothing: object) -> None:
    assert from_osm(nothing) is None


@pytest.mark.parametrize(
    "words", ["when the shop is open", "00:00-24:00 by_appointement", "24/24", "Mo-Fr 8-18", "Mo-Fr 08:00-12:00, Sa 0"]
)
def test_what_is_not_an_expression_stays_text(words: str) -> None:
    assert from_osm(words) == OpeningHours(text=words)


@pytest.mark.parametrize(
    "attack",
    [
        "(" * 300,
        "Mo-Su," * 200,
        "1" * 100_000,
        "Mo 08:00-12:00;" * 60_000,
        '"' * 255,
        "08:00-09:00/00:01," * 14,
        "week 1-53/1 " * 20,
        "\0" * 250,
        "Mo" + "\u0301" * 250,
        " ," * 126,
    ],
)
def test_hostile_expressions_stay_bounded_text_or_expressions(attack: str) -> None:
    hours = from_osm(attack)
    assert hours is None or 0 < len(hours.text or hours.osm or "") <= 2 * MAX_EXPRESSION


def test_an_expression_longer_than_the_map_allows_stays_text() -> None:
    hours = from_osm("Mo 08:00-12:00; " * (MAX_EXPRESSION // 16 + 2))
    assert hours and hours.osm is None and hours.text and not hours.has_schedule
