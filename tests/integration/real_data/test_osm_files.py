"""A real extract of OpenStreetMap: all but what is for bicycles arrives, and capacity, not sockets, makes the EVSEs."""

import gzip
import json
from collections import Counter
from typing import Any

import pytest

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import SourceFile
from stations.sources.registry import get_feed
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data

NAME = "osm_ile_de_france_2021-01-29.geojson.gz"


def parse() -> tuple[list[Parsed | Refusal], Counter[str]]:
    skipped: Counter[str] = Counter()
    file = SourceFile(real_data() / "osm" / NAME)
    return list(get_feed("osm").parse(file, skipped=lambda reason: skipped.update([reason]))), skipped


def stations() -> dict[str, StationRecord]:
    return {row.station.native_id: row.station for row in parse()[0] if isinstance(row, Parsed)}


def raw_tags() -> dict[str, dict[str, Any]]:
    document = json.loads(gzip.decompress((real_data() / "osm" / NAME).read_bytes()))
    return {feature["id"]: feature["properties"] for feature in document["features"]}


def test_all_but_bicycle_stands_arrive() -> None:
    found, skipped = parse()
    assert not [row for row in found if isinstance(row, Refusal)]
    assert skipped == {"not for cars": 1, "for bicycles or scooters only": 2}
    assert len(stations()) == len(raw_tags()) - 3


def test_capacity_makes_the_evses() -> None:
    tags = raw_tags()
    counted = {key: station for key, station in stations().items() if int(tags[key].get("capacity", 0)) > 0}
    assert len(counted) > 500
    assert all(len(station.evses) == int(tags[key]["capacity"]) for key, station in counted.items())


def test_every_counted_socket_arrives() -> None:
    tags = raw_tags()
    for key, station in stations().items():
        said = sum(int(v) for k, v in tags[key].items() if k.startswith("socket:") and k.count(":") == 1)
        unnamed = [plug for evse in station.evses for plug in evse.connectors if plug.standard is None]
        assert sum(len(evse.connectors) for evse in station.evses) - len(unnamed) == said, key


def test_ids_of_pools_are_no_evse_ids() -> None:
    assert not [evse.evse_id for station in stations().values() for evse in station.evses if evse.evse_id]


@pytest.mark.parametrize(
    ("native_id", "operator", "access", "free", "evses", "plugs"),
    [
        ("node/3105128492", "Tesla Motors", "CUSTOMERS", None, 16, {("TESLA_S", None): 16}),
        (
            "node/7205802840",
            "Izivia",
            "PUBLIC",
            True,
            1,
            {("DOMESTIC_F", None): 1, ("IEC_62196_T2", 22_000): 1},
        ),
        (
            "node/5992399183",
            "Bouygues Énergies et Services",
            "UNKNOWN",
            False,
            2,
            {("IEC_62196_T2", 22_000): 2, ("DOMESTIC_E", 22_000): 2},
        ),
        ("node/3294976361", "Mairie de Paris", "UNKNOWN", False, 5, {("IEC_62196_T3C", 3_700): 5}),
        ("node/7090643842", "Ikea", "PUBLIC", None, 1, {("CHADEMO", None): 1, ("IEC_62196_T2", None): 1}),
    ],
)
def test_stations_checked_by_eye_stay_as_they_were(
    native_id: str, operator: str, access: str, free: bool | None, evses: int, plugs: dict[Any, int]
) -> None:
    station = stations()[native_id]
    assert station.operator is not None
    assert (station.operator.name, station.access, station.free_of_charge) == (operator, access, free)
    assert len(station.evses) == evses
    found = Counter((plug.standard, plug.max_electric_power) for evse in station.evses for plug in evse.connectors)
    assert found == plugs
