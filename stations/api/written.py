"""What resources that their readers write share: JSON bodies, states named by tags, answers that nobody keeps."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import orjson
from django.http import HttpResponse
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from stations.api.answers import JSON
from voltway.lib.access import charge
from voltway.lib.conditional import check_unchanged, etag, matches
from voltway.lib.problems import BadRequest, InvalidParameters, ParameterError, TooLarge, UnsupportedMedia

PRIVATE: Final = {"Cache-Control": "private, no-store", "Vary": "Cookie"}
MAX_BYTES: Final = 100_000


def answer(content: Any, status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(orjson.dumps(content), status=status, content_type=JSON, headers=PRIVATE)


def one(request: Request, content: Any, status: int = HTTPStatus.OK) -> HttpResponse:
    """One object with its tag, by which it can be changed only as it is now; 304 for a reader who has it already."""
    body = orjson.dumps(content)
    headers = {**PRIVATE, "ETag": etag(body)}
    if request.method in SAFE_METHODS and matches(request.headers.get("If-None-Match"), headers["ETag"]):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    charge(request._request)
    # Nothing packs it on the way: that would make the tag a weak one, which names no state to be changed.
    return HttpResponse(body, status=status, content_type=JSON, headers={**headers, "Content-Encoding": "identity"})


def conditions(request: Request, content_of: Callable[[Any], Any]) -> Callable[[Any], None]:
    """What a request's If-Match and If-None-Match ask of an object that it changes, as `content_of` tells it."""
    if_match, if_none_match = (request.headers.get(name) for name in ("If-Match", "If-None-Match"))

    def check(there: Any) -> None:
        """Raises Changed."""
        if if_match is not None or if_none_match is not None:
            tag = etag(orjson.dumps(content_of(there))) if there else None
            check_unchanged(if_match, if_none_match, tag)

    return check


def nothing() -> HttpResponse:
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PRIVATE)


def body_of(request: Request, known: Iterable[str], *, longest: int = MAX_BYTES) -> Mapping[str, Any]:
    """The JSON object of a request; empty where none is sent. Raises a Problem."""
    plain = request._request
    # Not `body`: Django's own limit is for forms.
    content: bytes = plain.read(longest + 1)
    if len(content) > longest:
        raise TooLarge(f"The body is larger than {longest:,} bytes.")
    if content and plain.content_type != JSON:
        raise UnsupportedMedia(f"The body must be {JSON}.")
    try:
        told = orjson.loads(content or b"{}")
    except orjson.JSONDecodeError:
        raise BadRequest("The body is not JSON.") from None
    if not isinstance(told, dict):
        raise BadRequest("The body must be a JSON object.")
    if unknown := [ParameterError(name[:80], "no such member") for name in told if name not in set(known)]:
        raise InvalidParameters("One or more members can't be used.", errors=unknown)
    return told


def text_of(told: Mapping[str, Any], name: str) -> str:
    """A member that is a text; "" where it isn't given. Raises InvalidParameters."""
    value = told.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidParameters("A member can't be used.", errors=[ParameterError(name, "must be a text")])
    return value or ""


def moment(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")
