"""Reads the catalogue of Open EV Data (MIT licence, its name has to be shown): one JSON object with a list `data`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from accounts.models import VehicleModel
from accounts.vehicles.catalogue import searchable
from accounts.vehicles.inlets import Inlet
from voltway.lib.batches import RowRefused
from voltway.lib.text import clean_text

ATTRIBUTION: Final = "Open EV Data"
LICENCE: Final = "MIT"
HOMEPAGE: Final = "https://opendata.kilowattcharging.com/"
PREFIX: Final = "open-ev-data:"
# Three phases of 32 A are 22 kW, of 63 A 43 kW: no car takes anything between them or above.
_USUAL_AC, _STRONGEST_AC = 22_200, 43_000


def read_model(told: Any) -> VehicleModel:
    """One model. Raises RowRefused for one that doesn't say what fits."""
    if not isinstance(told, Mapping) or not isinstance(told.get("id"), str) or not told["id"]:
        raise RowRefused("id", "id", "has no id")
    if told.get("status") == "pending":
        # Guessed from elsewhere and not looked at, such as a CCS plug of a car that has CHAdeMO.
        raise RowRefused("pending", "status", "is not finished by who makes the catalogue")
    brand, name = (
        clean_text(_text(told, "brand"), 60),
        clean_text(f"{_text(told, 'model')} {_text(told, 'variant')}", 160),
    )
    if not brand or not name:
        raise RowRefused("name", "model", "has no brand or no model")
    alternating, direct = _charger(told, "ac_charger"), _charger(told, "dc_charger")
    year = told.get("release_year")
    year = year if isinstance(year, int) and 1990 <= year <= 2100 else None
    inlets = _inlets(_ports(alternating), _ports(direct))
    return VehicleModel(
        uid=f"{PREFIX}{told['id']}"[:60],
        brand=brand,
        name=name,
        year=year,
        battery_capacity=_thousandfold(told.get("usable_battery_size")),
        inlets=list(inlets),
        max_ac_power=_ac_power(_thousandfold(alternating.get("max_power"))),
        max_dc_power=_dc_power(told, direct) if _ports(direct) else None,
        search_text=searchable(brand, name, year),
    )


def _inlets(alternating: frozenset[str], direct: frozenset[str]) -> Sequence[Inlet]:
    """Inlets of the ports that a model names. Raises RowRefused where they don't tell them."""
    if len(alternating) != 1 or not alternating <= {"type1", "type2"}:
        raise RowRefused("ports", "ac_charger", "needs exactly one of type1 and type2: it tells which CCS is meant")
    if "type1" in alternating:
        combined, single = Inlet.CCS_1, Inlet.TYPE_1
    else:
        combined, single = Inlet.CCS_2, Inlet.TYPE_2
    if "tesla_suc" in direct:
        # The one inlet of a Tesla of that time; CHAdeMO and CCS beside it are adapters, but for cars with CCS inside.
        return (Inlet.TESLA_EUROPE, combined) if "tesla_ccs" in direct else (Inlet.TESLA_EUROPE,)
    first = combined if direct & {"ccs", "tesla_ccs"} else single
    return (first, Inlet.CHADEMO) if "chademo" in direct else (first,)


def _ac_power(watts: int | None) -> int | None:
    """None for a figure that can't be one of alternating current: some rows repeat that of the battery or of DC."""
    return watts if watts is None or watts <= _USUAL_AC or watts == _STRONGEST_AC else None


def _dc_power(told: Mapping[str, Any], direct: Mapping[str, Any]) -> int | None:
    """None where the figure is that of the battery: four rows in ten have it filled up so, at any size."""
    watts, capacity = _thousandfold(direct.get("max_power")), _thousandfold(told.get("usable_battery_size"))
    return None if watts == capacity else watts


def _charger(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    charger = told.get(name)
    return charger if isinstance(charger, Mapping) else {}


def _ports(charger: Mapping[str, Any]) -> frozenset[str]:
    ports = charger.get("ports")
    return frozenset(str(port) for port in ports) if isinstance(ports, list) else frozenset()


def _thousandfold(value: Any) -> int | None:
    """Kilowatts or kilowatt-hours as watts or watt-hours; None where there is no figure above 0."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10_000
    return round(value * 1000) if known else None


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""
