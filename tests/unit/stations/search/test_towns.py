"""A town that no gazetteer has is found by the stations in it."""

import pytest

from stations.search import places, towns
from tests.world import CLOSED, REGISTER, publish, station

pytestmark = pytest.mark.usefixtures("stage")


@pytest.fixture
def villages() -> None:
    publish(
        REGISTER,
        station("1", (48.30, 9.10), city="Kleinhintertal"),
        station("2", (48.31, 9.11), city="Kleinhintertal"),
        station("3", (48.32, 9.12), city="Kleinhintertal"),
        station("4", (53.10, 8.80), city="Kleinhintertal", state="HB"),
        station("5", (52.50, 13.40), city="Berlin", name="Kleinhintertal Energie"),
        station("6", (47.50, 7.60), city="Sankt Öd-am-Bach"),
    )


def test_the_town_with_the_most_stations_is_taken_at_their_middle(villages: None) -> None:
    place = towns.resolve("kleinhintertal")
    assert place
    assert (place.label, place.latitude, place.longitude) == ("Kleinhintertal, Germany", 48.31, 9.11)


def test_another_of_the_same_name_is_told_apart(villages: None) -> None:
    place = towns.resolve("Kleinhintertal, HB")
    assert place and place.latitude == 53.1
    assert towns.resolve("Kleinhintertal, France") is None


@pytest.mark.parametrize("name", ["Sankt Öd am Bach", "sankt od-am-bach"])
def test_spelling_does_not_matter(name: str, villages: None) -> None:
    assert places.resolve(name) == towns.resolve("Sankt Öd-am-Bach") is not None


@pytest.mark.parametrize("name", ["Kleinhinter", "Energie", "", "%", "x" * 200])
def test_a_word_of_a_station_is_no_town(name: str, villages: None) -> None:
    assert towns.resolve(name) is None


def test_the_gazetteer_comes_first_for_a_name_that_it_knows(villages: None) -> None:
    place = places.resolve("Berlin")
    assert place and place.population > 3_000_000


def test_a_town_of_its_own_beats_the_beginning_of_a_larger_one() -> None:
    publish(CLOSED, station("1", (48.3, 9.1), city="Stuttg"))
    place = places.resolve("Stuttg")
    assert place and place.latitude == 48.3
