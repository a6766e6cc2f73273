"""The country: codes and names of any kind become alpha-3; a source of one country lends its own."""

import pytest

from stations.sources.base import Feed
from tests.fakes.records import BuildStation, Run

STEP = "step_10_country"


@pytest.mark.parametrize(
    ("said", "code"),
    [("de", "DEU"), ("DE", "DEU"), ("deu", "DEU"), ("Deutschland", "DEU"), ("Polska", "POL"), ("ÖSTERREICH", "AUT"),
     ("United Kingdom", "GBR"), (" fr ", "FRA"), ("UK", "GBR"), ("usa", "USA")],
)  # fmt: skip
def test_codes_and_names_become_alpha_3(run: Run, station: BuildStation, said: str, code: str) -> None:
    record, kinds = run(STEP, station(country=said))
    assert (record.country, record.assumed, kinds) == (code, (), ["country_word"])


@pytest.mark.parametrize("code", ["DEU", "REU", "GGY", "XKX", "TWN"])
def test_a_code_is_left_alone(run: Run, station: BuildStation, code: str) -> None:
    before = station(country=code)
    assert run(STEP, before) == (before, [])


def test_a_record_without_country_has_that_of_a_source_of_one_country(
    run: Run, station: BuildStation, register: Feed
) -> None:
    record, kinds = run(STEP, station(country=None), register)
    assert (record.country, record.assumed, kinds) == ("DEU", ("country",), ["country_from_feed"])


def test_a_record_keeps_its_own_country_whatever_its_source_covers(
    run: Run, station: BuildStation, register: Feed
) -> None:
    assert run(STEP, station(country="FRA"), register).record.country == "FRA"


def test_a_source_of_the_world_lends_no_country(run: Run, station: BuildStation) -> None:
    before = station(country=None)
    assert run(STEP, before) == (before, [])


def test_no_country_is_invented_for_an_unknown_word(run: Run, station: BuildStation) -> None:
    assert run(STEP, station(country="Atlantis")) == (station(country=None), ["country_unknown"])


def test_an_empty_word_is_no_word(run: Run, station: BuildStation) -> None:
    assert run(STEP, station(country="  ")) == (station(country=None), [])


def test_an_unknown_word_leaves_the_country_to_the_source(run: Run, station: BuildStation, register: Feed) -> None:
    record, kinds = run(STEP, station(country="Atlantis"), register)
    assert (record.country, kinds) == ("DEU", ["country_unknown", "country_from_feed"])
