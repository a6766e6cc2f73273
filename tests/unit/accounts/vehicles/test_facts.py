"""A car as it is told from outside."""

from typing import Any

import pytest

from accounts.vehicles.builtin import MODELS
from accounts.vehicles.catalogue import facts_of, search_models, searchable
from accounts.vehicles.facts import VehicleFacts, read_facts
from accounts.vehicles.inlets import Current, takes
from voltway.lib.problems import InvalidParameters

GOOD: dict[str, Any] = {"name": "Blue", "inlets": ["CCS_2"], "max_dc_power": 120_000}


def test_a_car_is_read_with_what_is_known_of_it() -> None:
    told = {**GOOD, "inlets": ["CHADEMO", "CCS_2", "CCS_2"], "max_ac_power": None, "model": "x:1", "chosen": True}
    assert read_facts(told) == VehicleFacts(
        "Blue", ("CCS_2", "CHADEMO"), max_dc_power=120_000, model_uid="x:1", chosen=True
    )


@pytest.mark.parametrize(
    ("wrong", "parameter"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "x" + "\u200b" * 60}, "name"),
        ({"name": 3}, "name"),
        ({"inlets": []}, "inlets"),
        ({"inlets": ["CCS"]}, "inlets"),
        ({"inlets": "CCS_2"}, "inlets"),
        ({"inlets": [["CCS_2"]]}, "inlets"),
        ({"max_dc_power": 0}, "max_dc_power"),
        ({"max_dc_power": -5}, "max_dc_power"),
        ({"max_dc_power": True}, "max_dc_power"),
        ({"max_dc_power": 1.5}, "max_dc_power"),
        ({"max_ac_power": 10**9}, "max_ac_power"),
        ({"battery_capacity": "58"}, "battery_capacity"),
        ({"inlets": ["TYPE_2"], "max_dc_power": 50_000}, "max_dc_power"),
        ({"inlets": ["CHADEMO"], "max_dc_power": None, "max_ac_power": 11_000}, "max_ac_power"),
        ({"chosen": "yes"}, "chosen"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_member_that_can_not_be_used_is_named(wrong: dict[str, Any], parameter: str) -> None:
    with pytest.raises(InvalidParameters) as caught:
        read_facts({**GOOD, **wrong})
    assert [error.parameter for error in caught.value.errors] == [parameter]


def test_a_car_of_both_currents_may_have_either_limit() -> None:
    assert read_facts({**GOOD, "inlets": ["NACS"], "max_ac_power": 11_500}).max_ac_power == 11_500


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model[0]} {model[1]}")
def test_a_model_of_ours_is_a_car_that_can_be_kept(model: Any) -> None:
    brand, name, year, battery, inlets, ac, dc = model
    told = {"name": f"{brand} {name}"[:60], "inlets": list(inlets), "battery_capacity": battery, "max_ac_power": ac}
    assert read_facts({**told, "max_dc_power": dc}).battery_capacity == battery
    assert 1990 < year < 2030
    assert (dc is None) == (Current.DC not in takes(inlets).values() and None not in takes(inlets).values())


@pytest.mark.django_db
def test_models_of_ours_are_found_by_the_beginnings_of_words() -> None:
    found = search_models("volks id")
    assert {model.name for model in found.models} == {"ID.3 58 kWh", "ID.4 77 kWh"}
    assert (found.more, found.imported) == (False, False)
    assert facts_of(found.models[0]).inlets == ("CCS_2",)


def test_what_is_searched_begins_every_word_with_a_space() -> None:
    assert searchable("Škoda", "Enyaq-iV 80", 2023) == " skoda enyaq iv 80 2023"
