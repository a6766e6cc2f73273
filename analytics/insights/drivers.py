"""Drivers in aggregate: how many there are in a month, how many come again, how long they stay, and when they come.

Only of feeds that tell drivers apart. Numbers of drivers are told in fives, rounded down, and nothing below five: so
what is told of one cell less what is told of others says of no cell whether one or four drivers are in it
(docs/adr/0023-drivers-in-aggregate.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.insights import columns
from analytics.insights.insight import PLACE, Asked, Column, Form, Insight, Row
from analytics.insights.place import Place, in_box, names
from analytics.models import ALL, DriverHour, DriverMonth
from analytics.rollups.drivers import LEAST

# Lengths are told in steps of so many minutes: the one in the middle is somebody's own.
_STEP: Final = 5
_TOO_FEW: Final = _("fewer than five")

Sums = TypeVar("Sums", DriverMonth, DriverHour)


def rows(asked: Asked) -> list[Row]:
    """The months of which a day lies in the period, each whole; the latest first."""
    return _BY[asked.by](asked)


def in_fives(drivers: int) -> int | None:
    """As numbers of drivers are told; None for too few."""
    return drivers // LEAST * LEAST or None


def _by_month(asked: Asked) -> list[Row]:
    return _of_months(asked, _together(asked.place, DriverMonth.objects.all()))


def _by_place(asked: Asked) -> list[Row]:
    return _of_months(asked, _apart(asked.place, DriverMonth.objects.all()))


def _of_months(asked: Asked, found: QuerySet[DriverMonth]) -> list[Row]:
    told = list(
        _within(asked, found).order_by("-month", "feed", "-drivers", "operator", "station", "site")[: asked.limit]
    )
    called = names(row.station for row in told)
    return [(*_whose(row, called), None, *_figures(row)) for row in told]


def _figures(row: DriverMonth) -> Row:
    return (in_fives(row.drivers), in_fives(row.came_again), row.sessions, _minutes(row), row.hour)


def _by_hour(asked: Asked) -> list[Row]:
    found = _within(asked, _together(asked.place, DriverHour.objects.all()))
    told = list(found.order_by("-month", "feed", "operator", "station", "site", "hour")[: asked.limit])
    called = names(row.station for row in told)
    return [(*_whose(row, called), row.hour, in_fives(row.drivers), None, None, None, None) for row in told]


def _within(asked: Asked, found: "QuerySet[Sums]") -> "QuerySet[Sums]":
    found = found.filter(month__range=(asked.period.first.replace(day=1), asked.period.last))
    return found.filter(feed__in=asked.place.feeds) if asked.place.feeds else found


def _together(place: Place, found: "QuerySet[Sums]") -> "QuerySet[Sums]":
    """As few rows as say it: places can't be added up, so that several are several rows."""
    if place.stations or place.sites or place.box:
        return _apart(place, found)
    found = found.filter(station=ALL, site="" if place.operators else ALL)
    return found.filter(operator__in=place.run_by) if place.operators else found


def _apart(place: Place, found: "QuerySet[Sums]") -> "QuerySet[Sums]":
    """Each place by itself; those of which nothing tells where they are stand aside."""
    found = found.exclude(station=ALL).exclude(station="", site="")
    if place.stations or place.sites:
        found = found.filter(Q(station__in=place.stations) | Q(station="", site__in=place.sites))
    if place.box:
        found = found.filter(station__in=in_box(place.box))
    return found.filter(operator__in=place.run_by) if place.operators else found


def _whose(row: DriverMonth | DriverHour, called: Mapping[str, str]) -> tuple[Any, ...]:
    if row.station == ALL:
        return (f"{row.month:%Y-%m}", row.feed, row.operator or None, None, None)
    place = called.get(row.station) if row.station else row.site
    return (f"{row.month:%Y-%m}", row.feed, row.operator or None, row.station or None, place)


def _minutes(row: DriverMonth) -> int | None:
    return None if row.seconds is None else round(row.seconds / 60 / _STEP) * _STEP


_BY: Final[Mapping[str, Callable[[Asked], list[Row]]]] = {"month": _by_month, "place": _by_place, "hour": _by_hour}

INSIGHT = Insight(
    name="drivers",
    operation="listDrivers",
    title=_("Drivers"),
    about=_(
        "How many drivers charge in a month, how many come again, how long they stay and when. Only sources that tell"
        " drivers apart are in it, nobody is told of by themselves, and nothing is told of fewer than five."
    ),
    says=(
        "Drivers of each month, where a feed tells them apart: by month, by place, or by the hour in which their "
        "sessions began. Months are whole, also those of which only a day lies in the period. Numbers of drivers are "
        "rounded down to fives; null is fewer than five. What fewer than five drivers did is in no row, and their "
        "place in no sum with fewer than five at such places. A driver who charges at two places is one of the month "
        "and one of each place, so places don't add up to the month. The latest month comes first: what is beyond "
        "`limit` is of the earliest."
    ),
    columns=(
        Column("month", _("Month"), Form.TEXT, "Such as 2026-11, by the calendar of the place."),
        Column("source", _("Source"), Form.TEXT, "Uid of the feed; a driver of two feeds is told from nobody."),
        replace(columns.OPERATOR, about="Null: all of them, or not known.", optional=True),
        replace(columns.STATION, optional=True),
        replace(columns.PLACE, about=f"{columns.PLACE.about} Null: all of them.", optional=True),
        Column("hour", _("Hour"), Form.WHOLE, "0 to 23, by the clock of the place; null but by hour.", optional=True),
        Column("drivers", _("Drivers, in fives"), Form.WHOLE, "Drivers with a session, rounded down to fives."),
        Column(
            "returning",
            _("Came again, in fives"),
            Form.WHOLE,
            "Of these, those with sessions on two days or more; null: fewer than five, or by hour.",
            none=_TOO_FEW,
            optional=True,
        ),
        Column(
            "sessions_a_driver",
            _("Sessions a driver"),
            Form.NUMBER,
            "Of the driver in the middle, in the month; null by hour.",
            optional=True,
        ),
        Column(
            "typical_minutes",
            _("Typical minutes"),
            Form.WHOLE,
            f"Mean minutes at the plug of the driver in the middle, to {_STEP}; null where fewer than five are known.",
            none=_TOO_FEW,
            optional=True,
        ),
        Column(
            "favourite_hour",
            _("Favourite hour"),
            Form.WHOLE,
            "In which most drivers began; null where five never did.",
            none=_TOO_FEW,
            optional=True,
        ),
    ),
    rows=rows,
    example=("2026-10", "de-strom", None, None, None, None, 1_240, 515, 2.0, 45, 17),
    takes=PLACE | {"by", "limit"},
    by=tuple(_BY),
    limits=(1_000, 10_000),
    days=365,
    by_months=True,
)
