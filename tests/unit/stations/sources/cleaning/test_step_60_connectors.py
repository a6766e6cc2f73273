"""Connectors: standards, formats, current and power that can be true, each change marked and told."""

from collections.abc import Callable
from typing import Any

import pytest

from stations.records import ConnectorRecord
from tests.fakes.records import BuildConnector, BuildEvse, BuildStation, Facts, Run

STEP = "step_60_connectors"


CleanOne = Callable[..., tuple[ConnectorRecord, list[str]]]


@pytest.fixture
def cleaned(run: Run, station: BuildStation, evse: BuildEvse, connector: BuildConnector) -> CleanOne:
    """Runs the step on one connector with changes."""

    def clean_one(**changes: Any) -> tuple[ConnectorRecord, list[str]]:
        outcome = run(STEP, station(evses=(evse(connectors=(connector(**changes),)),)))
        return outcome.record.evses[0].connectors[0], outcome.kinds

    return clean_one


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"power_type": None},
        {"format": None},
        {"standard": None},
        {
            "standard": "x_NEMA_5_15",
            "power_type": "AC_1_PHASE",
            "max_voltage": 120,
            "max_amperage": 12,
            "max_electric_power": 1_400,
        },
        {
            "standard": "IEC_62196_T2_COMBO",
            "format": "CABLE",
            "power_type": "DC",
            "max_voltage": 920,
            "max_amperage": 500,
        },
        {"standard": "SAE_J3400", "power_type": "DC", "max_voltage": None, "max_electric_power": 250_000},
        {"standard": "SAE_J3400", "power_type": "AC_1_PHASE", "max_electric_power": 11_500},
        {"standard": "NEMA_14_50", "power_type": "AC_2_PHASE_SPLIT", "max_voltage": 240, "max_electric_power": 9_600},
        {"max_voltage": None, "max_amperage": None},
        {"max_voltage": None, "max_amperage": None, "max_electric_power": None},
    ],
)
def test_what_can_be_true_is_the_same_object(
    run: Run, station: BuildStation, evse: BuildEvse, connector: BuildConnector, facts: Facts
) -> None:
    before = station(evses=(evse(connectors=(connector(**facts),)),))
    assert run(STEP, before).record is before


@pytest.mark.parametrize(
    ("said", "standard", "kind"),
    [("Type 2 outlet", "IEC_62196_T2", "standard_spelling"), ("iec_62196_t2", "IEC_62196_T2", "standard_spelling"),
     ("Wallbox", "x_Wallbox", "standard_unknown"), ("unknown", None, "standard_unknown")],
)  # fmt: skip
def test_a_standard_is_an_ocpi_value_or_a_constant_of_our_own(
    cleaned: CleanOne, said: str, standard: str | None, kind: str
) -> None:
    connector, kinds = cleaned(standard=said)
    assert (connector.standard, connector.assumed, kinds) == (standard, (), [kind])


@pytest.mark.parametrize(
    ("field", "said", "meant", "kind"),
    [("format", "socket", "SOCKET", "format_word"), ("format", "TETHERED", None, "format_word"),
     ("power_type", "ac_3_phase", "AC_3_PHASE", "power_type_word"),
     ("power_type", "AC 3-phase", "AC_3_PHASE", "power_type_word"),
     ("power_type", "AC", None, "power_type_word")],
)  # fmt: skip
def test_words_of_closed_sets_are_read_or_dropped(
    cleaned: CleanOne, field: str, said: str, meant: str | None, kind: str
) -> None:
    connector, kinds = cleaned(**{field: said})
    assert (getattr(connector, field), kinds) == (meant, [kind])


@pytest.mark.parametrize("said", ["SOCKET", None])
def test_a_fast_charging_plug_always_hangs_on_a_cable(cleaned: CleanOne, said: str | None) -> None:
    connector, kinds = cleaned(standard="CHADEMO", format=said, power_type="DC", max_electric_power=50_000)
    assert (connector.format, connector.assumed, kinds) == ("CABLE", ("format",), ["format_of_standard"])


@pytest.mark.parametrize(
    ("standard", "power_type"),
    [("IEC_62196_T2_COMBO", "DC"), ("CHADEMO", "DC"), ("DOMESTIC_F", "AC_1_PHASE"), ("IEC_62196_T1", "AC_1_PHASE"),
     ("IEC_60309_2_three_32", "AC_3_PHASE"), ("NEMA_5_20", "AC_1_PHASE")],
)  # fmt: skip
def test_the_kind_of_current_follows_from_the_standard_where_it_is_missing(
    cleaned: CleanOne, standard: str | None, power_type: str | None
) -> None:
    connector, kinds = cleaned(
        standard=standard,
        format="CABLE",
        power_type=None,
        max_voltage=None,
        max_amperage=None,
        max_electric_power=2_000,
    )
    assert (connector.power_type, connector.assumed) == (power_type, ("power_type",))
    assert kinds == ["power_type_of_standard"]


