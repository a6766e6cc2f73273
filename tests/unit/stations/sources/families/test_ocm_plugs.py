"""Connections of Open Charge Map: their types, currents, states and quantities."""

from typing import Any

import pytest

from stations.records import StationRecord
from stations.sources.feeds.ocm import OpenChargeMap

FEED = OpenChargeMap()


def station(country: str | None = None, **fields: Any) -> StationRecord:
    place = {"Latitude": 50.0, "Longitude": 8.0, "Country": {"ISOCode": country} if country else None}
    return FEED.station({"ID": 1, "DataProviderID": 1, "AddressInfo": place, **fields})


def plug(type_id: int | None, country: str | None = None, **fields: Any) -> Any:
    record = station(country, Connections=[{"ID": 5, "ConnectionTypeID": type_id, **fields}])
    return record.evses[0].connectors[0]


@pytest.mark.parametrize(("quantity", "evses"), [(None, 1), (0, 1), (1, 1), (3, 3), (10**9, 1), ("2", 2)])
def test_missing_quantity_means_at_least_one_and_an_absurd_one_no_more(quantity: Any, evses: int) -> None:
    record = station(Connections=[{"ID": 5, "ConnectionTypeID": 25, "Quantity": quantity}])
    assert len(record.evses) == evses


def test_zero_power_is_unknown_power() -> None:
    assert plug(1036, PowerKW=0, Amps=0, Voltage=0).max_electric_power is None
    assert plug(1036, PowerKW=0, Amps=0, Voltage=0).max_amperage is None


def test_place_without_connections_and_points_has_no_evse() -> None:
    assert station(Connections=[], NumberOfPoints=None).evses == ()
    assert [evse.status for evse in station(Connections=[], StatusTypeID=210).evses] == ["REMOVED"]


@pytest.mark.parametrize(
    ("type_id", "standard", "form"),
    [
        (0, None, None),
        (1, "IEC_62196_T1", "CABLE"),
        (2, "CHADEMO", "CABLE"),
        (3, "DOMESTIC_G", "SOCKET"),
        (4, "IEC_60309_2_single_16", "SOCKET"),
        (8, "TESLA_R", "CABLE"),
        (9, "NEMA_5_20", "SOCKET"),
        (10, "NEMA_14_30", "SOCKET"),
        (11, "NEMA_14_50", "SOCKET"),
        (13, "DOMESTIC_C", "SOCKET"),
        (14, "x_NEMA_6_20", "SOCKET"),
        (15, "x_NEMA_6_15", "SOCKET"),
        (16, "IEC_60309_2_single_16", "SOCKET"),
        (17, "IEC_60309_2_three_32", "SOCKET"),
        (22, "x_NEMA_5_15", "SOCKET"),
        (23, "DOMESTIC_E", "SOCKET"),
        (25, "IEC_62196_T2", "SOCKET"),
        (26, "IEC_62196_T3C", "SOCKET"),
        (27, "TESLA_S", "CABLE"),
        (28, "DOMESTIC_F", "SOCKET"),
        (29, "DOMESTIC_I", "SOCKET"),
        (30, "TESLA_S", "CABLE"),
        (32, "IEC_62196_T1_COMBO", "CABLE"),
        (33, "IEC_62196_T2_COMBO", "CABLE"),
        (34, "IEC_60309_2_single_16", "SOCKET"),
        (35, "IEC_60309_2_three_32", "SOCKET"),
        (36, "IEC_62196_T3A", "SOCKET"),
        (1036, "IEC_62196_T2", "CABLE"),
        (1037, "DOMESTIC_J", "SOCKET"),
        (1038, "GBT_AC", "SOCKET"),
        (1039, "GBT_AC", "CABLE"),
        (1040, "GBT_DC", "CABLE"),
        (None, None, None),
    ],
)
def test_connection_types(type_id: int | None, standard: str | None, form: str | None) -> None:
    found = plug(type_id, "DE")
    assert (found.standard, found.format) == (standard, form)


