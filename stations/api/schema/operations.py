"""The operations: what each is for, what it takes, and all that it may answer."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from stations.api.schema import examples, parameters
from stations.api.schema.words import ref

Operation = dict[str, Any]
Answers = dict[tuple[int, str], OpenApiResponse]

JSON, GEOJSON, PROBLEM = "application/json", "application/geo+json", "application/problem+json"
MVT = "application/vnd.mapbox-vector-tile"


def answer(shape: str, description: str, example: Any) -> OpenApiResponse:
    return OpenApiResponse(ref(shape), description, [OpenApiExample("example", value=example)])


def problem(description: str, example: Any, shape: str = "Problem") -> OpenApiResponse:
    return answer(shape, description, example)


_INVALID: Answers = {(400, PROBLEM): problem("Parameters that can't be used; each is named.", examples.INVALID)}
_AWAY: Answers = {(503, PROBLEM): problem("The database is away; `Retry-After` says for how long.", examples.AWAY)}
_SAME = {304: OpenApiResponse(None, "What `If-None-Match` names is still right.")}
_FORMATS: Answers = {(406, PROBLEM): problem("No format that there is is accepted.", examples.NOT_ACCEPTABLE)}
_CSV: Answers = {
    (200, "text/csv"): OpenApiResponse(
        {"type": "string", "format": "binary"},
        "The same as a table with the columns of CSV exports; `Link` has the next page.",
    )
}
ALWAYS: dict[Any, OpenApiResponse] = {**_SAME, **_INVALID, **_AWAY}
_STATIONS: dict[Any, OpenApiResponse] = {
    (200, JSON): answer("StationListAnswer", "A page of stations.", examples.STATIONS),
    (200, GEOJSON): answer("FeatureCollection", "The same as GeoJSON.", examples.FEATURES),
    **_CSV,
    **_FORMATS,
    **ALWAYS,
}

STATIONS: Operation = {
    "operation_id": "listStations",
    "summary": "Search for stations",
    "description": (
        "Stations that pass every filter. Those of plugs (`connector`, `min_power_kw`, `max_power_kw`, `known_power`) "
        "hold together on one and the same plug. Follow `next` to the end of the answer. With `modified_since` it is "
        "no search: the answer holds what has changed since, and `sync` is the address to go on by."
    ),
    "tags": ["stations"],
    "parameters": [*parameters.SEARCH, parameters.LIST_FORMAT, parameters.FIELDS, parameters.MODIFIED_SINCE],
    "responses": {
        **_STATIONS,
        (410, PROBLEM): problem("What was removed since is not known any more.", examples.CHANGES_GONE, "ChangesGone"),
    },
}
NEARBY: Operation = {
    "operation_id": "listNearbyStations",
    "summary": "Find the nearest stations",
    "description": "The stations nearest to `lat` and `lon`, or to `place`, with `distance_m`.",
    "tags": ["stations"],
    "parameters": [*parameters.NEARBY, parameters.LIST_FORMAT, parameters.FIELDS],
    "responses": {
        **_STATIONS,
        (200, JSON): answer("StationListAnswer", "The nearest stations.", examples.NEARBY),
    },
}
STATION: Operation = {
    "operation_id": "readStation",
    "summary": "Read one station",
    "description": "All that is known of a station. One that has vanished is 410 with what was last known of it.",
    "tags": ["stations"],
    "parameters": [parameters.PUBLIC_ID, parameters.FORMAT, parameters.FIELDS],
    "responses": {
        (200, JSON): answer("StationAnswer", "The station.", examples.STATION),
        (200, GEOJSON): answer("Feature", "The same as GeoJSON.", examples.FEATURE),
        (404, PROBLEM): problem("There never was a station with this id.", examples.NOT_FOUND),
        (410, PROBLEM): problem("The station has vanished.", examples.GONE, "Gone"),
        **_FORMATS,
        **ALWAYS,
    },
}
SUGGESTIONS: Operation = {
    "operation_id": "suggest",
    "summary": "Complete what somebody types",
    "description": "Places, operators and stations with words that begin so.",
    "tags": ["stations"],
    "parameters": [parameters.PREFIX, parameters.SUGGESTION_LIMIT],
    "responses": {
        (200, JSON): answer("SuggestionList", "Places first, then operators, then stations.", examples.SUGGESTIONS),
        **ALWAYS,
    },
}
OPERATORS: Operation = {
    "operation_id": "listOperators",
    "summary": "List operators",
    "description": "Who runs stations, by slug.",
    "tags": ["catalogue"],
    "parameters": [parameters.OPERATOR_LIMIT, parameters.CURSOR],
    "responses": {(200, JSON): answer("OperatorList", "A page of operators.", examples.OPERATORS), **ALWAYS},
}
SOURCES: Operation = {
    "operation_id": "listSources",
    "summary": "List sources",
    "description": "Where the facts come from: licence, attribution, age and number of stations of each source.",
    "tags": ["catalogue"],
    "parameters": [],
    "responses": {(200, JSON): answer("SourceList", "All sources.", examples.SOURCES), **ALWAYS},
}
TILE: Operation = {
    "operation_id": "readTile",
    "summary": "Read a vector tile",
    "description": (
        "Layer `clusters` (`n` stations, `top_kw` of their strongest plug) and layer `stations` (`id`, `kw`, `evses`, "
        "`class`): what stands close together at a zoom is a cluster. `order`, `limit` and `cursor` have no meaning "
        "here, nor has a point without `radius_km`."
    ),
    "tags": ["map"],
    "parameters": [
        parameters.tile_number("z", "Zoom, 0 to 14; higher ones are made from those of 14."),
        parameters.tile_number("x", "Column, from the west."),
        parameters.tile_number("y", "Row, from the north."),
        *parameters.SEARCH,
    ],
    "responses": {
        (200, MVT): OpenApiResponse({"type": "string", "format": "binary"}, "A Mapbox vector tile; empty for nothing."),
        (404, PROBLEM): problem("There is no such tile.", {**examples.NOT_FOUND, "detail": "There is no such tile."}),
        **ALWAYS,
    },
}
TILE_JSON: Operation = {
    "operation_id": "readTileJson",
    "summary": "Read the TileJSON of a search",
    "description": "Where the tiles of a search are and what is in them, for map libraries.",
    "tags": ["map"],
    "parameters": parameters.SEARCH,
    "responses": {(200, JSON): answer("TileJson", "The TileJSON.", examples.TILE_JSON), **ALWAYS},
}
BULK: Operation = {
    "operation_id": "writeStations",
    "summary": "Create and change an operator's own stations",
    "description": (
        "Up to 10,000 stations of an operator, each found by the operator's own id (`native_id`) and answered by "
        "itself. Stations that are not in the request stay as they are. Fields that the API adds to a station when it "
        "is read are taken and ignored. Needs a key with the scope `bulk`, and a plan that has bulk requests."
    ),
    "tags": ["stations"],
    "parameters": [parameters.IDEMPOTENCY_KEY],
    "request": {JSON: ref("BulkRequest")},
    "examples": [OpenApiExample("example", value=examples.BULK_REQUEST, request_only=True)],
    "responses": {
        (200, JSON): answer("BulkAnswer", "Every row with what became of it.", examples.BULK),
        (422, JSON): answer("BulkAnswer", "All or nothing was asked for, and it is nothing.", examples.BULK_WITHHELD),
        (422, PROBLEM): problem("The key was sent with another body.", examples.KEY_TAKEN),
        (400, PROBLEM): problem("The request can't be used.", examples.INVALID),
        (401, PROBLEM): problem("No key, or none that is good.", examples.NOT_SIGNED_IN),
        (403, PROBLEM): problem(
            "The key lacks the scope, the plan gives less, or somebody else sends for this operator.",
            examples.NOT_ALLOWED,
        ),
        (409, PROBLEM): problem("Another request over the same source is not done yet.", examples.CONFLICT),
        (413, PROBLEM): problem("Too many stations, or too many bytes.", examples.TOO_LARGE),
        (415, PROBLEM): problem("The body is not `application/json`.", examples.UNSUPPORTED),
        **_AWAY,
    },
}
