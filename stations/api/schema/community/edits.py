"""Suggestions in the OpenAPI document."""

from typing import Any, Final

import msgspec
from drf_spectacular.utils import OpenApiExample

from stations.api.schema import examples
from stations.api.schema.community import common
from stations.api.schema.community.common import ID, MOMENT, STATION, Schema, listed, object_of, shown
from stations.api.schema.operations import JSON, PROBLEM, Operation, problem
from stations.api.schema.words import ref
from stations.community.edits import MAX_WORDS
from stations.models import Edit
from stations.sources import suggested

_COMMENT: Final = "It stands on the column itself; I charged there on Sunday."
_EDIT: Final = {
    "id": ID, "kind": "CHANGE", "station": STATION,
    "changes": [{"field": "name", "evse": None, "from": "Park 7", "to": "Castle Mall"}],
    "mine": True, "comment": _COMMENT, "link": "", "state": "WAITING", "reason": None, "created_at": MOMENT,
    "decided_at": None,
}  # fmt: skip
_ACCEPTED: Final = {
    **_EDIT, "mine": False, "comment": None, "link": None, "state": "SHOWN", "decided_at": MOMENT
}  # fmt: skip
_NEW: Final = {
    "coordinates": {"latitude": 52.6266, "longitude": 1.2956}, "name": "Castle Mall", "operator": "Voltline",
    "plugs": [{"connectors": [{"standard": "IEC_62196_T2", "format": "SOCKET", "max_electric_power": 22_000}]}],
}  # fmt: skip
_ADDED: Final = {
    **_EDIT, "kind": "ADD", "station": None,
    "changes": [
        {"field": "coordinates", "evse": None, "from": None, "to": _NEW["coordinates"]},
        {"field": "plugs", "evse": "1", "from": None,
         "to": [{"standard": "IEC_62196_T2", "format": "SOCKET", "max_electric_power": 22_000}]},
    ],
}  # fmt: skip
_THERE: Final = {
    **examples.CONFLICT,
    "type": "/problems/there-already",
    "title": "It may be there already",
    "detail": "Is it one of these? If it is none of them, say that you are sure.",
    "stations": [
        {
            "id": STATION,
            "url": f"/stations/{STATION}/castle-mall/",
            "name": "Castle Mall",
            "address": "Farmers Avenue",
            "operator": "Volts",
            "distance_m": 12,
        }
    ],
}
_WORDS: Final[Schema] = {"type": "string", "maxLength": MAX_WORDS}
_COMMENTS: Final[Schema] = {**_WORDS, "description": "How you know; moderators read it."}
_LINKS: Final[Schema] = {**_WORDS, "description": "A web address where it can be seen."}
_TERMS: Final = "What you suggest is given into the public domain (CC0 1.0)."


def _suggested() -> dict[str, Schema]:
    """What may be suggested, from the very structs that read it."""
    _, found = msgspec.json.schema_components([suggested.Suggested], ref_template="#/components/schemas/Edit{name}")
    return {f"Edit{name}": shape for name, shape in found.items()}


