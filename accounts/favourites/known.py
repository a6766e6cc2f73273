"""What is known of stations by their public ids, also of those that have vanished."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stations.documents import catalogue, splice
from stations.models import Station
from stations.search import rows
from stations.web import cards, opening
from voltway.lib import bulk
from voltway.lib.geo import distance_m

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Known:
    """A station as a row of a list."""

    card: cards.Card
    document: dict[str, Any]
    vanished_at: datetime | None


def rows_of(public_ids: Iterable[str]) -> list[rows.Row]:
    """Rows of the stations that may be seen, in no order."""
    keys: list[int] = []
    for chunk in bulk.chunks(public_ids, bulk.IN_CHUNK):
        keys += Station.objects.filter(public_id__in=chunk).values_list("pk", flat=True)
    hidden = catalogue.current().hidden
    return [row for row in rows.fetch(keys) if row.source_id not in hidden]


def documents_of(public_ids: Iterable[str], *, now: datetime) -> dict[str, dict[str, Any]]:
    """Documents of stations by their public id."""
    return {document["id"]: document for document in splice.dicts(rows_of(public_ids), now=now)}


def cards_of(public_ids: Iterable[str], reader: cards.Reader, here: Position | None) -> dict[str, Known]:
    """Cards of stations by their public id, with the distance from a position in degrees."""
    found = rows_of(public_ids)
    if here:
        for row in found:
            row.distance_m = distance_m(here[0], here[1], row.latitude, row.longitude)
    schedules = opening.schedules(found)
    return {
        document["id"]: Known(
            card=cards.card(document, reader, schedules.get(document["id"]), []),
            document=document,
            vanished_at=_moment(document["vanished_at"]),
        )
        for document in splice.dicts(found, now=reader.now)
    }


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
