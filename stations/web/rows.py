"""The rows that answer a query, each with its hours and the other sources that tell of the same place."""

from collections.abc import Iterable

from stations.documents import splice
from stations.documents.identity import page_path
from stations.models import Station
from stations.search import find, repeats
from stations.search.query import StationQuery
from stations.sources.registry import get_feed
from stations.web import cards, opening

# By group: row id and public id of each of its stations, and how another one links to it.
Members = dict[str, list[tuple[int, str, cards.Twin]]]


def cards_of(query: StationQuery, reader: cards.Reader) -> list[cards.Card]:
    return cards_for(query, find.page(query, now=reader.now), reader)


def cards_for(query: StationQuery, page: find.Page, reader: cards.Reader) -> list[cards.Card]:
    """The cards of a page. A place that a page before has shown, as another source tells it, is not shown again."""
    documents = splice.dicts(page.rows, now=reader.now)
    groups = {document["group"] for document in documents if document["group"]}
    members = _members(groups)
    shown = _shown_before(query, page, members, reader)
    return cards.cards(
        [document for document in documents if document["group"] not in shown],
        reader,
        schedules=opening.schedules(page.rows),
        twins=_by_public_id(members),
    )


def _shown_before(query: StationQuery, page: find.Page, members: Members, reader: cards.Reader) -> set[str]:
    """The groups of which a station stood on a page before."""
    if page.after is None or not members:
        return set()
    group_of = {key: group for group, found in members.items() for key, _, _ in found}
    before = repeats.shown_before(query, page.after, group_of, now=reader.now)
    return {group_of[key] for key in before}


def twins_of(groups: Iterable[str]) -> dict[str, list[tuple[str, cards.Twin]]]:
    """By group: the public id of each of its stations, and how another one links to it."""
    return _by_public_id(_members(groups))


def _by_public_id(members: Members) -> dict[str, list[tuple[str, cards.Twin]]]:
    return {group: [(public_id, twin) for _, public_id, twin in found] for group, found in members.items()}


def _members(groups: Iterable[str]) -> Members:
    found: Members = {}
    wanted = list(groups)
    stations = Station.objects.filter(group__in=wanted, vanished_at=None) if wanted else Station.objects.none()
    columns = ("pk", "group", "public_id", "source__uid", "name", "address")
    told = list(stations.order_by("public_id").values_list(*columns))
    titles = {uid: source_name(uid) for uid in {row[3] for row in told}}
    for key, group, public_id, uid, name, address in told:
        twin = cards.Twin(page_path(public_id, name or address), titles[uid])
        found.setdefault(group, []).append((key, public_id, twin))
    return found


def source_name(uid: str) -> str:
    try:
        return get_feed(uid).title
    except KeyError:
        return uid
