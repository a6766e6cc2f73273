"""Stations far from all others that the source has in the same town: a digit of the position is wrong, or the town is.

Only a town whose stations lie together says where it is, and who strays with company is in another town of that name.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from statistics import median
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from analytics.quality.marks import Marks
from stations.models import Source
from voltway.lib.geo import distance_m
from voltway.lib.text import fold

STRAY: Final = "far_from_town"
TITLES: Final[Mapping[str, tuple[Any, Any]]] = {
    STRAY: (
        _("Far from its town"),
        _("The source has other stations in a town of that name, close together, and this one more than 40 km away."),
    ),
}
# Stations that a town needs, the share of them that has to lie around its middle, how far, and what is too far.
LEAST: Final = 4
TOGETHER: Final = 0.7
AROUND_M: Final = 15_000
FAR_M: Final = 40_000
# More of them are no slips.
MANY: Final = 20
# Of one town so many are looked at: many more than any has, however many a source may put there.
_MOST: Final = 20_000
_COLUMNS: Final = ("country", "state", "city", "pk", "latitude", "longitude")


class Place(NamedTuple):
    """A station, and how far it lies from the middle of its town."""

    key: int
    metres: float


def mark_strays(source: Source, found: Marks) -> None:
    """Mark them, town by town."""
    rows = source.stations.filter(vanished_at=None).exclude(city="").order_by("country", "state", "city")
    walk = rows.values_list(*_COLUMNS).iterator(chunk_size=2_000)
    for (_country, _state, city), stations in groupby(walk, key=_town):
        town = [row[3:] for row in stations]
        for stray in strays(town[:_MOST]):
            found.add(STRAY, stray.key, f"{city}: {stray.metres / 1000:.0f} km")


def strays(town: Sequence[tuple[int, float, float]]) -> list[Place]:
    """Those that lie far from the others; none where the others don't lie together. Rows of key and position."""
    if len(town) < LEAST:
        return []
    latitude, longitude = median(row[1] for row in town), median(row[2] for row in town)
    places = [Place(row[0], distance_m(latitude, longitude, *row[1:])) for row in town]
    around = sum(place.metres <= AROUND_M for place in places)
    far = [place for place in places if place.metres > FAR_M]
    if around < TOGETHER * len(places) or len(far) > MANY:
        return []
    where = {key: (latitude, longitude) for key, latitude, longitude in town}
    return [one for one in far if not _has_company(one, far, where)]


def _has_company(one: Place, far: Sequence[Place], where: Mapping[int, tuple[float, float]]) -> bool:
    """Whether another one strayed to the same place: then there is a second town of that name."""
    here = where[one.key]
    return any(other.key != one.key and distance_m(*here, *where[other.key]) <= AROUND_M for other in far)


def _town(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(fold(part) for part in row[:3])
