"""Several plugs, one power: what each plug can honestly be said to give.

Some formats state the power of a charging point and beside it the list of its plugs. The power belongs to the strongest
plug; a domestic socket of a 150 kW point has no 150 kW. A figure that is not the source's own is named in `assumed`.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from stations.ocpi import DC_ONLY, DOMESTIC, ConnectorFormat, ConnectorType, PowerType
from stations.records import ConnectorRecord

_DOMESTIC_W: Final = 3_700
_ONE_PHASE_W: Final = 7_400
_TYPE_2_W: Final = 43_000
_WATTS_FROM: Final = 1_000
_POWER: Final = "max_electric_power"

_AC_1_PHASE: Final = DOMESTIC | {ConnectorType.IEC_60309_2_SINGLE_16, ConnectorType.IEC_62196_T1}
_AC_3_PHASE: Final = frozenset(
    {
        ConnectorType.IEC_60309_2_THREE_16,
        ConnectorType.IEC_60309_2_THREE_32,
        ConnectorType.IEC_60309_2_THREE_64,
    }
)
_ANY_AC: Final = frozenset({ConnectorType.IEC_62196_T2, ConnectorType.IEC_62196_T3C})
_DC: Final = DC_ONLY | {ConnectorType.TESLA_S}
_LIMITS_W: Final[dict[str, int]] = {
    **dict.fromkeys(DOMESTIC, _DOMESTIC_W),
    ConnectorType.IEC_60309_2_SINGLE_16: _DOMESTIC_W,
    ConnectorType.IEC_60309_2_THREE_16: 11_000,
    ConnectorType.IEC_60309_2_THREE_32: 22_000,
    ConnectorType.IEC_60309_2_THREE_64: 44_000,
    ConnectorType.IEC_62196_T1: _ONE_PHASE_W,
    ConnectorType.IEC_62196_T2: _TYPE_2_W,
    ConnectorType.IEC_62196_T3C: _TYPE_2_W,
}
# Which plug of a point its power is meant for. Standards that are not listed come between direct current and Type 2.
_STRENGTH: Final[dict[str, int]] = {
    ConnectorType.MCS: 0,
    ConnectorType.IEC_62196_T2_COMBO: 1,
    ConnectorType.IEC_62196_T1_COMBO: 1,
    ConnectorType.CHADEMO: 2,
    ConnectorType.TESLA_S: 3,
    ConnectorType.IEC_62196_T2: 5,
    ConnectorType.IEC_62196_T3C: 6,
    ConnectorType.IEC_62196_T1: 7,
    **dict.fromkeys(_AC_3_PHASE, 8),
    ConnectorType.IEC_60309_2_SINGLE_16: 9,
    **dict.fromkeys(DOMESTIC, 10),
}
_MIDDLE: Final = 4


class Plug(Struct, frozen=True):
    """A plug as a format names it. `uid` tells it from the others of its charging point."""

    uid: str
    standard: str | None
    format: str | None = None
    assumed: tuple[str, ...] = ()


def watts_of(kilowatts: float | None, plugs: Iterable[Plug] = ()) -> tuple[int | None, bool]:
    """Watts of a figure in kilowatts, and whether the figure must have been watts: only MCS gives a megawatt.

    This is settled before the power is shared out, because a limit would hide it. None for zero and below.
    """
    if kilowatts is None or kilowatts <= 0:
        return None, False
    if kilowatts >= _WATTS_FROM and not any(plug.standard == ConnectorType.MCS for plug in plugs):
        return round(kilowatts), True
    return round(kilowatts * 1000) or None, False


def strength(plug: Plug) -> int:
    """0 for the strongest kind of plug."""
    return _STRENGTH.get(plug.standard or "", _MIDDLE)


def sharing(plugs: Sequence[Plug], power_w: int | None, *, assumed: bool = False) -> tuple[ConnectorRecord, ...]:
    """Connectors of a point whose one power stands for all its plugs; `assumed` where that power itself is derived."""
    strongest = min(map(strength, plugs), default=0)
    return tuple(_shared(plug, power_w, assumed or strength(plug) > strongest) for plug in plugs)


def stated(plug: Plug, power_w: int | None) -> ConnectorRecord:
    """A connector whose power is its own, as the source states it."""
    return _connector(plug, power_w, ())


def _shared(plug: Plug, power_w: int | None, assumed: bool) -> ConnectorRecord:
    """A connector with as much of its point's power as its standard can carry."""
    limit = _LIMITS_W.get(plug.standard or "")
    limited = power_w is not None and limit is not None and power_w > limit
    marked = power_w is not None and (assumed or limited)
    return _connector(plug, limit if limited else power_w, (_POWER,) if marked else ())


def _connector(plug: Plug, power_w: int | None, marks: tuple[str, ...]) -> ConnectorRecord:
    kind, derived = _kind(plug.standard, power_w)
    assumed = (*plug.assumed, *marks, *(("power_type",) if derived else ()))
    return ConnectorRecord(plug.uid, plug.standard, plug.format, kind, None, None, power_w, assumed)


def _kind(standard: str | None, power_w: int | None) -> tuple[str | None, bool]:
    """Kind of current, and whether that is derived from the power: one phase carries 7.4 kW at most."""
    if standard in _DC:
        return PowerType.DC.value, False
    if standard in _AC_1_PHASE:
        return PowerType.AC_1_PHASE.value, False
    if standard in _AC_3_PHASE:
        return PowerType.AC_3_PHASE.value, False
    if standard in _ANY_AC and power_w is not None and power_w > _ONE_PHASE_W:
        return PowerType.AC_3_PHASE.value, True
    return None, False


def distinct(plugs: Iterable[Plug]) -> tuple[Plug, ...]:
    """The plugs, strongest first, each uid once."""
    return tuple(sorted({plug.uid: plug for plug in plugs}.values(), key=lambda plug: (strength(plug), plug.uid)))


CABLE: Final = ConnectorFormat.CABLE.value
SOCKET: Final = ConnectorFormat.SOCKET.value
