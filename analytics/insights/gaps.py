"""Demand against supply: tenths of a degree in which people search and find nothing."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from analytics.events.reading import NO_PLACE
from analytics.insights.insight import Asked, Column, Form, Insight, Row
from analytics.insights.place import in_box
from analytics.models import ALL, EventDay, Kind
from stations.search.query import Box
from voltway.lib import bulk

# Searches of a cell below which nothing is told of it: they may all be one person's.
LEAST: Final = 5
# Half of a cell, in degrees.
_HALF: Final = 0.05
# Cells whose searches are asked for at a time.
_TOGETHER: Final = 100


def rows(asked: Asked) -> list[Row]:
    """The cells with the most searches in vain."""
    return [_row(*cell) for cell in islice(_cells(asked), asked.limit)]


def _cells(asked: Asked) -> Iterator[tuple[float, float, int, int]]:
    searched = EventDay.objects.order_by().filter(
        kind=Kind.SEARCHED, day__range=(asked.period.first, asked.period.last)
    )
    vain = searched.filter(outcome="nothing").exclude(subject__in=(ALL, NO_PLACE)).values_list("subject")
    most = vain.annotate(times=Sum("times")).order_by("-times", "subject").iterator()
    within = ((subject, times) for subject, times in most if _holds(asked.place.box, *_middle(subject)))
    # All searches are asked for some cells at a time: those in vain alone have an index that answers.
    for cells in bulk.chunks(within, _TOGETHER):
        named = searched.filter(subject__in=[subject for subject, _times in cells])
        searches = dict(named.values_list("subject").annotate(times=Sum("times")))
        for subject, times in cells:
            if searches[subject] >= LEAST:
                yield *_middle(subject), searches[subject], times


def _middle(subject: str) -> tuple[float, float]:
    latitude, longitude = map(float, subject.split(","))
    return latitude, longitude


def _holds(box: Box | None, latitude: float, longitude: float) -> bool:
    if box is None:
        return True
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
