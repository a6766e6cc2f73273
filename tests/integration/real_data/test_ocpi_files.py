"""The operators' own OCPI files: all that may be published is read, and stations checked by eye stay as they were."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import SourceFile
from stations.sources.registry import get_feed
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data

FILES = {
    "br-ezvolt": "ocpi_2_2_1_locations-ezvolt.json",
    "de-stuttgart": "stuttgart_locations_with_status.json.gz",
    "es-gaia": "ocpi_2_2_locations-gaia.json",
    "my-chargesini": "ocpi_2_2_locations-chargesini.json.gz",
    "nl-fastned": "ocpi_2_1_1_locations-fastned.json.gz",
    "nl-ndw": "ocpi_3_0_0_location_example.json",
    "nl-powergo": "ocpi_2_2_locations_powergo.json.gz",
    "pl-ev24": "ocpi_2_2_1_locations-ev24.json",
    "pt-evio": "ocpi_2_2_locations-evio.json",
}
# Of operators' own tests: nobody charges there.
EMULATED = {"EMULATED_350KW"}


def path_of(uid: str) -> Path:
    return real_data() / "ocpi" / FILES[uid]


def parse(uid: str) -> tuple[list[Parsed | Refusal], Counter[str]]:
    skipped: Counter[str] = Counter()
    found = list(get_feed(uid).parse(SourceFile(path_of(uid)), skipped=lambda reason: skipped.update([reason])))
    return found, skipped


def stations(uid: str) -> dict[str, StationRecord]:
    return {row.station.native_id: row.station for row in parse(uid)[0] if isinstance(row, Parsed)}


def raw_locations(uid: str) -> list[dict[str, Any]]:
    path = path_of(uid)
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    document = json.loads(content)
    listed: list[dict[str, Any]] = document["data"] if isinstance(document, dict) else document
    return listed


@pytest.mark.parametrize("uid", FILES)
def test_locations_with_evses_are_read(uid: str) -> None:
    charging = [location for location in raw_locations(uid) if location.get("evses") and location["id"] not in EMULATED]
    found = stations(uid)
    assert len(found) >= 0.99 * len(charging)
    assert {location["id"] for location in charging if location.get("publish") is not False} == {
        key.rpartition("*")[2] if uid == "nl-ndw" else key for key in found
    }


@pytest.mark.parametrize("uid", FILES)
def test_every_evse_and_connector_arrives(uid: str) -> None:
    kept = stations(uid)
    raw = [location for location in raw_locations(uid) if location["id"] in kept or uid == "nl-ndw"]
    evses = [evse for location in raw for evse in location["evses"]]
    read = [evse for station in kept.values() for evse in station.evses]
    assert len(read) == len(evses)
    assert sum(len(evse.connectors) for evse in read) == sum(len(evse["connectors"]) for evse in evses)
    assert all(evse.status and evse.status_at for evse in read)


@pytest.mark.parametrize("uid", FILES)
def test_only_the_unpublished_are_refused(uid: str) -> None:
    rules = {row.rule for row in parse(uid)[0] if isinstance(row, Refusal)}
    assert rules <= {"not_published"}


def plugs(station: StationRecord) -> Counter[tuple[str | None, int | None, int | None, int | None]]:
    return Counter(
        (plug.standard, plug.max_voltage, plug.max_amperage, plug.max_electric_power)
        for evse in station.evses
        for plug in evse.connectors
    )


T2, CCS = "IEC_62196_T2", "IEC_62196_T2_COMBO"
CHECKED: list[tuple[str, str, str, int, dict[tuple[str | None, int, int, int | None], int]]] = [
    ("nl-fastned", "31038", "UNKNOWN", 3, {(CCS, 466, 375, None): 1, (CCS, 400, 125, None): 2, (T2, 230, 55, None): 1}),
    ("pl-ev24", "D85F0805E4", "UNKNOWN", 2, {(T2, 400, 32, 11_000): 2, (CCS, 400, 32, 30_000): 2}),
    ("br-ezvolt", "0194b34b-1f23-700f-931f-04789b209364", "CUSTOMERS", 7, {(T2, 220, 32, 7_000): 7}),
    ("my-chargesini", "311", "RESTRICTED", 2, {(T2, 400, 32, 22_000): 2}),
    ("my-chargesini", "402", "PUBLIC", 2, {(CCS, 600, 93, 60_000): 2}),
    ("nl-powergo", "7655", "UNKNOWN", 2, {(CCS, 500, 240, None): 2}),
    ("pt-evio", "EVI_ABC_AVR_00001", "UNKNOWN", 2, {(CCS, 400, 150, None): 1, (CCS, 950, 63, None): 1}),
    ("es-gaia", "ES*VAL*ALB*FUSTERS*1", "UNKNOWN", 4, {(T2, 230, 32, 22_000): 4}),
    ("de-stuttgart", "1463360", "UNKNOWN", 10, {(CCS, 1000, 400, 300_000): 10}),
    ("de-stuttgart", "493568", "UNKNOWN", 2, {(T2, 400, 16, 11_000): 1, (T2, 400, 32, 22_000): 1}),
]


@pytest.mark.parametrize(("uid", "native_id", "access", "evses", "expected"), CHECKED)
def test_stations_checked_by_eye_have_their_plugs(
    uid: str, native_id: str, access: str, evses: int, expected: dict[Any, int]
) -> None:
    station = stations(uid)[native_id]
    assert (station.access, len(station.evses)) == (access, evses)
    found = plugs(station)
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("uid", ["my-chargesini", "es-gaia", "de-stuttgart", "nl-fastned", "pl-ev24"])
def test_hours_of_all_stations_are_known(uid: str) -> None:
    assert all(station.hours and station.hours.twentyfourseven for station in stations(uid).values())
