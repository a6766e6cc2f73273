"""What a search box offers while somebody types: places, operators and stations."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from stations.documents import catalogue
from stations.documents.identity import operator_key, page_path
from stations.models import Operator
from stations.search import places, tallies, words
from voltway.lib.bulk import marks_for
from voltway.lib.text import tokens


class Kind(StrEnum):
    """What a suggestion is."""

    PLACE = "place"
    OPERATOR = "operator"
    STATION = "station"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list. Places have a position, operators a slug, stations an id and a page."""

    kind: Kind
    label: str
    detail: str = ""
    latitude: float | None = None
    longitude: float | None = None
    slug: str | None = None
    id: str | None = None
    url: str | None = None


class _Named(NamedTuple):
    """An operator as it is looked for: its words with a space before each, its key, its stations."""

    words: str
    key: str
    name: str
    slug: str
    stations: int


# Words that half of all stations have are not read to the end for the few that are shown.
LOOKED_AT = 100
# Longer beginnings are not in the index of words as such (stations.sources.text_index): they are told apart here.
INDEXED_LETTERS = 6


def suggest(prefix: str, *, limit: int = 10) -> list[Suggestion]:
    """Up to `limit` suggestions: places, then operators, then stations, each kind in a fixed order."""
    towns = places.suggest(prefix, max(1, limit // 2))
    found = [
        *(Suggestion(Kind.PLACE, town.label, latitude=town.latitude, longitude=town.longitude) for town in towns),
        *_operators(prefix, max(1, limit // 4)),
    ]
    return [*found, *_stations(prefix, limit - len(found))][:limit]


def _operators(prefix: str, limit: int) -> list[Suggestion]:
    """Operators with every word, or written so without spaces; the largest first."""
    typed, key = [f" {word}" for word in tokens(prefix)], operator_key(prefix)
    if not typed:
        return []
    known = _known_operators(catalogue.current().data_version)
    found = (one for one in known if one.key.startswith(key) or all(word in one.words for word in typed))
    return [Suggestion(Kind.OPERATOR, one.name, slug=one.slug) for one, _ in zip(found, range(limit), strict=False)]


@lru_cache(maxsize=2)
def _known_operators(data_version: int) -> list[_Named]:
    """All that have stations which can be seen, by how many they have."""
    sizes = tallies.by_operator(data_version)
    named = (
        _Named("".join(f" {word}" for word in tokens(name)), key, name, slug, sizes[pk])
        for pk, key, name, slug in Operator.objects.values_list("pk", "key", "name", "slug")
        if pk in sizes
    )
    return sorted(named, key=lambda one: (-one.stations, one.slug))


def _stations(prefix: str, limit: int) -> list[Suggestion]:
    typed = words.words_of(prefix)
    if limit <= 0 or not typed or len(typed) > words.MAX_WORDS:
        return []
    rows = [row for row in _rows(tuple(word[:INDEXED_LETTERS] for word in typed)) if _has(row[0], typed)]
    if len(rows) < limit and any(len(word) > INDEXED_LETTERS for word in typed):
        # Not among the first that begin alike: few can begin so at all, and those are quickly gathered.
        rows = _rows(typed)
    # Those whose name begins with what was typed come first.
    rows.sort(key=lambda row: (not row[0].startswith(" ".join(typed)), row[2] or row[3], row[1]))
    return [_station(*row[1:]) for row in rows[:limit]]


def _rows(typed: tuple[str, ...]) -> list[tuple[str, ...]]:
    """(search text, public id, name, address, city) of the first stations with words that begin so."""
    sql, match = words.matching(tuple(dict.fromkeys(typed)))
    hidden = catalogue.current().hidden
    shown = f" AND s.source_id NOT IN ({marks_for(hidden)})" if hidden else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.search_text, s.public_id, s.name, s.address, s.city FROM stations_station s"
            f" WHERE s.id IN ({sql} ORDER BY id LIMIT %s) AND s.vanished_at IS NULL{shown}",
            [match, LOOKED_AT, *hidden],
        )
        rows: list[tuple[str, ...]] = cursor.fetchall()
    return rows


def _has(search_text: str, typed: tuple[str, ...]) -> bool:
    return all(f" {word}" in f" {search_text}" for word in typed)


def _station(public_id: str, name: str, address: str, city: str) -> Suggestion:
    title = name or address or public_id
    detail = ", ".join(part for part in (address if name else "", city) if part)
    return Suggestion(Kind.STATION, title, detail, id=public_id, url=page_path(public_id, name or address))
