"""The words and codes of the Alternative Fuels Data Center, value by value."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from stations.records import StationRecord
from stations.sources.families import afdc_words
from stations.sources.families.afdc_access import free_of_charge
from stations.sources.feeds.us_afdc import Afdc

FEED = Afdc()


def station(**fields: Any) -> StationRecord:
    row = {"fuel_type_code": "ELEC", "id": 1, "latitude": 40.0, "longitude": -100.0, "access_code": "public", **fields}
    return FEED.station(row)


def plugs(record: StationRecord) -> list[list[str | None]]:
    return [[connector.standard for connector in evse.connectors] for evse in record.evses]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("CHADEMO", "CHADEMO"),
        ("J1772", "IEC_62196_T1"),
        ("J1772COMBO", "IEC_62196_T1_COMBO"),
        ("J3271", "MCS"),
        ("J3400", "SAE_J3400"),
        ("NEMA1450", "NEMA_14_50"),
        ("NEMA515", "x_NEMA_5_15"),
        ("NEMA520", "NEMA_5_20"),
        ("TESLA", "SAE_J3400"),
    ],
)
def test_plug_codes(code: str, expected: str) -> None:
    assert plugs(station(ev_connector_types=[code])) == [[expected]]


def test_unknown_plug_code_keeps_its_name() -> None:
    assert plugs(station(ev_connector_types=["J9999"], ev_dc_fast_num=1)) == [["x_AFDC_J9999"]]


def test_tesla_is_nacs_and_j3271_is_the_megawatt_plug() -> None:
    assert plugs(station(ev_connector_types=["TESLA"], ev_dc_fast_num=1)) == [["SAE_J3400"]]
    assert plugs(station(ev_connector_types=["J3271"], ev_dc_fast_num=1)) == [["MCS"]]


@pytest.mark.parametrize(
    ("plug", "level", "expected"),
    [
        ("J1772", "2", "AC_1_PHASE"),
        ("TESLA", "2", "AC_1_PHASE"),
        ("TESLA", "dc_fast", "DC"),
        ("TESLA", None, None),
        ("CHADEMO", None, "DC"),
        ("J1772COMBO", "dc_fast", "DC"),
        ("NEMA520", "1", "AC_1_PHASE"),
        ("J9999", "2", None),
    ],
)
def test_kind_of_current_follows_the_plug_and_its_level(plug: str, level: str | None, expected: str | None) -> None:
    assert afdc_words.power_type(plug, level) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "PUBLIC"),
        ({"access_code": "private"}, "PRIVATE"),
        ({"access_code": "private", "access_detail_code": "CREDIT_CARD_ALWAYS"}, "PRIVATE"),
        ({"access_code": None}, "UNKNOWN"),
        ({"access_code": None, "groups_with_access_code": "Private access only"}, "PRIVATE"),
        ({"access_code": None, "groups_with_access_code": "Public - Call ahead"}, "PUBLIC"),
        ({"access_detail_code": "CALL"}, "PUBLIC"),
        ({"access_detail_code": "KEY_AFTER_HOURS"}, "PUBLIC"),
        ({"access_detail_code": "LIMITED_HOURS"}, "PUBLIC"),
        ({"access_detail_code": "KEY_ALWAYS"}, "MEMBERS"),
        ({"access_detail_code": "FLEET"}, "RESTRICTED"),
        ({"access_detail_code": "GOVERNMENT"}, "RESTRICTED"),
        ({"access_detail_code": "RESIDENTIAL"}, "RESIDENTS"),
        ({"restricted_access": True}, "RESTRICTED"),
        ({"restricted_access": "TRUE"}, "RESTRICTED"),
        ({"restricted_access": "false"}, "PUBLIC"),
        ({"access_days_time": "24 hours daily; for guest use only", "restricted_access": True}, "CUSTOMERS"),
        ({"access_days_time": "9am-5pm M-F; customer use only"}, "CUSTOMERS"),
        ({"access_days_time": "Employee and guest use only"}, "RESTRICTED"),
        ({"access_days_time": "24 hours daily; permit required"}, "RESTRICTED"),
        ({"access_days_time": "24 hours daily; for Tesla use only"}, "PUBLIC"),
        ({"intersection_directions": "Tenants Only.||"}, "RESIDENTS"),
        ({"intersection_directions": "TENANT ONLY RATES: $1. Otherwise public rates apply"}, "PUBLIC"),
        ({"intersection_directions": "Employee parking only 1st floor"}, "PUBLIC"),
    ],
)
def test_access_from_codes_and_words(fields: dict[str, Any], expected: str) -> None:
    assert station(**fields).access == expected


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("Free", True),
        ("FREE", True),
        ("Free; parking fee", True),
        ("$0.28 per kWh", False),
        ("$0.00-$5.00/Hr Variable Parking Fee", False),
        ("Free for guests; $10 per session for non-guests", None),
        ("Free; 3 hour maximum charging session", None),
        ("Free for customers", None),
        ("Pricing unknown", None),
        (None, None),
    ],
)
def test_free_of_charge_only_where_the_words_leave_no_doubt(price: str | None, expected: bool | None) -> None:
    assert free_of_charge(price) is expected


@pytest.mark.parametrize(
    ("cards", "expected"),
    [
        ("A", ("CREDIT_CARD_PAYABLE",)),
        ("CREDIT", ("CREDIT_CARD_PAYABLE",)),
        ("D", ("CREDIT_CARD_PAYABLE",)),
        ("M", ("CREDIT_CARD_PAYABLE",)),
        ("V", ("CREDIT_CARD_PAYABLE",)),
        ("Debit", ("DEBIT_CARD_PAYABLE",)),
        ("V Debit", ("CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE")),
        ("ACCOUNT_BALANCE APPLE_PAY ANDROID_PAY Cash", ()),
    ],
)
def test_accepted_cards(cards: str, expected: tuple[str, ...]) -> None:
    assert station(cards_accepted=cards, ev_level2_evse_num=1).evses[0].capabilities == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AIRPORT", "AIRPORT"),
        ("B_AND_B", "HOTEL"),
        ("BREWERY_DISTILLERY_WINERY", "RESTAURANT"),
        ("CAMPGROUND", "NATURE"),
        ("FUEL_RESELLER", "FUEL_STATION"),
        ("GAS_STATION", "FUEL_STATION"),
        ("GROCERY", "SUPERMARKET"),
        ("HOTEL", "HOTEL"),
        ("INN", "HOTEL"),
        ("MUSEUM", "MUSEUM"),
        ("NATL_PARK", "NATURE"),
        ("OTHER_ENTERTAINMENT", "RECREATION_AREA"),
        ("PARK", "NATURE"),
        ("REC_SPORTS_FACILITY", "SPORT"),
        ("RESTAURANT", "RESTAURANT"),
        ("RV_PARK", "RECREATION_AREA"),
        ("SHOPPING_CENTER", "MALL"),
        ("SHOPPING_MALL", "MALL"),
        ("TRAVEL_CENTER", "FUEL_STATION"),
        ("TRUCK_STOP", "FUEL_STATION"),
    ],
)
def test_facility_types(code: str, expected: str) -> None:
    assert station(facility_type=code).facilities == (expected,)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("PARKING_GARAGE", "PARKING_GARAGE"),
        ("PARKING_LOT", "PARKING_LOT"),
        ("PAY_GARAGE", "PARKING_GARAGE"),
        ("PAY_LOT", "PARKING_LOT"),
        ("REST_STOP", "ALONG_MOTORWAY"),
        ("STREET_PARKING", "ON_STREET"),
    ],
)
def test_facility_types_that_are_parking_places(code: str, expected: str) -> None:
    assert station(facility_type=code).parking_type == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SHELL_RECHARGE", "Shell Recharge"),
        ("BP_PULSE", "bp pulse"),
        ("HONEY_BADGER", "Honey Badger"),
        ("FLASH", "Flash"),
        ("Blink Network", "Blink Network"),
    ],
)
def test_network_codes_become_names(code: str, expected: str) -> None:
    operator = station(ev_network=code).operator
    assert operator and operator.name == expected


@pytest.mark.parametrize("code", ["Non-Networked", "NON_NETWORKED", "", None])
def test_no_network_is_no_operator(code: str | None) -> None:
    assert station(ev_network=code).operator is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"country": "US", "state": "PR"}, "PRI"),
        ({"country": "US", "state": "GU"}, "GUM"),
        ({"country": "US", "state": "WA"}, "USA"),
        ({"country": "CA", "state": "ON"}, "CAN"),
        ({"country": None, "state": None}, None),
    ],
)
def test_country(fields: dict[str, Any], expected: str | None) -> None:
    assert station(**fields).country == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-09-14", date(2023, 9, 14)),
        ("9/14/2023", date(2023, 9, 14)),
        ("9/14/23", date(2023, 9, 14)),
        ("9/14/2023 0:00", date(2023, 9, 14)),
        ("31/12/2023", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_the_list_and_of_excel(value: str | None, expected: date | None) -> None:
    assert afdc_words.day(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-09-14 14:01:49 UTC", datetime(2023, 9, 14, 14, 1, 49, tzinfo=UTC)),
        ("2023-09-14T14:01:49Z", datetime(2023, 9, 14, 14, 1, 49, tzinfo=UTC)),
        ("9/14/2023 14:01", datetime(2023, 9, 14, 14, 1, tzinfo=UTC)),
        ("9/14/2023", datetime(2023, 9, 14, tzinfo=UTC)),
        ("yesterday", None),
        (None, None),
    ],
)
def test_times_of_the_list_and_of_excel(value: str | None, expected: datetime | None) -> None:
    assert afdc_words.updated(value) == expected


def test_line_ends_written_as_bars_are_taken_out_of_directions() -> None:
    assert station(intersection_directions="North ||side||").directions == "North  side"
    assert station(intersection_directions=".||").directions is None


def test_power_made_on_the_spot_is_renewable_and_its_absence_says_nothing() -> None:
    assert station(ev_renewable_source="SOLAR").renewable is True
    assert station(ev_renewable_source="NONE").renewable is None
