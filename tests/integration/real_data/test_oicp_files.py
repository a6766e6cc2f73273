"""The Swiss register's own files: every EVSE arrives in a station, and every state finds its EVSE."""

import gzip
import json
from typing import Any

import pytest

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import SourceFile
from stations.sources.registry import get_feed
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data


def parse() -> list[Parsed | Refusal]:
    reasons: list[str] = []
    file = SourceFile(real_data() / "oicp" / "swiss_static.json.gz")
    found = list(get_feed("ch-bfe").parse(file, skipped=reasons.append))
    assert reasons == []
    return found


def stations() -> dict[str, StationRecord]:
    return {row.station.native_id: row.station for row in parse() if isinstance(row, Parsed)}


def raw_evses() -> list[dict[str, Any]]:
    document = json.loads(gzip.decompress((real_data() / "oicp" / "swiss_static.json.gz").read_bytes()))
    return [evse for operator in document["EVSEData"] for evse in operator["EVSEDataRecord"]]


def test_every_evse_arrives() -> None:
    assert not [row for row in parse() if isinstance(row, Refusal)]
    read = [evse.evse_id for station in stations().values() for evse in station.evses]
    assert sorted(map(str, read)) == sorted(evse["EvseID"] for evse in raw_evses())


def test_stations_are_as_many_as_places_of_an_operator() -> None:
    places = {(evse["EvseID"][:3], evse["GeoCoordinates"]["Google"]) for evse in raw_evses()}
    assert len(stations()) == len(places)


def test_every_plug_has_a_standard_and_a_power() -> None:
    plugs = [plug for station in stations().values() for evse in station.evses for plug in evse.connectors]
    assert len(plugs) == 551
    assert all(plug.standard and not plug.standard.startswith("x_") and plug.max_electric_power for plug in plugs)


@pytest.mark.parametrize(
    ("native_id", "name", "plugs", "periods"),
    [
        ("CH*REP:47.43814,8.57183", "PLUG'N ROLL - Hilton Hotel", [("IEC_62196_T2_COMBO", 360_000)] * 2, None),
        ("CH*REP:47.35278,8.53181", "Hirslanden Klinik Im Park", [("IEC_62196_T2", 20_000)] * 4, 14),
        (
            "CH*REP:46.29836,10.07389",
            "PLUG'N ROLL - Garage Battaglia - Terra",
            [("IEC_62196_T2", 43_000), ("IEC_62196_T2_COMBO", 50_000), ("CHADEMO", 50_000)],
            None,
        ),
        ("CH*ENMOBILECHARGE:46.28204,7.69598", "7721016", [("IEC_62196_T2", 3_000)] * 2, None),
    ],
)
def test_stations_checked_by_eye_stay_as_they_were(
    native_id: str, name: str, plugs: list[tuple[str, int]], periods: int | None
) -> None:
    station = stations()[native_id]
    assert (station.name, station.access, station.country) == (name, "PUBLIC", "CHE")
    assert [(plug.standard, plug.max_electric_power) for evse in station.evses for plug in evse.connectors] == plugs
    assert station.hours is not None
    assert station.hours.twentyfourseven if periods is None else len(station.hours.regular) == periods


def test_fillers_of_addresses_do_not_arrive() -> None:
    addresses = [station.address or "" for station in stations().values()]
    assert not [address for address in addresses if address.endswith((" .", " x", " 0"))]


def test_states_and_places_belong_together() -> None:
    states = list(get_feed("ch-bfe").statuses(SourceFile(real_data() / "oicp" / "swiss_status.json")))
    assert {state.key for state in states} == {evse["EvseID"] for evse in raw_evses()}
    assert {state.status for state in states} == {"AVAILABLE", "CHARGING", "OUTOFORDER", "UNKNOWN"}
