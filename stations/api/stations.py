"""Stations: searched, nearest, one by id. No serializer runs: stored documents are joined as bytes."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import conditional, now_utc, tag_for
from stations.api.base import GEOJSON, ReadView, wanted_format
from stations.api.geojson import feature, feature_collection
from stations.documents import splice
from stations.search import find
from stations.search.params import to_pairs
from stations.search.places import Place
from stations.search.query import StationQuery
from stations.search.request import Asked, asked
from voltway.lib.problems import Gone, InvalidParameters, NotFound, ParameterError


class Stations(ReadView):
    """`stations/`: search."""

    @extend_schema(**schema.STATIONS)
    def get(self, request: Request) -> HttpResponse:
        """Search for stations."""
        return _answer(request, asked(request.query_params, extra={"format"}))


class Nearby(ReadView):
    """`stations/nearby/`: the nearest ones to a point."""

    @extend_schema(**schema.NEARBY)
    def get(self, request: Request) -> HttpResponse:
        """Find the nearest stations to a point."""
        wanted = asked(request.query_params, extra={"format"}, default_limit=20)
        if wanted.query.point is None:
            errors = [ParameterError("lat", "is needed together with lon, or else place")]
            raise InvalidParameters("A point is needed.", errors=errors)
        return _answer(request, wanted)


class Station(ReadView):
    """`stations/{id}/`: all that is known of one."""

    @extend_schema(**schema.STATION)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """Read one station."""
        now, media = now_utc(), wanted_format(request)
        _no_others(request)
        row = find.detail(public_id)
        if row is None:
            raise NotFound("There is no station with this id.")
        document = splice.full([row], now=now)[0]
        if orjson.loads(document)["vanished_at"]:
            raise Gone("Its source no longer lists this station.", station=orjson.loads(document))
        body = feature(document) if media == GEOJSON else document
        return conditional(request, tag_for(request, media, now=now), lambda: body, content_type=media)


def _answer(request: Request, wanted: Asked) -> HttpResponse:
    now, media = now_utc(), wanted_format(request)
    tag = tag_for(request, media, query=wanted.query, now=now)
    return conditional(request, tag, lambda: _body(request, wanted, media, now), content_type=media)


def _body(request: Request, wanted: Asked, media: str, now: datetime) -> bytes:
    page = find.page(wanted.query, now=now)
    documents = splice.full(page.rows, now=now)
    following = _next_address(request, wanted.query, page.next_cursor)
    if media == GEOJSON:
        return feature_collection(documents, following)
    place = b"" if wanted.place is None else b',"place":' + orjson.dumps(_as_place(wanted.place))
    return b"".join((b'{"data":[', b",".join(documents), b'],"next":', orjson.dumps(following), place, b"}"))


def _next_address(request: Request, query: StationQuery, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    pairs = [(name, value) for name, value in to_pairs(query) if name != "cursor"]
    kept = [(name, request.query_params[name]) for name in ("limit", "format") if name in request.query_params]
    pairs = [pair for pair in pairs if pair[0] != "limit"]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*pairs, *kept, ('cursor', cursor)])}")


def _as_place(place: Place) -> dict[str, Any]:
    return {"name": place.label, "latitude": place.latitude, "longitude": place.longitude}


def _no_others(request: Request) -> None:
    """A detail has no parameters but its format."""
    others = [name for name in request.query_params if name != "format"]
    if others:
        errors = [ParameterError(name[:80], "no such parameter") for name in others]
        raise InvalidParameters("One or more parameters can't be used.", errors=errors)
