"""Every word of OCPI's enums, as it stands and as operators write it."""

import pytest

from stations.ocpi import (
    Capability,
    ConnectorFormat,
    ConnectorType,
    Facility,
    ParkingRestriction,
    ParkingType,
    PowerType,
    Status,
)
from stations.sources.families import ocpi_words

TABLES = {
    Capability: ocpi_words.CAPABILITIES,
    ConnectorFormat: ocpi_words.FORMATS,
    ConnectorType: ocpi_words.STANDARDS,
    Facility: ocpi_words.FACILITIES,
    ParkingRestriction: ocpi_words.RESTRICTIONS,
    ParkingType: ocpi_words.PARKING_TYPES,
    PowerType: ocpi_words.POWER_TYPES,
    Status: ocpi_words.STATUSES,
}
VALUES = [(value, table) for enum, table in TABLES.items() for value in enum]


@pytest.mark.parametrize(("value", "table"), VALUES)
def test_a_value_of_the_standard_is_itself_in_any_case(value: str, table: dict[str, str]) -> None:
    for written in (value, value.lower(), f" {value.upper()} "):
        assert ocpi_words.word(written, table) == value


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Type 1", "IEC_62196_T1"),
        ("Type 1 connector", "IEC_62196_T1"),
        ("J1772", "IEC_62196_T1"),
        ("Type 2", "IEC_62196_T2"),
        ("Type 2 outlet", "IEC_62196_T2"),
        ("Type 2 connector", "IEC_62196_T2"),
        ("Mennekes", "IEC_62196_T2"),
        ("CCS1", "IEC_62196_T1_COMBO"),
        ("Combo 1", "IEC_62196_T1_COMBO"),
        ("CCS2", "IEC_62196_T2_COMBO"),
        ("Combo 2", "IEC_62196_T2_COMBO"),
        ("CCS Combo 2", "IEC_62196_T2_COMBO"),
        ("GB/T (AC)", "GBT_AC"),
        ("GB/T AC", "GBT_AC"),
        ("GB/T (DC)", "GBT_DC"),
        ("GB/T DC", "GBT_DC"),
        ("NACS", "SAE_J3400"),
        ("Schuko", "DOMESTIC_F"),
        ("Plug of Atlantis", "x_OCPI_Plug_of_Atlantis"),
        ("", None),
        ("?", None),
        (None, None),
        (25, None),
    ],
)
def test_a_standard_is_understood_kept_apart_or_unknown(written: object, meant: str | None) -> None:
    assert ocpi_words.standard(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("OUT_OF_ORDER", "OUTOFORDER"),
        ("out of order", "OUTOFORDER"),
        ("Occupied", "CHARGING"),
        ("IN_USE", "CHARGING"),
        ("CHARGING ", "CHARGING"),
        ("FREE", None),
        (None, None),
        (3, None),
    ],
)
def test_a_state_is_understood_or_unknown(written: object, meant: str | None) -> None:
    assert ocpi_words.word(written, ocpi_words.STATUSES) == meant


@pytest.mark.parametrize("written", ["OTHER", "UNKNOWN", "", None])
def test_the_types_of_2_1_1_that_say_nothing_are_unknown(written: object) -> None:
    assert ocpi_words.word(written, ocpi_words.PARKING_TYPES) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["HOTEL", "hotel", "SPACESHIP", "CAFE"], ("HOTEL", "CAFE")),
        (["HOTEL"], ("HOTEL",)),
        (["SPACESHIP"], ()),
        ("HOTEL", ("HOTEL",)),
        ([], ()),
        (None, ()),
        ({"a": 1}, ()),
        ([None, 5], ()),
    ],
)
def test_lists_of_words_keep_order_and_lose_strangers(written: object, meant: tuple[str, ...]) -> None:
    assert ocpi_words.word_list(written, ocpi_words.FACILITIES) == meant
