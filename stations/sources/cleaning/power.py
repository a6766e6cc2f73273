"""Watts: whether a stated power can be meant, and what volts, amperes and phases come to where none is stated."""

import math
from typing import Final, NamedTuple

from stations.ocpi import PowerType
from stations.sources.cleaning.plug_mends import Mend
from stations.sources.cleaning.plugs import MAX_POWER, UNRATED, Rating

# Nothing that charges a car gives less, so a smaller number was meant as kilowatts.
_LEAST_AC: Final = 600
_LEAST_DC: Final = 1_000
# Of a plug that we don't know, only a number that is certainly no watts is taken for kilowatts.
_LEAST_OF_ANY: Final = 400
# Watts written as kilowatts make at least this: 1,300 W is a household socket at 6 A.
_LEAST_MENDED_AC: Final = 1_300
_LEAST_MENDED_DC: Final = 10_000
# A device's highest voltage times its highest current is more than it gives at once; beyond this it says nothing.
_MOST_DERIVED: Final = 400_000
# Volts between two phases; OCPI's are between a phase and neutral, but feeds write either (208 is always the former).
_BETWEEN_PHASES: Final = 300
_LINE_VOLTS: Final = (200, 208)
_LEAST_VOLTS: Final = 100
_SPLIT_PHASE_VOLTS: Final = 200


class Judged(NamedTuple):
    """Watts that can be meant, None if none can, and what that took (None: nothing)."""

    watts: int | None
    kind: Mend | None = None


def judged(watts: int, rating: Rating) -> Judged:
    """What a stated power means on a plug of that rating."""
    if watts <= 0:
        return Judged(None, Mend.POWER_NOT_POSITIVE)
    if watts < _least(rating):
        kilo = watts * 1000
        return Judged(kilo, Mend.POWER_KW_AS_W) if kilo <= rating.most else Judged(None, Mend.POWER_ABSURD)
    if watts <= rating.most:
        return Judged(watts)
    milli = round(watts / 1000)
    if watts >= 1_000_000 and _least_mended(rating) <= milli <= rating.most:
        return Judged(milli, Mend.POWER_W_AS_KW)
    if rating.cap and watts <= MAX_POWER:
        return Judged(rating.cap, Mend.POWER_CAPPED)
    return Judged(None, Mend.POWER_ABSURD)


def _least(rating: Rating) -> int:
    if rating.is_ac:
        return _LEAST_AC
    return _LEAST_DC if rating.current == PowerType.DC else _LEAST_OF_ANY


def _least_mended(rating: Rating) -> int:
    return _LEAST_MENDED_DC if rating.current == PowerType.DC else _LEAST_MENDED_AC


def derived(power_type: str | None, volts: int | None, amperes: int | None, rating: Rating = UNRATED) -> int | None:
    """Watts from volts, amperes and phases, no more than the plug carries; None where they don't tell."""
    if not volts or not amperes or volts < _LEAST_VOLTS:
        return None
    factor = 1.0 if power_type == PowerType.DC else _phases(power_type, volts)
    watts = round(volts * amperes * factor)
    if watts < _least(rating) or watts > _MOST_DERIVED:
        return None
    return watts if watts <= rating.most else rating.cap


def _phases(power_type: str | None, volts: int) -> float:
    """By what volts × amperes are multiplied; 0 where that is not known."""
    if power_type == PowerType.AC_3_PHASE:
        return math.sqrt(3) if volts > _BETWEEN_PHASES or volts in _LINE_VOLTS else 3
    if power_type == PowerType.AC_1_PHASE:
        return 1 if volts <= _BETWEEN_PHASES else 0
    if power_type == PowerType.AC_2_PHASE_SPLIT:
        return 1 if volts >= _SPLIT_PHASE_VOLTS else 2
    if power_type == PowerType.AC_2_PHASE:
        return 1 if volts > _BETWEEN_PHASES else 2
    return 0
