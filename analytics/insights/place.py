"""Where an insight looks: sums of all places together, or those of some."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeVar

from django.db.models import Max, Min, Q, QuerySet
from django.db.models.expressions import RawSQL

from analytics.insights.period import Period
from analytics.models import ALL, SessionDay, SessionHour
from stations.models import Station
from stations.search.query import Box
from stations.search.space import ids_in

Sums = TypeVar("Sums", SessionDay, SessionHour)


class RunBy(NamedTuple):
    """An operator: its slug, and the names that sums have for it."""

    slug: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Any of these, each kind further narrowing the others; empty: all. `feeds` are uids."""

    operators: tuple[RunBy, ...] = ()
    feeds: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    box: Box | None = None

    def days(self, period: Period | None = None) -> QuerySet[SessionDay]:
        """Sums by day, each session once."""
        return _of_place(self, _of_feeds(self, SessionDay.objects.order_by(), period))

    @property
    def run_by(self) -> list[str]:
        """Names of its operators, as sums have them."""
        return [name for one in self.operators for name in one.names]

    def known(self) -> Period | None:
        """From the first to the last day of which there are sums; None where there are none."""
        days = self.days().values_list("day", flat=True)
        first, last = days.order_by("day").first(), days.order_by("-day").first()
        return Period(first, last) if first and last else None

    def told_by(self, period: Period) -> list[Period]:
        """Of each feed that tells of it in a period: from its first to its last day, wherever it tells of."""
        telling = self.days(period).values("feed").distinct()
        all_days = SessionDay.objects.order_by().filter(station=ALL, site=ALL, feed__in=telling)
        ends = all_days.values("feed").annotate(first=Min("day"), last=Max("day"))
        return [Period(row["first"], row["last"]) for row in ends]

    def hours(self, period: Period) -> QuerySet[SessionHour]:
        """Sums by hour, each session once."""
        return _of_place(self, _of_feeds(self, SessionHour.objects.order_by(), period))

    def by_operator(self, period: Period) -> QuerySet[SessionDay]:
        """Sums by day of each operator by itself, each session once."""
        rows = _of_feeds(self, SessionDay.objects.order_by(), period)
        return rows.filter(_narrowed(self) if _is_narrow(self) else Q(station=ALL, site=""))

    def by_place(self, period: Period) -> QuerySet[SessionDay]:
        """Sums by day of each place by itself."""
        # The index of days begins with the feed.
        within = self if self.feeds else replace(self, feeds=tuple(feeds()))
        rows = _of_feeds(within, SessionDay.objects.order_by(), period).exclude(station=ALL)
        return rows.filter(_narrowed(self)) if _is_narrow(self) else rows


EVERYWHERE: Final = Place()


def feeds() -> list[str]:
    """Feeds of sessions."""
    return sorted(SessionDay.objects.filter(station=ALL, site=ALL).order_by().values_list("feed", flat=True).distinct())


def names(stations: Iterable[str]) -> dict[str, str]:
    """What stations are called, by id; those that are gone for good, or may not be seen yet, have no name."""
    ids = [one for one in stations if one]
    rows = Station.objects.filter(public_id__in=ids, source__loaded_at__isnull=False)
    return {public_id: name or address for public_id, name, address in rows.values_list("public_id", "name", "address")}


def in_box(box: Box) -> RawSQL:
    """Public ids of stations in a box, as a subquery."""
    found = ids_in(box)
    # The statement is of our own making; what was asked for are its parameters.
    return RawSQL(found.sql, found.params)  # noqa: S611


def _of_feeds(place: Place, rows: "QuerySet[Sums]", period: Period | None) -> "QuerySet[Sums]":
    if period:
        rows = rows.filter(day__range=(period.first, period.last))
    if place.operators:
        rows = rows.filter(operator__in=place.run_by)
    return rows.filter(feed__in=place.feeds) if place.feeds else rows


def _of_place(place: Place, rows: "QuerySet[Sums]") -> "QuerySet[Sums]":
    together = Q(station=ALL, site="" if place.operators else ALL)
    return rows.filter(_narrowed(place) if _is_narrow(place) else together)


def _is_narrow(place: Place) -> bool:
    return bool(place.stations or place.sites or place.box)


def _narrowed(place: Place) -> Q:
    named = Q(station__in=place.stations) | Q(station="", site__in=place.sites)
    found = named if place.stations or place.sites else ~Q(station=ALL)
    # Only stations of ours have a position.
    return found & Q(station__in=in_box(place.box)) if place.box else found
