"""Ranks what is like the places that somebody charges at: pure, so that it can be measured as it runs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import log1p
from typing import NamedTuple


class Suggested(NamedTuple):
    """A place, how much speaks for it, and the place of theirs that speaks for it most."""

    place: str
    score: float
    because: str


def suggested(visits: Mapping[str, int], pairs: Iterable[tuple[str, str, float]]) -> list[Suggested]:
    """Places that none of the visits was at, the best first.

    `visits` says how often somebody was where; `pairs` are such a place, a neighbour and how alike they are. A place
    that was visited often counts more, but not as much more.
    """
    speaks: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for place, neighbour, alike in pairs:
        if neighbour not in visits:
            speaks[neighbour][place] = alike * log1p(visits[place])
    found = [
        Suggested(place, sum(parts.values()), max(parts, key=lambda one: (parts[one], one)))
        for place, parts in speaks.items()
    ]
    return sorted(found, key=lambda one: (-one.score, one.place))
