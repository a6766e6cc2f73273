"""From the parameters of a request to a query whose place is known: what pages and API both begin with."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from stations.search import places
from stations.search.params import parse
from stations.search.places import Place
from stations.search.query import DEFAULT_LIMIT, Point, StationQuery


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the place that its `place` was taken for."""

    query: StationQuery
    place: Place | None = None


def asked(parameters: QueryDict, *, extra: Iterable[str] = (), default_limit: int = DEFAULT_LIMIT) -> Asked:
    """Read parameters. Raises InvalidParameters, which names every parameter at fault."""
    found: list[Place] = []

    def resolve(name: str) -> Point | None:
        place = places.resolve(name)
        if place is None:
            return None
        found.append(place)
        return place.point

    values = {name: parameters.getlist(name) for name in parameters}
    query = parse(values, resolve=resolve, extra=extra, default_limit=default_limit)
    return Asked(query, found[0] if found else None)
