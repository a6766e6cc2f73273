"""Real files of the German register: how much of them arrives, and stations checked against their rows."""

from datetime import date
from functools import cache

import pytest

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import SourceFile
from stations.sources.feeds.de_bnetza import Germany
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data

SHEET_2019, SHEET_2024 = "bnetza_register_2019-07-19.xlsx", "bnetza_register_2024-09_sample.xlsx"
INTERFACE = "bnetza_api.json.gz"


@cache
def parsed(name: str) -> list[Parsed | Refusal]:
    return list(Germany().parse(SourceFile(real_data() / "bnetza" / name), skipped=lambda reason: None))


@cache
def stations(name: str) -> dict[str, StationRecord]:
    return {found.station.native_id: found.station for found in parsed(name) if isinstance(found, Parsed)}


def devices(found: Parsed | Refusal) -> int:
    assert isinstance(found.raw, dict)
    return len(found.raw["devices"])


def at(name: str, address: str, city: str) -> StationRecord:
    (found,) = [s for s in stations(name).values() if (s.address, s.city) == (address, city)]
    return found


def plugs(record: StationRecord) -> list[list[tuple[str | None, int | None]]]:
    return [[(plug.standard, plug.max_electric_power) for plug in evse.connectors] for evse in record.evses]


@pytest.mark.parametrize(("name", "count"), [(SHEET_2019, 9_690), (SHEET_2024, 108), (INTERFACE, 918)])
def test_every_device_is_read(name: str, count: int) -> None:
    assert not [found for found in parsed(name) if isinstance(found, Refusal)]
    assert sum(map(devices, parsed(name))) == count


@pytest.mark.parametrize("name", [SHEET_2019, SHEET_2024, INTERFACE])
def test_names_are_unique_and_every_point_has_a_known_plug(name: str) -> None:
    assert len(stations(name)) == len(parsed(name))
    connectors = [plug for s in stations(name).values() for evse in s.evses for plug in evse.connectors]
    assert all(plug.standard and not plug.standard.startswith("x_") for plug in connectors)
    assert all(len({evse.uid for evse in s.evses}) == len(s.evses) for s in stations(name).values())


@pytest.mark.parametrize("name", [SHEET_2024, INTERFACE])
def test_a_second_reading_gives_the_same_stations(name: str) -> None:
    again = list(Germany().parse(SourceFile(real_data() / "bnetza" / name), skipped=lambda reason: None))
    assert again == parsed(name)


def test_four_plugs_in_one_cell() -> None:
    record = at(SHEET_2019, "Alt-Möllner-Str. 14-18", "Mölln")
    assert plugs(record) == [
        [
            ("IEC_62196_T2", 43_000),
            ("IEC_62196_T2_COMBO", 50_000),
            ("IEC_60309_2_three_32", 22_000),
            ("CHADEMO", 50_000),
        ]
    ]


def test_four_devices_on_a_square_without_numbers() -> None:
    assert [len(s.evses) for s in stations(SHEET_2019).values() if (s.address, s.postal_code) == ("Q6", "68161")] == [4]


def test_a_field_of_many_devices() -> None:
    assert len(at(SHEET_2019, "EUREF-Campus 21/22", "Berlin").evses) >= 30


def test_two_spellings_of_a_street() -> None:
    record = at(SHEET_2019, "Klosterstr. 3", "Hof")
    assert (len(record.evses), record.opened_on) == (4, date(2012, 1, 30))


def test_today_s_layout_with_text_for_coordinates() -> None:
    record = at(SHEET_2024, "Hauptstraße 91c", "Amstetten")
    assert (record.latitude, record.longitude, record.state) == (48.578534, 9.87484, "Baden-Württemberg")
    assert plugs(record) == [[("IEC_62196_T2", 43_000)], [("IEC_62196_T2_COMBO", 50_000), ("CHADEMO", 50_000)]]


def test_three_devices_are_one_station() -> None:
    record = at(SHEET_2024, "Zur alten Chaussee 2", "Dornstadt")
    assert (len(record.evses), record.suboperator) == (6, "Allego")
    assert {power for evse in plugs(record) for _, power in evse} == {300_000}


def test_a_device_of_the_interface() -> None:
    record = stations(INTERFACE)["1000656"]
    assert (record.address, record.postal_code, record.city) == ("Landgrabenweg 151", "53227", "Bonn")
    assert (plugs(record), record.opened_on) == ([[("IEC_62196_T2_COMBO", 160_000)]], date(2022, 5, 9))
    assert (record.payment_text, record.free_of_charge, record.operational) == ("Onlinezahlungsverfahren", False, True)


def test_a_house_number_of_zero_is_none() -> None:
    record = stations(INTERFACE)["1000840"]
    assert (record.address, record.directions) == ("Arkansastraße", "Ggü. Rewe Parkplatz")
    assert record.no_registration is True
    assert "CONTACTLESS_CARD_SUPPORT" in record.evses[0].capabilities


def test_sixteen_devices_in_a_garage() -> None:
    record = next(s for s in stations(INTERFACE).values() if s.directions == "Q-Park GAP 15")
    assert (record.native_id, len(record.evses)) == ("1000451", 30)


def test_hours_of_the_interface() -> None:
    with_hours = [s.hours for s in stations(INTERFACE).values() if s.hours]
    assert sum(hours.twentyfourseven for hours in with_hours) == 3
    assert [len(hours.regular) for hours in with_hours if hours.regular] == [7]
