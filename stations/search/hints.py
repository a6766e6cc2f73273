"""Why a search found nothing, as far as it can be told: an empty list is never left without a word.

An empty answer is right, so it is no error: a client that walks the world box by box must not meet 400s over the sea.
But the one who exchanged latitude and longitude gets a position that exists, and would wait for stations there.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from stations.search.conditions import conditions
from stations.search.query import Box, Point, StationQuery
from stations.search.space import count, exact, ranges_of


@dataclass(frozen=True, slots=True)
class Hint:
    """Words, and the query with latitude and longitude exchanged where that holds stations and this area does not."""

    words: str
    exchanged: StationQuery | None = None


def of_empty(query: StationQuery, *, now: datetime) -> Hint:
    """Why no station answers the query."""
    if not (query.box or (query.point and query.radius_m is not None)):
        return Hint(_("No station passes these filters."))
    if _has_stations(query, now):
        words = _("Stations lie in this area, but the filters leave none of them (access is one of the filters).")
        return Hint(words)
    exchanged = _exchanged(query)
    if exchanged and _has_stations(exchanged, now):
        words = _("No station lies here, but some do where latitude and longitude are exchanged: was that meant?")
        return Hint(words, exchanged)
    return Hint(_("No station lies in this area."))


def _has_stations(query: StationQuery, now: datetime) -> bool:
    """Whether any station lies in the query's area, whatever its filters."""
    area = StationQuery(box=query.box, point=query.point, radius_m=query.radius_m, access=(), planned=True)
    return count(ranges_of(area), [*conditions(area, now=now), *exact(area)], 1) > 0


def _exchanged(query: StationQuery) -> StationQuery | None:
    """The query with latitudes and longitudes the other way around, where all of them can be that."""
    point = None if query.place else query.point
    box = _exchanged_box(query.box) if query.box else None
    if (query.box and not box) or (point and abs(point.longitude) > 90) or not (box or point):
        return None
    return replace(query, box=box, point=Point(point.longitude, point.latitude) if point else query.point)


def _exchanged_box(box: Box) -> Box | None:
    """What south,west,north,east reads as when it is taken for west,south,east,north."""
    if abs(box.west) > 90 or abs(box.east) > 90 or box.west >= box.east:
        return None
    return Box(west=box.south, south=box.west, east=box.north, north=box.east)
