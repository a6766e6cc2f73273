"""The shapes of requests for exports and of what is answered about them, as JSON Schema."""

from typing import Any

from stations.exports.registry import all_formats
from voltway.jobs.row import State

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_ADDRESS: Schema = {"type": ["string", "null"], "format": "uri"}
_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
_FORMAT: Schema = {"type": "string", "enum": list(all_formats())}
_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_VALUES: Schema = {"type": "object", "additionalProperties": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}}


def _object(properties: dict[str, Schema], description: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "description": description,
    }


EXPORT = _object(
    {
        "id": {**_TEXT, "description": "Whoever knows it may follow, download and cancel the export."},
        "url": {"type": "string", "format": "uri", "description": "Address of this status."},
        "status": {"type": "string", "enum": [str(value) for value in State]},
        "format": _FORMAT,
        "query": {**_VALUES, "description": "The parameters as they were taken."},
        "progress": _object({"done": {"type": "integer", "minimum": 0}, "total": _COUNT}, "Stations."),
        "rows": {**_COUNT, "description": "Stations in the file."},
        "left_out": {**_COUNT, "description": "Stations whose licence is closed or unknown: not in the file."},
        "size": {**_COUNT, "description": "Bytes of the file."},
        "error": {"type": ["string", "null"], "description": "Why it failed, or what the last attempt met."},
        "created_at": {**_MOMENT, "description": "UTC, as all times."},
        "started_at": _MOMENT,
        "finished_at": _MOMENT,
        "download_url": {**_ADDRESS, "description": "The file. Null before it is there, and once it is deleted."},
        "download_expires_at": {**_MOMENT, "description": "Until when this link is good; later ask for a new one."},
        "file_expires_at": {**_MOMENT, "description": "When the file is going to be deleted."},
    },
    "How far an export is, and where its file is.",
)
_RESULT = _object(
    {"format": _FORMAT, "rows": _COUNT, "size": _COUNT, "download_url": _ADDRESS}, "Where the file of an export is."
)
_ERROR = _object({"error": _TEXT}, "Why there is none.")
_WORDS = ("queued", "running", "completed", "failed", "cancelled")
_V1_STATUS: Schema = {"type": "string", "enum": list(_WORDS)}

EXPORT_SHAPES: dict[str, Schema] = {
    "Export": EXPORT,
    "ExportJobV1": _object({"job_id": _TEXT, "status": _V1_STATUS}, "An export that was asked for."),
    "ExportStatusV1": _object(
        {"id": _TEXT, "status": _V1_STATUS, "result": {"oneOf": [_RESULT, _ERROR, {"type": "null"}]}},
        "How far an export is.",
    ),
}
EXPORT_GONE: dict[str, Schema] = {
    "status_url": {"type": "string", "format": "uri", "description": "Where a new link is to be had."},
    "again": {
        **_object(
            {"method": _TEXT, "url": {"type": "string", "format": "uri"}, "body": _VALUES},
            "The request that asks for the same export.",
        )
    },
}
