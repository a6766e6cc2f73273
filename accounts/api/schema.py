"""What the OpenAPI document says of `me/`: operations, shapes, examples and errors."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from accounts.models.favourite import MAX_NOTE
from accounts.models.saved_search import MAX_NAME
from accounts.vehicles.facts import MAX_AC, MAX_BATTERY, MAX_DC
from accounts.vehicles.facts import MAX_NAME as MAX_CAR_NAME
from accounts.vehicles.inlets import Inlet
from stations.api.schema import examples
from stations.api.schema.operations import JSON, PROBLEM, Operation
from stations.api.schema.words import ref
from stations.search.query import MAX_QUERY

Schema = dict[str, Any]
_TAGS: Final = ["me"]
_STATION: Final = "bqm4zhr7ycda"
_UID: Final = "0b0f7a0e-5d0c-4c1f-9a51-3f2b8e6c7d10"
_MOMENT: Final = "2026-11-01T06:00:00Z"

_FAVOURITE: Final = {
    "id": _STATION, "url": f"/stations/{_STATION}/castle-mall/", "title": "Castle Mall", "address": "NR1 3DD Norwich",
    "latitude": 52.6266, "longitude": 1.2956, "note": "level 2, beside the lift", "added_at": _MOMENT,
    "vanished": False,
}  # fmt: skip
_VEHICLE: Final = {
    "id": _UID, "name": "The blue one", "model": None, "inlets": ["CCS_2"], "battery_capacity": 58_000,
    "max_ac_power": 11_000, "max_dc_power": 120_000, "chosen": True,
    "takes": {"IEC_62196_T2_COMBO": "DC", "IEC_62196_T2": "AC"}, "added_at": _MOMENT,
}  # fmt: skip
_SEARCH: Final = {
    "id": _UID, "name": "Fast near Norwich", "query": "place=Norwich&connector=ccs&min_power_kw=150",
    "url": "/?place=Norwich&connector=ccs&min_power_kw=150", "saved_at": _MOMENT, "outdated": [],
}  # fmt: skip
_JOINED: Final = {
    "added": 11, "noted": 1, "unchanged": 0,
    "refused": [{"row": 3, "rule": "station", "field": "station", "message": "must be the id of a station: …"}],
}  # fmt: skip


def object_of(properties: dict[str, Schema], *, needed: tuple[str, ...] | None = None) -> Schema:
    required = list(properties if needed is None else needed)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list_of(shape: str) -> Schema:
    return object_of({"data": {"type": "array", "items": {"$ref": f"#/components/schemas/{shape}"}}})


def _figure(largest: int, words: str) -> Schema:
    return {"type": ["integer", "null"], "minimum": 1, "maximum": largest, "description": words}


TEXT: Final[Schema] = {"type": "string"}
_GIVEN: Final[Schema] = {**TEXT, "minLength": 1}
_MOMENTS: Final[Schema] = {"type": "string", "format": "date-time"}
_ID: Final[Schema] = {"type": "string", "format": "uuid"}
_NOTE: Final[Schema] = {"type": "string", "maxLength": MAX_NOTE, "description": "For its owner's eyes only."}
_INLETS: Final[Schema] = {
    "type": "array", "minItems": 1, "items": {"type": "string", "enum": [str(inlet) for inlet in Inlet]}
}  # fmt: skip
_CAR: Final[dict[str, Schema]] = {
    "name": {"type": "string", "minLength": 1, "maxLength": MAX_CAR_NAME},
    "inlets": _INLETS,
    "battery_capacity": _figure(MAX_BATTERY, "Usable, in Wh; null where it isn't known."),
    "max_ac_power": _figure(MAX_AC, "In W; null where it isn't known."),
    "max_dc_power": _figure(MAX_DC, "In W; null where it isn't known."),
    "model": {"type": ["string", "null"], "maxLength": 60, "description": "Uid of a model of the catalogue."},
    "chosen": {"type": "boolean", "description": "The car that the finder looks for chargers for; one of them is."},
}
_SAVED: Final[dict[str, Schema]] = {
    "name": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
    "query": {"type": "string", "maxLength": MAX_QUERY, "description": "Parameters of a search, as in an address."},
}
_PLACE: Final[dict[str, Schema]] = {
    "title": TEXT, "address": TEXT,
    "latitude": {"type": "number", "minimum": -90, "maximum": 90},
    "longitude": {"type": "number", "minimum": -180, "maximum": 180},
}  # fmt: skip
_KEPT_STATION: Final[Schema] = {"type": "string", "pattern": "^[a-z2-7]{12}$"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
SHAPES: Final[dict[str, Schema]] = {
    "Favourite": object_of(
        {
            "id": {**_KEPT_STATION, "description": "The station's id."}, "url": TEXT, **_PLACE, "note": _NOTE,
            "added_at": _MOMENTS,
            "vanished": {"type": "boolean", "description": "Its source no longer lists the station."},
        }
    ),
    "FavouriteList": _list_of("Favourite"),
    "FavouriteNote": object_of({"note": {**_NOTE, "type": ["string", "null"]}}, needed=()),
    "FavouriteRows": object_of(
        {
            "data": {
                "type": "array",
                "maxItems": 5_000,
                "items": object_of(
                    {"station": _KEPT_STATION, **_PLACE, "note": _NOTE, "added_at": _MOMENTS}, needed=("station",)
                ),
            }
        }
    ),
    "FavouritesJoined": object_of(
        {
            "added": _COUNT,
            "noted": {**_COUNT, "description": "Were there already; the note was joined to theirs."},
            "unchanged": _COUNT,
            "refused": {
                "type": "array",
                "items": object_of({"row": _COUNT, "rule": TEXT, "field": TEXT, "message": TEXT}),
            },
        }
    ),
    "Vehicle": object_of(
        {
            "id": _ID, **_CAR,
            "takes": {
                "type": "object",
                "description": "OCPI standards that fit, each with the limit that counts; null: the plug tells.",
                "additionalProperties": {"type": ["string", "null"], "enum": ["AC", "DC", None]},
            },
            "added_at": _MOMENTS,
        }
    ),
    "VehicleList": _list_of("Vehicle"),
    "VehicleFacts": object_of(_CAR, needed=("name", "inlets")),
    "SavedSearch": object_of(
        {
            "id": _ID, **_SAVED, "url": TEXT, "saved_at": _MOMENTS,
            "outdated": {
                "type": "array",
                "description": "What of it can't be asked any more, such as an operator that is gone.",
                "items": object_of({"parameter": TEXT, "rule": TEXT}),
            },
        }
    ),
    "SavedSearchList": _list_of("SavedSearch"),
    "SavedSearchFacts": object_of(_SAVED),
    "CredentialsV1": object_of({"email": {**_GIVEN, "maxLength": 254}, "password": _GIVEN}),
    "RegisteredV1": object_of({"email": TEXT, "status": {**TEXT, "const": "verification_sent"}}),
    "LoggedInV1": object_of(
        {
            "access_token": {**TEXT, "description": "A key with the scopes read and write."},
            "token_type": {**TEXT, "const": "bearer"},
            "expires_in": {"type": "integer", "minimum": 1, "description": "In seconds."},
        }
    ),
}  # fmt: skip


def add_shapes(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A post-processing hook of drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {}).update(SHAPES)
    return result


def shown(shape: str, words: str, example: Any) -> OpenApiResponse:
    return OpenApiResponse(ref(shape), words, [OpenApiExample("example", value=example)])


def sent(example: Any) -> OpenApiExample:
    return OpenApiExample("example", value=example, request_only=True)


def problem(words: str, example: Any) -> OpenApiResponse:
    return shown("Problem", words, example)


ALWAYS: Final[dict[Any, OpenApiResponse]] = {
    (400, PROBLEM): problem("Members that can't be used; each is named.", examples.INVALID),
    (401, PROBLEM): problem("Nobody is logged in.", examples.NOT_SIGNED_IN),
    (503, PROBLEM): problem("The database is away; `Retry-After` says for how long.", examples.AWAY),
}
FORBIDDEN: Final[dict[Any, OpenApiResponse]] = {
    (403, PROBLEM): problem("Without the CSRF token of the session.", examples.NOT_ALLOWED)
}
NOT_FOUND: Final[dict[Any, OpenApiResponse]] = {
    (404, PROBLEM): problem("You have none with this id.", examples.NOT_FOUND)
}
BODY: Final[dict[Any, OpenApiResponse]] = {
    **FORBIDDEN,
    (413, PROBLEM): problem("Too many bytes.", examples.TOO_LARGE),
    (415, PROBLEM): problem("The body is not `application/json`.", examples.UNSUPPORTED),
}
FULL: Final[dict[Any, OpenApiResponse]] = {
    (409, PROBLEM): problem("So many are kept already that no more can be.", examples.CONFLICT)
}
_CHANGED: Final[dict[Any, OpenApiResponse]] = {
    (412, PROBLEM): problem("It is not in the state that `If-Match` or `If-None-Match` asks for.", examples.CHANGED)
}
_IF_MATCH: Final = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER,
    description="The `ETag` of the state that is to be changed, or `*`: whatever is there. Any other is a 412.",
)  # fmt: skip
_IF_NONE_MATCH: Final = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="`*`: only where there is none yet; else it is a 412."
)
_ETAG: Final = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, description="Names the state, for `If-Match`.", response=[200, 201]
)
STATION_ID: Final = OpenApiParameter("station", _KEPT_STATION, OpenApiParameter.PATH, description="A station's id.")
_UID_OF: Final = OpenApiParameter("uid", _ID, OpenApiParameter.PATH, description="A UUID that your program makes.")


def _read(name: str, summary: str, words: str, shape: str, example: Any) -> Operation:
    return {
        "operation_id": name, "summary": summary, "description": words, "tags": _TAGS,
        "responses": {(200, JSON): shown(shape, words, example), **ALWAYS},
    }  # fmt: skip


def _one(operation: Operation, parameter: OpenApiParameter) -> Operation:
    return {
        **operation,
        "parameters": [parameter, _ETAG],
        "responses": {
            **operation["responses"],
            304: OpenApiResponse(None, "What `If-None-Match` names is still right."),
            **NOT_FOUND,
        },
    }


def _keep(
    name: str, summary: str, words: str, request: str, shape: str, example: Any, parameter: OpenApiParameter
) -> Operation:
    return {
        "operation_id": name, "summary": summary, "description": words, "tags": _TAGS,
        "parameters": [parameter, _IF_MATCH, _IF_NONE_MATCH, _ETAG],
        "request": {JSON: ref(request)},
        "examples": [sent({name: value for name, value in example.items() if name in SHAPES[request]["properties"]})],
        "responses": {
            (200, JSON): shown(shape, "It was there, and is as told now.", example),
            (201, JSON): shown(shape, "It is new.", example),
            (404, PROBLEM): problem("Its id is none.", examples.NOT_FOUND),
            **BODY,
            **FULL,
            **_CHANGED,
            **ALWAYS,
        },
    }  # fmt: skip


def _drop(name: str, summary: str, words: str, parameter: OpenApiParameter) -> Operation:
    return {
        "operation_id": name, "summary": summary, "description": words, "tags": _TAGS,
        "parameters": [parameter, _IF_MATCH],
        "responses": {204: OpenApiResponse(None, "It is gone."), **FORBIDDEN, **NOT_FOUND, **_CHANGED, **ALWAYS},
    }  # fmt: skip


FAVOURITES: Final = _read(
    "listFavourites", "List your favourites", "All of them, the newest first.", "FavouriteList", {"data": [_FAVOURITE]}
)
FAVOURITES_JOIN: Final[Operation] = {
    "operation_id": "joinFavourites",
    "summary": "Add several favourites",
    "description": (
        "Adds what is missing and joins notes to those that are there; sending it twice is sending it once. A station "
        "that is not here (any more) is kept as the row tells it, where it tells `title` and position."
    ),
    "tags": _TAGS,
    "request": {JSON: ref("FavouriteRows")},
    "examples": [sent({"data": [{"station": _FAVOURITE["id"], "note": _FAVOURITE["note"]}]})],
    "responses": {(200, JSON): shown("FavouritesJoined", "What became of the rows.", _JOINED), **BODY, **ALWAYS},
}
FAVOURITE: Final = _one(
    _read("readFavourite", "Read one favourite", "The station with its note.", "Favourite", _FAVOURITE), STATION_ID
)
FAVOURITE_KEEP: Final[Operation] = {
    **(
        kept := _keep(
            "keepFavourite",
            "Keep a station",
            "Makes a station a favourite and, where `note` is told, writes its note.",
            "FavouriteNote",
            "Favourite",
            _FAVOURITE,
            STATION_ID,
        )
    ),
    "responses": {**kept["responses"], (404, PROBLEM): problem("There is no such station.", examples.NOT_FOUND)},
}
FAVOURITE_DROP: Final = _drop(
    "dropFavourite", "Keep a station no longer", "Takes a station off your favourites.", STATION_ID
)
VEHICLES: Final = _read(
    "listVehicles", "List your cars", "All of them, the oldest first.", "VehicleList", {"data": [_VEHICLE]}
)
VEHICLE: Final = _one(_read("readVehicle", "Read one car", "The car.", "Vehicle", _VEHICLE), _UID_OF)
VEHICLE_KEEP: Final = _keep(
    "keepVehicle",
    "Add or change a car",
    "The first car is chosen of itself.",
    "VehicleFacts",
    "Vehicle",
    _VEHICLE,
    _UID_OF,
)
VEHICLE_DROP: Final = _drop("dropVehicle", "Remove a car", "Removes a car.", _UID_OF)
SEARCHES: Final = _read(
    "listSearches", "List your saved searches", "All, the oldest first.", "SavedSearchList", {"data": [_SEARCH]}
)
SEARCH: Final = _one(_read("readSearch", "Read one saved search", "The search.", "SavedSearch", _SEARCH), _UID_OF)
SEARCH_KEEP: Final = _keep(
    "keepSearch",
    "Save or change a search",
    "Keeps the canonical form of `query`; what it may hold is what a search may.",
    "SavedSearchFacts",
    "SavedSearch",
    _SEARCH,
    _UID_OF,
)
SEARCH_DROP: Final = _drop("dropSearch", "Forget a saved search", "Forgets a saved search.", _UID_OF)
