"""Plugs that can be true: known standards, a power that the plug can carry, watts derived where volts and amperes tell.

The facts of a connector decide alone what becomes of it, and feeds repeat few of them, so each verdict is kept.
"""

from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from stations.ocpi import ConnectorFormat, PowerType
from stations.records import ConnectorRecord, EvseRecord, StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning.mending import Mended, marked, with_evses
from stations.sources.cleaning.plug_mends import Mend
from stations.sources.cleaning.plugs import (
    ALWAYS_CABLE,
    COMBO_OF,
    MIN_VOLTAGE,
    RATINGS,
    UNRATED,
    Rating,
    is_standard,
    standard_of,
)
from stations.sources.cleaning.power import derived, judged

__all__ = ["Mend", "clean"]

_FORMATS: Final = frozenset(ConnectorFormat)
_POWER_TYPES: Final = frozenset(PowerType)
_NOMINAL_VOLTS: Final = frozenset((110, 115, 120, 127, 200, 208, 220, 230, 240, 277, 380, 400, 415, 440, 480))
# Of alternating current.
_AMPERES: Final = range(1, 126)
# Direct current at such a voltage is no Type 1 or Type 2.
_COMBO_VOLTS: Final = 450

Word = TypeVar("Word", bound=StrEnum)


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    for evse in record.evses:
        for c in evse.connectors:
            if _verdict(c.standard, c.format, c.power_type, c.max_voltage, c.max_amperage, c.max_electric_power):
                return with_evses(record, lambda evse: _evse(evse, mended))
    return record


def _evse(evse: EvseRecord, mended: Mended) -> EvseRecord:
    connectors = tuple([_connector(connector, mended) for connector in evse.connectors])
    return evse if connectors == evse.connectors else replace(evse, connectors=connectors)


def _connector(c: ConnectorRecord, mended: Mended) -> ConnectorRecord:
    verdict = _verdict(c.standard, c.format, c.power_type, c.max_voltage, c.max_amperage, c.max_electric_power)
    if verdict is None:
        return c
    for kind in verdict.kinds:
        mended(kind)
    return replace(c, **verdict.changes, assumed=marked(c.assumed, *verdict.assumed))


class _Case:
    """A connector under examination: what is said of it so far, what was assumed, what was done."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.said, self.now = facts, dict(facts)
        self.assumed: list[str] = []
        self.kinds: list[Mend] = []

    @property
    def rating(self) -> Rating:
        return RATINGS.get(self.now["standard"] or "", UNRATED)

    @property
    def changes(self) -> dict[str, Any]:
        return {field: value for field, value in self.now.items() if value != self.said[field]}

    def set(self, kind: Mend, *, assumed: bool = True, **values: Any) -> None:
        """Put new values in place; a value is assumed unless the source said it in other words or it is None."""
        self.now.update(values)
        self.kinds.append(kind)
        self.assumed += [field for field, value in values.items() if assumed and value is not None]


@lru_cache(maxsize=16_384)
def _verdict(
    standard: str | None,
    format: str | None,
    power_type: str | None,
    max_voltage: int | None,
    max_amperage: int | None,
    max_electric_power: int | None,
) -> _Case | None:
    """What becomes of a connector of these facts; None where it is fine."""
    case = _Case(
        {
            "standard": standard,
            "format": format,
            "power_type": power_type,
            "max_voltage": max_voltage,
            "max_amperage": max_amperage,
            "max_electric_power": max_electric_power,
        }
    )
    _name_standard(case)
    _name_word(case, "format", _FORMATS, Mend.FORMAT_WORD)
    _name_word(case, "power_type", _POWER_TYPES, Mend.POWER_TYPE_WORD)
    _see_combo(case)
    _fit_standard(case)
    _judge_current(case)
    _judge_power(case)
    return case if case.kinds else None


def _name_standard(case: _Case) -> None:
    said = case.now["standard"]
    if said is None or is_standard(said):
        return
    standard = standard_of(said)
    known = standard in RATINGS
    case.set(Mend.STANDARD_SPELLING if known else Mend.STANDARD_UNKNOWN, assumed=False, standard=standard)


def _name_word(case: _Case, field: str, known: frozenset[Word], kind: Mend) -> None:
    said = case.now[field]
    if said is None or said in known:
        return
    word = "_".join(said.upper().replace("-", " ").replace("_", " ").split())
    case.set(kind, assumed=False, **{field: word if word in known else None})


def _see_combo(case: _Case) -> None:
    """A Type 1 or 2 on a cable whose direct current no such plug carries is one half of a Combo."""
    now = case.now
    if now["power_type"] != PowerType.DC or now["standard"] not in COMBO_OF or now["format"] == ConnectorFormat.SOCKET:
        return
    if (now["max_electric_power"] or 0) > case.rating.most or (now["max_voltage"] or 0) >= _COMBO_VOLTS:
        case.set(Mend.STANDARD_COMBO, standard=COMBO_OF[now["standard"]].value)


def _fit_standard(case: _Case) -> None:
    """Kind of current and cable follow from some standards, whatever is said."""
    now, rating = case.now, case.rating
    if now["standard"] in ALWAYS_CABLE and now["format"] != ConnectorFormat.CABLE:
        case.set(Mend.FORMAT_CABLE, format=ConnectorFormat.CABLE.value)
    said = now["power_type"]
    if said is None and rating.current:
        case.set(Mend.POWER_TYPE, power_type=rating.current.value)
    elif said is not None and _contradicts(said, rating):
        case.set(Mend.POWER_TYPE_WRONG, power_type=rating.current.value if rating.current else None)


def _contradicts(power_type: str, rating: Rating) -> bool:
    if power_type == PowerType.DC:
        return rating.is_ac
    if rating.current == PowerType.AC_1_PHASE:
        return power_type == PowerType.AC_3_PHASE
    return rating.current is not None and power_type != rating.current


def _judge_current(case: _Case) -> None:
    volts, amperes, rating = case.now["max_voltage"], case.now["max_amperage"], case.rating
    if volts in _AMPERES and volts not in _NOMINAL_VOLTS and amperes in _NOMINAL_VOLTS:
        case.set(Mend.VOLTS_AMPERES_SWAPPED, max_voltage=amperes, max_amperage=volts)
        volts, amperes = amperes, volts
    if volts is not None and not MIN_VOLTAGE <= volts <= rating.volts:
        case.set(Mend.VOLTAGE, max_voltage=None)
    if amperes is not None and not 0 < amperes <= rating.amperes:
        case.set(Mend.AMPERAGE, max_amperage=None)


def _judge_power(case: _Case) -> None:
    now, rating = case.now, case.rating
    if now["max_electric_power"] is not None:
        watts, kind = judged(now["max_electric_power"], rating)
        if kind == Mend.POWER_CAPPED:
            watts = min(watts or rating.most, _derived(case) or rating.most)
        if kind is not None:
            case.set(kind, max_electric_power=watts)
    if now["max_electric_power"] is None and (watts := _derived(case)):
        case.set(Mend.POWER_DERIVED, max_electric_power=watts)


def _derived(case: _Case) -> int | None:
    return derived(case.now["power_type"], case.now["max_voltage"], case.now["max_amperage"], case.rating)
