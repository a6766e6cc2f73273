"""How fast a car may charge at a plug: the lower of what the car takes and what the plug gives. `static/js` does the
same in the browser, for cars that are kept there.

It is a maximum. How full and how warm the battery is, who else charges, and a car that uses fewer phases than the plug
has, all make it less.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.vehicles.inlets import Current, current_of, takes
from stations.web.plugs import connectors


class Car(Protocol):
    """What of a car counts. Watts; None where it isn't known."""

    @property
    def inlets(self) -> Iterable[str]: ...
    @property
    def max_ac_power(self) -> int | None: ...
    @property
    def max_dc_power(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Charging:
    """Whether a plug of a station fits, and the most watts at which one charges; None: nobody knows."""

    fits: bool | None
    max_power: int | None = None


def at_station(car: Car, station: dict[str, Any]) -> Charging:
    """How fast a car may charge at the best plug in service there."""
    known = takes(car.inlets)
    plugs = list(connectors(station["evses"]))
    fitting = [plug for plug in plugs if plug["standard"] in known]
    if not fitting:
        return Charging(False if plugs and all(plug["standard"] for plug in plugs) else None)
    powers = [at_plug(car, known[plug["standard"]], plug) for plug in fitting]
    return Charging(True, max((watts for watts in powers if watts is not None), default=None))


def at_plug(car: Car, current: Current | None, plug: dict[str, Any]) -> int | None:
    """Watts at a plug that fits; None where the car's limit, the plug's power or its current isn't known."""
    current = current or current_of(plug["power_type"])
    limit = {Current.AC: car.max_ac_power, Current.DC: car.max_dc_power, None: None}[current]
    power = plug["max_electric_power"]
    return None if limit is None or power is None else min(limit, power)
