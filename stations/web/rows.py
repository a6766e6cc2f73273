"""The rows that answer a query, each with its hours and the other sources that tell of the same place."""

from collections.abc import Iterable

from stations.documents import splice
from stations.documents.identity import page_path
from stations.models import Station
from stations.search import find
from stations.search.query import StationQuery
from stations.search.rows import Row
from stations.sources.registry import all_feeds
from stations.web import cards, opening


def cards_of(query: StationQuery, reader: cards.Reader) -> list[cards.Card]:
    return cards_for(find.page(query, now=reader.now).rows, reader)


def cards_for(rows: list[Row], reader: cards.Reader) -> list[cards.Card]:
    documents = splice.dicts(rows, now=reader.now)
    return cards.cards(
        documents,
        reader,
        schedules=opening.schedules(rows),
        twins=twins_of({document["group"] for document in documents if document["group"]}),
    )


def twins_of(groups: Iterable[str]) -> dict[str, list[tuple[str, cards.Twin]]]:
    """By group: the public id of each of its stations, and how another one links to it."""
    found = dict[str, list[tuple[str, cards.Twin]]]()
    wanted = list(groups)
    stations = Station.objects.filter(group__in=wanted, vanished_at=None) if wanted else Station.objects.none()
    columns = ("group", "public_id", "source__uid", "name", "address")
    for group, public_id, uid, name, address in stations.order_by("public_id").values_list(*columns):
        twin = cards.Twin(page_path(public_id, name or address), source_name(uid))
        found.setdefault(group, []).append((public_id, twin))
    return found


def source_name(uid: str) -> str:
    feed = all_feeds().get(uid)
    return feed.title if feed else uid
