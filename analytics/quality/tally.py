"""Counts over the stations of a source, or of one operator in it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from analytics.quality.ages import Age
from analytics.quality.fields import BY_LEVEL, Level
from stations.records import ConnectorRecord, EvseRecord, StationRecord

# Of each class of fault, so many stations are named.
EXAMPLES: Final = 12
# Characters of a value that are shown.
_LONGEST: Final = 200
# A fault of both sources or of neither: nobody can tell which.
NOBODYS: Final = "twin_elsewhere"

Part = StationRecord | EvseRecord | ConnectorRecord


@dataclass(slots=True)
class Measured:
    """What counts of one station: its parts by level, names of the fields that it tells, and of those derived."""

    parts: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    derived: list[str] = field(default_factory=list)


def measured(record: StationRecord) -> Measured:
    """A station with its charging points and plugs."""
    found = Measured()
    _measure(found, Level.STATION, record)
    for evse in record.evses:
        _measure(found, Level.EVSE, evse)
        for connector in evse.connectors:
            _measure(found, Level.CONNECTOR, connector)
    return found


def _measure(found: Measured, level: Level, part: Part) -> None:
    found.parts.append(level)
    for one in BY_LEVEL[level]:
        if one.there(part):
            # What was only put right counts as told; what comes from elsewhere is named in `assumed`.
            (found.derived if one.assumed in part.assumed else found.told).append(one.name)


class Tally:
    """Fills station by station; memory does not grow with them."""

    def __init__(self) -> None:
        self.parts: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.derived: Counter[str] = Counter()
        self.ages: Counter[str] = Counter()
        self.licences: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.examples: dict[str, list[tuple[str, str]]] = {}
        self.faulty = 0

    def add(
        self, public_id: str, one: Measured, *, age: Age, open_licence: bool | None, faults: Mapping[str, str]
    ) -> None:
        """Count a station; `faults`: class → value at fault."""
        self.parts.update(one.parts)
        self.told.update(one.told)
        self.derived.update(one.derived)
        self.ages[age] += 1
        self.licences[_LICENCES[open_licence]] += 1
        self.faulty += any(name != NOBODYS for name in faults)
        for name, found in faults.items():
            self.faults[name] += 1
            examples = self.examples.setdefault(name, [])
            if len(examples) < EXAMPLES:
                examples.append((public_id, found[:_LONGEST]))

    def figures(self) -> dict[str, Any]:
        """For `QualityLook.figures`."""
        return {
            **{level.value: self.parts[level] for level in Level},
            "faulty": self.faulty,
            "told": dict(self.told),
            "derived": dict(self.derived),
            "ages": dict(self.ages),
            "licences": dict(self.licences),
            "faults": dict(self.faults),
        }


# What the terms say of passing a record on.
_LICENCES: Final = {True: "open", False: "closed", None: "unknown"}
