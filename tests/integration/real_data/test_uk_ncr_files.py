"""A real archive of the UK registry: no device is lost, and places checked by eye stay as they are."""

from functools import cache

import pytest

from stations.records import Parsed, StationRecord
from stations.sources.base import SourceFile
from stations.sources.feeds.uk_ncr import UkNcr
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data
DEVICES = 3966


@cache
def parsed() -> tuple[Parsed, ...]:
    file = SourceFile(real_data() / "uk_ncr" / "national-charge-point-registry_2022-05.csv.gz")
    return tuple(item for item in UkNcr().parse(file, skipped=lambda reason: None) if isinstance(item, Parsed))


def stations() -> dict[str, StationRecord]:
    return {item.station.native_id: item.station for item in parsed()}


def test_every_device_arrives_the_two_broken_rows_among_them() -> None:
    assert sum(len(item.raw) for item in parsed()) == DEVICES
    broken = stations()["0df94ca5d0479fab1af38bc25e84e0bf"]
    assert (broken.name, len(broken.evses)) == ("London Road Car Park", 2)
    assert all(evse.connectors for station in stations().values() for evse in station.evses)


def test_places_have_ids_of_their_own() -> None:
    assert len(stations()) == len(parsed()) < DEVICES


def test_garage_of_twenty_four_devices_is_one_place_checked_by_eye() -> None:
    garage = stations()["b75860f8791ea001473894f416917cf3"]
    assert (garage.name, garage.postal_code, len(garage.evses)) == ("Park Lane Car Park (Q-Park)", "W1K 7TY", 48)


def test_device_of_the_same_name_in_another_country_stays_apart() -> None:
    assert stations()["d14136bfef12dc8b55cacb005f38637b"].latitude == pytest.approx(40.416288)


@pytest.mark.parametrize(
    ("native_id", "address", "access", "evses", "watts"),
    [
        ("0fe9778ec4c6d663ddce3f7915464942", "2 Mosquito Drive", "PUBLIC", 2, 7_000),
        ("7c18c315d71119489192f48f2b84ad73", "M6 Motorway Southbound, Jct 10A/11, Essington", "MEMBERS", 4, 50_000),
        ("c13de83d17f80a6f7f70c8cac70bca85", "Bristol Airport, North Side Road", "CUSTOMERS", 2, 7_000),
        ("aea1d6f516dac44d20b2943846c1a8eb", None, "MEMBERS", 4, 3_700),
        ("3ad238e605b85c8663802847e45dac99", "43 Great Lister Street", "CUSTOMERS", 1, 3_700),
        ("87b975920cf2a335c1751a794e57e8c8", "West Campbell Street", "PUBLIC", 4, 22_000),
    ],
)
def test_places_checked_by_eye(native_id: str, address: str | None, access: str, evses: int, watts: int) -> None:
    place = stations()[native_id]
    powers = [plug.max_electric_power or 0 for evse in place.evses for plug in evse.connectors]
    assert (place.address, place.access, len(place.evses), max(powers)) == (address, access, evses, watts)
