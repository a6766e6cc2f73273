"""Countries are understood by code and by what people call them, whatever the case, accents and punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltway.lib import countries
from voltway.lib.countries import alpha3


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("de", "DEU"),
        ("DEU", "DEU"),
        ("  Deutschland ", "DEU"),
        ("Österreich", "AUT"),
        ("osterreich", "AUT"),
        ("USA", "USA"),
        ("U.S.A.", "USA"),
        ("United   States", "USA"),
        ("UK", "GBR"),
        ("Northern  Ireland", "GBR"),
        ("Ireland", "IRL"),
        ("The Netherlands", "NLD"),
        ("netherlands", "NLD"),
        ("Україна", "UKR"),
        ("Ελλάδα", "GRC"),
        ("UAE", "ARE"),
        ("Guinea-Bissau", "GNB"),
        ("Guinea", "GIN"),
    ],
)
def test_a_country_is_known_by_its_codes_and_names(said: str, code: str) -> None:
    assert alpha3(said) == code


@pytest.mark.parametrize("said", ["", " ", "-", "Atlantis", "europe", "D", "D E", "\x00", "x" * 10_000])
def test_what_names_no_country_is_none(said: str) -> None:
    assert alpha3(said) is None


@given(st.sampled_from(sorted(countries._NAMES)), st.data())
def test_case_and_space_around_a_name_do_not_matter(code: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(countries._NAMES[code]))
    assert alpha3(name.upper()) == alpha3(f"\t{name} ") == code


def test_no_name_stands_for_two_countries() -> None:
    pairs = {(countries._key(name), code) for code, several in countries._NAMES.items() for name in several}
    assert len(pairs) == len({name for name, _ in pairs})
    assert set(countries._NAMES) <= set(countries._codes().values())
