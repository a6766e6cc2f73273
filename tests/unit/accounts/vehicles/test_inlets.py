"""What a car's inlets take, and the search that it becomes."""

import pytest

from accounts.vehicles.inlets import TAKES, Inlet, connector_parameters, current_of, takes
from stations.ocpi import ConnectorType
from stations.search.params import parse

T1, T2, CCS1, CCS2 = "IEC_62196_T1", "IEC_62196_T2", "IEC_62196_T1_COMBO", "IEC_62196_T2_COMBO"


@pytest.mark.parametrize(
    ("inlets", "fitting"),
    [
        (["CCS_2"], {CCS2: "DC", T2: "AC"}),
        (["CCS_1"], {CCS1: "DC", T1: "AC"}),
        (["TYPE_2"], {T2: "AC"}),
        (["TYPE_1", "CHADEMO"], {T1: "AC", "CHADEMO": "DC"}),
        (["NACS"], {"SAE_J3400": None}),
        (["TESLA_EUROPE"], {"TESLA_S": "DC", T2: "AC"}),
        (["GBT_AC", "GBT_DC"], {"GBT_AC": "AC", "GBT_DC": "DC"}),
    ],
)
def test_inlets_take_what_is_made_for_them_and_nothing_by_adapter(inlets: list[str], fitting: dict[str, str]) -> None:
    assert takes(inlets) == fitting


def test_every_inlet_takes_standards_of_ocpi() -> None:
    assert set(TAKES) == set(Inlet)
    assert all(standard in set(ConnectorType) for fitting in TAKES.values() for standard in fitting)


@pytest.mark.parametrize("inlet", list(Inlet))
def test_a_car_becomes_parameters_that_ask_for_just_what_fits(inlet: Inlet) -> None:
    pairs = connector_parameters([inlet])
    assert {name for name, _ in pairs} == {"connector"}
    asked = parse({"connector": [value for _, value in pairs]})
    assert set(asked.plug.standards) == set(takes([inlet]))


def test_parameters_are_as_short_as_those_of_a_search() -> None:
    assert connector_parameters(["CCS_2"]) == [("connector", "type2"), ("connector", CCS2)]


@pytest.mark.parametrize(
    ("power_type", "current"),
    [("DC", "DC"), ("AC_1_PHASE", "AC"), ("AC_3_PHASE", "AC"), ("AC_2_PHASE", "AC"), (None, None), ("", None)],
)
def test_a_plugs_current_is_known_or_not(power_type: str | None, current: str | None) -> None:
    assert current_of(power_type) == current
