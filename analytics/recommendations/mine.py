"""What somebody may like who charges where they say: from their own check-ins and favourites alone, as they ask."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from accounts.models import Favourite, User, Vehicle
from accounts.vehicles.charging import at_station
from accounts.vehicles.inlets import takes
from analytics.models import Neighbour
from analytics.recommendations.alike import Document, Why, is_for_everybody, near_with, others, strongest, there
from analytics.recommendations.ranking import suggested
from stations.models import CheckIn
from stations.models.finding import SUCCESSES
from stations.search.query import PlugFilter

# The latest of each that count.
_LATEST: Final = 100
# Of the best suggestions so many are looked at: some vanished, or fit no car.
_LOOKED_AT: Final = 60
# Places of theirs around which more is looked for where few drivers are known.
_AROUND: Final = 3


@dataclass(frozen=True, slots=True)
class Recommended:
    """A station, and the place of theirs because of which it is suggested: where they charged, or a favourite."""

    station: Document
    why: Why
    because: Document
    charged: bool


def recommended(*, to: User, now: datetime, limit: int) -> list[Recommended]:
    """Stations that are new to somebody, fit their chosen car as far as is known, and can be seen; the best first."""
    charged = _charged(to)
    visits = charged + Counter(_kept(to))
    own = {one["id"]: one for one in there((place for place, _times in visits.most_common()), now=now)}
    car = Vehicle.objects.filter(user=to, chosen=True).first()
    found = [one for one in _by_drivers(visits, own, now) if _fits(car, one[0])][:limit]
    for place in islice(own.values(), _AROUND):
        if len(found) < limit:
            plug = PlugFilter(standards=tuple(sorted(takes(car.inlets)))) if car else strongest(place)
            besides = [*own.values(), *(station for station, _why, _because in found)]
            near = near_with(place, plug, besides, now=now, limit=limit - len(found))
            found += [(one, Why.PLUGS, place) for one in near if _fits(car, one)]
    return [Recommended(*one, charged=one[2]["id"] in charged) for one in found]


def _charged(user: User) -> Counter[str]:
    """How often somebody said lately that they could charge where."""
    told = CheckIn.objects.filter(user=user, outcome__in=SUCCESSES).order_by("-created_at")
    return Counter(told.values_list("station", flat=True)[:_LATEST])


def _kept(user: User) -> list[str]:
    return list(Favourite.objects.filter(user=user).order_by("-added_at").values_list("station", flat=True)[:_LATEST])


def _by_drivers(visits: Counter[str], own: dict[str, Document], now: datetime) -> list[tuple[Document, Why, Document]]:
    pairs = Neighbour.objects.filter(station__in=list(own)).values_list("station", "neighbour", "score")
    best = {one.place: one for one in islice(suggested(visits, pairs), _LOOKED_AT)}
    seen = others(filter(is_for_everybody, there(best, now=now)), own.values())
    return [(one, Why.SHARED_DRIVERS, own[best[one["id"]].because]) for one in seen]


def _fits(car: Vehicle | None, station: Document) -> bool:
    """Whether a plug fits, as far as anybody knows."""
    return car is None or at_station(car, station).fits is not False
