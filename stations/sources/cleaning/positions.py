"""The country of a position, offline: the time zone there (tzfpy), and the countries that keep it (tzdata's zone.tab).

The zones' borders are those of countries, and reach 22 km out to sea. Of 234,908 places of a gazetteer 35 lie outside
their country by this, and 5 of those more than 30 km: three claimed islands and two places with wrong coordinates.
"""

import math
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import tzfpy

from stations.sources.cleaning.territories import ALPHA_3, sovereign
from voltway.lib.geo import Box, in_box

KM_PER_DEGREE: Final = 111.2
# How far from its country a position may lie before that is held against it: borders and coasts are drawn coarsely,
# and so are some positions.
REACH_KM: Final = (6.0, 15.0, 30.0)
_DIRECTIONS: Final = tuple((math.cos(angle), math.sin(angle)) for angle in (i * math.pi / 4 for i in range(8)))

# Zones shared or claimed beyond zone.tab, which names one country each.
_ALSO: Final = {
    "Africa/El_Aaiun": "MAR",
    "America/New_York": "CUB",  # Guantanamo
    "Asia/Bangkok": "VNM",  # the north of Vietnam
    "Asia/Famagusta": "TUR",
    "Asia/Gaza": "ISR",
    "Asia/Hebron": "ISR",
    "Asia/Jerusalem": "PSE SYR",
    "Asia/Karachi": "IND",
    "Asia/Nicosia": "GBR TUR",
    "Europe/Belgrade": "XKX",
    "Europe/Busingen": "CHE",
    "Europe/Simferopol": "RUS",
}
# Parts of a zone that lie in another country than zone.tab says; None where a box can't tell.
_PARTS: Final = {
    "Asia/Bangkok": ((Box(101.8, 18.45, 112.0, 24.0), "VNM"), (Box(105.0, 17.0, 112.0, 18.45), "VNM")),
    "Europe/Belgrade": ((Box(20.0, 41.8, 21.8, 43.3), None),),
}


@cache
def _zone_country() -> dict[str, str]:
    """IANA zone → alpha-3 country, by zone.tab."""
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[2]: ALPHA_3[row[0]] for row in rows if row[0] in ALPHA_3}


@cache
def _zone_countries(zone: str) -> frozenset[str]:
    named = [_zone_country().get(zone), *_ALSO.get(zone, "").split()]
    return frozenset(country for country in named if country)


@cache
def _zone_sovereigns(zone: str) -> frozenset[str]:
    return frozenset(map(sovereign, _zone_countries(zone)))


def zone_at(latitude: float, longitude: float) -> str:
    """IANA zone of a position on the globe; Etc/… on the open sea."""
    return tzfpy.get_tz(longitude, latitude)


def is_sea(zone: str) -> bool:
    return zone.startswith("Etc/")


def lies_in_itself(country: str, latitude: float, longitude: float) -> bool:
    """Whether a position lies in a country without its territories."""
    return country in _zone_countries(zone_at(latitude, longitude))


def lies_in(country: str, latitude: float, longitude: float) -> bool:
    """Whether a position lies in a country, its territories or what it claims."""
    return sovereign(country) in _zone_sovereigns(zone_at(latitude, longitude))


def lies_near(country: str, latitude: float, longitude: float, *, reach: int = len(REACH_KM)) -> bool:
    """`lies_in`, or no more than 30 km (52 km at sea) away from it.

    `reach`: how many of the rings of REACH_KM count.
    """
    home = sovereign(country)
    return any(home in _zone_sovereigns(zone) for zone in _zones_around(latitude, longitude, reach))


def land_zone(latitude: float, longitude: float) -> str | None:
    """IANA zone of a position or of the land within 52 km; None on the open sea."""
    zone = zone_at(latitude, longitude)
    if not is_sea(zone):
        return zone
    return next((near for near in _zones_around(latitude, longitude) if not is_sea(near)), None)


def zone_of(country: str | None, latitude: float, longitude: float) -> str | None:
    """IANA zone of a place: the nearest that its country keeps, so that a border drawn coarsely moves no clock."""
    if country is not None:
        home = sovereign(country)
        for zone in (zone_at(latitude, longitude), *_zones_around(latitude, longitude)):
            if home in _zone_sovereigns(zone):
                return zone
    return land_zone(latitude, longitude)


def keeps_zone(country: str, zone: str) -> bool:
    """Whether a zone is one of the country's; True as well for old names, of which nothing is known."""
    sovereigns = _zone_sovereigns(zone)
    return not sovereigns or sovereign(country) in sovereigns


def country_at(latitude: float, longitude: float) -> str | None:
    """Alpha-3 country of a position; None at sea, and where the zone does not tell."""
    zone = land_zone(latitude, longitude)
    if zone is None:
        return None
    for box, country in _PARTS.get(zone, ()):
        if in_box(latitude, longitude, box):
            return country
    return _zone_country().get(zone)


@lru_cache(maxsize=256)
def _zones_around(latitude: float, longitude: float, reach: int = len(REACH_KM)) -> tuple[str, ...]:
    """Zones there and on rings around, nearest first."""
    zones = [zone_at(latitude, longitude)]
    width = max(0.05, math.cos(math.radians(latitude)))
    for ring in REACH_KM[:reach]:
        radius = ring / KM_PER_DEGREE
        for north, east in _DIRECTIONS:
            south_north = min(90.0, max(-90.0, latitude + north * radius))
            west_east = (longitude + east * radius / width + 180.0) % 360.0 - 180.0
            zones.append(zone_at(south_north, west_east))
    return tuple(dict.fromkeys(zones))
