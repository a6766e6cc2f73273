"""The export calls of the first VoltWay: the same exports, in its words."""

from typing import Any

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import JSON
from stations.api.base import ReadView, check_parameters
from stations.api.exports import FILE, body_of, found, ordered
from stations.exports import download
from stations.models import Export
from voltway.jobs.row import State
from voltway.lib.access import Scope

_WORDS = {
    State.PENDING: "queued",
    State.RUNNING: "running",
    State.COMPLETED: "completed",
    State.FAILED: "failed",
    State.DEAD: "failed",
    State.CANCELLED: "cancelled",
}


class ExportData(ReadView):
    """`export/data`: ask for an export."""

    scope = Scope.EXPORT
    open_to_all = False
    brake = "exports"

    @extend_schema(**schema.EXPORT_DATA_V1)
    def post(self, request: Request) -> HttpResponse:
        check_parameters(request)
        export = ordered(request, body_of(request._request))
        return _answer({"job_id": export.public_id, "status": _WORDS[State(export.state)]})


class ExportJob(ReadView):
    """`export/status/{job_id}`: how far it is."""

    @extend_schema(**schema.EXPORT_STATUS_V1)
    def get(self, request: Request, job_id: str) -> HttpResponse:
        check_parameters(request)
        export = found(job_id)
        return _answer({"id": job_id, "status": _WORDS[State(export.state)], "result": _result(request, export)})


def _result(request: Request, export: Export) -> dict[str, Any] | None:
    """Where the file is, or why there is none; None while it is being made."""
    if export.state == State.COMPLETED:
        address = download.address(request._request, export, FILE)
        return {"format": export.format, "rows": export.rows, "size": export.size, "download_url": address}
    return {"error": export.error} if export.error and export.ended else None


def _answer(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type=JSON, headers={"Cache-Control": "no-store"})
