"""`stations/?modified_since=`: what has changed since, so that a copy can follow without being made anew."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from stations.api.answers import conditional, now_utc, tag_for
from stations.api.base import check_page, check_parameters, faulty, moment_of, pairs_of, text, whole
from stations.api.fields import only, wanted_fields
from stations.documents import splice
from stations.documents.render import moment
from stations.documents.traits import VANISHED
from stations.search import changes
from stations.search.changes import Change, Changes, Lost, Mark
from stations.search.cursor import MAX_LENGTH, decode_mark, encode_mark
from stations.search.query import DEFAULT_LIMIT, MAX_LIMIT
from stations.search.rows import of_public_ids
from voltway.lib.problems import Gone

PARAMETER = "modified_since"
ALL = "all"
PARAMETERS = frozenset({PARAMETER, "limit", "cursor", "fields", "format"})
# A change is numbered a moment before it can be seen: a time is taken for one that lies so much earlier.
OVERLAP = timedelta(minutes=1)


class _Asked(NamedTuple):
    since: str
    mark: Mark
    # Number at which a first copy was begun; 0 where somebody has one.
    begun: int
    limit: int
    fields: tuple[str, ...]


def answer(request: Request) -> HttpResponse:
    """A page of changes. Raises InvalidParameters, or Gone where what was removed since is not known any more."""
    asked, now = _asked(request), now_utc()
    newest = changes.latest()

    def body() -> bytes:
        return _body(request, asked, _changes(request, asked), now)

    return conditional(request, tag_for(request, newest, now=now), body)


def _asked(request: Request) -> _Asked:
    check_parameters(request, PARAMETERS)
    if request.query_params.get("format", "json") not in ("", "json"):
        raise faulty("format", f"must be json with {PARAMETER}")
    since, word = text(request, PARAMETER, 40), text(request, "cursor", MAX_LENGTH)
    mark, begun = _beginning(request, since)
    if word:
        decoded, begun = decode_mark(word)
        mark = Mark(*decoded)
    limit = whole(request, "limit", MAX_LIMIT, DEFAULT_LIMIT)
    check_page(request, limit)
    return _Asked(since, mark, begun, limit, wanted_fields(request))


def _beginning(request: Request, since: str) -> tuple[Mark, int]:
    if since == ALL:
        return Mark(0), changes.latest()
    at = moment_of(request, PARAMETER)
    if at is None:
        raise faulty(PARAMETER, f"must be {ALL}, or a time such as 2026-11-23T12:00:00Z")
    number, newest = changes.number_of(at - OVERLAP), changes.latest()
    return Mark(number) if number <= newest else changes.behind_all(newest), 0


def _changes(request: Request, asked: _Asked) -> Changes:
    try:
        return changes.since(asked.mark, asked.limit, begun=asked.begun)
    except Lost:
        start = request.build_absolute_uri(f"{request.path}?{urlencode({PARAMETER: ALL})}")
        words = "What was removed since then is not known any more: make the copy anew."
        raise Gone(words, start=start) from None


def _body(request: Request, asked: _Asked, told: Changes, now: datetime) -> bytes:
    documents = _documents(told.found, asked, now)
    mark = told.end or told.found[-1].mark
    address = _address(request, asked, mark)
    beside = {"next": None if told.end else address, "sync": address if told.end else None}
    return b"".join((b'{"data":[', b",".join(documents), b"],", orjson.dumps(beside)[1:]))


def _documents(news: Sequence[Change], asked: _Asked, now: datetime) -> list[bytes]:
    """Stations as they are by now, and what is said of those that are gone; in order."""
    rows = of_public_ids([change.public_id for change in news if not change.gone])
    there = [row for row in rows if not row.traits & VANISHED]
    bodies = dict(zip((row.public_id for row in there), splice.full(there, now=now), strict=True))
    told: list[bytes] = []
    for change in news:
        if change.gone:
            told.append(_gone(change))
        elif change.public_id in bodies:
            told.append(only(bodies[change.public_id], asked.fields))
    return told


def _gone(change: Change) -> bytes:
    at = moment(changes.moment_of(change.mark.number))
    return orjson.dumps({"id": change.public_id, "deleted": True, "last_updated": at})


def _address(request: Request, asked: _Asked, mark: Mark) -> str:
    word = encode_mark(mark, asked.begun)
    pairs = [(PARAMETER, asked.since), *pairs_of(request, "limit", "fields"), ("cursor", word)]
    return request.build_absolute_uri(f"{request.path}?{urlencode(pairs)}")
