"""Up to five stations, sites or operators beside each other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from analytics.insights import columns, popular
from analytics.insights.figures import total
from analytics.insights.insight import Asked, Column, Form, Insight, Row
from analytics.insights.period import Period
from analytics.insights.place import Place, names

MOST: Final = 5
KINDS: Final = ("station", "site", "operator")


def subjects(asked: Asked) -> list[tuple[str, str]]:
    """Kind and key of each that is asked for; where none is, the most popular places."""
    return list(named(asked.place)) or [
        ("station", station) if station else ("site", place)
        for _rank, station, place, *_rest in popular.rows(
            Asked(asked.period, Place(feeds=asked.place.feeds), limit=MOST)
        )
    ]


def rows(asked: Asked) -> list[Row]:
    """In the order in which they were asked for; a site of each feed that has one of that name."""
    listed = subjects(asked)
    called = names(key for kind, key in listed if kind == "station")
    called |= {one.slug: one.names[0] for one in asked.place.operators}
    told_by = _feeds_of([key for kind, key in listed if kind == "site"], asked.place)
    return [
        _row(asked, kind, key, key if kind == "site" else called.get(key), feed)
        for kind, key in listed
        for feed in told_by.get((kind, key), [None])
    ]


def latest(place: Place) -> date | None:
    """The last day of which anything is known of what is compared."""
    compared = [_alone(place, kind, key, None) for kind, key in named(place)] or [place]
    return max((known.last for one in compared if (known := one.known())), default=None)


def named(place: Place) -> Iterator[tuple[str, str]]:
    """Kind and key of each that a place names."""
    for kind, keys in zip(KINDS, (place.stations, place.sites, [one.slug for one in place.operators]), strict=True):
        yield from ((kind, key) for key in keys)


def _feeds_of(sites: Sequence[str], place: Place) -> Mapping[tuple[str, str], Sequence[str | None]]:
    """Who tells of each site: two feeds may call two places alike."""
    found: defaultdict[tuple[str, str], list[str | None]] = defaultdict(list)
    if sites:
        told = Place(feeds=place.feeds, sites=tuple(sites)).days().values_list("site", "feed").distinct()
        for site, feed in sorted(told):
            found["site", site].append(feed)
    return found


def _alone(place: Place, kind: str, key: str, feed: str | None) -> Place:
    """One of them, in a feed or in all that are asked for."""
    alone = Place(feeds=(feed,) if feed else place.feeds)
    if kind == "station":
        return replace(alone, stations=(key,))
    if kind == "site":
        return replace(alone, sites=(key,))
    return replace(alone, operators=tuple(one for one in place.operators if one.slug == key))


def _row(asked: Asked, kind: str, key: str, name: str | None, feed: str | None) -> Row:
    whose = (kind, key, key if kind == "station" else None, name)
    place = _alone(asked.place, kind, key, feed)
    if not asked.period.within(place.known()):
        return (*whose, *[None] * 7, feed)
    found = place.days(asked.period)
    sums, days = total(found), found.aggregate(days=Count("day", distinct=True))["days"]
    hours = place.hours(asked.period).values_list("hour").annotate(times=Sum("sessions")).order_by("-times", "hour")
    busiest = hours.first()
    each = round(sums.sessions / _told_days(asked.period, place), 2)
    figures = (sums.sessions, each, days, sums.energy, sums.mean_wh, sums.mean_minutes)
    return (*whose, *figures, busiest[0] if busiest else None, feed)


def _told_days(period: Period, place: Place) -> int:
    """The days of a period of which the feeds tell, also those on which they have nothing of the place."""
    told = [within for one in place.told_by(period) if (within := period.within(one))]
    if not told:
        return period.days
    return Period(min(one.first for one in told), max(one.last for one in told)).days


INSIGHT = Insight(
    name="comparison",
    operation="compareStations",
    title=_("Comparison"),
    about=_("Up to five stations, sites or operators beside each other."),
    says=(
        "Up to five stations, sites or operators, each by `station`, `site` or `operator`, beside each other. Without "
        "any, the five most popular places. A site that several feeds name has a row of each. What nothing is known of "
        "in the period has nulls."
    ),
    columns=(
        Column("kind", _("Kind"), Form.TEXT, "What it is.", KINDS),
        Column("key", _("Key"), Form.TEXT, "What it was asked for by."),
        columns.STATION,
        Column("name", _("Name"), Form.TEXT, "Null where none is known."),
        columns.SESSIONS,
        Column(
            "sessions_a_day", _("Sessions a day"), Form.NUMBER, "Over the days of the period of which its feeds tell."
        ),
        Column("days", _("Days with sessions"), Form.WHOLE, "Days on which any began."),
        columns.ENERGY,
        columns.MEAN_WH,
        columns.MEAN_MINUTES,
        Column("busiest_hour", _("Busiest hour"), Form.WHOLE, "0 to 23, by the clock of the place."),
        replace(columns.SOURCE, about="Uid of the feed that has the site; null for stations and operators."),
    ),
    rows=rows,
    example=("station", "bqm4zhr7ycda", "bqm4zhr7ycda", "Castle Mall", 412, 13.73, 30, 5_356_000, 13_000, 47, 17, None),
    takes=frozenset({"station", "site", "operator", "source"}),
    latest=latest,
    tells="sessions",
)
