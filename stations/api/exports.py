"""Exports: ask for a file of any search, follow it, take it away, stop it. docs/exports.md describes the files."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import JSON, now_utc
from stations.api.base import ReadView, check_parameters, faulty, text
from stations.documents.render import moment
from stations.exports import download, files, requests
from stations.models import Export
from stations.search import counts
from stations.search.query import StationQuery
from voltway.lib.access import Scope, allowance
from voltway.lib.problems import BadRequest, Gone, NotAllowed, NotFound, NotInPlan

FILE = "api-export-file"
_MAX_SIGNATURE = 200
_NEVER_KEPT = {"Cache-Control": "no-store"}
Values = dict[str, list[str]]


class Exports(ReadView):
    """`exports/`: ask for one. Whoever knows its id may follow it."""

    scope = Scope.EXPORT
    open_to_all = False
    brake = "exports"

    @extend_schema(**schema.EXPORT_REQUEST)
    def post(self, request: Request) -> HttpResponse:
        check_parameters(request)
        export = ordered(request, body_of(request._request))
        address = request.build_absolute_uri(reverse("api-export", args=[export.public_id]))
        return HttpResponse(
            orjson.dumps(as_dict(request._request, export)),
            status=202,
            content_type=JSON,
            headers={"Location": address, **_NEVER_KEPT},
        )


class ExportStatus(ReadView):
    """`exports/{id}/`: how far it is, and where its file is."""

    @extend_schema(**schema.EXPORT)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        check_parameters(request)
        body = orjson.dumps(as_dict(request._request, found(public_id)))
        return HttpResponse(body, content_type=JSON, headers=_NEVER_KEPT)

    @extend_schema(**schema.EXPORT_CANCEL)
    def delete(self, request: Request, public_id: str) -> HttpResponse:
        check_parameters(request)
        requests.cancel(found(public_id))
        return HttpResponse(status=204, headers=_NEVER_KEPT)


class ExportFile(ReadView):
    """`exports/{id}/file/`: the file, for whoever has a link."""

    @extend_schema(**schema.EXPORT_FILE)
    def get(self, request: Request, public_id: str) -> Any:
        check_parameters(request, {"signature"})
        export = found(public_id)
        try:
            return download.answer(request._request, export, text(request, "signature", _MAX_SIGNATURE))
        except files.LinkForged:
            raise NotAllowed("This link was not made here. The export's status has one that is good.") from None
        except (files.LinkExpired, files.FileGone) as error:
            raise _gone(request, export, error) from None


def found(public_id: str) -> Export:
    """An export by its id. Raises NotFound."""
    export = Export.objects.filter(public_id=public_id).first()
    if export is None:
        raise NotFound("There is no export with this id.")
    return export


def ordered(request: Request, values: Values) -> Export:
    """Ask for an export, as the account that sent the key. Raises a Problem."""
    asked, form = requests.read(values)
    _check_rows(asked.query, allowance(request).export_rows)
    key = request.headers.get("Idempotency-Key", "")
    visitor = download.visitor_of(request._request)
    return requests.request_export(requests.Order(asked, form, visitor, key, request.user.pk, request.META))


def body_of(request: HttpRequest) -> Values:
    """A JSON object as the values of parameters. Raises BadRequest or InvalidParameters."""
    try:
        body = orjson.loads(request.body or b"{}")
    except orjson.JSONDecodeError:
        raise BadRequest("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest('The body must be a JSON object such as {"format": "csv"}.')
    return {name: _texts(name, value) for name, value in body.items() if value is not None}


def as_dict(request: HttpRequest, export: Export) -> dict[str, Any]:
    address = download.address(request, export, FILE)
    return {
        "id": export.public_id,
        "url": request.build_absolute_uri(reverse("api-export", args=[export.public_id])),
        "status": export.state,
        "format": export.format,
        "query": {name: value for name, value in requests.as_body(export).items() if name != "format"},
        "progress": {"done": export.done, "total": export.total},
        "rows": export.rows,
        "left_out": export.left_out,
        "size": export.size,
        "error": export.error or None,
        "created_at": moment(export.created_at),
        "started_at": moment(export.started_at),
        "finished_at": moment(export.finished_at),
        "download_url": address,
        "download_expires_at": moment(now_utc() + files.link_lifetime()) if address else None,
        "file_expires_at": moment(files.deleted_at(export)) if address else None,
    }


def _check_rows(query: StationQuery, most: int | None) -> None:
    if most is not None and counts.total(query, now=now_utc(), cap=most + 1) > most:
        words = f"This search has more than the {most:,} stations that an export of your plan may have: narrow it."
        raise NotInPlan(words, most=most)


def _texts(name: str, value: Any) -> list[str]:
    """The values of one parameter. A box may be a list of its four sides."""
    listed = value if isinstance(value, list) else [value]
    texts = [_text(name, one) for one in listed]
    return [",".join(texts)] if name == "bbox" and isinstance(value, list) else texts


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    raise faulty(name[:80], "must be a text, a number, true, false, or a list of these")


def _gone(request: Request, export: Export, error: Exception) -> Gone:
    """Why there is no file at a link that was good once, and how to get one."""
    address = request.build_absolute_uri(reverse("api-export", args=[export.public_id]))
    if isinstance(error, files.LinkExpired) and files.is_there(export):
        return Gone("This link has expired. The export's status has a new one.", status_url=address)
    again = {
        "method": "POST",
        "url": request.build_absolute_uri(reverse("api-exports")),
        "body": requests.as_body(export),
    }
    return Gone("The file is not there any more. Ask for the same export again.", status_url=address, again=again)
