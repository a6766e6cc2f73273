"""Reads the sockets of an OpenStreetMap charging station and deals them out to its EVSEs.

`capacity` counts the vehicles that can charge at once, `socket:<type>` counts plugs: four plugs on one post with room
for one car are one EVSE. So capacity makes the EVSEs, and without it the most frequent socket does; sockets are never
added up.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from stations.records import ConnectorRecord, EvseRecord
from stations.sources.families.osm_words import AMERICAN, HOUSEHOLD, NO, NOT_FOR_CARS, SOCKETS, Socket
from stations.sources.families.scalars import number, positive, private

Tags = Mapping[str, str]

_PREFIX: Final = "socket:"
_QUANTITY: Final = re.compile(
    r"(?P<number>\d[\d .,]*)\s*(?P<unit>mw|kwh|kw|kva|va|w)?(?:\s*(?:ac|dc|max\.?|peak))?", re.IGNORECASE
)
_AMOUNT: Final = re.compile(r"(?P<number>\d[\d.,]*)\s*(?:k?v|a|volt|amp(?:ere)?s?)?\b.*", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"\s*(?:;|/|\+|\bbis\b|(?<=[\w\d])\s*[-–]\s*(?=\d))\s*")
_WATTS: Final = {"mw": 1_000_000, "kw": 1000, "kwh": 1000, "kva": 1000, "w": 1, "va": 1}
# A bare number is kilowatts, unless no plug could give as many.
_MOST_KILOWATTS: Final = 1000
# More of a socket in one place is a slip of the pen, or a power that stands where the count belongs.
_MOST: Final = 400
_EVSE_ID: Final = re.compile(r"[A-Z]{2}\*?[A-Z0-9]{3}\*?E[A-Z0-9*]{1,30}", re.IGNORECASE)
# Tags of a whole station that can be its one socket's, in the order of their clarity.
_STATION_OUTPUT: Final = ("charging_station:output", "output", "rating", "maxpower")


class Group(NamedTuple):
    """The sockets of one type. `watts` holds what is said of their power, in the source's order."""

    socket: Socket
    sockets: int
    watts: tuple[int, ...]
    volts: int | None
    amperes: int | None
    of_station: bool = False


def read_power(text: str) -> tuple[int, ...]:
    """Watts of "50 kW", "22,5", "43 kVA", "22000" or "22 kW;50 kW"; empty where nothing can be read."""
    return tuple(watts for part in _SEPARATOR.split(text.strip()) if (watts := _watts(part)))


def _watts(text: str) -> int | None:
    found = _QUANTITY.fullmatch(text.strip())
    if not found:
        return None
    value, unit = number(_plain(found["number"])), found["unit"]
    if value is None or value <= 0:
        return None
    if unit is None:
        return round(value * 1000) if value < _MOST_KILOWATTS else round(value)
    return round(value * _WATTS[unit.lower()])


def _plain(text: str) -> str:
    """A number with a decimal point: "22,5" is 22.5; "22 000" and "22,000.0" are 22000."""
    text = text.replace(" ", "")
    if "," in text and "." in text:
        return text.replace(",", "")
    return text.replace(",", ".")


def _amount(text: str | None) -> int | None:
    """The highest of the volts or amperes of a tag."""
    parts = [_AMOUNT.fullmatch(part.strip()) for part in _SEPARATOR.split(text or "")]
    return max((value for part in parts if part and (value := positive(number(_plain(part["number"]))))), default=None)


def socket_groups(tags: Tags, *, is_american: bool) -> list[Group]:
    """The sockets that a station has, by type; those that only bicycles and phones use are left out."""
    groups = list(_groups(tags, is_american))
    if not groups:
        # The power of plugs that nobody named is worth keeping.
        places = min(positive(tags.get("capacity")) or 1, _MOST)
        unnamed = _with_output_of_station(Group(Socket(None), places, (), None, None), tags)
        return [unnamed] if unnamed.watts else []
    return [_with_output_of_station(groups[0], tags)] if len(groups) == 1 else groups


