"""How the API answers: bytes with an ETag, decided before the work is done."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from django.http import HttpResponse
from rest_framework.request import Request

from stations.documents import catalogue
from stations.search import wide
from stations.search.query import StationQuery
from voltway.lib.access import charge
from voltway.lib.conditional import etag, matches

JSON = "application/json"
# Raised when the same data is answered in another form, so that no client keeps the old one.
FORM = 1


class Basis(NamedTuple):
    """What an answer depends on beyond its address, as it was when it was made; None: not on this.

    The versions of data and states, the version that the snapshot of this process shows, and the minute since 1970.
    """

    data: int | None = None
    status: int | None = None
    shown: int | None = None
    minute: int | None = None


class Answer(HttpResponse):
    """An answer of the API. Without a basis it is made anew for everyone who asks (`voltway.early`)."""

    basis: Basis | None = None
    # What was said to everybody; to somebody with a key the header says less.
    cache_control = ""


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
    basis: Basis | None = None,
) -> HttpResponse:
    """304 when the client has this already, else 200 with the body; `body` is only called for the latter.

    With a `basis` the same answer may be sent again while it holds.
    """
    headers = {"ETag": tag, "Cache-Control": cache_control, "Vary": "Accept, Accept-Encoding"}
    if matches(request.headers.get("If-None-Match"), tag):
        return HttpResponse(status=304, headers=headers)
    # Before the work, and only now: what a client has already costs nothing.
    charge(request._request)
    answer = Answer(body(), content_type=content_type, headers=headers)
    answer.basis, answer.cache_control = basis, cache_control
    return answer


def basis_of(query: StationQuery | None = None, now: datetime | None = None) -> Basis | None:
    """What the answer to a search depends on, or that to a question without one; None where nobody knows.

    A place may be found by a geocoder, which is away at times.
    """
    if query and query.place:
        return None
    known = catalogue.current()
    minute = int(now.timestamp() // 60) if now else None
    shown = wide.version(query) if query and wide.may_serve(query) else None
    return Basis(known.data_version, known.status_version, shown, minute)


def tag_for(request: Request, *parts: object, query: StationQuery | None = None, now: datetime | None = None) -> str:
    """An ETag from the data's version, the address and, where states or hours are in the answer, the minute.

    With `now` the answer holds stations: when they were last seen moves on with the status version. States age: what is
    shown of one depends on the minute too, and so do suspicions. Weak, because the same answer may be sent compressed.
    """
    known = catalogue.current()
    minute = (
        now.strftime("%Y%m%d%H%M") if now and (known.live_ttls or known.suspected or (query and query.open)) else ""
    )
    status = known.status_version if now else 0
    # Where a place lies may change without its name.
    point = query.point if query and query.place else None
    shown = wide.version(query) if query else 0
    return etag(FORM, known.data_version, shown, status, minute, request.get_full_path(), point, *parts, weak=True)
