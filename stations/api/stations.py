"""Stations: searched, nearest, one by id. No serializer runs: stored documents are joined as bytes."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema, sync
from stations.api.answers import basis_of, conditional, now_utc, tag_for
from stations.api.base import (
    CSV,
    GEOJSON,
    LIST_FORMATS,
    ReadView,
    check_page,
    check_parameters,
    pairs_of,
    wanted_format,
)
from stations.api.fields import FIELDS, only, wanted_fields
from stations.api.geojson import feature, feature_collection
from stations.documents import splice
from stations.documents.traits import VANISHED
from stations.exports import lines
from stations.search import find, hints
from stations.search.find import Row
from stations.search.params import to_pairs
from stations.search.places import Place
from stations.search.query import Order, Point, StationQuery
from stations.search.request import Asked, asked
from voltway.lib.problems import Gone, InvalidParameters, NotFound, ParameterError

NEARBY = 20
ALTERNATIVES = 5
# What is asked of the answer's form and not of the stations.
_OF_FORM = frozenset({"format", "fields"})


class Stations(ReadView):
    """`stations/`: search, or what has changed since."""

    @extend_schema(**schema.STATIONS)
    def get(self, request: Request) -> HttpResponse:
        if sync.PARAMETER in request.query_params:
            return sync.answer(request)
        return _answer(request, asked(request.query_params, extra=_OF_FORM))


class Nearby(ReadView):
    """`stations/nearby/`: the nearest ones to a point."""

    @extend_schema(**schema.NEARBY)
    def get(self, request: Request) -> HttpResponse:
        wanted = asked(request.query_params, extra=_OF_FORM, default_limit=NEARBY)
        if wanted.query.point is None:
            errors = [ParameterError(name, "is needed, or else place") for name in ("lat", "lon")]
            raise InvalidParameters("A point is needed.", errors=errors)
        return _answer(request, wanted)


class Station(ReadView):
    """`stations/{id}/`: all that is known of one."""

    @extend_schema(**schema.STATION)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        check_parameters(request, _OF_FORM)
        now, media, fields = now_utc(), wanted_format(request), wanted_fields(request)
        row = find.detail(public_id)
        if row is None:
            raise NotFound("There is no station with this id: 12 characters, lower-case letters and digits 2 to 7.")
        if row.traits & VANISHED:
            raise _gone(row, now)
        tag, basis = tag_for(request, media, now=now), basis_of(now=now)
        return conditional(request, tag, lambda: _one(row, media, fields, now), content_type=media, basis=basis)


def _one(row: Row, media: str, fields: tuple[str, ...], now: datetime) -> bytes:
    document = splice.full([row], now=now)[0]
    return feature(document, fields) if media == GEOJSON else only(document, fields)


def _gone(row: Row, now: datetime) -> Gone:
    """What was last known of a station, and the nearest ones that are still there."""
    here = Point(row.latitude, row.longitude)
    nearest = find.page(StationQuery(point=here, order=Order.DISTANCE, limit=ALTERNATIVES), now=now)
    return Gone(
        "Its source no longer lists this station.",
        station=splice.dicts([row], now=now)[0],
        alternatives=splice.dicts(nearest.rows, now=now),
    )


def _answer(request: Request, wanted: Asked) -> HttpResponse:
    check_page(request, wanted.query.limit)
    now, media = now_utc(), wanted_format(request, LIST_FORMATS)
    fields = wanted_fields(request, lines.NAMES if media == CSV else FIELDS)
    tag = tag_for(request, media, query=wanted.query, now=now)
    following: list[str] = []

    def body() -> bytes:
        page = find.page(wanted.query, now=now)
        documents = splice.full(page.rows, now=now)
        address = _next_address(request, wanted.query, page.next_cursor)
        following.extend([address] if address else [])
        if media == CSV:
            return lines.table(documents, fields or lines.NAMES)
        return _listed(documents, fields, media, _beside(wanted, documents, address, now))

    answer = conditional(request, tag, body, content_type=media, basis=basis_of(wanted.query, now))
    if following:
        # A table has no place for it.
        answer["Link"] = f'<{following[0]}>; rel="next"'
    return answer


def _beside(wanted: Asked, documents: list[bytes], following: str | None, now: datetime) -> dict[str, Any]:
    """What a list says beside its stations."""
    beside: dict[str, Any] = {"next": following}
    if wanted.place is not None:
        beside["place"] = _as_place(wanted.place)
    if not (documents or wanted.query.cursor):
        # The API speaks English, whatever a browser asks for: its answers are kept for everybody.
        with translation.override("en"):
            beside["hint"] = hints.of_empty(wanted.query, now=now).words
    return beside


def _listed(documents: list[bytes], fields: tuple[str, ...], media: str, beside: dict[str, Any]) -> bytes:
    if media == GEOJSON:
        return feature_collection(documents, fields, beside)
    kept = [only(document, fields) for document in documents]
    return b"".join((b'{"data":[', b",".join(kept), b"],", orjson.dumps(beside)[1:]))


def _next_address(request: Request, query: StationQuery, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    pairs = [pair for pair in to_pairs(query) if pair[0] not in ("cursor", "limit")]
    kept = pairs_of(request, "limit", "format", "fields")
    return request.build_absolute_uri(f"{request.path}?{urlencode([*pairs, *kept, ('cursor', cursor)])}")


def _as_place(place: Place) -> dict[str, Any]:
    return {"name": place.label, "latitude": place.latitude, "longitude": place.longitude}
