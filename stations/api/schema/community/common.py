"""What the operations share: parameters, and the errors of who may not, of what is too much, of a database away."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from stations.api.schema import examples
from stations.api.schema.operations import JSON, PROBLEM, problem
from stations.api.schema.words import ref

Schema = dict[str, Any]
Answers = dict[Any, OpenApiResponse]

TAGS: Final = ["community"]
STATION: Final = "bqm4zhr7ycda"
ID: Final = "Xy0qk2J8vT5mQ1wZr9LbNA"
MOMENT: Final = "2026-11-01T06:00:00Z"
SITE: Final = "https://voltway.example"
STATION_SCHEMA: Final[Schema] = {"type": "string", "pattern": "^[a-z2-7]{12}$"}
ID_SCHEMA: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$"}
STATE: Final[Schema] = {
    "type": "string",
    "enum": ["SHOWN", "WAITING", "HIDDEN"],
    "description": "Others see it only where it is SHOWN; its author always.",
}
REASON: Final[Schema] = {"type": ["string", "null"], "description": "Why it was taken down, or why it waits."}
TEXT: Final[Schema] = {"type": "string"}
MOMENTS: Final[Schema] = {"type": "string", "format": "date-time"}
NEXT: Final[Schema] = {"type": ["string", "null"], "description": "Address of the next page; null at the end."}

STATION_ID: Final = OpenApiParameter(
    "station", STATION_SCHEMA, OpenApiParameter.PATH, description="A station's id. One that has vanished keeps its own."
)
LIMIT: Final = OpenApiParameter(
    "limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, description="Of a page."
)
CURSOR: Final = OpenApiParameter("cursor", ID_SCHEMA, description="Where the page before ended; `next` has it.")

INVALID: Final[Answers] = {
    (400, PROBLEM): problem("Parameters or members that can't be used; each is named.", examples.INVALID)
}
AWAY: Final[Answers] = {
    (503, PROBLEM): problem("The database is away; `Retry-After` says for how long.", examples.AWAY)
}
NOT_FOUND: Final[Answers] = {
    (404, PROBLEM): problem("There is none with this id, or it is not yours.", examples.NOT_FOUND)
}
WRITES: Final[Answers] = {
    (401, PROBLEM): problem("Nobody is logged in, and no key was sent.", examples.NOT_SIGNED_IN),
    (403, PROBLEM): problem("Blocked by a moderator, a key without the scope, or no CSRF token.", examples.NOT_ALLOWED),
}
CONFLICT: Final[Answers] = {(409, PROBLEM): problem("It contradicts what is there.", examples.CONFLICT)}
TOO_LARGE: Final[Answers] = {(413, PROBLEM): problem("Too many bytes.", examples.TOO_LARGE)}
UNSUPPORTED: Final[Answers] = {
    (415, PROBLEM): problem("The body is in no format that is read here.", examples.UNSUPPORTED)
}


def shown(shape: str, words: str, example: Any) -> OpenApiResponse:
    return OpenApiResponse(ref(shape), words, [OpenApiExample("example", value=example)])


def object_of(properties: dict[str, Schema], *, needed: tuple[str, ...] | None = None) -> Schema:
    required = list(properties if needed is None else needed)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def listed(shape: str, **more: Schema) -> Schema:
    return object_of({"data": {"type": "array", "items": ref(shape)}, "next": NEXT, **more})


def listing(name: str, summary: str, words: str, shape: str, example: Any, *more: OpenApiParameter) -> dict[str, Any]:
    """The operation that lists what was told of a station."""
    return {
        "operation_id": name,
        "summary": summary,
        "description": words,
        "tags": TAGS,
        "parameters": [STATION_ID, LIMIT, CURSOR, *more],
        "responses": {(200, JSON): shown(shape, words, example), **INVALID, **NOT_FOUND, **AWAY},
    }
