"""Models of Open EV Data: what their ports mean, and figures that can't be meant."""

from typing import Any

import pytest

from accounts.vehicles.open_ev_data import read_model
from voltway.lib.batches import RowRefused


def told(alternating: list[str], direct: list[str], **more: Any) -> dict[str, Any]:
    return {
        "id": "0d5f", "brand": "Volta", "model": "One", "variant": "58 kWh", "release_year": 2024,
        "usable_battery_size": 57.4,
        "ac_charger": {"ports": alternating, "max_power": 11},
        "dc_charger": {"ports": direct, "max_power": 120.5},
        **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("alternating", "direct", "inlets"),
    [
        (["type2"], ["ccs"], ["CCS_2"]),
        (["type1"], ["ccs"], ["CCS_1"]),
        (["type2"], [], ["TYPE_2"]),
        (["type1"], ["chademo"], ["TYPE_1", "CHADEMO"]),
        (["type2"], ["chademo"], ["TYPE_2", "CHADEMO"]),
        (["type2"], ["tesla_suc"], ["TESLA_EUROPE"]),
        # Adapters of the maker's, for the one inlet.
        (["type2"], ["ccs", "chademo", "tesla_suc"], ["TESLA_EUROPE"]),
        (["type2"], ["tesla_suc", "tesla_ccs"], ["TESLA_EUROPE", "CCS_2"]),
        (["type2"], ["ccs", "tesla_ccs"], ["CCS_2"]),
    ],
)
def test_ports_become_inlets(alternating: list[str], direct: list[str], inlets: list[str]) -> None:
    assert read_model(told(alternating, direct)).inlets == inlets


def test_figures_become_watts() -> None:
    model = read_model(told(["type2"], ["ccs"]))
    assert (model.uid, model.brand, model.name, model.year) == ("open-ev-data:0d5f", "Volta", "One 58 kWh", 2024)
    assert (model.battery_capacity, model.max_ac_power, model.max_dc_power) == (57_400, 11_000, 120_500)


@pytest.mark.parametrize(
    ("kilowatts", "watts"),
    [(22, 22_000), (43, 43_000), (39.2, None), (160, None), (0, None), (None, None), ("x", None)],
)
def test_an_impossible_figure_of_alternating_current_is_not_known(kilowatts: Any, watts: int | None) -> None:
    charger = {"ports": ["type2"], "max_power": kilowatts}
    assert read_model(told(["type2"], ["ccs"], ac_charger=charger)).max_ac_power == watts


def test_a_power_that_repeats_the_battery_is_not_known() -> None:
    charger = {"ports": ["ccs"], "max_power": 57.4}
    model = read_model(told(["type2"], ["ccs"], dc_charger=charger))
    assert (model.max_dc_power, model.battery_capacity, model.inlets) == (None, 57_400, ["CCS_2"])


def test_a_model_without_direct_current_has_no_figure_for_it() -> None:
    assert read_model(told(["type2"], [], dc_charger=None)).max_dc_power is None


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("text", "id"),
        ({}, "id"),
        ({"id": 5}, "id"),
        (told(["type2"], ["ccs"], brand=""), "name"),
        (told(["type2"], ["ccs"], status="pending"), "pending"),
        (told([], ["ccs"]), "ports"),
        (told(["type1", "type2"], ["ccs"]), "ports"),
        (told(["type9"], ["ccs"]), "ports"),
        (told(["type2"], ["ccs"], ac_charger=[]), "ports"),
    ],
)
def test_a_model_that_does_not_say_what_fits_is_refused(row: Any, rule: str) -> None:
    with pytest.raises(RowRefused) as refused:
        read_model(row)
    assert refused.value.rule == rule
