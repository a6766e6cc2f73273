"""Two real files of Open Charge Map: what is listed is read, and records checked by eye stay as they are."""

from collections import Counter
from functools import cache

import pytest

from stations.records import Parsed, StationRecord
from stations.sources.base import SourceFile
from stations.sources.feeds.ocm import OpenChargeMap
from tests.surroundings import real_data

pytestmark = pytest.mark.real_data
EXPORT = "ocm_poi_mongoexport_2020-11.jsonl.gz"
BERLIN = "ocm_berlin_2018.json.gz"


@cache
def read(name: str) -> tuple[dict[str, StationRecord], Counter[str]]:
    skipped: Counter[str] = Counter()
    file = SourceFile(real_data() / "ocm" / name)
    found = OpenChargeMap().parse(file, skipped=lambda reason: skipped.update([reason]))
    return {item.station.native_id: item.station for item in found if isinstance(item, Parsed)}, skipped


@pytest.mark.parametrize(
    ("name", "count", "expected"),
    [(EXPORT, 5567, {"not listed: superseded": 93, "not listed: rejected": 25}), (BERLIN, 486, {})],
)
def test_every_listed_record_is_read(name: str, count: int, expected: dict[str, int]) -> None:
    stations, skipped = read(name)
    assert (len(stations), skipped) == (count, expected)


def test_licences_of_the_export_are_judged_by_provider() -> None:
    stations, _ = read(EXPORT)
    judged = Counter(station.licence.open for station in stations.values() if station.licence)
    assert judged == {True: 3716, None: 1846, False: 5}


def test_four_records_of_berlin_are_non_commercial() -> None:
    stations, _ = read(BERLIN)
    assert sum(station.licence is not None and station.licence.open is False for station in stations.values()) == 4


@pytest.mark.parametrize(
    ("native_id", "country", "access", "evses", "standards"),
    [
        ("5134", "USA", "MEMBERS", 2, {"NEMA_5_20", "IEC_62196_T1"}),
        ("4580", "HKG", "PUBLIC", 1, {"DOMESTIC_G"}),
        ("10805", "NOR", "UNKNOWN", 2, {"DOMESTIC_F"}),
        ("2925", "USA", "PUBLIC", 12, {"IEC_62196_T1", "CHADEMO", "IEC_62196_T1_COMBO"}),
        ("11265", "GBR", "RESTRICTED", 2, {"IEC_62196_T2"}),
        ("3405", "USA", "CUSTOMERS", 2, set()),
    ],
)
def test_records_of_the_export_checked_by_eye(
    native_id: str, country: str, access: str, evses: int, standards: set[str]
) -> None:
    station = read(EXPORT)[0][native_id]
    assert (station.country, station.access, len(station.evses)) == (country, access, evses)
    assert {plug.standard for evse in station.evses for plug in evse.connectors} == standards


def test_records_of_berlin_checked_by_eye() -> None:
    stations, _ = read(BERLIN)
    ikea, hotel, post = stations["88971"], stations["48044"], stations["94081"]
    assert ({evse.status for evse in ikea.evses}, len(ikea.evses)) == ({"PLANNED"}, 9)
    assert hotel.evses[0].connectors[0].standard == "IEC_60309_2_three_16"
    assert Counter(evse.status for evse in post.evses) == {"OUTOFORDER": 2, "REMOVED": 4}
