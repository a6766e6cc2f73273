"""Every value of OCPI that a page may show has words."""

from enum import StrEnum

import pytest

from stations import ocpi
from stations.web import words


@pytest.mark.parametrize(
    ("enum", "table"),
    [
        (ocpi.ConnectorType, words.PLUGS),
        (ocpi.Access, words.ACCESS),
        (ocpi.Status, words.STATES),
        (ocpi.PowerType, words.CURRENTS),
        (ocpi.ConnectorFormat, words.FORMATS),
        (ocpi.ParkingType, words.PARKING),
        (ocpi.ParkingRestriction, words.RESTRICTIONS),
        (ocpi.Facility, words.FACILITIES),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_every_value_has_words(enum: type[StrEnum], table: dict[str, words.Text]) -> None:
    assert set(table) == set(enum)
    assert all(str(text).strip() for text in table.values())


def test_capabilities_with_words_are_capabilities() -> None:
    assert set(words.CAPABILITIES) <= set(ocpi.Capability)


def test_value_without_words_is_shown_readably() -> None:
    assert words.label(words.PLUGS, "x_NEMA_5_15") == "NEMA 5 15"


def test_unknown_plug_says_so() -> None:
    assert str(words.plug(None)) == "Plug not known"


def test_labels_come_once_and_in_the_tables_order() -> None:
    found = words.labels(words.FACILITIES, ["WIFI", "HOTEL", "WIFI", "NOT_A_FACILITY"])
    assert [str(text) for text in found] == ["Hotel", "Wi-Fi"]
