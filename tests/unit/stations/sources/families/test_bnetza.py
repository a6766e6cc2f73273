"""The German register from bytes to stations, in all of its forms."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import Refused, SourceFile
from stations.sources.feeds.de_bnetza import Germany
from stations.sources.registry import get_feed

FIXTURES = Path(__file__).parents[4] / "fixtures" / "de-bnetza"

HEADER_2019 = [
    "Betreiber", "Adresse", "Postleitzahl Ort", "Bundesland", "Längengrad [DG]", "Breitengrad [DG]",
    "Inbetriebnahmedatum", "Anschlussleistung [kW]", "Art der Ladeeinrichtung", "Anzahl Ladepunkte",
    "Steckertypen1", "P1 [kW]", "Public Key1", "Steckertypen2", "P2 [kW]", "Public Key2",
]  # fmt: skip
HEADER_2024 = [
    "Betreiber", "Anzeigename (Karte)", "Straße", "Hausnummer", "Adresszusatz", "Postleitzahl", "Ort",
    "Kreis/kreisfreie Stadt", "Bundesland", "Breitengrad", "Längengrad", "Inbetriebnahmedatum",
    "Nennleistung Ladeeinrichtung [kW]", "Art der Ladeeinrichung", "Anzahl Ladepunkte", "Steckertypen1", "P1 [kW]",
]  # fmt: skip


def row_2019(address: str = "Am Ring 49", longitude: float = 8.468098, plugs: str = "AC Steckdose Typ 2") -> list[Any]:
    opened = date(2010, 4, 14)
    where = ["Energie Muster AG", address, "68159 Musterheim", "Baden-Württemberg", longitude, 49.494409]
    return [*where, opened, 22.0, "Normalladeeinrichtung", 2.0, plugs, 22.0, "", "AC Schuko", 2.0, ""]


def row_2024(house_no: object = "15", latitude: object = "48,449424") -> list[Any]:
    address = ["Laden GmbH", "laden!", "Albstraße", house_no, "", "72535", "Musterstadt", "Kreis", "Baden-Württemberg"]
    return [
        *address,
        latitude,
        "9,672201",
        date(2022, 11, 23),
        22.0,
        "Normal",
        1.0,
        "AC Typ 2 Steckdose; AC Schuko",
        22.0,
    ]


def workbook(folder: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in rows:
        sheet.append(cells)
    path = folder / "register.xlsx"
    book.save(path)
    return path


def parsed(path: Path) -> list[Parsed | Refusal]:
    return list(Germany().parse(SourceFile(path), skipped=lambda reason: None))


def stations(path: Path) -> dict[str, StationRecord]:
    return {found.station.native_id: found.station for found in parsed(path) if isinstance(found, Parsed)}


def interface(folder: Path, *devices: object) -> Path:
    path = folder / "interface.json"
    path.write_text(json.dumps({"chargingStations": list(devices)}), encoding="utf-8")
    return path


def device(number: int, **fields: Any) -> dict[str, Any]:
    plug = {"connector_type": "DC CHAdeMO", "max_electric_power_connector": 50}
    place = {
        "street": "Ring",
        "house_no": "7",
        "postal_code": "01234",
        "coordinates": {"latitude": 51.0, "longitude": 13.7},
    }
    return {"id": number, "operator": {"companyName": "SW"}, **place, "evses": [{"connectors": [plug]}], **fields}


def test_the_source_is_found_by_its_uid() -> None:
    feed = get_feed("de-bnetza")
    assert (feed.live, feed.licence.name, feed.countries) == (False, "CC BY 4.0", ("DEU",))


def test_the_interface_is_read() -> None:
    found = stations(FIXTURES / "interface.json")
    assert [len(station.evses) for station in found.values()] == [3, 2]
    home = found["2000099"]
    assert (home.access, home.operational, home.opened_on) == ("PUBLIC", True, date(2016, 8, 4))
    assert (home.payment_text, home.free_of_charge) == ("Onlinezahlungsverfahren; RFID-Karte", False)
    assert home.hours is not None and len(home.hours.regular) == 2
    assert [evse.uid for evse in home.evses] == ["2000099-1", "2000101-1", "DESWME00012"]


def test_devices_at_one_address_are_one_station_named_by_the_smallest_number(tmp_path: Path) -> None:
    found = stations(interface(tmp_path, device(1000), device(900)))
    assert list(found) == ["900"]
    assert [evse.uid for evse in found["900"].evses] == ["900-1", "1000-1"]


@pytest.mark.parametrize("spelling", [{"street": "ring"}, {"street": "Ring "}, {"city": "Musterau OT Neudorf"}])
def test_spellings_of_an_address_do_not_part_a_station(tmp_path: Path, spelling: dict[str, Any]) -> None:
    assert list(stations(interface(tmp_path, device(1), device(2, **spelling)))) == ["1"]


@pytest.mark.parametrize(
    "difference",
    [
        {"operator": {"companyName": "Andere"}},
        {"house_no": "8"},
        {"postal_code": "01235"},
        {"coordinates": {"latitude": 51.01, "longitude": 13.7}},
    ],
)
def test_other_places_stay_apart(tmp_path: Path, difference: dict[str, Any]) -> None:
    assert set(stations(interface(tmp_path, device(1), device(2, **difference)))) == {"1", "2"}


@pytest.mark.parametrize(("house_no", "count"), [("7", 1), ("0", 2), ("", 2)])
def test_a_street_without_numbers_is_parted_sooner(tmp_path: Path, house_no: str, count: int) -> None:
    two_hundred_metres = {"coordinates": {"latitude": 51.0018, "longitude": 13.7}}
    rows = device(1, house_no=house_no), device(2, house_no=house_no, **two_hundred_metres)
    assert len(stations(interface(tmp_path, *rows))) == count


def test_a_street_called_strasse_or_str_is_one(tmp_path: Path) -> None:
    rows = (device(n, street=street) for n, street in enumerate(("Lindenstraße", "Linden-Str.", "Linden Strasse"), 1))
    assert list(stations(interface(tmp_path, *rows))) == ["1"]


def test_devices_without_any_address_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    rows = (device(number, street=None, house_no=None) for number in (1, 2))
    assert set(stations(interface(tmp_path, *rows))) == {"1", "2"}


def test_a_device_without_a_position_is_refused() -> None:
    (refusal,) = [found for found in parsed(FIXTURES / "interface.json") if isinstance(found, Refusal)]
    assert (refusal.rule, refusal.field, refusal.native_id) == ("coordinates_missing", "coordinates", "2000400")


def test_a_position_is_lent_by_the_other_device_of_a_station(tmp_path: Path) -> None:
    (station,) = stations(interface(tmp_path, device(1), device(2, coordinates={}))).values()
    assert (len(station.evses), station.latitude) == (2, 51.0)


def test_rows_that_are_no_objects_are_refused(tmp_path: Path) -> None:
    found = parsed(interface(tmp_path, device(1), None, "x", device(2, house_no="9")))
    assert [one.rule for one in found if isinstance(one, Refusal)] == ["malformed_row", "malformed_row"]


def test_a_bare_list_and_a_compressed_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(gzip.compress(json.dumps([device(1)]).encode()))
    assert list(stations(path)) == ["1"]


@pytest.mark.parametrize("name", ["register_utf8.csv", "register_cp1252.csv"])
def test_the_csv_is_read_below_its_preamble_in_either_encoding(name: str) -> None:
    found = stations(FIXTURES / name)
    assert list(found) == ["2000101", "2000200"]
    hall = found["2000101"]
    assert (hall.name, hall.address, hall.postal_code) == ("Kulturhaus", "Lindenstraße 7", "01234")
    assert (hall.latitude, hall.longitude, hall.access) == (51.012345, 13.765432, "CUSTOMERS")
    assert [evse.evse_id for evse in hall.evses] == ["DE*SWM*E0001*1", "DESWME00012", None]
    assert hall.evses[2].status == "INOPERATIVE"


def test_the_edition_with_decimal_points_is_read() -> None:
    (station,) = stations(FIXTURES / "stations.tsv").values()
    assert (len(station.evses), station.latitude, station.operational) == (6, 51.0201, True)
    assert station.parking_type == "UNDERGROUND_GARAGE"


def test_the_spreadsheet_of_2019_is_read(tmp_path: Path) -> None:
    title = ["Ladesäulenregister Bundesnetzagentur"]
    (station,) = stations(workbook(tmp_path, title, [], ["Stand: 19.07.2019"], HEADER_2019, row_2019())).values()
    assert (station.latitude, station.longitude) == (49.494409, 8.468098)
    assert (station.address, station.postal_code, station.city) == ("Am Ring 49", "68159", "Musterheim")
    assert [plug.max_electric_power for evse in station.evses for plug in evse.connectors] == [22_000, 2_000]
    assert station.opened_on == date(2010, 4, 14)


def test_the_spreadsheet_of_2024_is_read(tmp_path: Path) -> None:
    rows = row_2024(), row_2024(15), row_2024("15", 48.449424)
    (station,) = stations(workbook(tmp_path, *[["Hinweis"]] * 10, HEADER_2024, *rows)).values()
    assert (station.latitude, station.longitude, len(station.evses)) == (48.449424, 9.672201, 3)
    assert (station.suboperator, station.address) == ("laden!", "Albstraße 15")
    assert [plug.max_electric_power for plug in station.evses[0].connectors] == [22_000, 3_700]


def test_a_station_of_an_edition_without_numbers_keeps_its_name(tmp_path: Path) -> None:
    before = stations(workbook(tmp_path, HEADER_2019, row_2019("Other 1"), row_2019()))
    after = stations(workbook(tmp_path, HEADER_2019, row_2019(), row_2019(), row_2019("New 2")))
    assert len(before.keys() & after.keys()) == 1
    assert all(name.startswith("adr-") for name in before)


def test_one_address_at_two_places_has_two_names(tmp_path: Path) -> None:
    found = stations(workbook(tmp_path, HEADER_2019, row_2019(), row_2019(longitude=9.1)))
    assert len(found) == 2


def test_a_workbook_of_something_else_is_not_taken_for_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no sheet"):
        parsed(workbook(tmp_path, ["Name", "Wert"], ["a", 1]))


def test_a_page_of_an_error_is_not_taken_for_a_register(tmp_path: Path) -> None:
    path = tmp_path / "error.html"
    path.write_text("<!DOCTYPE html><title>HTTP Status 404</title>", encoding="utf-8")
    with pytest.raises(ValueError, match="no header"):
        parsed(path)


def test_a_csv_record_that_cant_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    broken = f'"{"x" * 200_000}\n'
    path.write_text(
        f"Betreiber;Breitengrad;Längengrad;Steckertypen1\nSW;51,0;13,7;AC Schuko\n{broken}", encoding="utf-8"
    )
    assert [type(found) for found in parsed(path)] == [Parsed, Refusal]


def test_a_record_of_another_shape_is_refused() -> None:
    with pytest.raises(Refused, match="no group"):
        Germany().station([])
    assert Germany().native_id([]) is None
