"""The parameters of every operation, with their values, units and bounds."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from stations.ocpi import Access, ConnectorType, Facility
from stations.search.cursor import MAX_LENGTH
from stations.search.params import ALIASES, MAX_POWER_KW, MAX_REPEATS, MAX_TEXT, PAYMENTS
from stations.search.query import DEFAULT_ACCESS, DEFAULT_LIMIT, MAX_LIMIT, MAX_RADIUS_KM, Opening, Order
from stations.search.words import MAX_WORDS

Schema = dict[str, Any]

_FLAG: Schema = {"type": "string", "enum": ["1", "0", "true", "false"]}
_KILOWATTS: Schema = {"type": "number", "minimum": 0, "maximum": MAX_POWER_KW}
_SLUGS: Schema = {"type": "string", "pattern": "^[a-z0-9_-]{1,80}$"}


def _words(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


def _degrees(limit: int) -> Schema:
    return {"type": "number", "minimum": -limit, "maximum": limit}


def _one(name: str, schema: Schema, description: str, *, example: str = "") -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=_worded(description, example))


def _several(name: str, items: Schema, description: str, *, example: str = "") -> OpenApiParameter:
    """A parameter that may be repeated, or hold several values between commas."""
    schema = {"type": "array", "items": items, "maxItems": MAX_REPEATS}
    words = _worded(description, example)
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=words, style="form", explode=True)


def _worded(description: str, example: str) -> str:
    """Examples stand in the words: as examples proper they would fill the form in which somebody tries the API out."""
    return f"{description} Example: `{example}`" if example else description


_STANDARDS = {
    "anyOf": [
        _words(ALIASES),
        _words(ConnectorType),
        {"type": "string", "pattern": "^x_[A-Z0-9_]{1,38}$", "description": "A standard that OCPI does not name."},
    ]
}

AREA = [
    _one(
        "bbox",
        {"type": "string"},
        "West, south, east and north in degrees, between commas. West above east crosses 180°.",
        example="-71.19,42.23,-70.92,42.4",
    ),
    _one("lat", _degrees(90), "Latitude of a point, in degrees; together with `lon`.", example="42.36"),
    _one("lon", _degrees(180), "Longitude of a point, in degrees; together with `lat`.", example="-71.06"),
    _one(
        "radius_km",
        {"type": "number", "minimum": 0.001, "maximum": MAX_RADIUS_KM},
        "Only what lies so many kilometres from the point, or nearer.",
        example="25",
    ),
    _one(
        "place",
        {"type": "string", "maxLength": MAX_TEXT},
        "The name of a place instead of `lat` and `lon`, with its state or country behind a comma where that helps. "
        "The answer's `place` says which one was taken.",
        example="Springfield, IL",
    ),
]

FILTERS = [
    _one(
        "q",
        {"type": "string", "maxLength": MAX_TEXT},
        f"Words, {MAX_WORDS} at most, each of which begins a word of name, operator, address or EVSE id. Case and "
        "accents don't matter.",
        example="station square",
    ),
    _several(
        "connector",
        _STANDARDS,
        "OCPI connector standards, any of which will do. "
        + "; ".join(f"`{alias}` stands for {', '.join(map(str, names[:3]))}" for alias, names in ALIASES.items())
        + " and the other household sockets.",
        example="ccs",
    ),
    _one(
        "min_power_kw",
        _KILOWATTS,
        "Power in kW that one and the same plug has at least. Unknown power does not pass.",
        example="150",
    ),
    _one(
        "max_power_kw",
        _KILOWATTS,
        "Power in kW that one and the same plug has at most. Unknown power does not pass.",
        example="22",
    ),
    _one("known_power", _FLAG, "1: only plugs whose power is known."),
    _several("operator", _SLUGS, "Slugs of operators (see `/api/v2/operators/`), any of which will do."),
    _several("exclude_operator", _SLUGS, "Slugs of operators to leave out."),
    _several("source", _SLUGS, "Uids of sources (see `/api/v2/sources/`), any of which will do."),
    _several(
        "access",
        _words(Access),
        f"Who may charge there; any of these. Default: {' and '.join(DEFAULT_ACCESS)}. Upper or lower case.",
        example="PUBLIC",
    ),
    _one(
        "open",
        _words(Opening),
        "`now`: open at this moment where the station is; one whose hours or time zone are not known is left out. "
        "`24_7`: open round the clock.",
    ),
    _several(
        "payment", _words(PAYMENTS), "Ways to pay, all of which must be there: a card, contactless, no registration."
    ),
    _several(
        "amenity", _words(Facility), "OCPI facilities, all of which must be there. Upper or lower case.", example="WIFI"
    ),
    _one("available", _FLAG, "1: at least one matching plug is free, by a live state that is still fresh."),
    _one("hide_faulty", _FLAG, "1: leave out stations none of whose matching plugs works, as far as anybody says."),
    _one("planned", _FLAG, "1: show what is only planned, too."),
    _one(
        "min_evses",
        {"type": "integer", "minimum": 1, "maximum": 1000},
        "How many EVSEs (cars at a time) must match the plug filter.",
    ),
]

ORDER = _one(
    "order",
    _words((Order.DISTANCE, Order.POWER, Order.NAME)),
    "`distance` (the default with a point), `power` (strongest first) or `name` (for up to 20,000 stations). "
    "Without it and without a point, neighbours follow each other.",
)
CURSOR = _one(
    "cursor",
    {"type": "string", "maxLength": MAX_LENGTH},
    "Where the page before ended. Opaque: follow `next` instead of making one.",
)


def limit(what: str, default: int, largest: int) -> OpenApiParameter:
    schema = {"type": "integer", "minimum": 1, "maximum": largest, "default": default}
    return _one("limit", schema, f"{what} a page, at most.")


FORMAT = _one(
    "format",
    {"type": "string", "enum": ["json", "geojson"]},
    "The format, whatever `Accept` says. `Accept: application/geo+json` asks for GeoJSON, too.",
)
LIST_FORMAT = _one(
    "format",
    {"type": "string", "enum": ["json", "geojson", "csv"]},
    "The format, whatever `Accept` says. `Accept: application/geo+json` and `Accept: text/csv` ask for it, too.",
)
FIELDS = _one(
    "fields",
    {"type": "string", "maxLength": 2_000},
    "Only these fields of a station, with commas between their names; as CSV, only these columns. Example: "
    "`id,name,coordinates`",
)
MODIFIED_SINCE = _one(
    "modified_since",
    {"anyOf": [{"type": "string", "enum": ["all"]}, {"type": "string", "format": "date-time"}]},
    "What has changed since then, with what is gone, instead of a search; only `limit`, `cursor` and `fields` may "
    "stand beside it. `all` begins a copy: follow `next` to the end, and later ask by the address in `sync`.",
)
SEARCH = [*AREA, *FILTERS, ORDER, limit("Stations", DEFAULT_LIMIT, MAX_LIMIT), CURSOR]
NEARBY = [*AREA, *FILTERS, ORDER, limit("Stations", 20, MAX_LIMIT), CURSOR]
PUBLIC_ID = OpenApiParameter(
    "public_id",
    {"type": "string", "pattern": "^[a-z2-7]{12}$"},
    OpenApiParameter.PATH,
    description="The station's id: permanent, and the same on every VoltWay.",
)
_MOMENT: Schema = {"type": "string", "format": "date-time"}
OCPI = [
    _one("offset", {"type": "integer", "minimum": 0, "maximum": 100_000_000, "default": 0}, "Locations to pass over."),
    _one(
        "limit", {"type": "integer", "minimum": 1, "default": 100}, "Locations a page; `X-Limit` says how many at most."
    ),
    _one("date_from", _MOMENT, "Only what was changed then or later."),
    _one("date_to", _MOMENT, "Only what was changed before then."),
    CURSOR,
]
V1_SEARCH = [
    _one("skip", {"type": "integer", "minimum": 0, "maximum": 1_000, "default": 0}, "Rows to pass over."),
    _one("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 100}, "Rows, at most."),
    _one("latitude", _degrees(90), "Latitude of a point; together with `longitude`."),
    _one("longitude", _degrees(180), "Longitude of a point; together with `latitude`."),
    _one(
        "radius",
        {"type": "number", "minimum": 0.001, "maximum": MAX_RADIUS_KM},
        "Only what lies so many kilometres from the point, or nearer.",
    ),
    _several("connector_type", _STANDARDS, "OCPI connector standards or their short names, any of which will do."),
    _one("min_power_kw", _KILOWATTS, "Power in kW of a plug, at least. Unknown power does not pass."),
    _one("status", _words(("available", "occupied", "maintenance", "unknown")), "Stations in this state."),
]
V1_WORDS = [
    OpenApiParameter(
        "q", {"type": "string", "maxLength": MAX_TEXT}, OpenApiParameter.QUERY, required=True, description="Words."
    ),
    *V1_SEARCH[:2],
]
V1_PREFIX = OpenApiParameter(
    "prefix",
    {"type": "string", "minLength": 1, "maxLength": 100},
    OpenApiParameter.QUERY,
    required=True,
    description="What somebody has typed so far.",
)
PREFIX = OpenApiParameter(
    "q",
    {"type": "string", "minLength": 1, "maxLength": 100},
    OpenApiParameter.QUERY,
    required=True,
    description="What somebody has typed so far. Example: `bosto`",
)
SUGGESTION_LIMIT = limit("Suggestions", 10, 20)
OPERATOR_LIMIT = limit("Operators", 500, 500)


def tile_number(name: str, description: str) -> OpenApiParameter:
    """One of the three numbers in a tile's address."""
    return OpenApiParameter(name, {"type": "integer", "minimum": 0}, OpenApiParameter.PATH, description=description)


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 100},
    OpenApiParameter.HEADER,
    description="A word of the sender's own: the same request with the same word is answered as before, for a day.",
)
