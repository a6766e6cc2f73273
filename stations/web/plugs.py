"""The plugs of a station as a driver compares them: what fits, how strong, how many."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stations.documents.fits import FAMILY_OF, PlugFamily, power_class
from stations.ocpi import DOMESTIC
from stations.search.query import PlugFilter
from stations.web import units, words

_ICONS = {
    PlugFamily.TYPE_1: "type1",
    PlugFamily.TYPE_2: "type2",
    PlugFamily.CCS_1: "ccs1",
    PlugFamily.CCS_2: "ccs2",
    PlugFamily.CHADEMO: "chademo",
    PlugFamily.NACS: "nacs",
    PlugFamily.TESLA_EUROPE: "tesla",
    PlugFamily.GBT: "gbt",
}
_OUT_OF_COUNT = ("REMOVED", "PLANNED")


@dataclass(frozen=True, slots=True)
class PlugLine:
    """Plugs of one kind and power at a station."""

    icon: str
    label: words.Text
    power: str
    power_class: int
    count: int
    # The plug that was searched for.
    wanted: bool
    # Its power was derived or assumed.
    assumed: bool


def icon(standard: str | None) -> str:
    if standard is None:
        return "plug-unknown"
    if standard in DOMESTIC:
        return "plug-domestic"
    return "plug-" + _ICONS.get(FAMILY_OF.get(standard, PlugFamily.OTHER), "other")


def lines(station: dict[str, Any], wanted: PlugFilter) -> list[PlugLine]:
    """The station's plugs in service, those searched for first, then by power."""
    counts = Counter(
        (connector["standard"], connector["max_electric_power"], "max_electric_power" in connector["assumed"])
        for connector in connectors(station["evses"])
    )
    found = [
        PlugLine(
            icon=icon(standard),
            label=words.plug(standard),
            power=units.power(watts),
            power_class=power_class(watts),
            count=number,
            wanted=bool(wanted) and fits(standard, watts, wanted),
            assumed=assumed,
        )
        for (standard, watts, assumed), number in sorted(counts.items(), key=lambda item: -(item[0][1] or 0))
    ]
    return sorted(found, key=lambda line: not line.wanted)


def connectors(evses: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for evse in evses:
        if evse["status"] not in _OUT_OF_COUNT:
            yield from evse["connectors"]


def offers(station: dict[str, Any]) -> str:
    """The different plugs in service, each as `offer` writes it, with a space between them."""
    return " ".join(dict.fromkeys(offer(connector) for connector in connectors(station["evses"])))


def offer(connector: dict[str, Any]) -> str:
    """Standard, watts and kind of current of a plug, with colons; empty where it isn't known."""
    told = (connector["standard"], connector["max_electric_power"], connector["power_type"])
    return ":".join(str(value or "") for value in told)


def fits(standard: str | None, watts: int | None, wanted: PlugFilter) -> bool:
    """Whether a plug is one of those searched for. Unknown power passes no bound."""
    if wanted.standards and standard not in wanted.standards:
        return False
    if watts is None:
        return not wanted.known_power and wanted.min_power is None and wanted.max_power is None
    return (wanted.min_power or 0) <= watts and (wanted.max_power is None or watts <= wanted.max_power)
