"""A station as one row of a list: what a driver compares, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from stations.documents.fits import power_class
from stations.ocpi import Access
from stations.search.query import PlugFilter
from stations.web import live, opening, plugs, units, words
from stations.web.community import doubt

_SHOWN_PLUGS = 4
_NOT_RESTRICTED = (Access.PUBLIC, Access.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Twin:
    """The same place as another source tells it."""

    url: str
    source: str


@dataclass(frozen=True, slots=True)
class Card:
    """One row. Texts are ready to be shown; empty means that nothing is known and nothing is said."""

    id: str
    url: str
    title: str
    place: str
    operator: str
    distance: str
    # "latitude,longitude" in degrees, for the map.
    at: str
    power_class: int
    power_figure: str
    power: str
    plugs: list[plugs.PlugLine]
    more_plugs: int
    # All of them, for a script that knows the visitor's car.
    offers: str
    # Who may charge, where that is not everybody; and whether nobody says.
    access: words.Text
    access_unknown: bool
    service: words.Text
    # Plugs that drivers found broken, in words.
    suspected: str
    price: str
    opening: opening.Opening
    live: live.Live
    closed_licence: bool
    source: str
    twins: list[Twin] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and when: what the words of a card depend on beside the station."""

    units: units.Units
    now: datetime
    wanted: PlugFilter = field(default_factory=PlugFilter)


def cards(
    stations: Iterable[dict[str, Any]],
    reader: Reader,
    *,
    schedules: Mapping[str, opening.Schedule],
    twins: Mapping[str, list[tuple[str, Twin]]],
) -> list[Card]:
    """The rows of a list. Stations that share an EVSE id become one row that names the others.

    `twins`: by group, (public id, twin) of its members.
    """
    return [
        card(station, reader, schedules.get(station["id"]), _others(station, twins)) for station in _leaders(stations)
    ]


def _leaders(stations: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One station of each group, in the place of the group's first: the one that tells a driver most."""
    leaders: dict[str, dict[str, Any]] = {}
    for station in stations:
        key = station["group"] or station["id"]
        leaders[key] = max(leaders.get(key, station), station, key=_worth)
    return list(leaders.values())


def _worth(station: dict[str, Any]) -> tuple[bool, bool, int]:
    state = station["availability"]
    is_open = all(source["open"] for source in station["sources"])
    return bool(state) and state["free"] is not None, is_open, len(station["evses"])


def _others(station: dict[str, Any], twins: Mapping[str, list[tuple[str, Twin]]]) -> list[Twin]:
    return [twin for member, twin in twins.get(station["group"] or "", []) if member != station["id"]]


def card(station: dict[str, Any], reader: Reader, schedule: opening.Schedule | None, twins: list[Twin]) -> Card:
    lines = plugs.lines(station, reader.wanted)
    watts = station["max_electric_power"]
    metres = station.get("distance_m")
    return Card(
        id=station["id"],
        url=station["url"],
        title=title(station),
        place=place(station),
        operator=(station["operator"] or {}).get("name") or "",
        distance="" if metres is None else units.distance(metres, reader.units),
        at="{latitude:.6f},{longitude:.6f}".format(**station["coordinates"]),
        power_class=power_class(watts),
        power_figure=units.figure(watts),
        power=units.power(watts),
        plugs=lines[:_SHOWN_PLUGS],
        more_plugs=max(0, len(lines) - _SHOWN_PLUGS),
        offers=plugs.offers(station),
        access="" if station["access"] in _NOT_RESTRICTED else words.label(words.ACCESS, station["access"]),
        access_unknown=station["access"] == Access.UNKNOWN,
        service=service(station),
        suspected=doubt.mark(station["evses"]),
        price=price(station),
        opening=opening.of(schedule, reader.now, text=(station["opening_times"] or {}).get("text")),
        live=live.of(station, reader.now, reader.wanted),
        closed_licence=not all(source["open"] for source in station["sources"]),
        source=", ".join(source["name"] for source in station["sources"]),
        twins=twins,
    )


def title(station: dict[str, Any]) -> str:
    operator = (station["operator"] or {}).get("name")
    return station["name"] or station["address"] or operator or station["city"] or _("Charging station")


def place(station: dict[str, Any]) -> str:
    """Address and town in one line, without what the title says already."""
    address = station["address"] if (station["address"] or "") not in title(station) else None
    town = " ".join(part for part in (station["postal_code"], station["city"]) if part)
    return ", ".join(part for part in (address, town) if part)


def service(station: dict[str, Any]) -> words.Text:
    """A warning where the register says that nothing can be charged there now."""
    states = {evse["status"] for evse in station["evses"]} - {"REMOVED"}
    if states == {"PLANNED"}:
        return words.STATES["PLANNED"]
    if station["operational"] is False or (states and states <= {"OUTOFORDER", "INOPERATIVE"}):
        return words.STATES["INOPERATIVE"]
    return ""


def price(station: dict[str, Any]) -> str:
    return station["price_text"] or (_("Free of charge") if station["free_of_charge"] else "")
