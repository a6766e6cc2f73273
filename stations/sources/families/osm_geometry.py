"""Where an OpenStreetMap object is: a node's point, the centre that Overpass sends, or the middle of a shape."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stations.sources.families.scalars import degrees

Point = tuple[float, float]


def position(element: Mapping[str, Any]) -> Point | None:
    """Latitude and longitude of an Overpass element or a GeoJSON feature; None where it has no shape."""
    if "geometry" in element and isinstance(element["geometry"], Mapping):
        return _of_geometry(element["geometry"])
    for holder in (element, element.get("center")):
        if isinstance(holder, Mapping) and (found := _pair(holder.get("lat"), holder.get("lon"))):
            return found
    return _of_bounds(element.get("bounds")) or _of_points(_nodes(element.get("geometry")))


def _pair(latitude: Any, longitude: Any) -> Point | None:
    north, east = degrees(latitude), degrees(longitude)
    return None if north is None or east is None else (north, east)


def _of_bounds(bounds: Any) -> Point | None:
    if not isinstance(bounds, Mapping):
        return None
    low = _pair(bounds.get("minlat"), bounds.get("minlon"))
    high = _pair(bounds.get("maxlat"), bounds.get("maxlon"))
    return ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2) if low and high else None


def _nodes(geometry: Any) -> list[Point]:
    listed = geometry if isinstance(geometry, list) else []
    nodes = [node for node in listed if isinstance(node, Mapping)]
    return [found for node in nodes if (found := _pair(node.get("lat"), node.get("lon")))]


def _of_geometry(geometry: Mapping[str, Any]) -> Point | None:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point" and isinstance(coordinates, list) and len(coordinates) >= 2:
        return _pair(coordinates[1], coordinates[0])
    if kind in ("Polygon", "MultiPolygon"):
        rings = [_ring(polygon[0]) for polygon in _polygons(kind, coordinates) if polygon]
        return centroid(max(rings, key=len)) if rings else None
    return _of_points(list(_flat(coordinates)))


def _polygons(kind: str, coordinates: Any) -> list[Any]:
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    return [polygon for polygon in polygons if isinstance(polygon, list)] if isinstance(polygons, list) else []


def _ring(points: Any) -> list[Point]:
    return list(_flat(points))


def _flat(coordinates: Any) -> Iterator[Point]:
    """The positions in coordinates of any depth."""
    waiting = [coordinates]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list) and len(value) >= 2 and not isinstance(value[0], list):
            if found := _pair(value[1], value[0]):
                yield found
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _of_points(points: Sequence[Point]) -> Point | None:
    """The middle of what the points span."""
    if not points:
        return None
    latitudes, longitudes = [point[0] for point in points], [point[1] for point in points]
    return (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2


def centroid(ring: Sequence[Point]) -> Point | None:
    """The centre of a ring's area, else of its points; degrees are as good as metres for a car park."""
    if not ring:
        return None
    # Counted from the first corner: products of whole degrees would cost the last metres.
    north, east = ring[0]
    corners = [(latitude - north, longitude - east) for latitude, longitude in ring]
    area = latitude_sum = longitude_sum = 0.0
    for (y, x), (next_y, next_x) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = x * next_y - next_x * y
        area += cross
        latitude_sum += (y + next_y) * cross
        longitude_sum += (x + next_x) * cross
    if abs(area) < 1e-14:
        return _of_points(ring)
    return north + latitude_sum / (3 * area), east + longitude_sum / (3 * area)
