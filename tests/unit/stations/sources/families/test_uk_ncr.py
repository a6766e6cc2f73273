"""Archives of the UK registry: devices brought together by place, from the CSV and from the JSON form."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import NotCharging, SourceFile
from stations.sources.feeds.uk_ncr import UkNcr

FIXTURES = Path(__file__).parents[4] / "fixtures" / "uk-ncr"
FEED = UkNcr()
MARKET_HALL, SERVICES, DEPOT = (f"{number:032x}" for number in (0xA1, 0xB1, 0xD1))


def read(name: str) -> tuple[dict[str, StationRecord], list[Refusal]]:
    skipped: list[str] = []
    found = list(FEED.parse(SourceFile(FIXTURES / name), skipped=skipped.append))
    stations = {item.station.native_id: item.station for item in found if isinstance(item, Parsed)}
    return stations, [item for item in found if isinstance(item, Refusal)]


def device(**columns: str) -> dict[str, str]:
    facts = {"chargeDeviceID": "f" * 32, "latitude": "51.5", "longitude": "-0.1", "publishStatus": "Published"}
    return {**facts, "chargeDeviceStatus": "In service", "dateDeleted": "n/a", **columns}


def station(**columns: str) -> StationRecord:
    return FEED.station([device(**columns)])


def connector(number: int, kind: str, **ends: str) -> dict[str, str]:
    return {f"connector{number}Type": kind, **{f"connector{number}{end}": value for end, value in ends.items()}}


def test_devices_of_one_place_become_one_station() -> None:
    hall = read("registry.csv")[0][MARKET_HALL]
    assert hall.name == "Market Hall Car Park"
    assert [evse.physical_reference for evse in hall.evses] == ["PL001", "PL001", "PL002", "PL002", "PL003"]
    assert len({evse.uid for evse in hall.evses}) == 5


def test_device_of_the_same_name_far_away_stays_apart() -> None:
    stations, _ = read("registry.csv")
    assert stations[f"{0xC1:032x}"].name == "Market Hall Car Park 3"
    assert len(stations) == 4


def test_row_becomes_a_station_with_its_facts() -> None:
    hall = read("registry.csv")[0][MARKET_HALL]
    assert (hall.latitude, hall.longitude, hall.country) == (55.0001, -1.6001, "GBR")
    assert (hall.address, hall.city, hall.state, hall.postal_code) == (
        "16 Market Street",
        "Northby",
        "Northshire",
        "NB1 2CD",
    )
    assert hall.operator and (hall.operator.name, hall.operator.phone) == ("Plugline", "01632 960100")
    assert (hall.suboperator, hall.owner, hall.help_phone) == ("Green Northshire", "Northshire Council", "01632 960100")
    assert (hall.max_height_cm, hall.directions) == (220, "Level 2, by the lift")
    assert hall.notes == "Public access. Parking fees apply; 2.2m height barrier at entrance"
    assert hall.last_updated == datetime(2016, 7, 2, 9, 20, 10, tzinfo=UTC)
    assert (hall.access, hall.free_of_charge, hall.operational) == ("PUBLIC", True, True)


def test_direct_current_plugs_of_a_device_share_an_evse_and_the_sharing_is_marked() -> None:
    services = read("registry.csv")[0][SERVICES]
    assert [[plug.standard for plug in evse.connectors] for evse in services.evses] == [
        ["IEC_62196_T2"],
        ["CHADEMO", "IEC_62196_T2_COMBO"],
    ]
    assert {evse.assumed for evse in services.evses} == {("connectors",)}
    assert [evse.uid for evse in services.evses] == [f"{SERVICES}-1", f"{SERVICES}-2"]


def test_power_volts_amperes_and_cable_of_a_connector() -> None:
    ac, dc = read("registry.csv")[0][SERVICES].evses
    plug = ac.connectors[0]
    assert (plug.max_electric_power, plug.max_voltage, plug.max_amperage) == (43_000, 400, 63)
    assert (plug.format, plug.power_type) == ("CABLE", "AC_3_PHASE")
    assert {(other.format, other.power_type, other.max_electric_power) for other in dc.connectors} == {
        ("CABLE", "DC", 50_000)
    }


def test_payment_of_a_network_with_subscription() -> None:
    services = read("registry.csv")[0][SERVICES]
    assert (services.price_text, services.payment_text) == ("£6 for 30 minutes", "£5 per annum for RFiD card")
    assert (services.free_of_charge, services.no_registration, services.access) == (False, False, "MEMBERS")
    assert services.hours and services.hours.twentyfourseven
    assert services.facilities == ("FUEL_STATION",)


def test_row_broken_by_a_line_end_in_its_text_is_made_whole() -> None:
    depot = read("registry.csv")[0][DEPOT]
    assert depot.notes == "Drivers unable to leave\nafter hours."
    assert [evse.connectors[0].standard for evse in depot.evses] == ["IEC_62196_T2", "DOMESTIC_G"]
    assert depot.hours and [period.weekday for period in depot.hours.regular] == [1, 2, 3, 4, 5]
    assert depot.access == "UNKNOWN"


def test_device_without_position_is_refused_alone() -> None:
    [refusal] = read("registry.csv")[1]
    assert (refusal.rule, refusal.native_id) == ("coordinates_missing", f"{0xE1:032x}")


def test_piece_of_a_row_that_fits_nothing_is_refused(tmp_path: Path) -> None:
    lines = (FIXTURES / "registry.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    file = tmp_path / "registry.csv"
    whole = next(line for line in lines if "RAP1" in line)
    file.write_text(lines[0] + "some,loose,cells\n" + whole, encoding="utf-8")
    skipped: list[str] = []
    found = list(FEED.parse(SourceFile(file), skipped=skipped.append))
    assert [type(item).__name__ for item in found] == ["Refusal", "Parsed"]


def test_broken_connector_marks_its_evse_and_not_the_place() -> None:
    hall = read("registry.csv")[0][MARKET_HALL]
    assert [evse.status for evse in hall.evses] == [None, None, None, None, "OUTOFORDER"]
    assert hall.operational is True


def test_json_form_gives_the_same_station_as_the_csv() -> None:
    hall, services = read("registry.json")[0].values()
    assert (hall.native_id, hall.name, len(hall.evses)) == (MARKET_HALL, "Market Hall Car Park", 4)
    assert hall.hours and hall.hours.twentyfourseven
    assert hall.operator and hall.operator.name == "Northshire Council"
    assert [evse.uid for evse in services.evses] == [f"{SERVICES}-1", f"{SERVICES}-3"]
    assert services.hours and len(services.hours.regular) == 7
    assert (services.price_text, services.free_of_charge) == ("£0.31 per kWh", False)


def test_json_sends_one_connector_as_an_object_and_empty_objects_as_lists() -> None:
    raw: dict[str, Any] = {
        "ChargeDeviceId": "a" * 32,
        "ChargeDeviceLocation": {"Latitude": "51.5", "Longitude": "-0.1", "Address": []},
        "Connector": {"ConnectorType": "JEVS G105 (CHAdeMO) DC", "RatedOutputkW": 50.0},
        "DeviceAccess": [],
        "DeviceOwner": None,
    }
    record = FEED.station([raw])
    assert record.evses[0].connectors[0].max_electric_power == 50_000
    assert (record.hours, record.operator, record.address) == (None, None, None)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("3-pin Type G (BS1363)", "DOMESTIC_G"),
        ("JEVS G105 (CHAdeMO) DC", "CHADEMO"),
        ("Type 1 SAEJ1772 (IEC 62196)", "IEC_62196_T1"),
        ("Type 2 Combo (IEC62196) DC", "IEC_62196_T2_COMBO"),
        ("Type 2 Mennekes (IEC62196)", "IEC_62196_T2"),
        ("Type 2 Tesla (IEC62196) DC", "TESLA_S"),
        ("Type 3 Scame (IEC62196)", "IEC_62196_T3C"),
    ],
)
def test_connector_types(words: str, expected: str) -> None:
    assert station(**connector(1, words)).evses[0].connectors[0].standard == expected


def test_unknown_connector_type_keeps_its_words() -> None:
    record = station(**connector(1, "Type 9 Future (ABC 1)"))
    assert record.evses[0].connectors[0].standard == "x_NCR_Type_9_Future_ABC_1"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Single Phase AC", "AC_1_PHASE"),
        ("Three Phase AC", "AC_3_PHASE"),
        ("DC", "DC"),
    ],
)
def test_charge_methods(words: str, expected: str) -> None:
    record = station(**connector(1, "Type 2 Mennekes (IEC62196)", ChargeMethod=words))
    assert record.evses[0].connectors[0].power_type == expected


@pytest.mark.parametrize(("tethered", "expected"), [("1", "CABLE"), ("0", "SOCKET"), ("", None)])
def test_tethered_cables(tethered: str, expected: str | None) -> None:
    record = station(**connector(1, "Type 2 Mennekes (IEC62196)", TetheredCable=tethered))
    assert record.evses[0].connectors[0].format == expected


def test_fast_charger_hangs_on_a_cable_whatever_the_column_says() -> None:
    record = station(**connector(1, "JEVS G105 (CHAdeMO) DC", TetheredCable="0", ChargeMethod="Single Phase AC"))
    plug = record.evses[0].connectors[0]
    assert (plug.format, plug.power_type) == ("CABLE", "DC")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("In service", None),
        ("", None),
        ("Out of service", "OUTOFORDER"),
        ("Planned", "PLANNED"),
        ("Decommissioned", "REMOVED"),
        ("Removed", "REMOVED"),
    ],
)
def test_device_states(words: str, expected: str | None) -> None:
    assert station(chargeDeviceStatus=words).evses[0].status == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("In service", True),
        ("Out of service", False),
        ("Planned", False),
        ("", None),
    ],
)
def test_operational(words: str, expected: bool | None) -> None:
    assert station(chargeDeviceStatus=words).operational is expected


def test_deleted_device_is_removed() -> None:
    assert station(dateDeleted="2019-01-01").evses[0].status == "REMOVED"


def test_eight_connectors_are_read() -> None:
    columns = {key: value for n in range(1, 9) for key, value in connector(n, "3-pin Type G (BS1363)").items()}
    assert len(station(**columns).evses) == 8


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, "PUBLIC"),
        ({"locationType": "Workplace car park"}, "UNKNOWN"),
        ({"subscriptionRequired": "1"}, "MEMBERS"),
        ({"accessRestrictionFlag": "1"}, "RESTRICTED"),
        ({"accessRestrictionFlag": "1", "accessRestrictionDetails": "9am-5pm Mon-Fri"}, "PUBLIC"),
        ({"accessRestrictionFlag": "1", "accessRestrictionDetails": "Public Access - Opening Hours Apply"}, "PUBLIC"),
        ({"accessRestrictionFlag": "1", "accessRestrictionDetails": "Private Parking Only"}, "PRIVATE"),
        ({"accessRestrictionFlag": "1", "accessRestrictionDetails": "Fleet Vehicle Charger"}, "PRIVATE"),
        ({"accessRestrictionFlag": "1", "accessRestrictionDetails": "Airport customers only"}, "CUSTOMERS"),
        ({"accessRestrictionDetails": "Parking for employees and visitors only"}, "RESTRICTED"),
        ({"accessRestrictionDetails": "Carpool members only."}, "RESTRICTED"),
        ({"deviceDescription": "Restricted access to Brand customers"}, "CUSTOMERS"),
        ({"deviceDescription": "Restricted access to staff and students"}, "RESTRICTED"),
        ({"deviceDescription": "This is a private site. No Public Access."}, "PRIVATE"),
        ({"deviceDescription": "Public access. Parking fees apply"}, "PUBLIC"),
        ({"deviceDescription": "Public access to staff and visitors."}, "RESTRICTED"),
        ({"locationLongDescription": "Works customers and visitors only."}, "CUSTOMERS"),
        ({"locationLongDescription": "No restrictions. Park and Ride site."}, "PUBLIC"),
        ({"physicalRestrictionText": "Not for public access."}, "PRIVATE"),
        ({"locationShortDescription": "Brand depot - Private Site no public access"}, "PRIVATE"),
        ({"locationShortDescription": "Private charging point", "subscriptionRequired": "1"}, "PRIVATE"),
        ({"locationShortDescription": "In visitors car park"}, "PUBLIC"),
    ],
)
def test_access_from_flags_and_words(columns: dict[str, str], expected: str) -> None:
    assert station(**columns).access == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"paymentRequired": "1"}, False),
        ({"paymentRequired": "0", "subscriptionRequired": "0"}, True),
        ({"paymentRequired": "0", "subscriptionRequired": "1"}, None),
        ({"paymentRequired": "0", "paymentRequiredDetails": "Free to use", "subscriptionRequired": "1"}, True),
        ({"paymentRequired": "0", "paymentRequiredDetails": "£4.50 an hour", "subscriptionRequired": "0"}, None),
        ({"paymentRequired": "0", "paymentRequiredDetails": "see website", "subscriptionRequired": "0"}, None),
        ({"paymentRequired": ""}, None),
    ],
)
def test_free_of_charge_by_the_flags_unless_words_contradict(columns: dict[str, str], expected: bool | None) -> None:
    assert station(**columns).free_of_charge is expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"locationType": "On-street"}, "ON_STREET"),
        ({"onStreetFlag": "1"}, "ON_STREET"),
        ({"onStreetFlag": "1", "locationType": "Other"}, "ON_STREET"),
        ({"onStreetFlag": "1", "locationType": "Park & Ride site"}, None),
        ({"name": "Garden Multi-Storey Car Park 3"}, "PARKING_GARAGE"),
        ({"name": "Old Gate - Underground"}, "UNDERGROUND_GARAGE"),
        ({"locationType": "Public car park"}, None),
    ],
)
def test_parking_type(columns: dict[str, str], expected: str | None) -> None:
    assert station(**columns).parking_type == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Hotel / Accommodation", "HOTEL"),
        ("Leisure centre", "SPORT"),
        ("Service station", "FUEL_STATION"),
    ],
)
def test_location_types_that_are_facilities(words: str, expected: str) -> None:
    assert station(locationType=words).facilities == (expected,)


def test_controllers_and_networks_that_are_none() -> None:
    record = station(deviceControllerName="*No Controller", deviceOwnerName="CityPark", deviceNetworks="*No Network")
    assert record.operator and record.operator.name == "CityPark"
    assert (record.suboperator, record.owner) == (None, None)


def test_post_owner_in_the_description_is_the_owner_and_no_direction() -> None:
    record = station(locationLongDescription="Post owner: Example Council", deviceOwnerName="Plugline")
    assert (record.owner, record.directions) == ("Example Council", None)


def test_address_says_each_thing_once() -> None:
    record = station(buildingName="Mill", buildingNumber="mill", thoroughfare="Bank", street="Leeds", town="Leeds")
    assert record.address == "Mill, Bank"


@pytest.mark.parametrize(
    ("number", "expected"),
    [("16", "16 Bank"), ("33A", "33A Bank"), ("King's Buildings", "King's Buildings, Bank"), (" ", "Bank")],
)
def test_house_number_goes_before_its_street_and_a_building_stands_alone(number: str, expected: str) -> None:
    assert station(buildingNumber=number, thoroughfare="Bank").address == expected
    assert station(buildingNumber=number, street="Bank").address == expected


def test_description_that_repeats_the_address_is_no_direction() -> None:
    assert station(street="Bank", locationShortDescription="Bank").directions is None


def test_dates_of_zeros_are_no_dates() -> None:
    assert station(dateCreated="0000-00-00 00:00:00", dateUpdated="0000-00-00 00:00:00").last_updated is None


def test_native_id_outlives_newer_devices_and_renaming() -> None:
    old = device(chargeDeviceID="b" * 32, dateCreated="2013-01-01 00:00:00", name="Quay 1")
    new = device(chargeDeviceID="a" * 32, dateCreated="2020-01-01 00:00:00", name="Quay 2")
    assert FEED.station([new, old]).native_id == FEED.station([{**old, "name": "Harbour"}]).native_id == "b" * 32


def test_unpublished_devices_are_left_out() -> None:
    with pytest.raises(NotCharging, match="not published"):
        station(publishStatus="Draft")


class OneRaw(UkNcr):
    """The feed with a raw record of the test's choice."""

    raw: Any = None

    def rows(self, file: SourceFile) -> Iterator[Any]:
        yield self.raw


@pytest.mark.parametrize("raw", [[], ["text"], [None], {}, None])
def test_raw_that_is_no_device_is_refused_and_never_crashes(raw: Any) -> None:
    feed = OneRaw()
    feed.raw = raw
    skipped: list[str] = []
    found = list(feed.parse(SourceFile(FIXTURES / "registry.csv"), skipped=skipped.append))
    assert all(isinstance(item, Refusal) for item in found)
