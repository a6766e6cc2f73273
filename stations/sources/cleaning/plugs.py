"""What each kind of plug can carry: the ratings against which a stated power, voltage or current is judged."""

import re
from typing import Final, NamedTuple

from stations.ocpi import DC_ONLY, PRIVATE_PREFIX, STANDARDS, ConnectorType, PowerType

# More than any vehicle takes; no plug, named or not, gives more.
MAX_POWER: Final = 4_000_000
MAX_VOLTAGE: Final = 1_500
MIN_VOLTAGE: Final = 48
MAX_AMPERAGE: Final = 3_000


class Rating(NamedTuple):
    """Watts and amperes of a plug.

    More than `most` can't be meant. Then it is a figure of the whole device, and the plug gives at most `cap`; None
    where nothing tells what the plug gives. `current` is the kind of current where a plug has only one.
    """

    most: int = MAX_POWER
    cap: int | None = None
    amperes: int = MAX_AMPERAGE
    volts: int = MAX_VOLTAGE
    current: PowerType | None = None

    @property
    def is_ac(self) -> bool:
        """Whether the plug carries alternating current only."""
        return self.cap is not None


_ONE, _THREE = PowerType.AC_1_PHASE, PowerType.AC_3_PHASE
UNRATED: Final = Rating()
# 16 A at 230 V.
_HOUSEHOLD: Final = Rating(3_700, 3_700, 32, 260, _ONE)
# Up to 63 A at three times 230 V, written as 43, 43.5 or 44 kW; a few stand at 64 A.
_THREE_PHASE: Final = Rating(44_200, 43_000, 80, 500)

RATINGS: Final[dict[str, Rating]] = {
    **{standard: _HOUSEHOLD for standard in STANDARDS if standard.startswith("DOMESTIC_")},
    ConnectorType.DOMESTIC_B: Rating(1_900, 1_900, 20, 130, _ONE),
    ConnectorType.DOMESTIC_N: Rating(4_600, 4_400, 32, 260, _ONE),
    "x_NEMA_5_15": Rating(1_900, 1_800, 20, 130, _ONE),
    ConnectorType.NEMA_5_20: Rating(2_500, 2_400, 20, 130, _ONE),
    ConnectorType.NEMA_6_30: Rating(7_500, 7_200, 40, 260, _ONE),
    ConnectorType.NEMA_6_50: Rating(12_500, 12_000, 63, 260, _ONE),
    ConnectorType.NEMA_10_30: Rating(7_500, 7_200, 40, 260, _ONE),
    ConnectorType.NEMA_10_50: Rating(12_500, 12_000, 63, 260, _ONE),
    ConnectorType.NEMA_14_30: Rating(7_500, 7_200, 40, 260, _ONE),
    ConnectorType.NEMA_14_50: Rating(12_500, 12_000, 63, 260, _ONE),
    # The blue and red sockets come in more sizes than OCPI has names: only more than the largest is a fault.
    ConnectorType.IEC_60309_2_SINGLE_16: Rating(7_700, 3_700, 40, 260, _ONE),
    ConnectorType.IEC_60309_2_THREE_16: Rating(44_200, 11_000, 125, 500, _THREE),
    ConnectorType.IEC_60309_2_THREE_32: Rating(44_200, 22_000, 125, 500, _THREE),
    ConnectorType.IEC_60309_2_THREE_64: Rating(44_200, 43_000, 125, 500, _THREE),
    ConnectorType.IEC_62196_T1: Rating(20_000, 19_200, 80, 300, _ONE),
    ConnectorType.IEC_62196_T2: _THREE_PHASE,
    ConnectorType.IEC_62196_T3A: Rating(7_700, 3_700, 40, 260, _ONE),
    ConnectorType.IEC_62196_T3C: Rating(44_200, 22_000, 80, 500),
    ConnectorType.GBT_AC: _THREE_PHASE,
    ConnectorType.TESLA_R: Rating(20_000, 16_800, 90, 300, _ONE),
    ConnectorType.TESLA_S: Rating(1_000_000),
    ConnectorType.SAE_J3400: Rating(1_000_000),
    ConnectorType.CHADEMO: Rating(900_000, current=PowerType.DC),
    ConnectorType.IEC_62196_T1_COMBO: Rating(1_000_000, current=PowerType.DC),
    ConnectorType.IEC_62196_T2_COMBO: Rating(1_000_000, current=PowerType.DC),
    ConnectorType.GBT_DC: Rating(1_500_000, current=PowerType.DC),
    ConnectorType.CHAOJI: Rating(1_500_000, current=PowerType.DC),
    ConnectorType.MCS: Rating(MAX_POWER, current=PowerType.DC),
    ConnectorType.PANTOGRAPH_BOTTOM_UP: Rating(1_500_000),
    ConnectorType.PANTOGRAPH_TOP_DOWN: Rating(1_500_000),
}
ALWAYS_CABLE: Final = frozenset(str(standard) for standard in DC_ONLY)
# A Type 1 or Type 2 that gives far more direct current than its pins can is the lower half of a Combo.
COMBO_OF: Final[dict[str, ConnectorType]] = {
    ConnectorType.IEC_62196_T1: ConnectorType.IEC_62196_T1_COMBO,
    ConnectorType.IEC_62196_T2: ConnectorType.IEC_62196_T2_COMBO,
}


def _key(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())


_BY_KEY: Final = {
    **{_key(standard): str(standard) for standard in STANDARDS},
    **{
        _key(word): str(standard)
        for standard, words in {
            ConnectorType.CHADEMO: "CHAdeMO plug",
            ConnectorType.DOMESTIC_F: "Schuko, Type F",
            ConnectorType.DOMESTIC_E: "Type E",
            ConnectorType.IEC_62196_T1: "Type 1, J1772, SAE J1772",
            ConnectorType.IEC_62196_T1_COMBO: "CCS1, CCS Type 1, CCS Combo 1",
            ConnectorType.IEC_62196_T2: "Type 2, Type 2 outlet, Type 2 socket, Type 2 connector, Mennekes",
            ConnectorType.IEC_62196_T2_COMBO: "CCS2, CCS Type 2, CCS Combo 2",
            ConnectorType.SAE_J3400: "NACS, J3400",
        }.items()
        for word in words.split(", ")
    },
}
_NO_STANDARD: Final = frozenset(("", "unknown", "other", "none", "null", "unspecified", "na", "notapplicable"))
MAX_STANDARD: Final = 40
_OWN: Final = re.compile(r"x_\w{1,38}")


def is_standard(word: str) -> bool:
    """Whether it is an OCPI value or a constant of our own form."""
    return word in STANDARDS or bool(_OWN.fullmatch(word))


def standard_of(word: str) -> str | None:
    """The OCPI value or `x_…` constant meant by a word; None where the word says nothing."""
    key = _key(word)
    if key in _BY_KEY:
        return _BY_KEY[key]
    if key in _NO_STANDARD:
        return None
    bare = word.strip().removeprefix(PRIVATE_PREFIX)
    letters = "".join(c if c.isascii() and c.isalnum() else " " for c in bare)
    name = "_".join(letters.split())[: MAX_STANDARD - len(PRIVATE_PREFIX)].rstrip("_")
    return PRIVATE_PREFIX + name if name else None
