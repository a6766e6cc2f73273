"""Every search parameter does the same on the list, nearby and the tiles, and the documentation knows it."""

from collections.abc import Callable

import mapbox_vector_tile
import pytest
from django.test import Client

from stations.search.params import PARAMETERS
from tests.integration.api.conftest import Get, clock, get, lasting_world, names

__all__ = ["clock", "get", "lasting_world", "names"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lasting_world")]

# In the order of the fixture's stations; the planned one and the one for customers are not in it by default.
ALL = {"plain", "weak", "paid", "broken", "closed", "free", "stale"}
# What a parameter leaves of them, or adds.
EXPECTED: list[tuple[str, str | list[str], set[str]]] = [
    ("bbox", "13.395,52.5,13.415,52.6", {"plain", "weak"}),
    ("q", "park plai", {"plain"}),
    ("q", "vólta", {"plain"}),
    ("q", "10115", {"plain"}),
    ("connector", "ccs", {"plain", "paid", "closed", "free", "stale"}),
    ("connector", ["CHADEMO", "IEC_62196_T2"], {"weak", "broken"}),
    ("connector", "chademo,type2", {"weak", "broken"}),
    ("min_power_kw", "151", {"closed"}),
    ("min_power_kw", "150", {"plain", "paid", "closed", "free", "stale"}),
    ("max_power_kw", "22", {"weak"}),
    ("known_power", "1", ALL - {"broken"}),
    ("operator", "volta-nord", {"plain"}),
    ("operator", ["volta-nord", "stromwerk"], {"plain", "weak"}),
    ("exclude_operator", "volta-nord", ALL - {"plain"}),
    ("source", "xx-closed", {"closed"}),
    ("access", "customers", {"kind"}),
    ("access", ["CUSTOMERS", "PUBLIC"], ALL | {"kind"}),
    ("open", "now", {"weak"}),
    ("payment", "contactless", {"paid"}),
    ("available", "1", {"free"}),
    ("hide_faulty", "1", ALL - {"broken"}),
    ("planned", "1", ALL | {"planned"}),
    ("min_evses", "2", {"paid", "free"}),
]
# Parameters whose effect needs another one beside them, or is no choice of stations.
ELSEWHERE = {"lat", "lon", "radius_km", "place", "amenity", "order", "limit", "cursor"}


def shown(client: Client, **parameters: str | list[str]) -> int:
    """How many stations the tile of the whole world shows."""
    response = client.get("/api/v2/tiles/0/0/0.mvt", parameters)
    assert response.status_code == 200, response.content
    layers = mapbox_vector_tile.decode(response.content)
    shown = [feature["properties"] for layer in layers.values() for feature in layer["features"]]
    return sum(int(facts.get("n", 1)) for facts in shown)


def test_each_parameter_is_tried() -> None:
    assert {name for name, _, _ in EXPECTED} | ELSEWHERE == PARAMETERS


@pytest.mark.parametrize(("name", "value", "expected"), EXPECTED)
def test_a_parameter_chooses_the_same_stations_everywhere(
    name: str,
    value: str | list[str],
    expected: set[str],
    client: Client,
    names: Callable[..., set[str]],
) -> None:
    assert names(**{name: value}) == expected
    assert names("stations/nearby/", lat="52.5", lon="13.4", **{name: value}) == expected
    assert shown(client, **{name: value}) == len(expected)


def test_an_amenity_is_found_whatever_the_access(client: Client, names: Callable[..., set[str]]) -> None:
    wanted = {"amenity": "wifi", "access": "CUSTOMERS"}
    assert names(**wanted) == names("stations/nearby/", lat="52.5", lon="13.4", **wanted) == {"kind"}
    assert shown(client, **wanted) == 1
    assert names(open="24_7", access="CUSTOMERS") == {"kind"}


def test_a_radius_chooses_the_same_stations_everywhere(client: Client, names: Callable[..., set[str]]) -> None:
    around = {"lat": "52.52", "lon": "13.4", "radius_km": "1"}
    assert names(**around) == names("stations/nearby/", **around) == {"plain", "weak"}
    assert shown(client, **around) == 2


def test_power_and_connector_hold_on_the_same_plug(names: Callable[..., set[str]]) -> None:
    assert names(connector="type2", min_power_kw="150") == set()
    assert names(connector="type2", min_power_kw="21.5", max_power_kw="22") == {"weak"}


def test_a_place_is_taken_and_named(get: Get) -> None:
    answer = get("stations/", place="berlin", radius_km=50)
    assert answer["place"]["name"] == "Berlin, Germany"
    assert all(row["distance_m"] < 20_000 for row in answer["data"])


@pytest.mark.parametrize("order", ["distance", "power", "name"])
def test_an_order_is_walked_through_without_gap_or_repeat(order: str, client: Client) -> None:
    address: str | None = f"/api/v2/stations/?lat=52.123456789&lon=13.4&order={order}&limit=2"
    found = []
    while address:
        answer = client.get(address).json()
        found += [row["id"] for row in answer["data"]]
        address = answer["next"]
    assert len(found) == len(set(found)) == len(ALL)
