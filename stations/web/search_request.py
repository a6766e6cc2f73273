"""What a visitor's address asks for: the query as it stands there, and as it is searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stations.documents.identity import operator_key
from stations.models import Operator
from stations.search import gazetteer, params, places
from stations.search.places import Place
from stations.search.query import Opening, Order, Point, StationQuery
from stations.web import links

PAGE = 25
# Parameters of the page itself: the part that is wanted, whose position `lat` and `lon` are, a name that was no place.
EXTRA = ("fragment", "origin", "missed", "picked")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`asked` is what links are made from; `searched` has a point to measure from where there is an area."""

    asked: StationQuery
    searched: StationQuery
    place: Place | None
    # Whose position is measured from: "me", "place", "point", "centre" of the box, or "" for none.
    origin: str
    missed: str = ""


class NoSuchPlace(Exception):
    """The name that was asked for is no place we know; it may be the name of something else."""


def read(values: Mapping[str, Sequence[str]]) -> SearchRequest:
    """Read parameters. Raises `InvalidParameters` for wrong ones and `NoSuchPlace` for a place that is not known."""
    place = _place(values)
    query = params.parse(
        _tidied(values),
        resolve=lambda _name: Point(place.latitude, place.longitude) if place else None,
        extra=EXTRA,
        default_limit=PAGE,
    )
    query = _without_box_elsewhere(query)
    return SearchRequest(
        asked=replace(query, point=None, order=_asked_order(query)) if place else query,
        searched=_with_point(query),
        place=place,
        origin=_origin(values, query, place),
        missed=_first(values, "missed")[: params.MAX_TEXT],
    )


def _tidied(values: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """A form can tick both "open now" and "open 24/7", of which the second says the first."""
    return {**values, "open": [Opening.ALWAYS]} if set(values.get("open", ())) == set(Opening) else values


def _place(values: Mapping[str, Sequence[str]]) -> Place | None:
    name = _first(values, "place").strip()
    if not name or _first(values, "lat") or len(name) > params.MAX_TEXT or not name.isprintable():
        return None
    place = places.resolve(name)
    if place is None or _is_operator_rather(name, place):
        raise NoSuchPlace(name)
    return place


def _is_operator_rather(name: str, place: Place) -> bool:
    """Whether an operator bears the whole name that the place only begins with ("Shell", and Shella in India)."""
    return not gazetteer.is_called(place, name) and Operator.objects.filter(key=operator_key(name)).exists()


def _without_box_elsewhere(query: StationQuery) -> StationQuery:
    """A place that was typed while the address still held the box of another: the place wins."""
    if query.box and query.place and query.point and not links.holds(query.box, query.point):
        return replace(query, box=None)
    return query


def _asked_order(query: StationQuery) -> Order:
    return Order.PLACE if query.order is Order.DISTANCE else query.order


def _with_point(query: StationQuery) -> StationQuery:
    if query.point or not query.box:
        return query
    order = Order.DISTANCE if query.order is Order.PLACE else query.order
    return replace(query, point=links.centre(query.box), order=order)


def _origin(values: Mapping[str, Sequence[str]], query: StationQuery, place: Place | None) -> str:
    if query.point:
        mine = _first(values, "origin") == "me"
        return "me" if mine else ("place" if place or query.place else "point")
    return "centre" if query.box else ""


def _first(values: Mapping[str, Sequence[str]], name: str) -> str:
    return (values.get(name) or [""])[0]
