"""Up to five stations, sites or operators beside each other."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from analytics.insights import columns, popular
from analytics.insights.figures import total
from analytics.insights.insight import Asked, Column, Form, Insight, Row
from analytics.insights.place import Place, names, of_subject, operators

MOST: Final = 5
KINDS: Final = ("station", "site", "operator")


def subjects(asked: Asked) -> list[tuple[str, str]]:
    """Kind and key of each that is asked for; where none is, the most popular places."""
    return list(_named(asked.place)) or [
        ("station", station) if station else ("site", place)
        for _rank, station, place, *_rest in popular.rows(
            Asked(asked.period, Place(feeds=asked.place.feeds), limit=MOST)
        )
    ]


def rows(asked: Asked) -> list[Row]:
    """In the order in which they were asked for."""
    listed = subjects(asked)
    called = {**names(key for kind, key in listed if kind == "station")}
    known = operators()
    return [
        _row(asked, kind, key, called.get(key) if kind == "station" else known.get(key) if kind == "operator" else key)
        for kind, key in listed
    ]


def _named(place: Place) -> Iterator[tuple[str, str]]:
    for kind, keys in zip(KINDS, (place.stations, place.sites, place.operators), strict=True):
        yield from ((kind, key) for key in keys)


def _row(asked: Asked, kind: str, key: str, name: str | None) -> Row:
    place = of_subject(asked.place, kind, key)
    found = place.days(asked.period)
    sums, days = total(found), found.aggregate(days=Count("day", distinct=True))["days"]
    hours = place.hours(asked.period).values_list("hour").annotate(times=Sum("sessions")).order_by("-times", "hour")
    busiest = hours.first()
    station = key if kind == "station" else None
    each = round(sums.sessions / asked.period.days, 2)
    figures = (sums.sessions, each, days, sums.energy, sums.mean_wh, sums.mean_minutes)
    return (kind, key, station, name, *figures, busiest[0] if busiest else None)


INSIGHT = Insight(
    name="comparison",
    operation="compareStations",
    title=_("Comparison"),
    about=_("Up to five stations, sites or operators beside each other."),
    says=(
        "Up to five stations, sites or operators, each by `station`, `site` or `operator`, beside each other. Without "
        "any, the five most popular places."
    ),
    columns=(
        Column("kind", _("Kind"), Form.TEXT, "What it is.", KINDS),
        Column("key", _("Key"), Form.TEXT, "What it was asked for by."),
        columns.STATION,
        Column("name", _("Name"), Form.TEXT, "Null where none is known."),
        columns.SESSIONS,
        Column("sessions_a_day", _("Sessions a day"), Form.NUMBER, "Over all days of the period."),
        Column("days", _("Days with sessions"), Form.WHOLE, "Days on which any began."),
        columns.ENERGY,
        columns.MEAN_WH,
        columns.MEAN_MINUTES,
        Column("busiest_hour", _("Busiest hour"), Form.WHOLE, "0 to 23, by the clock of the place."),
    ),
    rows=rows,
    example=("station", "bqm4zhr7ycda", "bqm4zhr7ycda", "Castle Mall", 412, 13.73, 30, 5_356_000, 13_000, 47, 17),
    takes=frozenset({"station", "site", "operator", "source"}),
)
