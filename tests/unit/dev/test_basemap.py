"""The offline basemap as built: cut at the antimeridian, with seas and lakes where they are, and styles that fit it."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import mapbox_vector_tile
import pytest

from tools.assets import VENDOR
from tools.console import ROOT

BASEMAP = VENDOR / "basemap"
STYLES = ("light", "dark")

Ring = list[list[float]]
Position = tuple[float, float]

pytestmark = pytest.mark.skipif(not BASEMAP.is_dir(), reason="the offline basemap is not built: ./dev assets")


def features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((BASEMAP / name).read_text(encoding="utf-8"))["features"]
    return found


def label(country: str) -> Position:
    points = {one["properties"]["n"]: one["geometry"]["coordinates"] for one in features("countries.geojson")}
    longitude, latitude = points[country]
    return longitude, latitude


def rings(name: str) -> Iterator[Ring]:
    for one in features(name):
        yield from one["geometry"]["coordinates"]


def inside(ring: Ring, position: Position) -> bool:
    """Whether a position lies in a ring, by the crossings of a ray to the east."""
    x, y = position
    crossings = 0
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        crossings += (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay)
    return crossings % 2 == 1


def covered(name: str, position: Position) -> bool:
    """Whether a layer of polygons covers a position; a hole takes it out again."""
    return sum(inside(ring, position) for ring in rings(name)) % 2 == 1


@pytest.mark.parametrize(
    "position",
    [(2.35, 48.85), (-98.0, 39.0), (134.0, -25.0), (0.0, -80.0), (178.0, -17.8), (-175.0, 66.5), (179.0, 68.5)],
    ids=["Paris", "Kansas", "Australia", "Antarctica", "Fiji", "Chukotka beyond 180", "Chukotka before 180"],
)
def test_land_is_land(position: Position) -> None:
    assert covered("land.geojson", position)


@pytest.mark.parametrize(
    "position",
    [(-30.0, 40.0), (-150.0, 0.0), (51.0, 41.0), (175.0, -10.0), (0.0, 66.5), (-140.0, 74.5), (100.0, -20.0)],
    ids=["Atlantic", "Pacific", "Caspian", "by Fiji", "same latitude as Chukotka", "Arctic", "Indian Ocean"],
)
def test_sea_is_sea(position: Position) -> None:
    assert not covered("land.geojson", position)


@pytest.mark.parametrize(
    "position", [(-87.0, 43.0), (33.0, -1.0), (6.5, 46.45)], ids=["Michigan", "Victoria", "Geneva"]
)
def test_large_lakes_are_there(position: Position) -> None:
    assert covered("lakes.geojson", position)


@pytest.mark.parametrize("name", ["land.geojson", "lakes.geojson"])
def test_no_edge_crosses_the_world(name: str) -> None:
    # The pole's own edge, which closes Antarctica, is the only one that may be this long.
    for ring in rings(name):
        for (ax, ay), (bx, by) in itertools.pairwise(ring):
            assert abs(ax - bx) < 90 or ay == by < -89, (ax, ay, bx, by)


@pytest.mark.parametrize("name", ["land.geojson", "lakes.geojson"])
def test_rings_are_closed_and_within_the_world(name: str) -> None:
    for ring in rings(name):
        assert ring[0] == ring[-1]
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)


@pytest.mark.parametrize("name", ["borders.geojson", "states.geojson"])
def test_borders_do_not_cross_the_world(name: str) -> None:
    for line in rings(name):
        assert all(abs(a[0] - b[0]) < 90 for a, b in itertools.pairwise(line))


@pytest.mark.parametrize(
    ("country", "west", "south", "east", "north"),
    [
        ("Fiji", 177.2, -18.3, 178.7, -17.3),
        ("United States", -115, 30, -80, 48),
        ("France", -2, 43, 8, 50),
        ("Russia", 40, 50, 140, 70),
        ("Italy", 7, 40, 16, 46.5),
        ("New Zealand", 166, -47, 179, -34),
    ],
)
def test_a_countrys_name_stands_on_its_largest_part(
    country: str, west: float, south: float, east: float, north: float
) -> None:
    longitude, latitude = label(country)
    assert west < longitude < east
    assert south < latitude < north


@pytest.mark.parametrize("country", ["Fiji", "Norway", "Croatia", "Chile", "Vietnam", "South Africa"])
def test_a_countrys_name_stands_on_land(country: str) -> None:
    assert covered("land.geojson", label(country))


def test_fine_tiles_hold_land_and_borders() -> None:
    tile = mapbox_vector_tile.decode((BASEMAP / "fine" / "4" / "8" / "5.pbf").read_bytes())
    assert set(tile) == {"land", "borders"}
    assert tile["land"]["extent"] == 8192


def style(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "static" / "map" / f"offline-{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", STYLES)
def test_a_styles_files_are_all_built(name: str) -> None:
    sources = style(name)["sources"].values()
    addresses = [source["data"] for source in sources if source["type"] == "geojson"]
    addresses += [face["url"] for faces in style(name)["font-faces"].values() for face in faces]
    for address in addresses:
        assert (ROOT / address.removeprefix("/")).is_file(), address


@pytest.mark.parametrize("name", STYLES)
def test_every_tile_that_a_style_asks_for_is_built(name: str) -> None:
    fine = style(name)["sources"]["fine"]
    (template,) = fine["tiles"]
    assert fine["minzoom"] == fine["maxzoom"] == 4
    for x in range(16):
        for y in range(1, 12):
            path = template.removeprefix("/").format(z=4, x=x, y=y)
            assert (ROOT / path).is_file(), path


@pytest.mark.parametrize("name", STYLES)
def test_a_style_needs_nothing_from_elsewhere(name: str) -> None:
    found = style(name)
    assert "glyphs" not in found
    assert "sprite" not in found
    served = json.dumps([{**source, "attribution": ""} for source in found["sources"].values()])
    assert "://" not in served


@pytest.mark.parametrize("name", STYLES)
def test_a_style_names_where_its_data_is_from(name: str) -> None:
    said = " ".join(source.get("attribution", "") for source in style(name)["sources"].values())
    assert "Natural Earth" in said
    assert "GeoNames" in said


def without_colours(value: Any) -> Any:
    if isinstance(value, str):
        return "#" if value.startswith("#") else value.replace("light", "").replace("dark", "")
    if isinstance(value, list):
        return list(map(without_colours, value))
    return {key: without_colours(inner) for key, inner in value.items()} if isinstance(value, dict) else value


def test_light_and_dark_differ_in_colours_only() -> None:
    assert without_colours(style("light")) == without_colours(style("dark"))
    assert style("light") != style("dark")
