"""Addresses of searches: a query written back as the parameters that ask for it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlencode

from django.urls import reverse

from stations.search.params import to_pairs
from stations.search.query import DEFAULT_LIMIT, Box, Order, Point, StationQuery

# Parameters that say where to look; all others are filters.
AREA = frozenset({"bbox", "lat", "lon", "radius_km", "place", "origin"})
_SHOWING = frozenset({"order", "limit", "cursor"})


class Measured(Protocol):
    @property
    def origin(self) -> str: ...


def search(query: StationQuery, extra: Iterable[tuple[str, str]] = ()) -> str:
    return address([*pairs_of(query), *extra])


def address(pairs: list[tuple[str, str]]) -> str:
    return reverse("finder") + (f"?{urlencode(pairs, safe=',')}" if pairs else "")


def export(query: StationQuery) -> str:
    """Where the stations of a search can be downloaded. A file has no order."""
    pairs = [(name, value) for name, value in pairs_of(query) if name != "order"]
    return reverse("export") + (f"?{urlencode(pairs, safe=',')}" if pairs else "")


def save(query: StationQuery) -> str:
    """Where a search can be kept under a name."""
    asked = urlencode(pairs_of(query), safe=",")
    return reverse("searches") + (f"?{urlencode({'save': asked})}" if asked else "")


def pairs_of(query: StationQuery) -> list[tuple[str, str]]:
    return to_pairs(replace(query, limit=DEFAULT_LIMIT, cursor=""))


def filters_of(query: StationQuery) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs_of(query) if name not in AREA | _SHOWING]


def origin(request: Measured) -> list[tuple[str, str]]:
    """The parameter that keeps "from you" said of a position."""
    return [("origin", "me")] if request.origin == "me" else []


def without_filters(query: StationQuery) -> StationQuery:
    return StationQuery(
        box=query.box, point=query.point, radius_m=query.radius_m, place=query.place, order=_plain_order(query)
    )


def _plain_order(query: StationQuery) -> Order:
    return Order.DISTANCE if query.point else Order.PLACE


def centre(box: Box) -> Point:
    """The middle of a box, which may cross 180°."""
    width = (box.east - box.west) % 360 or (360 if box.east != box.west else 0)
    return Point((box.south + box.north) / 2, (box.west + width / 2 + 180) % 360 - 180)


def wider(box: Box) -> Box:
    """Twice as wide and high, as far as the map goes."""
    middle = centre(box)
    height, width = box.north - box.south, (box.east - box.west) % 360 or 360
    south, north = max(-90.0, middle.latitude - height), min(90.0, middle.latitude + height)
    if width >= 180:
        return Box(-180, south, 180, north)
    west, east = (middle.longitude - width + 180) % 360 - 180, (middle.longitude + width + 180) % 360 - 180
    return Box(west, south, east, north)


def holds(box: Box, point: Point) -> bool:
    if not box.south <= point.latitude <= box.north:
        return False
    if box.west <= box.east:
        return box.west <= point.longitude <= box.east
    return point.longitude >= box.west or point.longitude <= box.east
