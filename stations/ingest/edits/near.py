"""What is there already where somebody wants to add a station."""

from datetime import datetime
from typing import Any, Final

from stations.documents import splice
from stations.documents.identity import operator_key
from stations.search import find
from stations.search.query import Order, Point, StationQuery

# A pace or two around a site: how far apart two people stand, or a mark on a map is set.
SAME_PLACE_M: Final = 50
_MOST: Final = 20


def same_place(*, latitude: float, longitude: float, operator: str | None, now: datetime) -> list[dict[str, Any]]:
    """Documents of the stations within SAME_PLACE_M that may be meant, the nearest first.

    Those of the same operator; where either operator is not known, nobody can tell.
    """
    query = StationQuery(
        point=Point(latitude, longitude), radius_m=SAME_PLACE_M, order=Order.DISTANCE, limit=_MOST, access=()
    )
    found = splice.dicts(find.page(query, now=now).rows, now=now)
    return [station for station in found if _may_be(station, operator)]


def _may_be(station: dict[str, Any], operator: str | None) -> bool:
    there = (station["operator"] or {}).get("name")
    return not (there and operator) or operator_key(there) == operator_key(operator)
