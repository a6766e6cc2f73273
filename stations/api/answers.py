"""How the API answers: bytes with an ETag, decided before the work is done."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpResponse
from rest_framework.request import Request

from stations.documents import catalogue
from stations.search import wide
from stations.search.query import StationQuery
from voltway.lib.conditional import etag, matches

JSON = "application/json"
# Raised when the same data is answered in another form, so that no client keeps the old one.
FORM = 1


def now_utc() -> datetime:
    """The clock of an interface; what lies below takes it as an argument."""
    return datetime.now(UTC)


def conditional(
    request: Request,
    tag: str,
    body: Callable[[], bytes],
    *,
    content_type: str = JSON,
    cache_control: str = "public, max-age=60",
) -> HttpResponse:
    """304 when the client has this already, else 200 with the body; `body` is only called for the latter."""
    headers = {"ETag": tag, "Cache-Control": cache_control, "Vary": "Accept, Accept-Encoding"}
    if matches(request.headers.get("If-None-Match"), tag):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body(), content_type=content_type, headers=headers)


def tag_for(request: Request, *parts: object, query: StationQuery | None = None, now: datetime | None = None) -> str:
    """An ETag from the data's version, the address and, where states or hours are in the answer, the minute.

    With `now` the answer holds stations: when they were last seen moves on with the status version. States age: what is
    shown of one depends on the minute too. Weak, because the same answer may be sent compressed.
    """
    known = catalogue.current()
    minute = now.strftime("%Y%m%d%H%M") if now and (known.live_ttls or (query and query.open)) else ""
    status = known.status_version if now else 0
    # Where a place lies may change without its name.
    point = query.point if query and query.place else None
    shown = wide.version(query) if query else 0
    return etag(FORM, known.data_version, shown, status, minute, request.get_full_path(), point, *parts, weak=True)
