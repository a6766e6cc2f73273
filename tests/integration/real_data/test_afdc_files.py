"""Three real editions of the American list: every charging row is read, and what was checked by eye stays as it is."""

from datetime import date
from functools import cache

import pytest

from stations.records import Parsed, StationRecord
from stations.sources.base import SourceFile
from stations.sources.feeds.us_afdc import Afdc
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data
EDITIONS = {
    "MA_2025-11-14": ("alt_fuel_stations_MA_2025-11-14.csv.gz", 4189, 27),
    "WA_2023-03-28": ("alt_fuel_stations_WA_2023-03-28.csv.gz", 1642, 62),
    "WA_2024-02-17": ("alt_fuel_stations_WA_2024-02-17.csv.gz", 2252, 0),
}


@cache
def read(edition: str) -> tuple[dict[str, StationRecord], int]:
    skipped: list[str] = []
    file = SourceFile(real_data() / "afdc" / EDITIONS[edition][0])
    found = Afdc().parse(file, skipped=skipped.append)
    return {item.station.native_id: item.station for item in found if isinstance(item, Parsed)}, len(skipped)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_electric_row_is_read_and_every_other_fuel_skipped(edition: str) -> None:
    stations, skipped = read(edition)
    assert (len(stations), skipped) == EDITIONS[edition][1:]
    assert all(station.evses and station.last_updated for station in stations.values())
    assert all(evse.connectors for station in stations.values() for evse in station.evses)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_zip_code_has_five_digits(edition: str) -> None:
    stations, _ = read(edition)
    assert {len(station.postal_code or "") for station in stations.values()} == {5}


def test_two_editions_of_one_state_share_the_ids_of_what_stayed() -> None:
    older, newer = read("WA_2023-03-28")[0], read("WA_2024-02-17")[0]
    assert (len(older.keys() & newer.keys()), len(newer.keys() - older.keys())) == (1481, 771)


@pytest.mark.parametrize(
    ("native_id", "postal_code", "access", "plugs", "opened_on"),
    [
        ("199523", "02062", "PUBLIC", ["IEC_62196_T1"] * 2, date(2021, 10, 31)),
        ("122333", "01749", "PUBLIC", ["SAE_J3400"] * 8, date(2019, 3, 1)),
        ("230634", "02110", "PRIVATE", ["IEC_62196_T1"] * 4, date(2022, 9, 15)),
        ("45910", "02169", "PUBLIC", ["IEC_62196_T1", "CHADEMO"], date(2012, 1, 31)),
        ("223522", "02128", "PUBLIC", ["IEC_62196_T1_COMBO", "SAE_J3400"], date(2022, 7, 15)),
        ("261610", "01085", "MEMBERS", ["IEC_62196_T1"] * 2, date(2023, 5, 16)),
    ],
)
def test_stations_of_massachusetts_checked_by_eye(
    native_id: str, postal_code: str, access: str, plugs: list[str], opened_on: date
) -> None:
    station = read("MA_2025-11-14")[0][native_id]
    assert (station.postal_code, station.access, station.opened_on) == (postal_code, access, opened_on)
    assert [plug.standard for evse in station.evses for plug in evse.connectors] == plugs


def test_inn_with_two_household_sockets_checked_by_eye() -> None:
    inn = read("WA_2024-02-17")[0]["53702"]
    assert (inn.name, inn.access, inn.free_of_charge) == ("Mazama Country Inn", "CUSTOMERS", True)
    assert [plug.standard for evse in inn.evses for plug in evse.connectors] == ["NEMA_14_50"] * 2 + ["IEC_62196_T1"]
    assert inn.hours and inn.hours.twentyfourseven and inn.hours.text
