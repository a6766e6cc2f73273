"""How much of the hours in real source files is understood: the shares measured when the parsers were written."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from stations.hours.afdc import from_afdc
from stations.hours.bnetza import from_bnetza
from stations.hours.irve import from_irve
from stations.hours.model import OpeningHours
from stations.hours.ocm import from_ocm
from stations.hours.ocpi import from_ocpi
from stations.hours.oicp import from_oicp
from stations.hours.osm import from_osm
from stations.hours.uk_ncr import from_uk_ncr
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data

Found = Iterator[OpeningHours | None]


def lines(path: Path) -> TextIOWrapper:
    return gzip.open(path, "rt", encoding="utf-8-sig", newline="")


def rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with lines(path) as text:
        yield from csv.DictReader(text, delimiter=delimiter)


def loaded(path: Path) -> Any:
    if path.suffix == ".gz":
        with lines(path) as text:
            return json.load(text)
    return json.loads(path.read_text("utf-8"))


def afdc(path: Path) -> Found:
    return (from_afdc(row["Access Days Time"]) for row in rows(path) if row["Fuel Type Code"] == "ELEC")


def irve_2019(path: Path) -> Found:
    return (from_irve(row["accessibilité"]) for row in rows(path, ";"))


def irve(path: Path) -> Found:
    return (from_irve(row["horaires"]) for row in rows(path))


def osm(path: Path) -> Found:
    return (from_osm(f["properties"].get("opening_hours"), country="FR") for f in loaded(path)["features"])


def uk_ncr(path: Path) -> Found:
    return (from_uk_ncr(row) for row in rows(path))


def oicp(path: Path) -> Found:
    records = (record for operator in loaded(path)["EVSEData"] for record in operator["EVSEDataRecord"])
    return (from_oicp(record.get("IsOpen24Hours"), record.get("OpeningTimes")) for record in records)


def bnetza(path: Path) -> Found:
    stations = loaded(path)["chargingStations"]
    return (from_bnetza(s.get("opening_hours_specification"), s.get("opening_days")) for s in stations)


def ocpi(path: Path) -> Found:
    found = loaded(path)
    locations = found if isinstance(found, list) else found.get("data") or found["items"]
    return (from_ocpi(location.get("opening_times")) for location in locations)


def ocm(path: Path) -> Found:
    with lines(path) as text:
        for line in text:
            yield from_ocm((json.loads(line).get("AddressInfo") or {}).get("AccessComments"))


@pytest.mark.parametrize(
    ("file", "read", "understood", "worded"),
    [
        ("afdc/alt_fuel_stations_MA_2025-11-14.csv.gz", afdc, 3728, 265),
        ("afdc/alt_fuel_stations_WA_2024-02-17.csv.gz", afdc, 1892, 106),
        ("afdc/alt_fuel_stations_WA_2023-03-28.csv.gz", afdc, 1227, 33),
        ("irve/bornes-IRVE_etalab_2019.csv.gz", irve_2019, 7605, 2200),
        ("irve/irve_init_lia.csv.gz", irve, 4095, 2),
        ("osm/osm_ile_de_france_2021-01-29.geojson.gz", osm, 162, 1),
        ("uk_ncr/national-charge-point-registry_2022-05.csv.gz", uk_ncr, 1668, 145),
        ("oicp/swiss_static.json.gz", oicp, 543, 0),
        ("bnetza/bnetza_api.json.gz", bnetza, 10, 0),
        ("ocpi/ocpi_2_1_1_locations-fastned.json.gz", ocpi, 106, 0),
        ("ocpi/ocpi_2_2_locations-chargesini.json.gz", ocpi, 448, 0),
        ("ocm/ocm_poi_mongoexport_2020-11.jsonl.gz", ocm, 600, 556),
    ],
)
def test_real_hours_are_understood(file: str, read: Callable[[Path], Found], understood: int, worded: int) -> None:
    hours = [found for found in read(real_data() / file) if found]
    known = sum(found.has_schedule for found in hours)
    assert (known, len(hours) - known) == (understood, worded)
