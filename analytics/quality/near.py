"""Stations that lie next to each other: a sweep from south to north with a window as high as the distance.

Whatever a source holds, the window keeps MOST stations at most, so that neither time nor memory grows with the crowd.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from voltway.lib.geo import distance_m

REACH_M: Final = 50
# Stations within 50 m of latitude all around the world: about 30 where there are 1.5 million.
MOST: Final = 400
_DEGREES: Final = REACH_M / 111_000
# Degrees of longitude, up to 85° of latitude: most of a window lies far away.
_FAR: Final = 0.01


class Spot(NamedTuple):
    """What the sweep reads of a station."""

    key: int
    source: int
    operator: int | None
    fits: int
    evses: int
    latitude: float
    longitude: float


class Pair(NamedTuple):
    """Two stations no more than REACH_M apart."""

    one: Spot
    other: Spot
    metres: float


def pairs(spots: Iterable[Spot]) -> Iterator[Pair]:
    """Pairs of stations that are given by latitude, the most southern one first."""
    window: deque[Spot] = deque(maxlen=MOST)
    for spot in spots:
        while window and spot.latitude - window[0].latitude > _DEGREES:
            window.popleft()
        for other in window:
            apart = abs(spot.longitude - other.longitude)
            if apart < _FAR or apart > 360 - _FAR:
                metres = distance_m(spot.latitude, spot.longitude, other.latitude, other.longitude)
                if metres <= REACH_M:
                    yield Pair(other, spot, metres)
        window.append(spot)
