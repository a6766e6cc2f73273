"""Demand against supply: tenths of a degree in which people search and find nothing.

Nothing tells who searched, so that a cell's searches may all be one visitor's who moves the map. What is told is of
whole months, of cells in which searches found nothing on several days, and in fives: docs/adr/0021-insights.md.
"""

from collections import Counter
from typing import Final, NamedTuple

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from analytics.events.reading import NO_PLACE
from analytics.insights.insight import Asked, Column, Form, Insight, Row
from analytics.insights.period import Period
from analytics.models import ALL, EventDay, Kind
from stations.search.query import Box
from stations.search.space import counts

# Of a cell and month with fewer searches in vain than these, or on fewer days, nothing is told.
LEAST: Final = 5
DAYS: Final = 3
# Half of a cell, in degrees.
_HALF: Final = 0.05


class Cell(NamedTuple):
    """The middle of a tenth of a degree."""

    latitude: float
    longitude: float


def rows(asked: Asked) -> list[Row]:
    """The cells with the most searches in vain."""
    months = list(asked.period.each_month())
    vain = {month: _in_vain(month, asked.place.box) for month in months}
    total = sum(vain.values(), Counter[str]())
    subjects = [subject for subject, _times in sorted(total.items(), key=lambda item: (-item[1], item[0]))]
    told = subjects[: asked.limit]
    # A month in which nothing is told of a cell adds nothing: so no other period says more than its months do.
    searches = sum((_searches(month, [one for one in told if one in vain[month]]) for month in months), Counter[str]())
    cells = [_cell(subject) for subject in told]
    stations = counts([_box(cell) for cell in cells])
    return [
        (*cell, searches[subject], total[subject], round(100 * total[subject] / searches[subject], 1), number)
        for subject, cell, number in zip(told, cells, stations, strict=True)
    ]


def in_fives(searches: int) -> int:
    """As numbers of searches are told."""
    return searches // LEAST * LEAST


def _in_vain(month: Period, box: Box | None) -> Counter[str]:
    """Searches that found nothing by cell, of the cells that are told."""
    found = EventDay.objects.order_by().filter(
        kind=Kind.SEARCHED, outcome="nothing", day__range=(month.first, month.last)
    )
    cells = found.exclude(subject__in=(ALL, NO_PLACE)).values_list("subject")
    enough = cells.annotate(sum=Sum("times"), days=Count("day", distinct=True)).filter(sum__gte=LEAST, days__gte=DAYS)
    return Counter({subject: in_fives(times) for subject, times, _days in enough if _holds(box, _cell(subject))})


def _searches(month: Period, cells: list[str]) -> Counter[str]:
    """All searches of some cells."""
    if not cells:
        return Counter()
    named = EventDay.objects.order_by().filter(
        subject__in=cells, kind=Kind.SEARCHED, day__range=(month.first, month.last)
    )
    return Counter({subject: in_fives(times) for subject, times in named.values_list("subject").annotate(Sum("times"))})


def _cell(subject: str) -> Cell:
    return Cell(*map(float, subject.split(",")))


def _holds(box: Box | None, cell: Cell) -> bool:
    if box is None:
        return True
    after, before = cell.longitude >= box.west, cell.longitude <= box.east
    across = after and before if box.west <= box.east else after or before
    return across and box.south <= cell.latitude <= box.north


def _box(cell: Cell) -> Box:
    west, east = max(cell.longitude - _HALF, -180), min(cell.longitude + _HALF, 180)
    return Box(west, max(cell.latitude - _HALF, -90), east, min(cell.latitude + _HALF, 90))


INSIGHT = Insight(
    name="gaps",
    operation="listGaps",
    title=_("Demand and supply"),
    about=_(
        "Where people search and find nothing, by tenths of a degree and whole months. Searches are told in fives, and"
        " only of areas in which they found nothing on three days of the month or more."
    ),
    says=(
        "Cells of a tenth of a degree in which searches found nothing, those with the most of them first, and how many "
        "stations there are now. Months are whole, also those of which only a day lies in the period. Of a cell "
        "nothing is told of a month with fewer than five searches in vain, or on fewer than three days. Searches of a "
        "month are rounded down to fives; several months are added."
    ),
    columns=(
        Column("latitude", _("Latitude"), Form.DEGREES, "Of the middle of the cell, degrees."),
        Column("longitude", _("Longitude"), Form.DEGREES, "Of the middle of the cell, degrees."),
        Column("searches", _("Searches, in fives"), Form.WHOLE, "Searches around there, in fives."),
        Column(
            "found_nothing", _("Found nothing, in fives"), Form.WHOLE, "Of these, those that found nothing, in fives."
        ),
        Column("nothing_percent", _("Share"), Form.PERCENT, "The share of these, of the numbers that are told."),
        Column("stations", _("Stations now"), Form.WHOLE, "Stations in the cell, whatever their plugs."),
    ),
    rows=rows,
    example=(56.5, -3.0, 215, 60, 27.9, 4),
    takes=frozenset({"bbox", "limit"}),
    kind=Kind.SEARCHED,
    limits=(50, 200),
    # Two months.
    days=59,
    by_months=True,
)
