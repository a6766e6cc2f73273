"""Vector tiles and their TileJSON."""

from datetime import datetime
from urllib.parse import urlencode

import orjson
from django.core.cache import cache
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import FORM, conditional, now_utc
from stations.api.base import ReadView
from stations.documents import catalogue
from stations.search import snapshot
from stations.search.conditions import check_names
from stations.search.params import to_pairs
from stations.search.query import StationQuery
from stations.search.request import asked
from stations.tiles.render import MAX_ZOOM, changes_by_the_minute, of_tiles, tile
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
    """`tiles/{z}/{x}/{y}.mvt`: what a map shows of one tile."""

    @extend_schema(**schema.TILE)
    def get(self, request: Request, z: int, x: int, y: int) -> HttpResponse:
        """Read a vector tile."""
        query, now = of_tiles(asked(request.query_params).query), now_utc()
        _check_tile(z, x, y)
        tag = etag(FORM, *_version(query, now), z, x, y, *to_pairs(query), weak=True)
        return conditional(
            request,
            tag,
            lambda: _cached(tag, query, z, x, y, now),
            content_type=MVT,
            cache_control="public, max-age=300",
        )


class TileJson(ReadView):
    """`tiles.json`: where the tiles of a search are, and what is in them."""

    @extend_schema(**schema.TILE_JSON)
    def get(self, request: Request) -> HttpResponse:
        """Read the TileJSON."""
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


def _cached(tag: str, query: StationQuery, z: int, x: int, y: int, now: datetime) -> bytes:
    key = "tile:" + tag.removeprefix("W/").strip('"')
    content: bytes | None = cache.get(key)
    if content is None:
        content = tile(query, z, x, y, now=now)
        cache.set(key, content, CACHE_SECONDS)
    return content
