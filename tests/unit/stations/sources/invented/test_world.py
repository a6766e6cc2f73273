"""The demo world: the same on every machine, where people live, with plugs of their region, and clean as it is."""

from collections import Counter
from itertools import islice

import pytest

from stations.sources.base import SourceFile
from stations.sources.cleaning import clean
from stations.sources.feeds.demo import Demo, DemoLive
from stations.sources.invented.networks import LIVE_NETWORKS, NETWORKS
from stations.sources.invented.world import COUNTRIES, sites, station, towns
from voltway.lib.geo import distance_m

DEMOS = [Demo(), DemoLive()]


@pytest.fixture(scope="module")
def some() -> list[dict[str, object]]:
    return list(islice(sites(NETWORKS, 1.0, "test"), 400))


def test_the_largest_towns_come_first_and_none_is_of_another_country() -> None:
    first = list(islice(towns(), 50))
    people = [town["population"] for town in first]
    assert people == sorted(people, reverse=True)
    assert {town["country"] for town in first} <= COUNTRIES


def test_the_same_dice_fall_every_time(some: list[dict[str, object]]) -> None:
    assert list(islice(sites(NETWORKS, 1.0, "test"), 400)) == some
    assert [station(raw, NETWORKS, live=False) for raw in some] == [station(raw, NETWORKS, live=False) for raw in some]


def test_every_site_has_an_id_of_its_own(some: list[dict[str, object]]) -> None:
    assert len({raw["id"] for raw in some}) == len(some)


def test_stations_stand_near_the_town_whose_name_they_have(some: list[dict[str, object]]) -> None:
    for raw in some:
        made = station(raw, NETWORKS, live=False)
        away = distance_m(float(str(raw["latitude"])), float(str(raw["longitude"])), made.latitude, made.longitude)
        assert away < 40_000
        assert made.city == raw["town"]


@pytest.mark.parametrize(
    ("country", "plug", "never"),
    [
        ("DEU", "IEC_62196_T2", "SAE_J3400"),
        ("USA", "IEC_62196_T1", "IEC_62196_T2"),
        ("JPN", "CHADEMO", "IEC_62196_T2_COMBO"),
        ("CHN", "GBT_DC", "CHADEMO"),
    ],
)
def test_plugs_are_those_of_the_region(country: str, plug: str, never: str) -> None:
    raw = {"town": "Town", "country": country, "latitude": 45.0, "longitude": 9.0, "time_zone": "UTC", "network": 0}
    made = [station({**raw, "id": str(n)}, NETWORKS, live=False) for n in range(60)]
    plugs = Counter(c.standard for place in made for evse in place.evses for c in evse.connectors)
    assert plugs[plug] and not plugs[never]


def test_only_the_live_network_tells_states(some: list[dict[str, object]]) -> None:
    raw = {**some[0], "network": 0}
    assert {evse.status for evse in station(raw, NETWORKS, live=False).evses} == {None}
    assert None not in {evse.status for evse in station(raw, LIVE_NETWORKS, live=True).evses}


@pytest.mark.parametrize("feed", DEMOS, ids=lambda feed: feed.uid)
def test_cleaning_finds_nothing_to_mend(feed: Demo, tmp_path: object) -> None:
    mended: list[str] = []
    for raw in islice(feed.rows(SourceFile(__file__)), 150):  # type: ignore[arg-type]
        clean(feed.station(raw), feed, mended.append)
    assert mended == []
