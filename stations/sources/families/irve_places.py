"""Which charging points of an IRVE file stand at one place.

The station's id alone does not tell. Some networks give every point, or every cabinet, a station id of its own; some
repeat one id in towns far apart; a thousand rows say "Non concerné"; and whole networks are placed at the middle of
their town. So points belong together

1. under one station id, as far as they lie within 300 m of its commonest position: beyond that the id is contradicted;
2. and, across ids or without one, where the same operator gives the same position (to 4 decimals, some 10 m) and the
   same street, or the same name where there is no street, in the same commune.

A station's own id is the first of its station ids in alphabetical order, without separators. A part that lies far off
has its position added to the id; a place without any id is named by a hash of what makes it one.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import takewhile
from operator import itemgetter
from typing import Any, Final

from stations.sources.families.irve_points import Position, aligned, compact, position
from stations.sources.families.nearby import clusters
from stations.sources.grouping import group_rows
from voltway.lib.text import tokens

Row = Mapping[str, Any]

_SAME_STATION_M: Final = 300.0
_DECIMALS: Final = 4
_FAR_DECIMALS: Final = 3
MALFORMED: Final = "malformed"


def places(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """`{"station": id, "points": rows}` for every place, in flat memory."""
    fragments = (fragment for group in group_rows(rows, _first_key) for fragment in _fragments(group))
    for joined in group_rows(fragments, itemgetter("place")):
        points = [row for fragment in joined for row in fragment["points"]]
        yield {"station": min(fragment["station"] for fragment in joined), "points": points}


def _first_key(row: Row) -> str:
    return _station_id(row) or _place(row, position(aligned(row)))


def _fragments(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of one key, parted where they contradict each other."""
    name = _station_id(rows[0])
    for number, part in enumerate(clusters(rows, lambda row: position(aligned(row)), _SAME_STATION_M)):
        where = next((found for row in part if (found := position(aligned(row)))), None)
        place = _place(part[0], where)
        station = _named(name, where if number else None) if name else _hashed(place)
        yield {"station": station, "place": place, "points": part}


def _station_id(row: Row) -> str | None:
    row = aligned(row)
    return compact(row.get("id_station_itinerance") or row.get("id_station"))


def _named(station_id: str, far_off: Position | None) -> str:
    if far_off is None:
        return station_id
    return f"{station_id}@{far_off[0]:.{_FAR_DECIMALS}f},{far_off[1]:.{_FAR_DECIMALS}f}"


def _hashed(place: str) -> str:
    return f"loc-{blake2b(place.encode(), digest_size=8).hexdigest()}"


def _place(row: Row, where: Position | None) -> str:
    """What two rows must share to stand at one place; rows without a position share their station id at most."""
    row = aligned(row)
    if where is None:
        return f"nowhere {row.get(MALFORMED) or _station_id(row) or _told(row)}"
    operator = " ".join(tokens(str(row.get("nom_operateur") or row.get("n_operateur") or "")))
    commune = str(row.get("code_insee_commune") or row.get("code_insee") or "").replace(" ", "").lstrip("0")
    return f"{operator}|{where[0]:.{_DECIMALS}f},{where[1]:.{_DECIMALS}f}|{commune}|{_street(row) or _told(row)}"


def _street(row: Row) -> str:
    """The address up to the postal code: the town's name is spelt in too many ways."""
    parts = tokens(str(row.get("adresse_station") or row.get("ad_station") or ""))
    street = list(takewhile(lambda part: not (part.isdigit() and len(part) == 5), parts))
    return " ".join(street or parts)


def _told(row: Row) -> str:
    return " ".join(tokens(str(row.get("nom_station") or row.get("n_station") or "")))
