"""Demand against supply: tenths of a degree in which people search and find nothing."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from analytics.events.reading import NO_PLACE
from analytics.insights.insight import Asked, Column, Form, Insight, Row
from analytics.insights.place import in_box
from analytics.models import ALL, EventDay, Kind
from stations.search.query import Box

# Searches of a cell below which nothing is told of it: they may all be one person's.
LEAST: Final = 5
# Half of a cell, in degrees.
_HALF: Final = 0.05


def rows(asked: Asked) -> list[Row]:
    """The cells with the most searches in vain."""
    return [_row(*cell) for cell in islice(_cells(asked), asked.limit)]


def _cells(asked: Asked) -> Iterator[tuple[float, float, int, int]]:
    searched = EventDay.objects.order_by().filter(
        kind=Kind.SEARCHED, day__range=(asked.period.first, asked.period.last)
    )
    told = (
        searched.exclude(subject__in=(ALL, NO_PLACE))
        .values_list("subject")
        .annotate(searches=Sum("times"), vain=Sum("times", filter=Q(outcome="nothing")))
        .filter(searches__gte=LEAST, vain__gt=0)
        .order_by("-vain", "subject")
    )
    for subject, searches, vain in told.iterator():
        latitude, longitude = map(float, subject.split(","))
        if asked.place.box is None or _holds(asked.place.box, latitude, longitude):
            yield latitude, longitude, searches, vain


def _holds(box: Box, latitude: float, longitude: float) -> bool:
    after, before = longitude >= box.west, longitude <= box.east
    across = after and before if box.west <= box.east else after or before
    return across and box.south <= latitude <= box.north


def _row(latitude: float, longitude: float, searches: int, vain: int) -> Row:
    box = Box(
        max(longitude - _HALF, -180), max(latitude - _HALF, -90), min(longitude + _HALF, 180), min(latitude + _HALF, 90)
    )
    stations = in_box(box).filter(vanished_at=None).count()
    return (latitude, longitude, searches, vain, round(100 * vain / searches, 1), stations)


INSIGHT = Insight(
    name="gaps",
    operation="listGaps",
    title=_("Demand and supply"),
    about=_(
        "Where people search and find nothing, by tenths of a degree. Of an area with fewer than five searches nothing"
        " is told."
    ),
    says=(
        "Cells of a tenth of a degree in which searches found nothing, those with the most of them first, and how many "
        "stations there are now. Of a cell with fewer than five searches nothing is told."
    ),
    columns=(
        Column("latitude", _("Latitude"), Form.DEGREES, "Of the middle of the cell, degrees."),
        Column("longitude", _("Longitude"), Form.DEGREES, "Of the middle of the cell, degrees."),
        Column("searches", _("Searches"), Form.WHOLE, "Searches around there."),
        Column("found_nothing", _("Found nothing"), Form.WHOLE, "Of these, those that found nothing."),
        Column("nothing_percent", _("Share"), Form.PERCENT, "The share of these."),
        Column("stations", _("Stations now"), Form.WHOLE, "Stations in the cell, whatever their plugs."),
    ),
    rows=rows,
    example=(56.5, -3.0, 214, 61, 28.5, 4),
    takes=frozenset({"bbox", "limit"}),
    kind=Kind.SEARCHED,
    limits=(50, 200),
)
