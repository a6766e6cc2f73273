"""Figures as visitors read them."""

from datetime import UTC, datetime, timedelta

import pytest

from stations.web import units
from stations.web.units import Units

NOW = datetime(2026, 5, 13, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("metres", "unit", "words"),
    [
        (0, Units.KM, "0 m"),
        (846, Units.KM, "850 m"),
        (994, Units.KM, "990 m"),
        (995, Units.KM, "1.0 km"),
        (1_240, Units.KM, "1.2 km"),
        (1_260, Units.KM, "1.3 km"),
        (9_949, Units.KM, "9.9 km"),
        (9_960, Units.KM, "10 km"),
        (63_400, Units.KM, "63 km"),
        (1_234_567, Units.KM, "1,235 km"),
        (100, Units.MI, "0.1 mi"),
        (1_609.344, Units.MI, "1.0 mi"),
        (40_000, Units.MI, "25 mi"),
    ],
)
def test_distance_is_as_exact_as_a_driver_needs(metres: float, unit: Units, words: str) -> None:
    assert units.distance(metres, unit) == words


@pytest.mark.parametrize(
    ("km", "unit", "words"), [(25, Units.KM, "25 km"), (40, Units.MI, "25 mi"), (8, Units.MI, "5 mi")]
)
def test_radius_is_round(km: float, unit: Units, words: str) -> None:
    assert units.radius(km, unit) == words


@pytest.mark.parametrize(
    ("watts", "figure"),
    [
        (None, "?"),
        (3_680, "3.7"),
        (3_000, "3"),
        (7_400, "7.4"),
        (9_960, "10"),
        (11_000, "11"),
        (22_080, "22"),
        (350_000, "350"),
    ],
)
def test_figure_fits_a_marker(watts: int | None, figure: str) -> None:
    assert units.figure(watts) == figure


def test_unknown_power_is_never_a_number() -> None:
    assert units.power(None) == "power not known"


@pytest.mark.parametrize(
    ("watts", "words"), [(3_680, "3.68 kW"), (22_000, "22 kW"), (150_000, "150 kW"), (7_360, "7.36 kW")]
)
def test_exact_power_keeps_every_digit(watts: int, words: str) -> None:
    assert units.exact_power(watts) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (119, "1 min ago"),
        (3_599, "59 min ago"),
        (3_600, "1 h ago"),
        (86_399, "23 h ago"),
        (86_400, "1 day ago"),
        (60 * 86_400, "60 days ago"),
        (61 * 86_400, "2 months ago"),
        (400 * 86_400, "13 months ago"),
        (2_740 * 86_400, "7 years ago"),
    ],
)
def test_age_is_told_in_its_largest_unit(seconds: int, words: str) -> None:
    assert units.age(NOW - timedelta(seconds=seconds), NOW) == words


@pytest.mark.parametrize(("number", "words"), [(0, "0 stations"), (1, "1 station"), (12_345, "12,345 stations")])
def test_stations_are_counted_in_words(number: int, words: str) -> None:
    assert units.stations(number) == words
