"""The operations on exports: ask, follow, download, cancel, and the two calls of the first version."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from stations.api.schema import examples, parameters
from stations.api.schema.operations import JSON, PROBLEM, Operation
from stations.api.schema.words import ref
from stations.exports.registry import all_formats

_TAGS = ["exports"]
_ID = "Xy0qk2J8vT5mQ1wZr9LbNA"
_SITE = "https://voltway.example"
_STATUS_URL = f"{_SITE}/api/v2/exports/{_ID}/"
_DOWNLOAD_URL = f"{_STATUS_URL}file/?signature=1vM3Zc:5kq2…"
_PENDING = {
    "id": _ID,
    "url": _STATUS_URL,
    "status": "PENDING",
    "format": "csv",
    "query": {"bbox": "-71.19,42.23,-70.92,42.4", "connector": "ccs", "min_power_kw": "150"},
    "progress": {"done": 0, "total": None},
    "rows": None,
    "left_out": None,
    "size": None,
    "error": None,
    "created_at": "2026-11-01T06:00:00Z",
    "started_at": None,
    "finished_at": None,
    "download_url": None,
    "download_expires_at": None,
    "file_expires_at": None,
}
_DONE = {
    **_PENDING,
    "status": "COMPLETED",
    "progress": {"done": 412, "total": 412},
    "rows": 412,
    "left_out": 3,
    "size": 38_512,
    "started_at": "2026-11-01T06:00:01Z",
    "finished_at": "2026-11-01T06:00:02Z",
    "download_url": _DOWNLOAD_URL,
    "download_expires_at": "2026-11-02T06:00:05Z",
    "file_expires_at": "2026-11-08T06:00:02Z",
}
_BODY = {"format": "csv", "bbox": [-71.19, 42.23, -70.92, 42.4], "connector": ["ccs"], "min_power_kw": 150}


def _problem(slug: str, title: str, status: int, detail: str, **more: Any) -> dict[str, Any]:
    path = f"/api/v2/exports/{_ID}/" if status in (403, 404, 410) else "/api/v2/exports/"
    return {
        "type": f"/problems/{slug}", "title": title, "status": status, "detail": detail, "instance": path, **more
    }  # fmt: skip


def _shown(shape: str, words: str, example: Any) -> OpenApiResponse:
    return OpenApiResponse(ref(shape), words, [OpenApiExample("example", value=example)])


_INVALID = {
    **examples.INVALID,
    "instance": "/api/v2/exports/",
    "errors": [{"parameter": "format", "rule": f"must be one of {', '.join(all_formats())}"}],
}
_BAD: dict[Any, OpenApiResponse] = {
    (400, PROBLEM): _shown("Problem", "Parameters that can't be used; each is named.", _INVALID),
    (503, PROBLEM): _shown(
        "Problem",
        "The database is away, or too many exports wait already; `Retry-After` says for how long.",
        {**examples.AWAY, "instance": "/api/v2/exports/"},
    ),
}
_NOT_FOUND: dict[Any, OpenApiResponse] = {
    (404, PROBLEM): _shown(
        "Problem",
        "There is no export with this id.",
        _problem("not-found", "There is nothing here", 404, "There is no export with this id."),
    )
}
_REFUSED: dict[Any, OpenApiResponse] = {
    (422, PROBLEM): _shown(
        "Problem",
        "The same `Idempotency-Key` came before with another body.",
        _problem(
            "idempotency-key-taken",
            "This Idempotency-Key belongs to another request",
            422,
            "The same key was sent with another body.",
        ),
    ),
    (429, PROBLEM): _shown(
        "Problem",
        "Too many exports of this address wait or run; `Retry-After` says for how long.",
        _problem(
            "too-many-requests",
            "Too many requests",
            429,
            "2 exports of your address wait or run already: wait for one, or cancel it.",
        ),
    ),
}


def _body_schema() -> dict[str, Any]:
    """The parameters of a search as members of an object, and the format."""
    searched: dict[str, Any] = {
        parameter.name: {**parameter.type, "description": parameter.description}  # type: ignore[dict-item]
        for parameter in (*parameters.AREA, *parameters.FILTERS)
    }
    words = "; ".join(f"`{form.name}`: {form.label}" for form in all_formats().values())
    sides = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
    bbox = {"anyOf": [{"type": "string"}, sides], "description": searched["bbox"]["description"]}
    form = {"type": "string", "enum": list(all_formats()), "description": f"{words}."}
    return {
        "type": "object",
        "properties": {"format": form, **searched, "bbox": bbox},
        "required": ["format"],
        "additionalProperties": False,
    }


_PATH_ID = OpenApiParameter(
    "public_id", {"type": "string", "maxLength": 22}, OpenApiParameter.PATH, description="The id of an export."
)
_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 200},
    OpenApiParameter.HEADER,
    description="The same key with the same body is the same export, however often it is sent.",
)
_REQUEST: dict[str, Any] = {
    "request": {JSON: _body_schema()},
    "examples": [OpenApiExample("example", value=_BODY, request_only=True)],
    "parameters": [_KEY],
    "tags": _TAGS,
}

EXPORT_REQUEST: Operation = {
    **_REQUEST,
    "operation_id": "requestExport",
    "summary": "Ask for an export",
    "description": (
        "The stations of any search as one file, made by a worker. The body holds `format` and the parameters of a "
        "search; `order`, `limit` and `cursor` have no meaning here, and a point needs `radius_km`. Records whose "
        "licence is closed or unknown are left out and counted. Follow `url` until `status` is `COMPLETED`."
    ),
    "responses": {(202, JSON): _shown("Export", "It will be made.", _PENDING), **_BAD, **_REFUSED},
}
EXPORT: Operation = {
    "operation_id": "readExport",
    "summary": "Follow an export",
    "description": "How far it is and, once it is done, a link to its file that is good for a while.",
    "tags": _TAGS,
    "parameters": [_PATH_ID],
    "responses": {(200, JSON): _shown("Export", "The export.", _DONE), **_NOT_FOUND, **_BAD},
}
EXPORT_CANCEL: Operation = {
    "operation_id": "cancelExport",
    "summary": "Cancel an export",
    "description": "Stops one that waits or runs, and deletes the file of one that is done.",
    "tags": _TAGS,
    "parameters": [_PATH_ID],
    "responses": {204: OpenApiResponse(None, "It is stopped."), **_NOT_FOUND, **_BAD},
}
EXPORT_FILE: Operation = {
    "operation_id": "downloadExport",
    "summary": "Download the file of an export",
    "description": "Follow `download_url`: it holds the signature. A download that was cut off goes on with `Range`.",
    "tags": _TAGS,
    "parameters": [
        _PATH_ID,
        OpenApiParameter(
            "signature",
            {"type": "string", "maxLength": 200},
            OpenApiParameter.QUERY,
            required=True,
            description="As the status gives it.",
        ),
    ],
    "responses": {
        **{
            (200, form.media_type): OpenApiResponse({"type": "string", "format": "binary"}, f"{form.label}.")
            for form in all_formats().values()
        },
        **{
            (206, form.media_type): OpenApiResponse(
                {"type": "string", "format": "binary"}, "The part that `Range` asks for."
            )
            for form in all_formats().values()
        },
        (416, PROBLEM): _shown(
            "Problem",
            "`Range` asks for a part behind the end of the file.",
            _problem(
                "range-not-satisfiable",
                "The file ends before the part that is asked for",
                416,
                "The file has 38,512 bytes.",
            ),
        ),
        (403, PROBLEM): _shown(
            "Problem",
            "The link was not made here.",
            _problem("not-allowed", "This is not open to you", 403, "This link was not made here."),
        ),
        (410, PROBLEM): _shown(
            "ExportGone",
            "The link has expired, or the file is deleted. The answer says how to get it.",
            _problem(
                "gone",
                "This is no longer here",
                410,
                "The file is not there any more. Ask for the same export again.",
                status_url=_STATUS_URL,
                again={
                    "method": "POST",
                    "url": f"{_SITE}/api/v2/exports/",
                    "body": {"format": "csv", "connector": "ccs"},
                },
            ),
        ),
        **_NOT_FOUND,
        **_BAD,
    },
}
EXPORT_DATA_V1: Operation = {
    **_REQUEST,
    "operation_id": "requestExportV1",
    "summary": "Ask for an export (version 1)",
    "description": "The same as `POST /api/v2/exports/`, in the words of the first version.",
    "deprecated": True,
    "responses": {
        (200, JSON): _shown("ExportJobV1", "It will be made.", {"job_id": _ID, "status": "queued"}),
        **_BAD,
        **_REFUSED,
    },
}
EXPORT_STATUS_V1: Operation = {
    "operation_id": "readExportV1",
    "summary": "Follow an export (version 1)",
    "description": "The same as `GET /api/v2/exports/{id}/`, in the words of the first version.",
    "deprecated": True,
    "tags": _TAGS,
    "parameters": [
        OpenApiParameter(
            "job_id", {"type": "string", "maxLength": 22}, OpenApiParameter.PATH, description="The id of an export."
        )
    ],
    "responses": {
        (200, JSON): _shown(
            "ExportStatusV1",
            "The export.",
            {
                "id": _ID,
                "status": "completed",
                "result": {"format": "csv", "rows": 412, "size": 38_512, "download_url": _DOWNLOAD_URL},
            },
        ),
        **_NOT_FOUND,
        **_BAD,
    },
}
