"""Engagement with the site: what people and programs do on it, by UTC day."""

from datetime import date
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from analytics.insights.insight import Asked, Column, Form, Insight, Row
from analytics.insights.period import Period
from analytics.models import ALL, EventDay, Kind

# Of these the subject is a station.
_OF_STATIONS: Final = (Kind.VIEWED, Kind.STARRED)
_KINDS: Final = (Kind.VIEWED, Kind.SEARCHED, Kind.STARRED, Kind.EXPORTED, Kind.API)


def rows(asked: Asked) -> list[Row]:
    """Each day of the period. Of some stations only views and stars are known: the others are of no station.

    Before events were first counted nothing is known, and nothing after the last of them.
    """
    stations = asked.place.stations
    kinds = _OF_STATIONS if stations else _KINDS
    found = EventDay.objects.order_by().filter(
        kind__in=kinds, day__range=(asked.period.first, asked.period.last), subject__in=stations or (ALL,)
    )
    told = found.values_list("day", "kind").annotate(Sum("times"))
    nothing = found.filter(kind=Kind.SEARCHED, outcome="nothing").values_list("day").annotate(Sum("times"))
    times, vain, known = {(day, kind): number for day, kind, number in told}, dict(nothing), _known()

    def row(day: date) -> Row:
        if not known or day not in known:
            return (day, *[None] * 6)
        views, searches, *rest = (times.get((day, kind), 0) if kind in kinds else None for kind in _KINDS)
        return (day, views, searches, None if stations else vain.get(day, 0), *rest)

    return [row(day) for day in asked.period.each()]


def _known() -> Period | None:
    days = EventDay.objects.values_list("day", flat=True)
    first, last = days.order_by("day").first(), days.order_by("-day").first()
    return Period(first, last) if first and last else None


INSIGHT = Insight(
    name="engagement",
    operation="listEngagement",
    title=_("Use of this site"),
    about=_("What people look at and search for here, and what programs ask, by day (UTC). Nothing of it tells who."),
    says=(
        "Views of station pages, searches, stars, exports and calls of the API, by UTC day. Browsers that ask not to "
        "be followed are not counted. With `station` only its views and stars; the others are null, as is every figure "
        "of days before counting began and after the last day that was added up."
    ),
    columns=(
        Column("day", _("Day"), Form.DAY, "UTC day."),
        Column("views", _("Stations viewed"), Form.WHOLE, "Pages of stations that were opened."),
        Column("searches", _("Searches"), Form.WHOLE, "Searches on pages."),
        Column("found_nothing", _("Found nothing"), Form.WHOLE, "Of these, those that found nothing."),
        Column("stars", _("Stars"), Form.WHOLE, "Stations that an account began to keep."),
        Column("exports", _("Exports"), Form.WHOLE, "Exports that were ordered."),
        Column("api_calls", _("API calls"), Form.WHOLE, "Calls of the API."),
    ),
    rows=rows,
    example=("2026-11-01", 1_204, 866, 41, 17, 3, 20_411),
    takes=frozenset({"station"}),
    kind=Kind.VIEWED,
    tells="views",
)
