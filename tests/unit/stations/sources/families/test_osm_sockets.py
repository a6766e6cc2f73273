"""Sockets of OpenStreetMap: every type, every way of writing a power, and how they are dealt to EVSEs."""

import pytest

from stations.sources.families import osm_words
from stations.sources.families.osm_sockets import build_evses, evse_ids, read_power, socket_groups


def dealt(tags: dict[str, str], capacity: int | None = None) -> list[list[str | None]]:
    evses = build_evses(socket_groups(tags, is_american=False), capacity, tags, None)
    return [[plug.standard for plug in evse.connectors] for evse in evses]


def powers(tags: dict[str, str]) -> list[tuple[int | None, tuple[str, ...]]]:
    evses = build_evses(socket_groups(tags, is_american=False), None, tags, None)
    return [(plug.max_electric_power, plug.assumed) for evse in evses for plug in evse.connectors]


T2, CCS, CHADEMO = "IEC_62196_T2", "IEC_62196_T2_COMBO", "CHADEMO"
ASSUMED = ("max_electric_power",)


@pytest.mark.parametrize(
    ("text", "watts"),
    [
        ("50 kW", (50_000,)),
        ("50kW", (50_000,)),
        ("22,5 kW", (22_500,)),
        ("3.7", (3_700,)),
        ("999", (999_000,)),
        ("22000", (22_000,)),
        ("22 000 W", (22_000,)),
        ("7400 W", (7_400,)),
        ("43 kVA", (43_000,)),
        ("7360 VA", (7_360,)),
        ("1.2 MW", (1_200_000,)),
        ("3,7 kWh", (3_700,)),
        ("150 kW DC", (150_000,)),
        ("22 kW;50 kW", (22_000, 50_000)),
        ("22/50", (22_000, 50_000)),
        ("11 kW - 22 kW", (11_000, 22_000)),
        ("fast", ()),
        ("", ()),
        ("0", ()),
        ("-5", ()),
        ("22 kW;?", (22_000,)),
    ],
)
def test_a_power_is_read_however_it_is_written(text: str, watts: tuple[int, ...]) -> None:
    assert read_power(text) == watts


@pytest.mark.parametrize(("kind", "socket"), osm_words.SOCKETS.items())
def test_every_socket_has_its_standard(kind: str, socket: osm_words.Socket) -> None:
    [group] = socket_groups({f"socket:{kind}": "1"}, is_american=False)
    assert group.socket == socket


@pytest.mark.parametrize(("kind", "socket"), osm_words.AMERICAN.items())
def test_a_tesla_plug_is_another_across_the_atlantic(kind: str, socket: osm_words.Socket) -> None:
    [group] = socket_groups({f"socket:{kind}": "1"}, is_american=True)
    assert group.socket == socket
    assert osm_words.SOCKETS[kind].standard != "SAE_J3400"


@pytest.mark.parametrize(
    ("letter", "standard"), [("e", "DOMESTIC_E"), ("i", "DOMESTIC_I"), ("l", "DOMESTIC_L"), ("o", "DOMESTIC_O")]
)
def test_household_types_go_by_their_letter(letter: str, standard: str) -> None:
    assert osm_words.SOCKETS[f"type{letter}"].standard == standard


def test_a_socket_that_no_one_knows_is_kept_apart() -> None:
    [group] = socket_groups({"socket:cee_red_125a": "1"}, is_american=False)
    assert group.socket.standard == "x_OSM_cee_red_125a"


def test_a_type_2_beside_a_cable_is_a_socket() -> None:
    tags = {"socket:type2": "1", "socket:type2_cable": "1"}
    assert [group.socket.format for group in socket_groups(tags, is_american=False)] == ["SOCKET", "CABLE"]
    [alone] = socket_groups({"socket:type2": "1"}, is_american=False)
    assert alone.socket.format is None


@pytest.mark.parametrize("value", ["no", "0", "none"])
def test_a_socket_that_is_not_there_is_none(value: str) -> None:
    assert socket_groups({"socket:type2": value}, is_american=False) == []


@pytest.mark.parametrize(("value", "sockets"), [("yes", 1), ("3", 3), ("22000", 1), ("-2", 1), ("two", 1)])
def test_a_count_that_cannot_be_meant_is_one(value: str, sockets: int) -> None:
    [group] = socket_groups({"socket:type2": value}, is_american=False)
    assert group.sockets == sockets


def test_a_socket_without_type_says_nothing() -> None:
    assert socket_groups({"socket": "4"}, is_american=False) == []


@pytest.mark.parametrize(
    ("capacity", "tags", "hands"),
    [
        (2, {"socket:type2": "2", "socket:typee": "2"}, [[T2, "DOMESTIC_E"], [T2, "DOMESTIC_E"]]),
        (1, {"socket:type2_combo": "1", "socket:chademo": "1", "socket:type2": "1"}, [[CCS, CHADEMO, T2]]),
        (
            2,
            {"socket:chademo": "2", "socket:type2": "1", "socket:type2_combo": "2"},
            [[CHADEMO, T2, CCS], [CHADEMO, CCS]],
        ),
        (3, {"socket:type2": "2", "socket:type2_combo": "1"}, [[T2], [T2], [CCS]]),
        (1, {"socket:type2": "3"}, [[T2, T2, T2]]),
        (3, {"socket:type2": "1"}, [[T2], [], []]),
        (2, {}, [[], []]),
    ],
)
def test_capacity_makes_the_evses_and_sockets_are_dealt_to_them(
    capacity: int, tags: dict[str, str], hands: list[list[str]]
) -> None:
    assert [sorted(hand, key=str) for hand in dealt(tags, capacity)] == [sorted(hand) for hand in hands]


