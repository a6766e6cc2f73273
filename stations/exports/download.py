"""Hands out the file of an export to whoever has a link that is good."""

from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.urls import reverse

from stations.exports import files, requests
from stations.models import Export
from voltway.lib import ranges, visitor
from voltway.lib.problems import NotInFile


def answer(request: HttpRequest, export: Export, signature: str) -> FileResponse:
    """The file as an answer, or the part of it that is asked for: a download goes on where it was cut off.

    Raises LinkForged, LinkExpired or FileGone of `stations.exports.files`; NotInFile.
    """
    files.check_link(export, signature)
    file = files.opened(export)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=files.download_name(export),
        content_type=requests.format_of(export).media_type,
        # A name is given once, and what was written under it never changes.
        headers={"Accept-Ranges": "bytes", "ETag": f'"{export.file}"'},
    )
    if request.headers.get("If-Range", response["ETag"]) == response["ETag"]:
        _shorten(response, file, request.headers.get("Range", ""))
    # Nothing packs it on the way: its length stays known.
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shorten(response: FileResponse, file: BinaryIO, asked: str) -> None:
    """Make it the answer to a `Range`, where it asks for a part. Raises NotInFile."""
    size = int(response["Content-Length"])
    try:
        part = ranges.part(asked, size)
    except NotInFile:
        response.close()
        raise
    if part is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        response["Content-Length"] = str(len(part))
        response.streaming_content = ranges.read(file, part)


def address(request: HttpRequest, export: Export, route: str) -> str | None:
    """A link to `route` that is good for a while; None where there is no file."""
    if not files.is_there(export):
        return None
    path = reverse(route, args=[export.public_id])
    return request.build_absolute_uri(f"{path}?{urlencode({'signature': files.sign(export)})}")


def visitor_of(request: HttpRequest) -> str:
    """What tells the address that asks apart from others."""
    meta: dict[str, Any] = request.META
    return visitor.digest(meta, settings.CONFIG.proxies, settings.SECRET_KEY)
