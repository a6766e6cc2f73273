"""One device of the German register, from each of its forms."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.records import ConnectorRecord
from stations.sources.families.bnetza_devices import Device, column, is_header, read_device

TABLE = {
    "operator": "SW Musterau",
    "latitude": "51,01",
    "longitude": "13,76",
    "plugs1": "AC Typ 2 Steckdose",
    "power1": "22",
}
PLACE = {"coordinates": {"latitude": 51.01, "longitude": 13.76}}


def table(**cells: Any) -> Device:
    return read_device({**TABLE, **cells})


def interface(**fields: Any) -> Device:
    return read_device({**PLACE, "evses": [], **fields})


def powers(device: Device, point: int = 0) -> list[tuple[str | None, int | None]]:
    return [(found.standard, found.max_electric_power) for found in device.points[point].connectors]


def is_assumed(connector: ConnectorRecord) -> bool:
    return "max_electric_power" in connector.assumed


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Ladeeinrichtungs-ID", "id"), ("Betreiber", "operator"), ("Anzeigename (Karte)", "brand"),
        ("Status", "status"),
        ("Inbetriebnahmedatum", "opened"), ("Straße", "street"), ("Hausnummer", "house_no"),
        ("Adresszusatz", "addition"),
        ("Adresse", "address"), ("Postleitzahl", "postal_code"), ("Ort", "city"), ("Postleitzahl Ort", "place"),
        ("Bundesland", "state"), ("Breitengrad", "latitude"), ("Breitengrad [DG]", "latitude"),
        ("Längengrad", "longitude"), ("Längengrad [DG]", "longitude"), ("Standortbezeichnung", "name"),
        ("Informationen zum Parkraum", "access"), ("Bezahlsysteme", "payments"), ("Öffnungszeiten", "hours"),
        ("Öffnungszeiten: Wochentage", "weekdays"), ("Öffnungszeiten: Tageszeiten", "times"),
        ("Steckertypen1", "plugs1"), ("Steckertypen6", "plugs6"), ("Nennleistung Stecker2", "power2"),
        ("P3 [kW]", "power3"),
        ("EVSE-ID4", "evse_id4"), ("Public Key5", "public_key5"), ("Anzahl Ladepunkte", "anzahl ladepunkte"),
        ("Nennleistung Ladeeinrichtung [kW]", "nennleistung ladeeinrichtung kw"),
    ],
)  # fmt: skip
def test_each_column_in_the_spelling_of_any_year(header: str, name: str) -> None:
    assert column(header) == name


def test_the_header_is_known_by_its_columns() -> None:
    assert is_header(["Betreiber", "", "Breitengrad [DG]", "Längengrad [DG]", None, 3.5])
    assert not is_header(["Allgemeine Informationen", "1. Ladepunkt"])


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("51,01", "13,76"), ("51.01", "13.76"), (51.01, 13.76), (" 51,01 ", "13,76 ")],
)
def test_positions_with_decimal_comma_point_or_as_numbers(latitude: object, longitude: object) -> None:
    assert table(latitude=latitude, longitude=longitude).position == (51.01, 13.76)


@pytest.mark.parametrize("latitude", ["", None, "unbekannt", float("nan"), "51,01,2"])
def test_no_position(latitude: object) -> None:
    assert table(latitude=latitude).position is None


def test_one_power_is_shared_by_the_plugs_of_a_cell() -> None:
    device = table(plugs1="AC Steckdose Typ 2, DC Kupplung Combo, AC Schuko", power1=50.0)
    assert powers(device) == [("IEC_62196_T2", 43_000), ("IEC_62196_T2_COMBO", 50_000), ("DOMESTIC_F", 3_700)]
    assert [is_assumed(found) for found in device.points[0].connectors] == [True, False, True]


@pytest.mark.parametrize("cell", ["22; 3,7", "22;3.7", "22 ; 3,7;"])
def test_a_list_of_powers_gives_each_plug_its_own(cell: str) -> None:
    device = table(plugs1="AC Typ 2 Steckdose; AC Schuko", power1=cell)
    assert powers(device) == [("IEC_62196_T2", 22_000), ("DOMESTIC_F", 3_700)]
    assert not any(is_assumed(found) for found in device.points[0].connectors)


def test_a_list_of_another_length_gives_the_strongest_plug_the_most() -> None:
    device = table(plugs1="DC CHAdeMO; DC Fahrzeugkupplung Typ Combo 2 (CCS); AC Schuko", power1="50; 150")
    assert powers(device) == [("CHADEMO", 150_000), ("IEC_62196_T2_COMBO", 150_000), ("DOMESTIC_F", 3_700)]


@pytest.mark.parametrize(
    ("power", "watts"),
    [
        ("22", 22_000),
        (22.0, 22_000),
        ("7,2", 7_200),
        ("11.5", 11_500),
        (0.0, None),
        ("", None),
        (None, None),
        ("22000", 22_000),
    ],
)
def test_powers_in_their_spellings(power: object, watts: int | None) -> None:
    assert powers(table(power1=power)) == [("IEC_62196_T2", watts)]


def test_a_megawatt_is_believed_of_megawatt_plugs() -> None:
    assert powers(table(plugs1="DC Megawatt Charging System (MCS)", power1="1000")) == [("MCS", 1_000_000)]


def test_empty_groups_of_columns_are_no_charging_points() -> None:
    device = table(plugs2="", plugs3="0", plugs4="AC Schuko", power4=3.7)
    assert [powers(device, point) for point in range(len(device.points))] == [
        [("IEC_62196_T2", 22_000)],
        [("DOMESTIC_F", 3_700)],
    ]


@pytest.mark.parametrize(
    ("cell", "evse_id"),
    [
        ("DE*SWM*E0001*1\n", "DE*SWM*E0001*1"), ("DESWME00011", "DESWME00011"), ("de*swm*e1", "DE*SWM*E1"),
        ("DE*SWM*E1; DE*SWM*E2", "DE*SWM*E1"), ("LS 1", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_evse_ids_of_tables(cell: object, evse_id: str | None) -> None:
    assert table(evse_id1=cell).points[0].evse_id == evse_id


@pytest.mark.parametrize(
    ("cell", "number"),
    [("15", "15"), (15.0, "15"), ("15a", "15a"), ("0", None), (0.0, None), ("-", None), ("", None), ("ohne", None)],
)
def test_house_numbers(cell: object, number: str | None) -> None:
    assert table(house_no=cell).house_no == number


@pytest.mark.parametrize(
    ("cell", "code"), [("01234", "01234"), ("1234", "01234"), (1234.0, "01234"), (89129, "89129"), ("", None)]
)
def test_postal_codes_get_their_zero_back(cell: object, code: str | None) -> None:
    assert table(postal_code=cell).postal_code == code


def test_postal_code_and_town_in_one_cell() -> None:
    device = table(place="68159 Mannheim", address="Luisenring 49")
    assert (device.postal_code, device.city, device.street) == ("68159", "Mannheim", "Luisenring 49")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("11.01.2020", date(2020, 1, 11)), ("1.2.2020", date(2020, 2, 1)), ("2020-01-11", date(2020, 1, 11)),
        ("2020-01-11T00:00:00", date(2020, 1, 11)), ("31.02.2020", None), ("01.01.1900", None),
        ("", None), (43841.0, None),
    ],
)  # fmt: skip
def test_days(cell: object, day: date | None) -> None:
    assert table(opened=cell).opened_on == day


def test_hours_of_the_columns() -> None:
    device = table(hours="Eingeschränkt", weekdays="Montag; Samstag", times="08:00-20:00; 10:00-14:00")
    assert device.hours is not None and [period.weekday for period in device.hours.regular] == [1, 6]
    assert table(hours=247.0).hours == table(hours="247").hours
    assert table(hours="Keine Angabe").hours is None


def test_a_device_of_the_interface() -> None:
    connectors = [
        {"connector_type": "AC Typ 2 Steckdose", "max_electric_power_connector": 22},
        {"connector_type": "AC Schuko", "max_electric_power_connector": 22},
    ]
    device = interface(
        id=2000101,
        operator={"companyName": "Stadtwerke", "displayName": "SW"},
        status={"operational": "In Betrieb"},
        evses=[{"evse_id": "DE*SWM*E1", "connectors": connectors}],
        opening_days=[{"weekday": "Montag", "open_from": "06:00", "open_to": "22:00"}],
    )
    assert (device.number, device.operator, device.brand, device.status) == (
        "2000101",
        "Stadtwerke",
        "SW",
        "in betrieb",
    )
    assert powers(device) == [("IEC_62196_T2", 22_000), ("DOMESTIC_F", 22_000)]
    assert device.points[0].evse_id == "DE*SWM*E1"
    assert device.hours is not None and len(device.hours.regular) == 1


@pytest.mark.parametrize("power", [None, 0, -1, "viel"])
def test_a_plug_of_the_interface_without_a_power(power: object) -> None:
    plug = {"connector_type": "DC CHAdeMO", "max_electric_power_connector": power}
    assert powers(interface(evses=[{"connectors": [plug]}])) == [("CHADEMO", None)]


def test_means_of_payment_without_the_empty_ones() -> None:
    assert interface(payment_systems=["RFID-Karte", "", None]).payments == ("RFID-Karte",)
    assert table(payments="RFID-Karte;Sonstige").payments == ("RFID-Karte", "Sonstige")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
FIELDS = sorted(
    [
        "id",
        "operator",
        "status",
        "street",
        "house_no",
        "address_addition",
        "postal_code",
        "city",
        "state",
        "location_description",
        "payment_systems",
        "access_restriction",
        "go_live_date",
        "opening_days",
        "opening_hours_specification",
        "coordinates",
        "evses",
        "latitude",
        "longitude",
        "place",
        "address",
        "hours",
        "weekdays",
        "times",
        "plugs1",
        "power1",
        "evse_id1",
        "plugs2",
        "power2",
        "payments",
        "opened",
        "name",
        "access",
        "addition",
    ]
)


@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_no_record_breaks_the_reader(row: dict[str, Any]) -> None:
    assert isinstance(read_device(row), Device)
