"""Ratings: what drivers who reviewed stations think of them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import F, Max, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from analytics.insights import columns
from analytics.insights.insight import Asked, Column, Form, Insight, Row
from analytics.insights.place import Place, in_box, names
from analytics.models import RatingDay
from analytics.rollups.ratings import STARS

# Reviews below which nothing is told: a mean of fewer is what somebody thinks, and not how the place is.
LEAST: Final = 5

_WORDS: Final = {5: _("5 stars"), 4: _("4 stars"), 3: _("3 stars"), 2: _("2 stars"), 1: _("1 star")}
# Aggregates by the names of the fields; columns may not be called alike.
_COUNTS: Final = {f"all_{name}": Sum(name) for name in STARS.values()}
_ALL: Final = Sum(F("one") + F("two") + F("three") + F("four") + F("five"))


def rows(asked: Asked) -> list[Row]:
    """Those with `LEAST` reviews or more; of stations and operators the most reviewed first."""
    return _BY[asked.by](asked)


def latest(place: Place) -> date | None:
    """The last day of which a rating is known there."""
    known: date | None = _of_place(place).aggregate(last=Max("day"))["last"]
    return known


def _by_month(asked: Asked) -> list[Row]:
    told = _enough(_within(asked).annotate(month=TruncMonth("day")), "month").order_by("month")
    return [_row(f"{row['month']:%Y-%m}", None, row) for row in told]


def _by_operator(asked: Asked) -> list[Row]:
    told = _enough(_within(asked), "operator").order_by("-reviews", "operator")
    return [_row(row["operator"] or None, None, row) for row in told[: asked.limit]]


def _by_station(asked: Asked) -> list[Row]:
    told = list(_enough(_within(asked), "station").order_by("-reviews", "station")[: asked.limit])
    called = names(row["station"] for row in told)
    return [_row(called.get(row["station"]), row["station"], row) for row in told]


def _within(asked: Asked) -> QuerySet[RatingDay]:
    return _of_place(asked.place).filter(day__range=(asked.period.first, asked.period.last))


def _of_place(place: Place) -> QuerySet[RatingDay]:
    found = RatingDay.objects.order_by()
    if place.operators:
        found = found.filter(operator__in=place.run_by)
    if place.stations:
        found = found.filter(station__in=place.stations)
    return found.filter(station__in=in_box(place.box)) if place.box else found


def _enough(found: QuerySet[RatingDay], key: str) -> Any:
    return found.values(key).annotate(**_COUNTS, reviews=_ALL).filter(reviews__gte=LEAST)


def _row(group: str | None, station: str | None, row: Mapping[str, Any]) -> Row:
    counts = {stars: row[f"all_{name}"] for stars, name in STARS.items()}
    mean = sum(stars * times for stars, times in counts.items()) / row["reviews"]
    return (station, group, row["reviews"], round(mean, 2), *(counts[stars] for stars in sorted(counts, reverse=True)))


_BY: Final[Mapping[str, Callable[[Asked], list[Row]]]] = {
    "month": _by_month,
    "operator": _by_operator,
    "station": _by_station,
}

INSIGHT = Insight(
    name="ratings",
    operation="listRatings",
    title=_("Ratings"),
    about=_(
        "What drivers think of stations, from the reviews on their pages. Of fewer than five reviews nothing is told."
    ),
    says=(
        "Stars of reviews that everybody sees, by the UTC day on which they were written: by month, operator or "
        "station. What has fewer than five of them in the period is left out."
    ),
    columns=(
        columns.STATION,
        Column(
            "group", _("Group"), Form.TEXT, "The month, the operator or the station, as `by` asks; null: not known."
        ),
        Column("reviews", _("Reviews"), Form.WHOLE, "With stars, as all of them are."),
        Column("mean", _("Stars"), Form.STARS, "On average, 1 to 5."),
        *(
            Column(f"stars_{stars}", words, Form.WHOLE, f"Reviews with {stars} of 5.")
            for stars, words in _WORDS.items()
        ),
    ),
    rows=rows,
    example=(None, "2026-10", 212, 3.94, 96, 58, 31, 14, 13),
    takes=frozenset({"operator", "bbox", "station", "by", "limit"}),
    by=tuple(_BY),
    limits=(20, 500),
    days=365,
    latest=latest,
)
