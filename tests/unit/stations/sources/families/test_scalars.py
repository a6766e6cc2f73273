"""Single values as feeds write them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from stations.sources.families import scalars


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (22, 22.0),
        (22.5, 22.5),
        ("22", 22.0),
        (" 22,5 ", 22.5),
        ("-0.1278", -0.1278),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("", None),
        ("22 kW", None),
        ("1,234.5", None),
        ("nan", None),
        ("1e999", None),
        (float("inf"), None),
        (True, None),
        (None, None),
        ([1], None),
    ],
)
def test_a_number_is_finite_or_unknown(said: Any, read: float | None) -> None:
    assert scalars.number(said) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (32, 32),
        ("230", 230),
        ("230.0", 230),
        (399.6, 400),
        (0, None),
        (-5, None),
        ("0", None),
        (0.2, None),
        (True, None),
    ],
)
def test_zero_and_less_mean_unknown_where_a_count_or_volts_are_told(said: Any, read: int | None) -> None:
    assert scalars.positive(said) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (True, True),
        (False, False),
        ("true", True),
        ("False", False),
        ("YES", True),
        ("no", False),
        (1, True),
        (0, False),
        ("auto", None),
        (None, None),
        (2, None),
        (1.0, None),
    ],
)
def test_a_flag_has_three_states(said: Any, read: bool | None) -> None:
    assert scalars.flag(said) is read


@pytest.mark.parametrize(
    ("said", "read"), [(" a b ", "a b"), ("", None), ("  ", None), (12, "12"), (None, None), (True, None), ({}, None)]
)
def test_words_are_text_without_blanks_around(said: Any, read: str | None) -> None:
    assert scalars.words(said) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("cee_red_125a", "x_OSM_cee_red_125a"),
        ("GB/T (old)", "x_OSM_GB_T_old"),
        ("--", None),
        ("x" * 80, "x_OSM_" + "x" * 34),
    ],
)
def test_a_private_value_names_its_family_and_fits_the_column(said: str, read: str | None) -> None:
    assert scalars.private("OSM", said) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2025-06-21T09:22:28Z", datetime(2025, 6, 21, 9, 22, 28, tzinfo=UTC)),
        ("2025-06-21T09:22:28", datetime(2025, 6, 21, 9, 22, 28, tzinfo=UTC)),
        ("2024-10-23T13:16:09+02:00", datetime(2024, 10, 23, 11, 16, 9, tzinfo=UTC)),
        ("2025-11-07T04:11:53.838579335Z", datetime(2025, 11, 7, 4, 11, 53, 838579, tzinfo=UTC)),
        ("0001-01-01T00:00:00+05:00", None),
        ("yesterday", None),
        ("", None),
        (1700000000, None),
    ],
)
def test_a_moment_is_utc_also_without_an_offset(said: Any, read: datetime | None) -> None:
    assert scalars.moment(said) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (51.5, 51.5),
        ("51.047599", 51.047599),
        ("51,5", 51.5),
        ("51.5°", 51.5),
        ("51.5° N", 51.5),
        ("S 33.8", -33.8),
        ("W 0.12", -0.12),
        ("9.1 E", 9.1),
        ("48°51'24\"N", 48.856667),
        ("0°7'30''W", -0.125),
        ("-33°30'", -33.5),
        ("48°75'N", None),
        ("9.1 O", None),
        ("None", None),
        ("", None),
        (float("nan"), None),
        (None, None),
    ],
)
def test_degrees_are_read_in_every_notation_or_not_at_all(said: Any, read: float | None) -> None:
    found = scalars.degrees(said)
    assert (None if found is None else round(found, 6)) == read
