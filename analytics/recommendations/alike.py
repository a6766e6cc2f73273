"""What may be suggested beside a station: where its drivers charge, too, and what is like it and near."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from accounts.favourites.known import documents_of
from analytics.models import Neighbour
from stations.documents import splice
from stations.documents.fits import POWER_EDGES
from stations.search import find
from stations.search.query import DEFAULT_ACCESS, Order, PlugFilter, Point, StationQuery
from stations.web.plugs import connectors

Document = dict[str, Any]

# What is like a station is looked for so far around it.
NEAR_M: Final = 25_000
# The same places of other sources, and what is suggested already, may stand before what is asked for.
_BESIDES: Final = 10


class Why(StrEnum):
    """What speaks for a station."""

    SHARED_DRIVERS = "SHARED_DRIVERS"
    PLUGS = "PLUGS"


@dataclass(frozen=True, slots=True)
class Alike:
    """A station as documents say it, and what speaks for it."""

    station: Document
    why: Why


def similar(station: Document, *, now: datetime, limit: int) -> list[Alike]:
    """First where its drivers charge, too; then the nearest ones with its strongest plug."""
    shared = shared_drivers(station, now=now, limit=limit)
    found = [Alike(one, Why.SHARED_DRIVERS) for one in shared]
    if len(found) < limit:
        near = near_with(station, strongest(station), shared, now=now, limit=limit - len(found))
        found += [Alike(one, Why.PLUGS) for one in near]
    return found


def shared_drivers(station: Document, *, now: datetime, limit: int) -> list[Document]:
    """Stations that at least `analytics.rollups.drivers.LEAST` of its drivers charge at, too; the most alike first."""
    found = filter(is_for_everybody, there(neighbours_of(station["id"]), now=now))
    return others(found, [station])[:limit]


def neighbours_of(public_id: str) -> list[str]:
    """Public ids of those, whatever has become of them."""
    pairs = Neighbour.objects.filter(station=public_id).order_by("-score", "neighbour")
    return list(pairs.values_list("neighbour", flat=True))


def there(public_ids: Iterable[str], *, now: datetime) -> list[Document]:
    """Stations that may be seen and have not vanished, in the order of their ids here."""
    wanted = list(public_ids)
    known = documents_of(wanted, now=now) if wanted else {}
    return [known[one] for one in wanted if one in known and not known[one]["vanished_at"]]


def is_for_everybody(station: Document) -> bool:
    """Whether somebody who comes by chance may charge there, as far as is known; plans are no stations yet."""
    in_service = any(True for _plug in connectors(station["evses"]))
    return station["access"] in DEFAULT_ACCESS and (in_service or not station["evses"])


def near_with(
    station: Document, plug: PlugFilter, besides: Sequence[Document], *, now: datetime, limit: int
) -> list[Document]:
    """The nearest stations around one that have a plug like this; `besides` are told already."""
    at = station["coordinates"]
    query = StationQuery(
        point=Point(at["latitude"], at["longitude"]),
        radius_m=NEAR_M,
        plug=plug,
        order=Order.DISTANCE,
        limit=limit + len(besides) + _BESIDES,
    )
    found = splice.dicts(find.page(query, now=now).rows, now=now)
    for one in found:
        # From here; whoever is told may be elsewhere.
        del one["distance_m"]
    return others(found, [station, *besides])[:limit]


def strongest(station: Document) -> PlugFilter:
    """A plug like the strongest of a station: of the same standard, and of the same class of power or a higher one."""
    known = [plug for plug in connectors(station["evses"]) if plug["standard"]]
    best = max(known, key=lambda plug: (plug["max_electric_power"] or 0, plug["standard"]), default=None)
    if best is None:
        return PlugFilter()
    below = [edge for edge in POWER_EDGES if edge <= (best["max_electric_power"] or 0)]
    return PlugFilter(standards=(best["standard"],), min_power=max(below, default=None))


def others(found: Iterable[Document], known: Collection[Document]) -> list[Document]:
    """Each place once, and none that is known: other sources may tell of the same one."""
    told = {key for one in known for key in _keys(one)}
    kept = []
    for one in found:
        if not told & _keys(one):
            kept.append(one)
            told |= _keys(one)
    return kept


def _keys(station: Document) -> set[str]:
    return {station["id"], station["group"] or station["id"]}
