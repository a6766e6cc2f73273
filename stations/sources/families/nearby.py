"""Tells rows that share a name for their place from rows that only share the name: by the metres between them."""

from collections import Counter
from collections.abc import Callable, Sequence
from math import inf
from typing import TypeVar

from voltway.lib.geo import distance_m

T = TypeVar("T")
Position = tuple[float, float]


def clusters(items: Sequence[T], position: Callable[[T], Position | None], within_m: float) -> list[list[T]]:
    """Groups of items within `within_m` metres of their group's commonest position, the largest first.

    Positions are latitude and longitude. An item without one goes with the first group.
    """
    positions = [position(item) for item in items]
    counted = Counter(found for found in positions if found is not None)
    anchors: list[Position] = []
    for candidate in sorted(counted, key=lambda found: (-counted[found], found)):
        if all(metres(candidate, anchor) > within_m for anchor in anchors):
            anchors.append(candidate)
    groups: list[list[T]] = [[] for _ in range(max(1, len(anchors)))]
    for item, found in zip(items, positions, strict=True):
        groups[_nearest(found, anchors)].append(item)
    return sorted(groups, key=len, reverse=True)


def _nearest(found: Position | None, anchors: Sequence[Position]) -> int:
    if found is None or len(anchors) < 2:
        return 0
    return min(range(len(anchors)), key=lambda index: metres(found, anchors[index]))


def metres(one: Position, other: Position) -> float:
    """The distance; infinite where one of two different positions is not on the globe."""
    if one == other:
        return 0.0
    try:
        return distance_m(*one, *other)
    except ValueError:
        return inf
