"""The `fits` word: which plug families a station has at which power, so that one AND answers "CCS with 150 kW".

63 bits: nine plug families × seven power classes, the first of them "power not known". A prefilter without false
negatives: a threshold that is no class edge, a maximum, or a rarer standard needs an exact test on the connectors.
"""

from bisect import bisect_right
from collections.abc import Iterable
from enum import IntEnum

from stations.ocpi import ConnectorType


class PlugFamily(IntEnum):
    """What a car's inlet takes."""

    TYPE_1 = 0
    TYPE_2 = 1
    CCS_1 = 2
    CCS_2 = 3
    CHADEMO = 4
    NACS = 5
    TESLA_EUROPE = 6
    GBT = 7
    OTHER = 8


# Watts at which a power class begins; class 0 is "not known", class 1 lies below the first edge.
POWER_EDGES = (11_000, 22_000, 50_000, 150_000, 300_000)
CLASSES = len(POWER_EDGES) + 2

FAMILY_OF: dict[str, PlugFamily] = {
    ConnectorType.IEC_62196_T1: PlugFamily.TYPE_1,
    ConnectorType.IEC_62196_T2: PlugFamily.TYPE_2,
    ConnectorType.IEC_62196_T1_COMBO: PlugFamily.CCS_1,
    ConnectorType.IEC_62196_T2_COMBO: PlugFamily.CCS_2,
    ConnectorType.CHADEMO: PlugFamily.CHADEMO,
    ConnectorType.SAE_J3400: PlugFamily.NACS,
    ConnectorType.TESLA_S: PlugFamily.TESLA_EUROPE,
    ConnectorType.TESLA_R: PlugFamily.TESLA_EUROPE,
    ConnectorType.GBT_AC: PlugFamily.GBT,
    ConnectorType.GBT_DC: PlugFamily.GBT,
}
# Families that hold exactly one standard: asking for it needs no look at the connectors.
SINGLE = frozenset(standard for standard, family in FAMILY_OF.items() if list(FAMILY_OF.values()).count(family) == 1)


def power_class(power: int | None) -> int:
    """Class of a power in watts; 0 when it is not known."""
    return 0 if power is None else 1 + bisect_right(POWER_EDGES, power)


def bit_of(standard: str | None, power: int | None) -> int:
    family = FAMILY_OF.get(standard or "", PlugFamily.OTHER)
    return 1 << (family * CLASSES + power_class(power))


def mask_of(standards: Iterable[str], min_power: int | None = None, *, known: bool = False) -> int:
    """Bits of every plug that may pass: any of the standards (all families when none), power in watts."""
    families = {FAMILY_OF.get(standard, PlugFamily.OTHER) for standard in standards} or set(PlugFamily)
    first = power_class(min_power) if min_power is not None else int(known)
    return sum(1 << (family * CLASSES + level) for family in families for level in range(first, CLASSES))


ALL_FITS = mask_of(())
