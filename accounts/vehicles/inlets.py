"""What a car's own inlets take: the one table between cars and connectors.

Adapters are left out: which ones a driver carries, nobody here knows, and some (CHAdeMO to CCS) are not even allowed
everywhere. So are household sockets, which charge by a cable with a box of its own: that depends on the cable.
"""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from stations.ocpi import ConnectorType, PowerType
from stations.search.params import to_pairs
from stations.search.query import PlugFilter, StationQuery


class Inlet(StrEnum):
    """What is behind the flap of a car."""

    TYPE_1 = "TYPE_1"
    TYPE_2 = "TYPE_2"
    CCS_1 = "CCS_1"
    CCS_2 = "CCS_2"
    CHADEMO = "CHADEMO"
    NACS = "NACS"
    TESLA_EUROPE = "TESLA_EUROPE"
    GBT_AC = "GBT_AC"
    GBT_DC = "GBT_DC"


class Current(StrEnum):
    """By which of a car's two limits a plug charges it."""

    AC = "AC"
    DC = "DC"


# None: the connector carries either, and the plug itself says which.
TAKES: Final = MappingProxyType[Inlet, dict[str, Current | None]](
    {
        Inlet.TYPE_1: {ConnectorType.IEC_62196_T1: Current.AC},
        Inlet.TYPE_2: {ConnectorType.IEC_62196_T2: Current.AC},
        # The upper half of a CCS inlet is a whole Type 1 or Type 2 inlet.
        Inlet.CCS_1: {ConnectorType.IEC_62196_T1_COMBO: Current.DC, ConnectorType.IEC_62196_T1: Current.AC},
        Inlet.CCS_2: {ConnectorType.IEC_62196_T2_COMBO: Current.DC, ConnectorType.IEC_62196_T2: Current.AC},
        Inlet.CHADEMO: {ConnectorType.CHADEMO: Current.DC},
        # One connector for alternating and direct current, on the same two pins.
        Inlet.NACS: {ConnectorType.SAE_J3400: None},
        # Model S and X of Europe before CCS: shaped as Type 2, and by that Superchargers gave them direct current.
        Inlet.TESLA_EUROPE: {ConnectorType.TESLA_S: Current.DC, ConnectorType.IEC_62196_T2: Current.AC},
        Inlet.GBT_AC: {ConnectorType.GBT_AC: Current.AC},
        Inlet.GBT_DC: {ConnectorType.GBT_DC: Current.DC},
    }
)


def takes(inlets: Iterable[str]) -> dict[str, Current | None]:
    """OCPI standards that fit, each with the current it charges by."""
    return {str(standard): current for inlet in inlets for standard, current in TAKES[Inlet(inlet)].items()}


def connector_parameters(inlets: Iterable[str]) -> list[tuple[str, str]]:
    """The parameters of a search for stations with a plug that fits."""
    return to_pairs(StationQuery(plug=PlugFilter(standards=tuple(sorted(takes(inlets))))))


def current_of(power_type: str | None) -> Current | None:
    """The current of a plug; None where its source doesn't say."""
    if not power_type:
        return None
    return Current.DC if power_type == PowerType.DC else Current.AC
