"""Stations in the shape of the first VoltWay."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import conditional, now_utc, tag_for
from stations.api.base import ReadView, check_parameters, faulty, text
from stations.api.v1 import asked
from stations.api.v1.rows import Status, flat
from stations.documents import splice
from stations.documents.traits import VANISHED
from stations.search import find
from stations.search.query import MAX_LIMIT, StationQuery
from stations.search.suggestions import suggest
from voltway.lib.problems import Gone, NotFound
from voltway.lib.text import tokens

SUGGESTIONS = 10
_LONGEST_PREFIX = 100
# Stations looked through for those in a state: no search has an index of them.
LOOKED_THROUGH = 5_000


class Stations(ReadView):
    """`stations/`: search."""

    @extend_schema(**schema.STATIONS_V1)
    def get(self, request: Request) -> HttpResponse:
        return _listed(request, asked.search(request), asked.status(request))


class Search(ReadView):
    """`stations/search`: by words."""

    @extend_schema(**schema.SEARCH_V1)
    def get(self, request: Request) -> HttpResponse:
        return _listed(request, asked.words(request), None)


class Station(ReadView):
    """`stations/{id}`: one of them."""

    @extend_schema(**schema.STATION_V1)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        check_parameters(request)
        row, now = find.detail(public_id), now_utc()
        if row is None:
            raise NotFound("There is no station with this id.")
        if row.traits & VANISHED:
            raise Gone("Its source no longer lists this station.")
        tag = tag_for(request, now=now)
        return conditional(request, tag, lambda: orjson.dumps(flat(splice.dicts([row], now=now)[0])))


class Suggestions(ReadView):
    """`stations/suggestions`: what a search box offers."""

    @extend_schema(**schema.SUGGESTIONS_V1)
    def get(self, request: Request) -> HttpResponse:
        check_parameters(request, {"prefix"})
        prefix = text(request, "prefix", _LONGEST_PREFIX)
        if not tokens(prefix):
            raise faulty("prefix", "must hold a letter or a digit")
        return conditional(request, tag_for(request), lambda: orjson.dumps(_labels(prefix)))


def _labels(prefix: str) -> list[str]:
    return list(dict.fromkeys(found.label for found in suggest(prefix, limit=SUGGESTIONS)))


def _listed(request: Request, query: StationQuery, status: Status | None) -> HttpResponse:
    (skip, limit), now = asked.page(request), now_utc()

    def body() -> bytes:
        return orjson.dumps(list(islice(_rows(query, status, skip + limit, now), skip, skip + limit)))

    return conditional(request, tag_for(request, query=query, now=now), body)


def _rows(query: StationQuery, status: Status | None, wanted: int, now: datetime) -> Iterator[dict[str, Any]]:
    """Rows of the search in its order. Raises InvalidParameters where too few of very many are in the state."""
    cursor, seen = "", 0
    while True:
        size = min(MAX_LIMIT, wanted if status is None else MAX_LIMIT)
        page = find.page(replace(query, limit=size, cursor=cursor), now=now)
        rows = map(flat, splice.dicts(page.rows, now=now))
        yield from (row for row in rows if status in (None, row["status"]))
        seen += len(page.rows)
        if page.next_cursor is None:
            return
        if status is not None and seen >= LOOKED_THROUGH:
            raise faulty("status", f"{seen:,} stations do not hold so many: ask with latitude, longitude and radius")
        cursor = page.next_cursor
