"""Vector tiles and their TileJSON."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import FORM, Basis, conditional, now_utc
from stations.api.base import ReadView
from stations.documents import catalogue
from stations.search import snapshot
from stations.search.conditions import check_names
from stations.search.params import to_pairs
from stations.search.query import StationQuery
from stations.search.request import asked
from stations.tiles.render import MAX_ZOOM, changes_by_the_minute, of_tiles, tile
from voltway.lib.access import Bound
from voltway.lib.caching import cached
from voltway.lib.conditional import etag
from voltway.lib.problems import NotFound, ParameterError

MVT = "application/vnd.mapbox-vector-tile"
CACHE_SECONDS = 3600
LAYERS = [
    {"id": "clusters", "fields": {"n": "Number of stations", "top_kw": "Highest power in kW, if known"}},
    {
        "id": "stations",
        "fields": {
            "id": "Public id",
            "kw": "Highest power in kW, if known",
            "evses": "Number of EVSEs",
            "class": "Power class: 0 not known, 1 below 11 kW, 2 to 22, 3 to 50, 4 to 150, 5 to 300, 6 above",
        },
    },
]


class Tile(ReadView):
    """`tiles/{z}/{x}/{y}.mvt`: what a map shows of one tile. No key is looked at: tiles cost no quota."""

    authentication_classes = ()
    bound = Bound.SITE

    @extend_schema(**schema.TILE)
    def get(self, request: Request, z: int, x: int, y: int) -> HttpResponse:
        wanted, now = asked(request.query_params).query, now_utc()
        query = of_tiles(wanted)
        _check_tile(z, x, y)
        version = _version(query, now)
        tag = etag(FORM, *version, z, x, y, *to_pairs(query), weak=True)
        return conditional(
            request,
            tag,
            lambda: _content(query, (z, x, y), version, now=now),
            content_type=MVT,
            cache_control="public, max-age=300",
            basis=None if wanted.place else _basis(version, now),
        )


class TileJson(ReadView):
    """`tiles.json`: where the tiles of a search are, and what is in them."""

    authentication_classes = ()
    bound = Bound.SITE

    @extend_schema(**schema.TILE_JSON)
    def get(self, request: Request) -> HttpResponse:
        query = of_tiles(asked(request.query_params).query)
        check_names(query)
        search = urlencode(to_pairs(query))
        template = request.build_absolute_uri("/api/v2/tiles/") + "{z}/{x}/{y}.mvt" + (f"?{search}" if search else "")
        body = {
            "tilejson": "3.0.0",
            "name": "VoltWay",
            "tiles": [template],
            "minzoom": 0,
            "maxzoom": MAX_ZOOM,
            "attribution": '<a href="/data/">Sources and licences</a>',
            "vector_layers": LAYERS,
        }
        return conditional(request, etag(FORM, template, weak=True), lambda: orjson.dumps(body))


def _check_tile(z: int, x: int, y: int) -> None:
    if z > MAX_ZOOM:
        raise _no_tile("z", f"must lie between 0 and {MAX_ZOOM}, from which higher zooms are made")
    for name, value in (("x", x), ("y", y)):
        if value >= 1 << z:
            raise _no_tile(name, f"must lie between 0 and {(1 << z) - 1} at zoom {z}")


def _no_tile(name: str, rule: str) -> NotFound:
    return NotFound("There is no such tile.", errors=[ParameterError(name, rule)])


def _version(query: StationQuery, now: datetime) -> tuple[object, ...]:
    """What a tile depends on beyond its query."""
    known, shown = catalogue.current(), snapshot.latest().version
    if changes_by_the_minute(query):
        return shown, known.data_version, known.status_version, now.strftime("%Y%m%d%H%M")
    return shown, known.data_version


def _basis(version: tuple[Any, ...], now: datetime) -> Basis:
    """The same as the answer's basis."""
    shown, data, *states = version
    return Basis(data, states[0], shown, int(now.timestamp() // 60)) if states else Basis(data, shown=shown)


@cached(ttl=CACHE_SECONDS, apart=("now",))
def _content(query: StationQuery, at: tuple[int, int, int], version: tuple[object, ...], *, now: datetime) -> bytes:
    return tile(query, *at, now=now)
