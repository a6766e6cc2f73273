"""Finds a town that no gazetteer has by the stations in it: where somebody can charge has a name and a position."""

from collections import defaultdict
from statistics import median

from django.db import connection

from stations.documents import catalogue
from stations.search import gazetteer, words
from stations.search.gazetteer import Place
from voltway.lib.bulk import marks_for

# So many stations with the name's words are looked at; a town is named by more than a few of them.
_LOOKED_AT = 2_000

Spot = tuple[float, float]


def resolve(name: str) -> Place | None:
    """The town of this name with the most stations, at their middle; None when no station lies in one."""
    wanted, _, rest = name.partition(",")
    key = gazetteer.folded(wanted)
    if not key:
        return None
    parts = [part for part in map(gazetteer.folded, rest.split(",")) if part]
    towns: dict[tuple[str, str, str], list[Spot]] = defaultdict(list)
    for city, state, country, latitude, longitude in _stations(wanted):
        if gazetteer.folded(city) == key:
            towns[country, state, city].append((latitude, longitude))
    places = (_place(*town, spots) for town, spots in sorted(towns.items(), key=lambda item: (-len(item[1]), item[0])))
    return next((place for place in places if gazetteer.lies_in(place, parts)), None)


def _stations(name: str) -> list[tuple[str, str, str, float, float]]:
    known = catalogue.current()
    sql, match = words.matching(words.words_of(name))
    shown = f"AND s.source_id NOT IN ({marks_for(known.hidden)})" if known.hidden else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.city, s.state, s.country, s.latitude, s.longitude FROM stations_station s"
            f" WHERE s.id IN ({sql} ORDER BY id LIMIT %s) AND s.vanished_at IS NULL AND s.city <> '' {shown}",
            [match, _LOOKED_AT, *known.hidden],
        )
        rows: list[tuple[str, str, str, float, float]] = cursor.fetchall()
    return rows


def _place(country: str, state: str, city: str, spots: list[Spot]) -> Place:
    code, name = gazetteer.country_names().get(country, ("", country))
    # A median is not moved by the one station whose register has the wrong town.
    latitude, longitude = (round(median(axis), 5) for axis in zip(*spots, strict=True))
    return Place(city, state, name, code, latitude, longitude, 0)
