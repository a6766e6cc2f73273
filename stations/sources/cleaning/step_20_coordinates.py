"""Positions that can be true. A position outside the record's own country is mended only where that country proves how.

Swapped degrees and a lost or added minus are the two slips that a country can prove: exactly one of them must bring the
position home. Everything else that is provably elsewhere is refused; a doubt (a border, a coast, a territory overseas,
a record without country) is always decided for the record.
"""

import math
from enum import StrEnum
from typing import Final

from msgspec.structs import replace

from stations.records import StationRecord
from stations.sources.base import Feed, Refused
from stations.sources.cleaning.mending import Mended, marked
from stations.sources.cleaning.positions import (
    country_at,
    is_sea,
    land_zone,
    lies_in,
    lies_in_itself,
    lies_near,
    zone_at,
)
from stations.sources.cleaning.territories import are_neighbours


class Mend(StrEnum):
    """What this step does to a record."""

    SWAPPED = "coordinates_swapped"
    LATITUDE_SIGN = "latitude_sign"
    LONGITUDE_SIGN = "longitude_sign"
    NEIGHBOUR = "country_of_neighbour"


class Refusal(StrEnum):
    """Why this step refuses a record."""

    NOT_FINITE = "coordinates_not_finite"
    OUT_OF_RANGE = "coordinates_out_of_range"
    NULL_ISLAND = "null_island"
    DEFAULT = "default_position"
    OPEN_SEA = "open_sea"
    OUTSIDE = "outside_country"


NULL_ISLAND_DEGREES: Final = 0.01
# What geocoders answer to the name of a country alone: the middle of it, where nobody charges.
_MIDDLES: Final = frozenset(
    {
        (37.0902, -95.7129),
        (39.8283, -98.5795),
        (40.4637, -3.7492),
        (41.8719, 12.5674),
        (46.2276, 2.2137),
        (46.8182, 8.2275),
        (47.5162, 14.5501),
        (50.5039, 4.4699),
        (51.1657, 10.4515),
        (51.9194, 19.1451),
        (52.1326, 5.2913),
        (53.4129, -8.2439),
        (55.3781, -3.4360),
        (56.1304, -106.3468),
        (60.1282, 18.6435),
        (60.4720, 8.4689),
    }
)


_MIDDLE_LATITUDES: Final = frozenset(latitude for latitude, _ in _MIDDLES)


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    latitude, longitude, country = record.latitude, record.longitude, record.country
    if latitude == longitude or _is_tiny(latitude, longitude) or round(latitude, 4) in _MIDDLE_LATITUDES:
        _refuse_default(latitude, longitude)
    if not _on_earth(latitude, longitude):
        _refuse_infinite(latitude, longitude)
        return _brought_home(record, mended)
    if country is None:
        return _on_land(record)
    if lies_in(country, latitude, longitude) or lies_near(country, latitude, longitude):
        return record
    return _brought_home(record, mended)


def _is_tiny(latitude: float, longitude: float) -> bool:
    return abs(latitude) < NULL_ISLAND_DEGREES and abs(longitude) < NULL_ISLAND_DEGREES


def _refuse_default(latitude: float, longitude: float) -> None:
    if _is_tiny(latitude, longitude):
        raise Refused(Refusal.NULL_ISLAND, "coordinates", f"0, 0 stands for no position: {latitude}, {longitude}")
    if latitude == longitude or (round(latitude, 4), round(longitude, 4)) in _MIDDLES:
        raise Refused(Refusal.DEFAULT, "coordinates", f"stands for no position: {latitude}, {longitude}")


def _refuse_infinite(latitude: float, longitude: float) -> None:
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise Refused(Refusal.NOT_FINITE, "coordinates", f"not a position: {latitude}, {longitude}")


def _on_earth(latitude: float, longitude: float) -> bool:
    return -90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 180.0


def _on_land(record: StationRecord) -> StationRecord:
    latitude, longitude = record.latitude, record.longitude
    if is_sea(zone_at(latitude, longitude)) and land_zone(latitude, longitude) is None:
        raise Refused(Refusal.OPEN_SEA, "coordinates", f"far from any coast: {latitude}, {longitude}")
    return record


def _brought_home(record: StationRecord, mended: Mended) -> StationRecord:
    """Mend a position that is off the globe or away from its country, or refuse it."""
    slips = _slips_that_explain(record)
    if len(slips) == 1:
        [(slip, (latitude, longitude))] = slips.items()
        mended(slip)
        assumed = marked(record.assumed, "coordinates")
        return replace(record, latitude=latitude, longitude=longitude, assumed=assumed)
    said = f"{record.latitude}, {record.longitude}"
    if not _on_earth(record.latitude, record.longitude):
        raise Refused(Refusal.OUT_OF_RANGE, "coordinates", f"not on the globe: {said}")
    if neighbour := _neighbour(record):
        mended(Mend.NEIGHBOUR)
        return replace(record, country=neighbour)
    place = country_at(record.latitude, record.longitude) or "the open sea"
    raise Refused(Refusal.OUTSIDE, "coordinates", f"not in {record.country}: {said} is {place}")


def _slips_that_explain(record: StationRecord) -> dict[Mend, tuple[float, float]]:
    """The slips without which the position would lie in the record's country, each with that position.

    A minus more or less must bring it to the country itself: islands of some country lie on every side.
    """
    latitude, longitude, country = record.latitude, record.longitude, record.country
    without = {
        Mend.SWAPPED: ((longitude, latitude), lies_in),
        Mend.LATITUDE_SIGN: ((-latitude, longitude), lies_in_itself),
        Mend.LONGITUDE_SIGN: ((latitude, -longitude), lies_in_itself),
    }
    return {slip: at for slip, (at, is_home) in without.items() if country and _on_earth(*at) and is_home(country, *at)}


def _neighbour(record: StationRecord) -> str | None:
    """The country next door, where the record itself named none: its source may reach across a border."""
    there = country_at(record.latitude, record.longitude)
    if there and record.country and "country" in record.assumed and are_neighbours(record.country, there):
        return there
    return None
