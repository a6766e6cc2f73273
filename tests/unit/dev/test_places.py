"""Place names of the offline basemap."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools import places


def city(name: str, population: int, *, country: str = "FR") -> dict[str, Any]:
    return {
        "name": name,
        "population": population,
        "countrycode": country,
        "longitude": 4.848462,
        "latitude": 45.748461,
    }


def names(features: list[dict[str, Any]]) -> list[str]:
    return [feature["properties"]["n"] for feature in features]


def test_the_largest_comes_first_so_that_it_wins_the_room() -> None:
    features = places.city_features([city("Small", 16_000), city("Large", 900_000), city("Also", 16_000)], set())
    assert names(features) == ["Large", "Also", "Small"]


def test_a_city_has_its_name_its_thousands_and_its_place() -> None:
    assert places.city_feature(city("Lyon", 522_969), is_capital=False) == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [4.848, 45.748]},
        "properties": {"n": "Lyon", "p": 523},
    }


def test_a_capital_is_marked_in_its_own_country_only() -> None:
    here, there = places.city_features([city("Paris", 2), city("Paris", 1, country="US")], {("FR", "Paris")})
    assert here["properties"]["c"] == 1
    assert "c" not in there["properties"]


def test_numbered_quarters_are_left_out() -> None:
    assert names(places.city_features([city("Zürich", 2), city("Zürich (Kreis 11)", 1)], set())) == ["Zürich"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places") / "new"
    places.main(folder)
    return folder


def test_the_gazetteer_gives_tens_of_thousands_of_towns(written: Path) -> None:
    features = json.loads((written / "cities.geojson").read_text(encoding="utf-8"))["features"]
    assert len(features) > 30_000
    assert {"Boston", "Lyon", "Zürich", "Stuttgart"} <= set(names(features))


def test_most_countries_have_a_capital(written: Path) -> None:
    features = json.loads((written / "cities.geojson").read_text(encoding="utf-8"))["features"]
    assert sum("c" in feature["properties"] for feature in features) > 180


def test_countries_are_named_by_their_numeric_code(written: Path) -> None:
    named = json.loads((written / "countries.json").read_text(encoding="utf-8"))
    assert (named["250"], named["036"], named["008"]) == ("France", "Australia", "Albania")
