"""Somebody's favourites as a list: nearest first where a position is given, else the newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.favourites.known import Known, Position, cards_of
from accounts.models import Favourite
from stations.web import cards
from voltway.lib.geo import distance_m

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One favourite, and what is known of its station now; None where nothing is but what it keeps itself."""

    favourite: Favourite
    known: Known | None

    @property
    def gone(self) -> bool:
        return self.known is None or self.known.vanished_at is not None

    @property
    def gone_at(self) -> datetime | None:
        return self.known.vanished_at if self.known else None


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of them, and how many there are."""

    lines: list[Line]
    total: int
    page: int
    pages: int


def listed(favourites: Iterable[Favourite], reader: cards.Reader, here: Position | None, page: int = 1) -> Listed:
    """A page of favourites. `here`: a position in degrees."""
    ordered = _ordered(favourites, here)
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(page, pages)
    shown = ordered[(page - 1) * PAGE : page * PAGE]
    known = cards_of([one.station for one in shown], reader, here)
    return Listed([Line(one, known.get(one.station)) for one in shown], len(ordered), page, pages)


def _ordered(favourites: Iterable[Favourite], here: Position | None) -> Sequence[Favourite]:
    if here is None:
        return sorted(favourites, key=lambda one: (one.added_at, one.station), reverse=True)
    return sorted(favourites, key=lambda one: (distance_m(*here, one.latitude, one.longitude), one.station))