@pytest.mark.parametrize(
    ("standard", "said", "power_type"),
    [("IEC_62196_T2_COMBO", "AC_3_PHASE", "DC"), ("DOMESTIC_F", "DC", "AC_1_PHASE"),
     ("DOMESTIC_E", "AC_3_PHASE", "AC_1_PHASE"),
     ("IEC_62196_T1", "AC_3_PHASE", "AC_1_PHASE"), ("IEC_62196_T2", "DC", None)],
)  # fmt: skip
def test_a_kind_of_current_that_the_plug_has_not_is_mended(
    cleaned: CleanOne, standard: str | None, said: str, power_type: str | None
) -> None:
    connector, kinds = cleaned(
        standard=standard,
        power_type=said,
        format="CABLE",
        max_voltage=None,
        max_amperage=None,
        max_electric_power=3_600,
    )
    assert (connector.power_type, kinds) == (power_type, ["power_type_contradicts"])


@pytest.mark.parametrize(
    "facts",
    [
        {"max_electric_power": 50_000, "max_voltage": None},
        {"max_electric_power": None, "max_voltage": 500, "max_amperage": 100},
    ],
)
def test_a_type_2_of_strong_direct_current_is_a_combo(cleaned: CleanOne, facts: Facts) -> None:
    connector, kinds = cleaned(format="CABLE", power_type="DC", **facts)
    assert (connector.standard, connector.max_electric_power) == ("IEC_62196_T2_COMBO", 50_000)
    assert "standard" in connector.assumed
    assert kinds[0] == "standard_combo"


def test_a_socket_is_no_combo(cleaned: CleanOne) -> None:
    connector, _ = cleaned(format="SOCKET", power_type="DC", max_voltage=500, max_electric_power=50_000)
    assert (connector.standard, connector.power_type, connector.max_electric_power) == ("IEC_62196_T2", None, 43_000)


def test_swapped_volts_and_amperes_are_put_right(cleaned: CleanOne) -> None:
    connector, kinds = cleaned(max_voltage=32, max_amperage=230)
    assert (connector.max_voltage, connector.max_amperage) == (230, 32)
    assert (connector.assumed, kinds) == (("max_voltage", "max_amperage"), ["volts_amperes_swapped"])


@pytest.mark.parametrize("volts", [0, -230, 32, 1_000, 40_000])
def test_impossible_volts_are_unknown(cleaned: CleanOne, volts: int) -> None:
    connector, kinds = cleaned(max_voltage=volts)
    assert (connector.max_voltage, connector.max_amperage, kinds) == (None, 32, ["voltage_impossible"])


@pytest.mark.parametrize("amperes", [0, -16, 96, 316])
def test_impossible_amperes_are_unknown(cleaned: CleanOne, amperes: int) -> None:
    connector, kinds = cleaned(max_amperage=amperes)
    assert (connector.max_amperage, kinds) == (None, ["amperage_impossible"])


@pytest.mark.parametrize(
    ("said", "watts", "kind"),
    [(22, 22_000, "power_kw_as_w"), (22_080_000, 22_080, "power_w_as_kw"), (0, 22_080, "power_not_positive")],
)
def test_a_power_that_can_not_be_meant_is_mended_and_marked(
    cleaned: CleanOne, said: int, watts: int, kind: str
) -> None:
    connector, kinds = cleaned(max_electric_power=said)
    assert (connector.max_electric_power, connector.assumed, kinds[0]) == (watts, ("max_electric_power",), kind)


def test_unknown_is_never_zero(cleaned: CleanOne) -> None:
    connector, kinds = cleaned(max_electric_power=0, max_voltage=None)
    assert (connector.max_electric_power, connector.assumed, kinds) == (None, (), ["power_not_positive"])


def test_a_cap_goes_no_higher_than_volts_and_amperes(cleaned: CleanOne) -> None:
    connector, kinds = cleaned(max_electric_power=150_000, max_voltage=230, max_amperage=16)
    assert (connector.max_electric_power, kinds) == (11_040, ["power_capped"])


def test_a_missing_power_is_derived_and_marked(cleaned: CleanOne) -> None:
    connector, kinds = cleaned(max_electric_power=None)
    assert (connector.max_electric_power, connector.assumed, kinds) == (
        22_080,
        ("max_electric_power",),
        ["power_derived"],
    )


def test_marks_of_the_family_stay(cleaned: CleanOne) -> None:
    connector, _ = cleaned(max_electric_power=None, assumed=("max_electric_power", "standard"))
    assert connector.assumed == ("max_electric_power", "standard")


def test_other_connectors_and_evses_stay_the_same_objects(
    run: Run, station: BuildStation, evse: BuildEvse, connector: BuildConnector
) -> None:
    good, bad = connector(), connector(uid="2", max_electric_power=0, max_voltage=None)
    before = station(evses=(evse(connectors=(good, bad)), evse(uid="e2")))
    record, _ = run(STEP, before)
    assert record.evses[0].connectors[0] is good
    assert record.evses[1] is before.evses[1]
