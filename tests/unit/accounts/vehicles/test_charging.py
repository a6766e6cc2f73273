"""How fast a car may charge: the lower of two figures, and unknown where one of them is."""

from typing import Any

import pytest

from accounts.vehicles.charging import Charging, at_station
from accounts.vehicles.facts import VehicleFacts

CCS2, T2, NACS = "IEC_62196_T2_COMBO", "IEC_62196_T2", "SAE_J3400"
CAR = VehicleFacts("car", ("CCS_2",), max_ac_power=11_000, max_dc_power=125_000)


def plug(standard: str | None, watts: int | None, power_type: str | None = None) -> dict[str, Any]:
    return {"standard": standard, "max_electric_power": watts, "power_type": power_type}


def station(*plugs: dict[str, Any], status: str | None = None) -> dict[str, Any]:
    return {"evses": [{"status": status, "connectors": list(plugs)}]}


@pytest.mark.parametrize(
    ("plugs", "watts"),
    [
        ([plug(CCS2, 300_000)], 125_000),
        ([plug(CCS2, 50_000)], 50_000),
        ([plug(T2, 22_000)], 11_000),
        ([plug(T2, 3_700)], 3_700),
        ([plug(CCS2, 50_000), plug(T2, 22_000)], 50_000),
        ([plug(CCS2, None)], None),
        # The plug without a power may be the stronger one; what is told is told of the other.
        ([plug(CCS2, None), plug(T2, 22_000)], 11_000),
    ],
)
def test_a_car_charges_at_the_lower_of_its_limit_and_the_plugs_power(plugs: list[Any], watts: int | None) -> None:
    assert at_station(CAR, station(*plugs)) == Charging(True, watts)


def test_a_limit_that_is_not_known_makes_the_answer_unknown() -> None:
    car = VehicleFacts("car", ("CCS_2",), max_ac_power=11_000)
    assert at_station(car, station(plug(CCS2, 150_000))) == Charging(True, None)


@pytest.mark.parametrize(("power_type", "watts"), [("DC", 170_000), ("AC_1_PHASE", 11_500), (None, None)])
def test_a_plug_of_both_currents_is_taken_by_what_it_says(power_type: str | None, watts: int | None) -> None:
    car = VehicleFacts("car", ("NACS",), max_ac_power=11_500, max_dc_power=170_000)
    assert at_station(car, station(plug(NACS, 250_000, power_type))) == Charging(True, watts)


@pytest.mark.parametrize(
    ("plugs", "fits"),
    [([plug("CHADEMO", 50_000)], False), ([plug("CHADEMO", 50_000), plug(None, None)], None), ([], None)],
)
def test_that_nothing_fits_is_said_only_where_all_plugs_are_known(plugs: list[Any], fits: bool | None) -> None:
    assert at_station(CAR, station(*plugs)) == Charging(fits)


@pytest.mark.parametrize("status", ["REMOVED", "PLANNED"])
def test_plugs_that_are_not_there_charge_nobody(status: str) -> None:
    assert at_station(CAR, station(plug(CCS2, 150_000), status=status)) == Charging(None)
