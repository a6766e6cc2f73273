"""The country of a record that names none."""

import pytest

from tests.fakes.records import BuildStation, Run

STEP = "step_30_country_by_position"


@pytest.mark.parametrize(
    ("latitude", "longitude", "country"),
    [
        (52.5163, 13.3777, "DEU"),
        (48.8566, 2.3522, "FRA"),
        (-20.8789, 55.4481, "REU"),
        (43.7384, 7.4246, "MCO"),
        (40.58, -8.58, "PRT"),
        (42.3601, -71.0589, "USA"),
        (22.3193, 114.1694, "HKG"),
        (21.0278, 105.8342, "VNM"),
        (18.6667, 105.6667, "VNM"),
        (13.7563, 100.5018, "THA"),
        (17.9757, 103.1047, "THA"),
        (44.8125, 20.4612, "SRB"),
    ],
)
def test_the_country_is_that_of_the_position_and_marked(
    run: Run, station: BuildStation, latitude: float, longitude: float, country: str
) -> None:
    record, kinds = run(STEP, station(country=None, latitude=latitude, longitude=longitude))
    assert (record.country, record.assumed, kinds) == (country, ("country",), ["country_from_position"])


def test_a_position_near_the_coast_belongs_to_the_nearest_land(run: Run, station: BuildStation) -> None:
    assert run(STEP, station(country=None, latitude=52.46, longitude=4.15)).record.country == "NLD"


@pytest.mark.parametrize(("latitude", "longitude"), [(40.0, -40.0), (42.6629, 21.1655)])
def test_no_country_is_guessed_at_sea_nor_where_a_zone_can_not_tell(
    run: Run, station: BuildStation, latitude: float, longitude: float
) -> None:
    before = station(country=None, latitude=latitude, longitude=longitude)
    assert run(STEP, before) == (before, [])


def test_a_country_that_was_said_stays(run: Run, station: BuildStation) -> None:
    before = station(country="FRA")
    assert run(STEP, before).record is before
