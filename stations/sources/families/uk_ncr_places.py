"""Which devices of the UK registry stand at one place, and under which id that place goes.

The registry has no sites. Devices of one car park have the same coordinates or lie some metres apart, and are called
"Park Lane 2", "Park Lane 3"; postcodes and coordinates may each be wrong. So devices are one place if they share owner
and postcode and, within these, either the spot or the name (without its number) and the neighbourhood.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from stations.sources.families.nearby import metres
from stations.sources.families.scalars import degrees
from stations.sources.families.uk_ncr_words import as_row

Device = Mapping[str, Any]
Position = tuple[float, float]

_SAME_SPOT_M: Final = 5.0
_NEIGHBOURHOOD_M: Final = 150.0
# "Merrion Centre 02", "Level 1 (3)", "Park Lane - 7".
_NUMBER_AT_END: Final = re.compile(r"[\s(#-]*\d+\)?$")


def place_key(device: Device) -> str:
    """Owner and postcode; where there is no postcode, the coordinates take its place."""
    row = as_row(device)
    postcode = "".join((row.get("postcode") or "").split()).upper()
    spot = postcode or f"{row.get('latitude')} {row.get('longitude')}"
    return f"{(row.get('deviceOwnerName') or '').strip().casefold()}\n{spot}"


def places(devices: Sequence[Device]) -> list[list[Device]]:
    """The devices of a key, place by place, in their order."""
    found: list[list[_Spot]] = []
    for spot in map(_spot, devices):
        near = [place for place in found if any(_together(spot, other) for other in place)]
        joined = [*(member for place in near for member in place), spot]
        found = [place for place in found if place not in near] + [joined]
    return [[spot.device for spot in place] for place in found]


class _Spot(NamedTuple):
    device: Device
    position: Position | None
    name: str


def _spot(device: Device) -> _Spot:
    row = as_row(device)
    return _Spot(device, position(row), base_name(row.get("name") or "").casefold())


def _together(one: _Spot, other: _Spot) -> bool:
    if one.position is None or other.position is None:
        # A device that can't be placed is refused by itself, and takes no other with it.
        return False
    apart = metres(one.position, other.position)
    return apart <= _SAME_SPOT_M or (apart <= _NEIGHBOURHOOD_M and bool(one.name) and one.name == other.name)


def position(row: Mapping[str, str]) -> Position | None:
    """Latitude and longitude, None if either is missing."""
    latitude, longitude = degrees(row.get("latitude")), degrees(row.get("longitude"))
    return None if latitude is None or longitude is None else (latitude, longitude)


def base_name(name: str) -> str:
    line = " ".join(name.split())
    return _NUMBER_AT_END.sub("", line) or line


def eldest_first(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """By date of registration: the eldest's id stays the place's when others come or go, move or are renamed."""
    return sorted(rows, key=lambda row: (row.get("dateCreated") or "", row.get("chargeDeviceID") or ""))
