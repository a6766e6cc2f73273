"""The facts of a car as they are told from outside, read and checked value by value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from accounts.vehicles.inlets import Current, Inlet, takes
from voltway.lib.problems import InvalidParameters, ParameterError
from voltway.lib.text import clean_text

MAX_NAME: Final = 60
MAX_MODEL_UID: Final = 60
# Watt-hours and watts: what the largest lorry has, with room.
MAX_BATTERY: Final = 2_000_000
MAX_AC: Final = 100_000
MAX_DC: Final = 5_000_000
FIELDS: Final = frozenset({"name", "inlets", "battery_capacity", "max_ac_power", "max_dc_power", "model", "chosen"})


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """A car without its owner. Watt-hours and watts; None where it isn't known."""

    name: str
    inlets: tuple[str, ...]
    battery_capacity: int | None = None
    max_ac_power: int | None = None
    max_dc_power: int | None = None
    model_uid: str = ""
    chosen: bool = False


def read_facts(told: Mapping[str, Any]) -> VehicleFacts:
    """Raises InvalidParameters, which names every member at fault."""
    reader = _Reader(told)
    facts = VehicleFacts(
        name=reader.text("name", MAX_NAME, needed=True),
        inlets=reader.inlets(),
        battery_capacity=reader.whole("battery_capacity", MAX_BATTERY),
        max_ac_power=reader.whole("max_ac_power", MAX_AC),
        max_dc_power=reader.whole("max_dc_power", MAX_DC),
        model_uid=reader.text("model", MAX_MODEL_UID),
        chosen=reader.flag("chosen"),
    )
    if reader.errors:
        raise InvalidParameters("The car can't be kept like this.", errors=reader.errors)
    return facts


def no_inlet_takes(current: Current) -> str:
    """The rule that a figure for a current breaks where no inlet takes it."""
    return f"none of the inlets takes {current}"


class _Reader:
    """Reads members one by one and collects what is wrong with them."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.errors = [ParameterError(name[:80], "no such member") for name in told if name not in FIELDS]

    def fault(self, name: str, rule: str) -> None:
        self.errors.append(ParameterError(name, rule))

    def text(self, name: str, longest: int, *, needed: bool = False) -> str:
        value = self.told.get(name)
        if value is not None and not isinstance(value, str):
            self.fault(name, "must be a text")
            return ""
        text = clean_text(value or "", longest)
        # As it was sent: what is invisible in it counts, too.
        if len(value or "") > longest:
            self.fault(name, f"is longer than {longest} characters")
        elif needed and not text:
            self.fault(name, "is needed")
        return text

    def inlets(self) -> tuple[str, ...]:
        given = self.told.get("inlets")
        known = [str(inlet) for inlet in Inlet]
        if not isinstance(given, list) or not given or any(one not in known for one in given):
            self.fault("inlets", f"must be one or more of {', '.join(known)}")
            return ()
        inlets = tuple(inlet for inlet in known if inlet in given)
        self._check_limits(inlets)
        return inlets

    def _check_limits(self, inlets: tuple[str, ...]) -> None:
        """A figure for a current that no inlet takes is a slip that would never be noticed."""
        currents = set(takes(inlets).values())
        for name, current in (("max_ac_power", Current.AC), ("max_dc_power", Current.DC)):
            if self.told.get(name) and not currents & {current, None}:
                self.fault(name, no_inlet_takes(current))

    def whole(self, name: str, largest: int) -> int | None:
        value = self.told.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= largest:
            self.fault(name, f"must be a whole number from 1 to {largest}, or null where it isn't known")
            return None
        return value

    def flag(self, name: str) -> bool:
        value = self.told.get(name, False)
        if not isinstance(value, bool):
            self.fault(name, "must be true or false")
        return value is True
