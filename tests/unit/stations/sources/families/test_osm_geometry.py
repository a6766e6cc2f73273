"""Where an object is, from every shape that Overpass and GeoJSON send."""

from typing import Any

import pytest

from stations.sources.families.osm_geometry import centroid, position

SQUARE = [[2.0, 48.0], [2.002, 48.0], [2.002, 48.002], [2.0, 48.002], [2.0, 48.0]]


def rounded(element: dict[str, Any]) -> tuple[float, float] | None:
    found = position(element)
    return (round(found[0], 6), round(found[1], 6)) if found else None


@pytest.mark.parametrize(
    "element",
    [
        {"lat": 48.001, "lon": 2.001},
        {"center": {"lat": 48.001, "lon": 2.001}},
        {"bounds": {"minlat": 48.0, "minlon": 2.0, "maxlat": 48.002, "maxlon": 2.002}},
        {"geometry": [{"lat": 48.0, "lon": 2.0}, None, {"lat": 48.002, "lon": 2.002}]},
        {"geometry": {"type": "Point", "coordinates": [2.001, 48.001]}},
        {"geometry": {"type": "Point", "coordinates": [2.001, 48.001, 35.0]}},
        {"geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {"geometry": {"type": "Polygon", "coordinates": [SQUARE, [[2.0, 48.0], [2.001, 48.0], [2.0, 48.001]]]}},
        {"geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[9.0, 9.0], [9.1, 9.0], [9.0, 9.1]]]]}},
        {"geometry": {"type": "LineString", "coordinates": [[2.0, 48.0], [2.002, 48.002]]}},
    ],
)
def test_the_middle_of_a_shape_is_its_place(element: dict[str, Any]) -> None:
    assert rounded(element) == (48.001, 2.001)


@pytest.mark.parametrize(
    "element",
    [
        {},
        {"lat": 48.0},
        {"lat": "x", "lon": "y"},
        {"center": None},
        {"bounds": {"minlat": 1}},
        {"geometry": None},
        {"geometry": {"type": "Point", "coordinates": []}},
        {"geometry": {"type": "Point", "coordinates": None}},
        {"geometry": {"type": "Polygon", "coordinates": []}},
        {"geometry": {"type": "Polygon", "coordinates": [[]]}},
        {"geometry": {"type": "Polygon", "coordinates": None}},
        {"geometry": {"type": "GeometryCollection", "geometries": []}},
    ],
)
def test_an_object_without_shape_is_nowhere(element: dict[str, Any]) -> None:
    assert position(element) is None


def test_a_shape_with_an_arm_has_the_centre_of_its_area() -> None:
    ell = [(0.0, 0.0), (0.0, 3.0), (1.0, 3.0), (1.0, 1.0), (3.0, 1.0), (3.0, 0.0), (0.0, 0.0)]
    found = centroid(ell)
    assert found is not None
    assert (round(found[0], 6), round(found[1], 6)) == (1.1, 1.1)


def test_a_ring_without_area_has_the_middle_of_its_points() -> None:
    assert centroid([(1.0, 1.0), (3.0, 3.0), (1.0, 1.0)]) == (2.0, 2.0)


def test_the_centre_keeps_centimetres_far_from_zero() -> None:
    ring = [(60.0, 170.0), (60.0, 170.0001), (60.0001, 170.0001), (60.0001, 170.0), (60.0, 170.0)]
    found = centroid(ring)
    assert found is not None
    assert (round(found[0], 9), round(found[1], 9)) == (60.00005, 170.00005)