def test_without_capacity_the_most_frequent_socket_makes_the_evses() -> None:
    assert len(dealt({"socket:chademo": "2", "socket:type2": "1", "socket:type2_combo": "2"})) == 2
    assert dealt({}) == []


@pytest.mark.parametrize(
    ("capacity", "tags", "certain"),
    [
        (1, {"socket:type2": "3"}, True),
        (2, {"socket:type2": "2", "socket:typee": "2"}, True),
        (2, {"socket:chademo": "2", "socket:type2": "1"}, False),
        (3, {"socket:type2": "1"}, False),
    ],
)
def test_a_hand_that_was_guessed_is_marked(capacity: int, tags: dict[str, str], certain: bool) -> None:
    evses = build_evses(socket_groups(tags, is_american=False), capacity, tags, None)
    assert {evse.assumed for evse in evses} == {() if certain else ("connectors",)}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("LU*ABC*E1;LU*ABC*E2", ["LU*ABC*E1", "LU*ABC*E2"]),
        ("lu*abc*e1, LU*ABC*E2", ["LU*ABC*E1", "LU*ABC*E2"]),
        ("DEABCE1234", ["DEABCE1234"]),
        ("LU*ABC*E1;LU*ABC*E1", ["LU*ABC*E1"]),
        ("FR*ABC*P12345*001", []),
        ("FR*ABC*P*PARK*5*_*_*_", []),
        ("FR*ABC*E*_*_", []),
        ("", []),
    ],
)
def test_ids_of_evses_are_taken_and_those_of_pools_left(text: str, ids: list[str]) -> None:
    assert evse_ids({"ref:EU:EVSE": text}) == ids


def test_ids_are_given_to_evses_in_their_order() -> None:
    tags = {"ref:EU:EVSE": "LU*ABC*E1;LU*ABC*E2", "socket:type2": "2"}
    groups = socket_groups(tags, is_american=False)
    assert [evse.evse_id for evse in build_evses(groups, 3, tags, None)] == ["LU*ABC*E1", "LU*ABC*E2", None]
    assert [evse.evse_id for evse in build_evses(groups, 1, tags, None)] == ["LU*ABC*E1", "LU*ABC*E2"]


def test_level_belongs_to_every_evse_and_ref_to_a_lone_one() -> None:
    tags = {"level": "-1", "ref": "7"}
    [alone] = build_evses([], 1, tags, None)
    assert (alone.floor_level, alone.physical_reference) == ("-1", "7")
    assert [evse.physical_reference for evse in build_evses([], 2, tags, None)] == [None, None]


def test_output_voltage_and_current_are_read() -> None:
    tags = {
        "socket:type2": "1",
        "socket:type2:output": "22 kW",
        "socket:type2:voltage": "230/400 V",
        "socket:type2:current": "32 A",
    }
    [group] = socket_groups(tags, is_american=False)
    assert (group.watts, group.volts, group.amperes) == ((22_000,), 400, 32)


@pytest.mark.parametrize(("text", "amperes"), [("32", 32), ("32A", 32), ("16;32", 32), ("?", None), ("0", None)])
def test_currents_are_whole_amperes(text: str, amperes: int | None) -> None:
    [group] = socket_groups({"socket:type2": "1", "socket:type2:current": text}, is_american=False)
    assert group.amperes == amperes


def test_one_power_for_each_socket_is_as_said() -> None:
    tags = {"socket:type2": "2", "socket:type2:output": "22 kW;43 kW"}
    assert powers(tags) == [(22_000, ()), (43_000, ())]


def test_powers_that_do_not_match_the_sockets_are_marked() -> None:
    shared = {"socket:type2_combo": "4", "socket:type2_combo:output": "50 kW;150 kW"}
    assert powers(shared) == [(50_000, ASSUMED)] * 2 + [(150_000, ASSUMED)] * 2
    crowded = {"socket:type2_combo": "1", "socket:type2_combo:output": "50 kW;150 kW"}
    assert powers(crowded) == [(150_000, ASSUMED)]


@pytest.mark.parametrize("key", ["charging_station:output", "output", "rating", "maxpower"])
def test_the_power_of_a_station_is_that_of_its_only_type_and_marked(key: str) -> None:
    assert powers({"socket:type2": "1", key: "7.4 kW"}) == [(7_400, ASSUMED)]


def test_the_power_of_a_plug_that_nobody_named_is_kept() -> None:
    tags = {"output": "22kW", "socket": "1"}
    [group] = socket_groups(tags, is_american=False)
    assert group.socket.standard is None
    assert powers(tags) == [(22_000, ASSUMED)]
    assert powers(tags | {"capacity": "2"}) == [(22_000, ASSUMED)] * 2


def test_the_power_of_a_station_is_not_shared_out() -> None:
    tags = {"socket:type2": "1", "socket:chademo": "1", "charging_station:output": "50 kW"}
    assert powers(tags) == [(None, ()), (None, ())]
    several = {"socket:type2": "1", "charging_station:output": "22 kW;50 kW"}
    assert powers(several) == [(None, ())]


def test_the_size_of_a_type_3_is_marked_as_assumed() -> None:
    [evse] = build_evses(socket_groups({"socket:type3": "1"}, is_american=False), None, {}, None)
    assert evse.connectors[0].assumed == ("standard",)
