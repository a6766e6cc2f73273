"""Time zones: as said where that can be, else the position's, marked."""

import pytest

from tests.fakes.records import BuildStation, Run

STEP = "step_40_time_zone"


@pytest.mark.parametrize(
    ("country", "zone"),
    [("DEU", "Europe/Berlin"), ("DEU", "Europe/Busingen"), ("USA", "America/Boise"), ("USA", "US/Pacific"),
     ("IND", "Asia/Calcutta"), (None, "Asia/Tokyo"), ("REU", "Indian/Reunion"), ("FRA", "Indian/Reunion")],
)  # fmt: skip
def test_a_zone_of_the_country_stays_as_said(run: Run, station: BuildStation, country: str | None, zone: str) -> None:
    before = station(country=country, time_zone=zone)
    assert run(STEP, before).record is before


@pytest.mark.parametrize("said", ["europe/berlin", "EUROPE/BERLIN", " Europe/Berlin "])
def test_spelling_is_mended(run: Run, station: BuildStation, said: str) -> None:
    assert run(STEP, station(time_zone=said)).record.time_zone == "Europe/Berlin"


def test_blanks_stand_for_underscores(run: Run, station: BuildStation) -> None:
    before = station(country="MYS", latitude=3.139, longitude=101.687, time_zone="Asia/Kuala Lumpur")
    record, kinds = run(STEP, before)
    assert (record.time_zone, record.assumed, kinds) == ("Asia/Kuala_Lumpur", (), ["time_zone_spelling"])


def test_a_record_without_a_zone_has_that_of_its_position(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(time_zone=None))
    assert (record.time_zone, record.assumed, kinds) == ("Europe/Berlin", ("time_zone",), ["time_zone_from_position"])


@pytest.mark.parametrize("said", ["Germany", "CET", "UTC", "Etc/GMT-1", "GMT+1", "Factory", "nonsense", "../../etc"])
def test_what_is_no_zone_of_a_place_gives_way_to_the_position(run: Run, station: BuildStation, said: str) -> None:
    record, kinds = run(STEP, station(time_zone=said))
    assert record.time_zone == "Europe/Berlin"
    assert kinds == ["time_zone_unknown", "time_zone_from_position"]


def test_a_zone_of_another_country_gives_way_to_the_position(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(time_zone="Europe/Amsterdam"))
    assert (record.time_zone, record.assumed) == ("Europe/Berlin", ("time_zone",))
    assert kinds == ["time_zone_elsewhere", "time_zone_from_position"]


def test_a_position_just_beyond_the_border_keeps_the_clock_of_its_country(run: Run, station: BuildStation) -> None:
    before = station(country="DEU", latitude=47.58, longitude=7.575, time_zone=None)
    assert run(STEP, before).record.time_zone == "Europe/Berlin"


def test_near_the_coast_the_zone_is_that_of_the_land(run: Run, station: BuildStation) -> None:
    before = station(country=None, latitude=52.46, longitude=4.15, time_zone=None)
    assert run(STEP, before).record.time_zone == "Europe/Amsterdam"


def test_on_the_open_sea_no_zone_is_guessed(run: Run, station: BuildStation) -> None:
    before = station(country=None, latitude=40.0, longitude=-40.0, time_zone=None)
    assert run(STEP, before) == (before, [])


def test_what_is_no_zone_is_dropped_where_the_position_tells_none(run: Run, station: BuildStation) -> None:
    before = station(country=None, latitude=40.0, longitude=-40.0, time_zone="nonsense")
    record, kinds = run(STEP, before)
    assert (record.time_zone, kinds) == (None, ["time_zone_unknown"])