@pytest.mark.parametrize("type_id", [5, 6, 7, 18, 21, 24, 31, 1041, 1042, 2077])
def test_connection_types_that_no_standard_covers_keep_their_id(type_id: int) -> None:
    assert plug(type_id).standard == f"x_OCM_{type_id}"


@pytest.mark.parametrize("type_id", [27, 30])
@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("US", "SAE_J3400"),
        ("CA", "SAE_J3400"),
        ("MX", "SAE_J3400"),
        ("PR", "SAE_J3400"),
        ("JP", "SAE_J3400"),
        ("KR", "SAE_J3400"),
        ("DE", "TESLA_S"),
        ("NO", "TESLA_S"),
        ("AU", "TESLA_S"),
        (None, "TESLA_S"),
    ],
)
def test_tesla_plugs_follow_the_country(type_id: int, country: str | None, expected: str) -> None:
    assert plug(type_id, country).standard == expected


@pytest.mark.parametrize(
    ("amperes", "expected"),
    [
        (16, "IEC_60309_2_three_16"),
        (32, "IEC_60309_2_three_32"),
        (63, "IEC_60309_2_three_64"),
        (None, "IEC_60309_2_three_32"),
    ],
)
def test_red_industrial_sockets_follow_their_amperes(amperes: int | None, expected: str) -> None:
    assert plug(17, Amps=amperes).standard == expected
    assert plug(35, Amps=amperes).standard == expected


def test_type_2_socket_beyond_32_amperes_may_be_a_cable() -> None:
    assert plug(25, Amps=63, PowerKW=43).format is None
    assert plug(25, Amps=32, PowerKW=22).format == "SOCKET"


@pytest.mark.parametrize(
    ("type_id", "current", "expected"),
    [
        (25, 10, "AC_1_PHASE"),
        (25, 20, "AC_3_PHASE"),
        (25, 30, "DC"),
        (25, None, None),
        (2, 10, "DC"),
        (33, None, "DC"),
        (1, 20, "AC_1_PHASE"),
        (3, 20, "AC_1_PHASE"),
        (28, None, "AC_1_PHASE"),
        (22, None, "AC_1_PHASE"),
        (27, 30, "DC"),
    ],
)
def test_kind_of_current(type_id: int, current: int | None, expected: str | None) -> None:
    assert plug(type_id, CurrentTypeID=current).power_type == expected


@pytest.mark.parametrize(
    ("place", "connection", "expected", "operational"),
    [
        (0, None, None, None),
        (50, 50, None, True),
        (75, 75, None, True),
        (50, 100, "OUTOFORDER", True),
        (50, 30, "INOPERATIVE", True),
        (50, 200, "REMOVED", True),
        (50, 10, "AVAILABLE", True),
        (50, 20, "CHARGING", True),
        (10, None, None, True),
        (20, None, None, True),
        (30, 50, "INOPERATIVE", True),
        (100, 50, "OUTOFORDER", False),
        (100, 200, "REMOVED", False),
        (150, 50, "PLANNED", False),
        (200, 50, "REMOVED", False),
        (210, 50, "REMOVED", False),
    ],
)
def test_states(place: int, connection: int | None, expected: str | None, operational: bool | None) -> None:
    record = station(
        StatusTypeID=place,
        DateLastStatusUpdate="2026-01-01T00:00:00Z",
        Connections=[{"ID": 5, "ConnectionTypeID": 25, "StatusTypeID": connection}],
    )
    assert (record.evses[0].status, record.operational) == (expected, operational)
    assert (record.evses[0].status_at is None) is (expected is None)


def test_in_use_without_a_time_or_of_one_among_several_is_not_told_of_an_evse() -> None:
    busy = {"ID": 5, "ConnectionTypeID": 25, "StatusTypeID": 20}
    assert station(Connections=[busy]).evses[0].status is None
    several = station(Connections=[{**busy, "Quantity": 2}], DateLastStatusUpdate="2026-01-01T00:00:00Z")
    assert {evse.status for evse in several.evses} == {None}
