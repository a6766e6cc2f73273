"""The charging devices of one place as a station."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from stations.records import ConnectorRecord, StationRecord
from stations.sources.families.bnetza_devices import ChargePoint, Device
from stations.sources.families.bnetza_station import build_station

HERE = (51.0, 13.7)
POINT = ChargePoint(None, (ConnectorRecord("1", "IEC_62196_T2"),))


def device(number: str | None = "2000101", **facts: Any) -> Device:
    return Device(**{"position": HERE, "number": number, "operator": "Stadtwerke", "points": (POINT,), **facts})


def station(*devices: Device) -> StationRecord:
    return build_station("2000101", devices, HERE)


def test_charging_points_are_named_by_device_and_place_in_it() -> None:
    found = station(device("2000102"), device("2000101", points=(POINT, POINT)))
    assert [evse.uid for evse in found.evses] == ["2000101-1", "2000101-2", "2000102-1"]


def test_a_stated_evse_id_names_its_point() -> None:
    (evse,) = station(device(points=(ChargePoint("DE*SWM*E1"),))).evses
    assert (evse.uid, evse.evse_id) == ("DESWME1", "DE*SWM*E1")


def test_an_evse_id_given_to_two_points_names_the_first() -> None:
    points = (ChargePoint("DE*SWM*E1"), ChargePoint("DE*SWM*E1"))
    assert [evse.uid for evse in station(device(points=points)).evses] == ["DESWME1", "2000101-2"]


def test_devices_without_numbers_are_counted() -> None:
    found = station(device(None, opened_on=date(2020, 1, 1)), device(None, opened_on=date(2019, 1, 1)))
    assert [evse.uid for evse in found.evses] == ["1-1", "2-1"]
    assert found.opened_on == date(2019, 1, 1)


def test_the_order_of_the_devices_decides_nothing() -> None:
    devices = device("3", addition="links"), device("20", name="Halle"), device("10", addition="rechts")
    assert len({repr(station(*order)) for order in permutations(devices)}) == 1


def test_what_is_under_maintenance_is_inoperative() -> None:
    found = station(device("1", status="in betrieb"), device("2", status="in wartung"))
    assert [evse.status for evse in found.evses] == [None, "INOPERATIVE"]
    assert found.operational is True


@pytest.mark.parametrize(
    ("status", "operational"), [("in betrieb", True), ("1", True), ("in wartung", False), ("", None)]
)
def test_whether_a_station_is_in_service(status: str, operational: bool | None) -> None:
    assert station(device(status=status)).operational is operational


def test_the_register_is_one_of_public_points() -> None:
    assert (station(device()).access, station(device()).assumed) == ("PUBLIC", ("access",))
    assert (station(device(access="CUSTOMERS")).access, station(device(access="CUSTOMERS")).assumed) == (
        "CUSTOMERS",
        (),
    )


@pytest.mark.parametrize(
    ("addition", "parking"),
    [
        ("Tiefgarage", "UNDERGROUND_GARAGE"), ("Parkhaus Ebene 3", "PARKING_GARAGE"),
        ("Parkplatz Freibad", "PARKING_LOT"),
        ("ggü. Parkhaus", None), ("links", None), (None, None),
    ],
)  # fmt: skip
def test_the_kind_of_parking_is_the_first_word_of_the_addition(addition: str | None, parking: str | None) -> None:
    found = station(device(addition=addition))
    assert (found.parking_type, "parking_type" in found.assumed) == (parking, parking is not None)
    assert found.directions == addition


@pytest.mark.parametrize(
    ("payments", "free", "no_registration"),
    [
        ((), None, None),
        (("Kostenlos",), True, True),
        (("Kostenlos (Registrierung)",), True, None),
        (("RFID-Karte", "Onlinezahlungsverfahren"), False, None),
        (("RFID-Karte", "Kreditkarte (NFC)"), False, True),
    ],
)
def test_what_charging_asks_of_the_driver(
    payments: tuple[str, ...], free: bool | None, no_registration: bool | None
) -> None:
    found = station(device(payments=payments))
    assert (found.free_of_charge, found.no_registration) == (free, no_registration)
    assert found.payment_text == ("; ".join(payments) or None)


def test_devices_that_differ_in_being_free_leave_it_open() -> None:
    assert station(device("1", payments=("Kostenlos",)), device("2", payments=("RFID-Karte",))).free_of_charge is None


def test_means_of_payment_are_capabilities_of_their_own_device() -> None:
    first, second = station(device("1", payments=("RFID-Karte",)), device("2", payments=("Plug & Charge",))).evses
    assert (first.capabilities, first.assumed) == (("RFID_READER",), ())
    assert (second.capabilities, second.assumed) == (("ISO_15118_2_PLUG_AND_CHARGE",), ("capabilities",))


def test_operator_and_sign() -> None:
    found = station(device(brand="SW", points=(ChargePoint("DESWME1"),)))
    assert found.operator is not None
    assert (found.operator.name, found.operator.party_id, found.suboperator) == ("Stadtwerke", "DESWM", "SW")
    assert station(device(brand="STADTWERKE")).suboperator is None
    assert station(device(operator=None)).operator is None


def test_the_address() -> None:
    found = station(device(street="Lindenstraße", house_no="7", postal_code="01234", city="Musterau", state="Sachsen"))
    assert (found.address, found.postal_code, found.city) == ("Lindenstraße 7", "01234", "Musterau")
    assert (found.state, found.country) == ("Sachsen", "DEU")