SHAPES: Final[dict[str, Schema]] = {
    **_suggested(),
    "EditChange": object_of(
        {
            "field": {"type": "string", "enum": [str(field) for field in Edit.Field]},
            "evse": {"type": ["string", "null"], "description": "Uid of the EVSE, of plugs."},
            "from": {"description": "What was shown when it was suggested."},
            "to": {"description": "What is suggested."},
        }
    ),
    "Edit": object_of(
        {
            "id": common.ID_SCHEMA,
            "kind": {"type": "string", "enum": ["CHANGE", "ADD"]},
            "station": {"type": ["string", "null"], "description": "Null: to be added, and not accepted yet."},
            "changes": {"type": "array", "items": ref("EditChange")},
            "mine": {"type": "boolean"},
            "comment": {"type": ["string", "null"], "description": "For its author alone."},
            "link": {"type": ["string", "null"], "description": "For its author alone."},
            "state": {
                **common.STATE,
                "description": "WAITING for a moderator, SHOWN once it is accepted, HIDDEN where it was rejected.",
            },
            "reason": {"type": ["string", "null"], "description": "What a moderator said; for its author alone."},
            "created_at": common.MOMENTS,
            "decided_at": {**common.MOMENTS, "type": ["string", "null"]},
        }
    ),
    "EditList": listed("Edit"),
    "EditSent": object_of({"changes": ref("EditSuggested"), "comment": _COMMENTS, "link": _LINKS}, needed=("changes",)),
    "StationSent": object_of(
        {
            "station": ref("EditSuggested"),
            "sure": {"type": "boolean", "description": "It is none of the stations that stand there."},
            "comment": _COMMENTS,
            "link": _LINKS,
        },
        needed=("station",),
    ),
}
_SENT: Final[dict[Any, Any]] = {
    **common.INVALID,
    **common.WRITES,
    **common.TOO_LARGE,
    **common.UNSUPPORTED,
    **common.AWAY,
}
EDITS: Final[Operation] = common.listing(
    "listEdits",
    "List the suggestions to a station",
    "Those that were accepted, the newest first. With a key or a session, your own are among them, whatever became of "
    "them. What holds of them now stands in `sources` of the station.",
    "EditList",
    {"data": [_ACCEPTED], "next": None},
)
EDIT_ADD: Final[Operation] = {
    "operation_id": "suggestEdit",
    "summary": "Suggest to change a station",
    "description": (
        "Send the fields that are wrong as they ought to be; null takes a value away. Plugs are told for one EVSE, all "
        "of them. A moderator looks at it; once it is accepted it stands until the station's source says something "
        f"else of the field. Needs an account with a verified e-mail address. {_TERMS}"
    ),
    "tags": common.TAGS,
    "parameters": [common.STATION_ID],
    "request": {JSON: ref("EditSent")},
    "examples": [
        OpenApiExample("a name", value={"changes": {"name": "Castle Mall"}, "comment": _COMMENT}, request_only=True)
    ],
    "responses": {
        (200, JSON): shown("Edit", "You have suggested this, and it waits.", _EDIT),
        (201, JSON): shown("Edit", "It waits for a moderator.", _EDIT),
        (410, PROBLEM): problem("The station has vanished.", examples.EDIT_GONE),
        **_SENT,
        **common.NOT_FOUND,
    },
}
OWN_EDITS: Final[Operation] = {
    "operation_id": "listOwnEdits",
    "summary": "List your suggestions",
    "description": "The newest first, with what became of them and why.",
    "tags": common.TAGS,
    "parameters": [common.LIMIT, common.CURSOR],
    "responses": {
        (200, JSON): shown("EditList", "A page of them.", {"data": [_EDIT], "next": None}),
        **common.INVALID,
        **common.WRITES,
        **common.AWAY,
    },
}
STATION_ADD: Final[Operation] = {
    "operation_id": "suggestStation",
    "summary": "Suggest a station that is not here yet",
    "description": (
        "`coordinates` and `plugs` are needed: one entry for each charging point, without `evse`. Where stations of "
        "the same operator stand within 50 m you are asked whether it is one of them (409); send it with `sure` if it "
        f"is none. Needs an account with a verified e-mail address. {_TERMS}"
    ),
    "tags": common.TAGS,
    "request": {JSON: ref("StationSent")},
    "examples": [OpenApiExample("a station", value={"station": _NEW, "comment": _COMMENT}, request_only=True)],
    "responses": {
        (200, JSON): shown("Edit", "You have suggested this, and it waits.", _ADDED),
        (201, JSON): shown("Edit", "It waits for a moderator.", _ADDED),
        (409, PROBLEM): problem("Stations stand there that may be meant.", _THERE, "ThereAlready"),
        **_SENT,
    },
}
