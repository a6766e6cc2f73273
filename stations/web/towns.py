"""Towns that have stations: where a visitor who has chosen nothing yet can begin."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max, Min

from stations.models import Station
from stations.search.query import Point
from voltway.lib.caching import cached

SHOWN = 8
# Stations that are looked at, spread evenly over the table: enough to find the larger towns without reading it all.
_SAMPLE = 3000
_KEPT_S = 6 * 3600


@dataclass(frozen=True, slots=True)
class Town:
    """A town and the middle of its stations."""

    name: str
    point: Point


@cached(ttl=_KEPT_S, tags=("data",))
def with_stations() -> list[Town]:
    """A few towns with many stations, from as many countries as there are."""
    spots: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for country, city, latitude, longitude in _sample():
        spots[country, city].append((latitude, longitude))
    by_size = sorted(spots.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_town(city, at) for (_country, city), at in _mixed(by_size)[:SHOWN]]


def _sample() -> list[tuple[str, str, float, float]]:
    ends = Station.objects.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["low"] is None:
        return []
    step = max(1, (ends["high"] - ends["low"] + 1) // _SAMPLE)
    stations = Station.objects.filter(pk__in=list(range(ends["low"], ends["high"] + 1, step))[:_SAMPLE])
    shown = stations.filter(vanished_at=None, source__loaded_at__isnull=False).exclude(city="")
    return list(shown.values_list("country", "city", "latitude", "longitude"))


Towns = list[tuple[tuple[str, str], list[tuple[float, float]]]]


def _mixed(by_size: Towns) -> Towns:
    """The largest town of every country first, then the second largest, and so on."""
    rank: dict[str, int] = defaultdict(int)
    ranked = []
    for place, item in enumerate(by_size):
        country = item[0][0]
        ranked.append((rank[country], place, item))
        rank[country] += 1
    return [item for _rank, _place, item in sorted(ranked, key=lambda entry: entry[:2])]


def _town(city: str, at: list[tuple[float, float]]) -> Town:
    middle = sorted(at)[len(at) // 2]
    return Town(city, Point(round(middle[0], 4), round(middle[1], 4)))