def _groups(tags: Tags, is_american: bool) -> Iterator[Group]:
    for key, value in tags.items():
        kind = key.removeprefix(_PREFIX).strip().lower()
        if not key.startswith(_PREFIX) or ":" in kind or value.strip().lower() in NO or kind.startswith(NOT_FOR_CARS):
            continue
        said = positive(value)
        yield Group(
            socket=_socket(kind, tags, is_american),
            sockets=said if said and said <= _MOST else 1,
            watts=read_power(tags.get(f"{key}:output", "")),
            volts=_amount(tags.get(f"{key}:voltage")),
            amperes=_amount(tags.get(f"{key}:current")),
        )


def _socket(kind: str, tags: Tags, is_american: bool) -> Socket:
    socket = (AMERICAN.get(kind) if is_american else None) or SOCKETS.get(kind) or Socket(private("OSM", kind))
    # Where both are counted apart, the one without a cable is a socket.
    if kind in ("type1", "type2") and f"{_PREFIX}{kind}_cable" in tags:
        return socket._replace(format="SOCKET")
    return socket


def _with_output_of_station(group: Group, tags: Tags) -> Group:
    """A station with one type of socket: what is said of the station's power holds for it, as far as we can tell."""
    if group.watts:
        return group
    for key in _STATION_OUTPUT:
        if len(watts := read_power(tags.get(key, ""))) == 1:
            return group._replace(watts=watts, of_station=True)
    return group


def is_for_cars(groups: list[Group]) -> bool:
    """Whether one of the sockets is a car's, rather than a household's that a bicycle may use too."""
    return any(not (group.socket.standard or "x_").startswith((*HOUSEHOLD, "x_OSM")) for group in groups)


def evse_ids(tags: Tags) -> list[str]:
    """The EVSE ids of a tag; ids of pools and stations (P, S), which objects share, and patterns are left out."""
    listed = re.split(r"[;,\s]+", tags.get("ref:EU:EVSE", ""))
    return [part.upper() for part in dict.fromkeys(listed) if _EVSE_ID.fullmatch(part)]


def build_evses(groups: list[Group], capacity: int | None, tags: Tags, status: str | None) -> tuple[EvseRecord, ...]:
    """The EVSEs of a station, with its sockets dealt to those that have fewest. What was assumed is marked."""
    ids = evse_ids(tags)
    number_of = max(capacity or 0, len(ids)) or max((group.sockets for group in groups), default=0)
    if not number_of:
        return ()
    certain = number_of == 1 or all(group.sockets == number_of for group in groups)
    hands = _deal(groups, number_of)
    return tuple(
        EvseRecord(
            uid=str(index),
            connectors=tuple(hand),
            evse_id=ids[index - 1] if index <= len(ids) else None,
            status=status,
            floor_level=tags.get("level") or None,
            physical_reference=(tags.get("ref") or None) if number_of == 1 else None,
            assumed=() if certain else ("connectors",),
        )
        for index, hand in enumerate(hands, 1)
    )


def _deal(groups: list[Group], number_of: int) -> list[list[ConnectorRecord]]:
    hands: list[list[ConnectorRecord]] = [[] for _ in range(number_of)]
    for group in groups:
        for position in range(group.sockets):
            hand = min(hands, key=len)
            hand.append(_connector(group, position, str(len(hand) + 1)))
    return hands


def _connector(group: Group, position: int, uid: str) -> ConnectorRecord:
    socket, said = group.socket, group.watts
    watts = max(said, default=None)
    if 1 < len(said) <= group.sockets:
        # "22 kW;50 kW": as many of one as of the other, in the order of the text.
        watts = said[position * len(said) // group.sockets]
    unsure = group.of_station or len(said) not in (0, 1, group.sockets)
    assumed = ("max_electric_power",) if watts and unsure else ()
    return ConnectorRecord(
        uid=uid,
        standard=socket.standard,
        format=socket.format,
        power_type=socket.power_type,
        max_voltage=group.volts,
        max_amperage=group.amperes,
        max_electric_power=watts,
        assumed=assumed + (("standard",) if socket.assumed else ()),
    )
