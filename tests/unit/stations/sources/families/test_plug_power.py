"""Several plugs, one power."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.ocpi import ConnectorType, PowerType
from stations.records import ConnectorRecord
from stations.sources.families.plug_power import Plug, distinct, sharing, stated, watts_of

DOMESTIC = Plug("ef", "DOMESTIC_E")
TYPE_2 = Plug("t2", "IEC_62196_T2")
CCS = Plug("ccs", "IEC_62196_T2_COMBO")
CHADEMO = Plug("chademo", "CHADEMO")
OTHER = Plug("autre", "x_IRVE_autre")


def shared(power_w: int | None, *plugs: Plug) -> dict[str, ConnectorRecord]:
    return {found.uid: found for found in sharing(plugs, power_w)}


def is_assumed(connector: ConnectorRecord) -> bool:
    return "max_electric_power" in connector.assumed


@pytest.mark.parametrize(
    ("standard", "limit"),
    [
        ("DOMESTIC_E", 3_700), ("DOMESTIC_F", 3_700), ("DOMESTIC_J", 3_700), ("IEC_60309_2_single_16", 3_700),
        ("IEC_60309_2_three_16", 11_000), ("IEC_60309_2_three_32", 22_000), ("IEC_60309_2_three_64", 44_000),
        ("IEC_62196_T1", 7_400), ("IEC_62196_T2", 43_000), ("IEC_62196_T3C", 43_000),
    ],
)  # fmt: skip
def test_no_plug_gives_more_than_its_standard_carries(standard: str, limit: int) -> None:
    found = shared(150_000, Plug("x", standard))["x"]
    assert (found.max_electric_power, is_assumed(found)) == (limit, True)
    exact = shared(limit, Plug("x", standard))["x"]
    assert (exact.max_electric_power, is_assumed(exact)) == (limit, False)


@pytest.mark.parametrize(
    "standard", ["IEC_62196_T2_COMBO", "IEC_62196_T1_COMBO", "CHADEMO", "MCS", "TESLA_S", "GBT_DC"]
)
def test_direct_current_has_the_power_of_its_point(standard: str) -> None:
    found = shared(350_000, Plug("x", standard))["x"]
    assert (found.max_electric_power, found.power_type, found.assumed) == (350_000, "DC", ())


def test_the_power_belongs_to_the_strongest_plug() -> None:
    found = shared(150_000, DOMESTIC, TYPE_2, CCS)
    assert {uid: plug.max_electric_power for uid, plug in found.items()} == {"ef": 3_700, "t2": 43_000, "ccs": 150_000}
    assert [uid for uid, plug in found.items() if is_assumed(plug)] == ["ef", "t2"]


def test_chademo_beside_ccs_is_assumed_to_give_as_much() -> None:
    found = shared(50_000, CCS, CHADEMO)
    assert found["chademo"].max_electric_power == 50_000
    assert (is_assumed(found["ccs"]), is_assumed(found["chademo"])) == (False, True)


def test_type_2_beside_direct_current_is_assumed_even_below_its_limit() -> None:
    assert is_assumed(shared(24_000, CCS, TYPE_2)["t2"])


def test_a_weak_socket_beside_type_2_is_assumed_too() -> None:
    found = shared(3_000, TYPE_2, DOMESTIC)
    assert (found["ef"].max_electric_power, is_assumed(found["ef"])) == (3_000, True)
    assert not is_assumed(found["t2"])


def test_two_plugs_of_one_kind_have_the_same_power() -> None:
    found = shared(22_000, Plug("1", "IEC_62196_T2", "SOCKET"), Plug("2", "IEC_62196_T2", "CABLE"))
    assert not any(map(is_assumed, found.values()))


def test_an_unknown_standard_ranks_between_direct_current_and_type_2() -> None:
    assert is_assumed(shared(22_000, OTHER, TYPE_2)["t2"])
    assert is_assumed(shared(50_000, OTHER, CCS)["autre"])


def test_an_unknown_power_stays_unknown() -> None:
    assert all(plug.max_electric_power is None and not is_assumed(plug) for plug in shared(None, CCS, TYPE_2).values())


def test_a_derived_power_is_marked_on_every_plug() -> None:
    assert all(map(is_assumed, sharing([CCS, TYPE_2], 7_360, assumed=True)))


def test_a_point_without_plugs_has_no_connectors() -> None:
    assert sharing([], 22_000) == ()


@pytest.mark.parametrize(
    ("standard", "power_w", "kind", "marked"),
    [
        ("IEC_62196_T2", 22_000, "AC_3_PHASE", True),
        ("IEC_62196_T2", 7_400, None, False),
        ("IEC_62196_T2", None, None, False),
        ("IEC_62196_T1", 7_400, "AC_1_PHASE", False),
        ("DOMESTIC_F", 2_300, "AC_1_PHASE", False),
        ("IEC_60309_2_three_32", 22_000, "AC_3_PHASE", False),
        ("CHADEMO", 50_000, "DC", False),
        ("x_IRVE_autre", 50_000, None, False),
        (None, 22_000, None, False),
    ],
)
def test_kind_of_current(standard: str | None, power_w: int | None, kind: str | None, marked: bool) -> None:
    found = stated(Plug("x", standard), power_w)
    assert (found.power_type, "power_type" in found.assumed) == (kind, marked)


def test_a_plug_with_a_power_of_its_own_keeps_it() -> None:
    found = stated(Plug("1", "DOMESTIC_F"), 22_000)
    assert (found.max_electric_power, found.assumed) == (22_000, ())


def test_what_is_assumed_of_the_plug_is_kept() -> None:
    assert stated(Plug("t3", "IEC_62196_T3C", None, ("standard",)), 3_000).assumed == ("standard",)


@pytest.mark.parametrize(
    ("kilowatts", "watts"),
    [
        (22.0, (22_000, False)), (22.08, (22_080, False)), (999.0, (999_000, False)), (7360.0, (7_360, True)),
        (1000.0, (1_000, True)), (0.0, (None, False)), (-1.0, (None, False)), (None, (None, False)),
        (0.0001, (None, False)),
    ],
)  # fmt: skip
def test_watts_in_a_column_of_kilowatts_are_told(kilowatts: float | None, watts: tuple[int | None, bool]) -> None:
    assert watts_of(kilowatts) == watts


def test_a_megawatt_is_one_for_megawatt_plugs() -> None:
    assert watts_of(1000.0, [Plug("1", ConnectorType.MCS)]) == (1_000_000, False)


def test_each_plug_stands_once_strongest_first() -> None:
    assert [plug.uid for plug in distinct([DOMESTIC, TYPE_2, CCS, DOMESTIC, CHADEMO])] == ["ccs", "chademo", "t2", "ef"]


@given(st.lists(st.sampled_from(list(ConnectorType)), max_size=5), st.none() | st.integers(1, 500_000))
def test_no_plug_exceeds_its_point_and_the_strongest_is_the_sources_word(
    standards: list[str], power: int | None
) -> None:
    connectors = sharing([Plug(str(place), standard) for place, standard in enumerate(standards)], power)
    assert len(connectors) == len(standards)
    assert all(found.max_electric_power is None or found.max_electric_power <= (power or 0) for found in connectors)
    assert all(found.power_type != PowerType.DC or found.max_electric_power == power for found in connectors)
