"""Opening hours get the country and the position that they depend on."""

import pytest

from stations.hours.model import OpeningHours, Period
from tests.fakes.records import BuildStation, Run

STEP = "step_35_hours"
HOLIDAYS, SUN = "Mo-Fr 08:00-18:00; PH off", "sunrise-sunset"


def test_holidays_are_those_of_the_country(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(hours=OpeningHours(osm=HOLIDAYS)))
    assert (record.hours, kinds) == (OpeningHours(osm=HOLIDAYS, country="DE"), ["hours_country"])


def test_holidays_that_the_record_names_stay(run: Run, station: BuildStation) -> None:
    before = station(hours=OpeningHours(osm=HOLIDAYS, country="AT"))
    assert run(STEP, before).record is before


def test_without_a_country_nobody_knows_the_holidays(run: Run, station: BuildStation) -> None:
    before = station(country=None, hours=OpeningHours(osm=HOLIDAYS))
    assert run(STEP, before).record is before


def test_the_sun_sets_where_the_station_is(run: Run, station: BuildStation) -> None:
    swapped = station(hours=OpeningHours(osm=SUN, position=(13.4, 52.5)))
    record, kinds = run(STEP, swapped)
    assert (record.hours, kinds) == (OpeningHours(osm=SUN, position=(52.5, 13.4)), ["hours_position"])


@pytest.mark.parametrize(
    "hours",
    [None, OpeningHours(twentyfourseven=True), OpeningHours(regular=(Period(1, 480, 1080),)), OpeningHours(text="ask"),
     OpeningHours(osm="Jan-Mar Mo 10:00-12:00"), OpeningHours(osm=SUN, position=(52.5, 13.4))],
)  # fmt: skip
def test_other_hours_are_left_alone(run: Run, station: BuildStation, hours: OpeningHours | None) -> None:
    before = station(hours=hours)
    assert run(STEP, before).record is before
