"""The operations and shapes of what drivers found: `checkins/` and `reports/` of a station."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from stations.api.schema import examples, parameters
from stations.api.schema.community.common import CURSOR, LIMIT, NEXT
from stations.api.schema.operations import ALWAYS, JSON, PROBLEM, Operation, answer, problem
from stations.api.schema.words import ref
from stations.models import FaultReport, Outcome

Schema = dict[str, Any]

_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time", "description": "UTC."}
_OUTCOME: Schema = {
    "type": "integer",
    "enum": [int(value) for value in Outcome],
    "description": "Open Charge Map's numbers: " + "; ".join(f"{one.value} {one.label}" for one in Outcome) + ".",
}
_KIND: Schema = {
    "type": "string",
    "enum": [str(value) for value in FaultReport.Kind],
    "description": "; ".join(f"{one.value}: {one.label}" for one in FaultReport.Kind) + ".",
}
_PLUG: dict[str, Schema] = {
    "evse_uid": {**_MAYBE_TEXT, "description": "`uid` of the station's EVSE; null or left out: not known."},
    "connector_id": {**_MAYBE_TEXT, "description": "`id` of its connector; null or left out: not known."},
}
_FOUND: dict[str, Schema] = {
    "id": {"type": "string"},
    "evse_uid": _MAYBE_TEXT,
    "connector_id": _MAYBE_TEXT,
    "told_at": {"type": "string", "format": "date-time", "description": "UTC."},
    "shown": {"type": "boolean", "description": "False: it waits for a moderator."},
}
_ANSWERED: dict[str, Schema] = {
    "answer": {**_MAYBE_TEXT, "description": "What the station's operator says to it."},
    "answered_at": _MAYBE_MOMENT,
    "repaired": {"type": "boolean", "description": "The operator says that it is mended."},
}


def _object(properties: dict[str, Schema], *needed: str) -> Schema:
    required = list(needed or properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _listed(name: str) -> Schema:
    return _object({"data": {"type": "array", "items": ref(name)}, "next": NEXT})


SHAPES: dict[str, Schema] = {
    "CheckIn": _object(
        {
            **_FOUND,
            "outcome": _OUTCOME,
            "words": {"type": "string", "description": "The outcome in English."},
            "note": _MAYBE_TEXT,
            **_ANSWERED,
        }
    ),
    "CheckInList": _listed("CheckIn"),
    "NewCheckIn": _object(
        {**_PLUG, "outcome": _OUTCOME, "note": {**_MAYBE_TEXT, "maxLength": 500, "description": "Plain text."}},
        "outcome",
    ),
    "FaultReport": _object({**_FOUND, "kind": _KIND, **_ANSWERED}),
    "FaultReportList": _listed("FaultReport"),
    "NewFaultReport": _object({**_PLUG, "kind": _KIND}, "kind"),
}

_TOLD = {
    "id": "q1dV3lO1m0y2n5Jk8bXw7A",
    "evse_uid": "1",
    "connector_id": "1",
    "told_at": "2026-11-23T11:05:00Z",
    "shown": True,
}
_UNANSWERED = {"answer": None, "answered_at": None, "repaired": False}
_CHECK_IN = {**_TOLD, "outcome": 10, "words": "I could charge", "note": "The left one is slow.", **_UNANSWERED}
_REPORT = {**_TOLD, "kind": "NO_START", **_UNANSWERED}
_MISSING: Any = {(404, PROBLEM): problem("There is no station with this id.", examples.NOT_FOUND)}
_REFUSED: Any = {
    (400, PROBLEM): problem("The body can't be used; each member at fault is named.", examples.INVALID),
    **_MISSING,
    (403, PROBLEM): problem("Whoever sends this is blocked, or the key lacks the scope.", examples.NOT_ALLOWED),
    (410, PROBLEM): problem("The station has vanished.", {**examples.NOT_FOUND, "type": "/problems/gone",
                                                         "title": "This is no longer here", "status": 410,
                                                         "detail": "Its source no longer lists this station."}),
    (413, PROBLEM): problem("Too many bytes.", examples.TOO_LARGE),
    (415, PROBLEM): problem("The body is not `application/json`.", examples.UNSUPPORTED),
    (503, PROBLEM): ALWAYS[503, PROBLEM],
}  # fmt: skip
_READ: Any = {key: value for key, value in ALWAYS.items() if key != 304} | _MISSING


def _read(operation_id: str, summary: str, description: str, shape: str, example: Any) -> Operation:
    return {
        "operation_id": operation_id,
        "summary": summary,
        "description": description,
        "tags": ["community"],
        "parameters": [parameters.PUBLIC_ID, LIMIT, CURSOR],
        "responses": {(200, JSON): answer(shape, "The newest first.", {"data": [example], "next": None}), **_READ},
    }


def _write(operation_id: str, summary: str, description: str, shape: str, sent: Any, example: Any) -> Operation:
    return {
        "operation_id": operation_id,
        "summary": summary,
        "description": description,
        "tags": ["community"],
        "parameters": [parameters.PUBLIC_ID],
        "request": {JSON: ref(f"New{shape}")},
        "examples": [OpenApiExample("example", value=sent, request_only=True)],
        "responses": {
            (201, JSON): answer(shape, "It is kept.", example),
            (200, JSON): answer(shape, "The same was told within the hour: this is what was kept then.", example),
            **_REFUSED,
        },
    }


_WITHOUT_KEY = (
    " Open without a key; with one it needs the scope `write`. What the same sender told of the same within the hour "
    "is the same, so that a request can be sent again. When much is told of a station at once, what comes next waits "
    "for a moderator."
)
CHECK_INS = _read("listCheckIns", "List check-ins", "How the latest visits of drivers ended.", "CheckInList", _CHECK_IN)
CHECK_IN = _write(
    "checkIn",
    "Check in",
    "Tell how a visit ended. 20 and 25 count as reports of a fault where the plug is known; who was kept from charging "
    "by a car, a card or a gate says nothing of the plug." + _WITHOUT_KEY,
    "CheckIn",
    {"evse_uid": "1", "connector_id": "1", "outcome": 10, "note": "The left one is slow."},
    _CHECK_IN,
)
FAULT_REPORTS = _read(
    "listFaultReports", "List fault reports", "The latest plugs that drivers reported.", "FaultReportList", _REPORT
)
FAULT_REPORT = _write(
    "reportFault",
    "Report a broken plug",
    "Tell that a plug is broken. Several independent reports make it `suspected` until drivers could charge, or "
    "nobody reports it any more. The plug may be left out where the station has one." + _WITHOUT_KEY,
    "FaultReport",
    {"evse_uid": "1", "connector_id": "1", "kind": "NO_START"},
    _REPORT,
)
