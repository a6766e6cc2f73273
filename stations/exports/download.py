"""Hands out the file of an export to whoever has a link that is good."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.urls import reverse

from stations.exports import files, requests
from stations.models import Export
from voltway.lib import visitor


def answer(export: Export, signature: str) -> FileResponse:
    """The file as an answer. Raises LinkForged, LinkExpired or FileGone of `stations.exports.files`."""
    files.check_link(export, signature)
    form = requests.format_of(export)
    response = FileResponse(
        files.opened(export), as_attachment=True, filename=files.download_name(export), content_type=form.media_type
    )
    # Nothing packs it on the way: its length stays known.
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


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
