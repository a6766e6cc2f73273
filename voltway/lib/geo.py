"""Distances and boxes on the globe, in degrees (WGS 84) and metres.

Everything here takes the Earth as a sphere: at most 0.56 % off the ellipsoid, and the same answer on every database.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

EARTH_RADIUS_M = 6_371_008.8
HALF_CIRCUMFERENCE_M = math.pi * EARTH_RADIUS_M
# Rounding may put a point at exactly the radius a hair outside its box; a millimetre covers it. Near the poles and
# the antipode the last digits of an arcsine weigh more, so the radius also gets a share of itself.
_SLACK_DEGREES = 1e-8
_SLACK_SHARE = 1e-6


class Box(NamedTuple):
    """Degrees. West > east means that the box crosses 180°."""

    west: float
    south: float
    east: float
    north: float


WORLD = Box(-180.0, -90.0, 180.0, 90.0)


def check_position(latitude: float, longitude: float) -> None:
    """Raise ValueError, naming the value, unless the two are degrees on the globe (NaN and infinity are not)."""
    if not -90.0 <= latitude <= 90.0:
        raise ValueError(f"latitude must be between -90 and 90: {latitude!r}")
    if not -180.0 <= longitude <= 180.0:
        raise ValueError(f"longitude must be between -180 and 180: {longitude!r}")


def check_box(box: Box) -> None:
    """Raise ValueError, naming the value, unless the corners lie on the globe and south is not above north."""
    check_position(box.south, box.west)
    check_position(box.north, box.east)
    if box.south > box.north:
        raise ValueError(f"south must not be above north: {box.south!r} > {box.north!r}")


def wrap_longitude(longitude: float) -> float:
    """The same meridian within -180…180; maps that have been scrolled around the globe send 190 or -541."""
    if not math.isfinite(longitude):
        raise ValueError(f"longitude must be a finite number: {longitude!r}")
    if -180.0 <= longitude <= 180.0:
        return longitude
    return (longitude + 180.0) % 360.0 - 180.0


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle metres between two positions (haversine)."""
    check_position(latitude, longitude)
    check_position(other_latitude, other_longitude)
    lat, other = math.radians(latitude), math.radians(other_latitude)
    half_lat = math.sin((other - lat) / 2)
    half_lon = math.sin(math.radians(other_longitude - longitude) / 2)
    chord = half_lat * half_lat + math.cos(lat) * math.cos(other) * half_lon * half_lon
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def distances_m(latitude: float, longitude: float, latitudes: FloatArray, longitudes: FloatArray) -> FloatArray:
    """Great-circle metres from one position to many; NaN where a position is NaN."""
    check_position(latitude, longitude)
    lat, others = math.radians(latitude), np.radians(latitudes)
    half_lat = np.sin((others - lat) / 2)
    half_lon = np.sin(np.radians(longitudes - longitude) / 2)
    chord = half_lat * half_lat + math.cos(lat) * np.cos(others) * half_lon * half_lon
    return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(chord)))


def box_around(latitude: float, longitude: float, radius_m: float) -> Box:
    """The smallest box that holds every position within `radius_m` metres; all longitudes when it touches a pole."""
    check_position(latitude, longitude)
    if not 0.0 <= radius_m < math.inf:
        raise ValueError(f"radius must be a finite number of metres, not below 0: {radius_m!r}")
    angle = radius_m * (1 + _SLACK_SHARE) / EARTH_RADIUS_M
    reach = math.degrees(angle) + _SLACK_DEGREES
    south, north = max(-90.0, latitude - reach), min(90.0, latitude + reach)
    if south == -90.0 or north == 90.0:
        return Box(-180.0, south, 180.0, north)
    # The widest point of a circle on a sphere lies poleward of its centre, hence not simply reach / cos(latitude).
    ratio = math.sin(math.radians(reach)) / math.cos(math.radians(latitude))
    width = math.degrees(math.asin(min(1.0, ratio))) * (1 + _SLACK_SHARE) + _SLACK_DEGREES
    if width >= 180.0:
        return Box(-180.0, south, 180.0, north)
    return Box(wrap_longitude(longitude - width), south, wrap_longitude(longitude + width), north)


def in_box(latitude: float, longitude: float, box: Box) -> bool:
    """Whether the position lies in the box, edges included; False for NaN."""
    if not box.south <= latitude <= box.north:
        return False
    if box.west <= box.east:
        return box.west <= longitude <= box.east
    return box.west <= longitude <= 180.0 or -180.0 <= longitude <= box.east


def in_box_mask(latitudes: FloatArray, longitudes: FloatArray, box: Box) -> BoolArray:
    """`in_box` for many positions at once."""
    rows = (box.south <= latitudes) & (latitudes <= box.north)
    east_of_west, west_of_east = box.west <= longitudes, longitudes <= box.east
    return rows & ((east_of_west & west_of_east) if box.west <= box.east else (east_of_west | west_of_east))
