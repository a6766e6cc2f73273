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

    def resolve(name: str) -> Point | str:
        place = places.resolve(name)
        if place is None:
            return _unknown(name)
        found.append(place)
        return place.point

    query = parse(dict(parameters.lists()), resolve=resolve, extra=extra, default_limit=default_limit)
    return Asked(query, found[0] if found else None)


def _unknown(name: str) -> str:
    meant = " or ".join(place.label for place in places.similar(name))
    hint = f"did you mean {meant}?" if meant else "try a larger town, or lat and lon"
    return f"no place of this name is known; {hint}"
