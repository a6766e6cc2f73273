"""What a search box offers while somebody types: places, operators and stations."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from stations.documents import catalogue
from stations.documents.identity import operator_key, page_path
from stations.models import Operator
from stations.search import places, words
from voltway.lib.bulk import marks_for


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


# Words that half of all stations have would be read to the end for the few that are shown.
MAX_LOOKED_AT = 50


def suggest(prefix: str, *, limit: int = 10) -> list[Suggestion]:
    """Up to `limit` suggestions: places, then operators, then stations, each kind in a fixed order."""
    found = [
        *(
            Suggestion(Kind.PLACE, place.label, latitude=place.latitude, longitude=place.longitude)
            for place in places.suggest(prefix, max(1, limit // 2))
        ),
        *_operators(prefix, max(1, limit // 4)),
    ]
    return [*found, *_stations(prefix, limit - len(found))][:limit]


def _operators(prefix: str, limit: int) -> list[Suggestion]:
    key = operator_key(prefix)
    rows = Operator.objects.filter(key__gte=key, key__lt=key + "\U0010ffff").order_by("key")[:limit] if key else []
    return [Suggestion(Kind.OPERATOR, row.name, slug=row.slug) for row in rows]


def _stations(prefix: str, limit: int) -> list[Suggestion]:
    if limit <= 0 or not words.words_of(prefix):
        return []
    holds, params = words.condition(prefix)
    hidden = catalogue.current().hidden
    visible = f" AND s.source_id NOT IN ({marks_for(hidden)})" if hidden else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.public_id, s.name, s.address, s.city FROM stations_station s"
            f" WHERE {holds} AND s.vanished_at IS NULL{visible} LIMIT %s",
            [*params, *hidden, MAX_LOOKED_AT],
        )
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[1] or row[2], row[0]))
    return [_station(*row) for row in rows[:limit]]


def _station(public_id: str, name: str, address: str, city: str) -> Suggestion:
    title = name or address or public_id
    detail = ", ".join(part for part in (address if name else "", city) if part)
    return Suggestion(Kind.STATION, title, detail, id=public_id, url=page_path(public_id, name or address))
