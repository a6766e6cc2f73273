"""Problem details (RFC 9457): the one form in which an error leaves the API, whoever raises it.

Whatever answers HTTP turns a `Problem` into `application/problem+json`: its `status`, `headers` and `body()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from voltway.lib import quotas
from voltway.lib.quotas import Quota

MEDIA_TYPE = "application/problem+json"
# A relative reference, so that it is right on whatever host VoltWay runs; the page of that name explains the problem.
TYPE_BASE = "/problems/"


@dataclass(frozen=True, slots=True)
class ParameterError:
    """A parameter (or field, or header) of a request and the rule that its value broke, in words for its sender."""

    parameter: str
    rule: str

    def body(self) -> dict[str, str]:
        return {"parameter": self.parameter, "rule": self.rule}


class Problem(Exception):
    """Something a request can't have, said to its sender; nothing in it may be a secret."""

    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong on our side"
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Iterable[ParameterError] = (),
        headers: Mapping[str, str] | None = None,
        **extensions: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extensions = extensions

    def body(self, instance: str | None = None) -> dict[str, Any]:
        """What is sent; `instance` is the path of the request. Members without a value are left out."""
        members: dict[str, Any] = {
            **self.extensions,
            "type": TYPE_BASE + self.slug,
            "title": str(self.title),
            "status": int(self.status),
        }
        if self.detail:
            members["detail"] = self.detail
        if instance:
            members["instance"] = instance
        if self.errors:
            members["errors"] = [error.body() for error in self.errors]
        return members


class InvalidParameters(Problem):
    """Parameters of a search that mean nothing; `errors` names each."""

    slug = "invalid-parameters"
    title = "A parameter of the request is not valid"
    status = HTTPStatus.BAD_REQUEST


class BadRequest(Problem):
    slug = "bad-request"
    title = "The request can't be read"
    status = HTTPStatus.BAD_REQUEST


class NotSignedIn(Problem):
    slug = "not-signed-in"
    title = "This needs a key or a log-in"
    status = HTTPStatus.UNAUTHORIZED


class NotAllowed(Problem):
    slug = "not-allowed"
    title = "This is not open to you"
    status = HTTPStatus.FORBIDDEN


class NotInPlan(Problem):
    """A key is good, and its owner's plan gives less than was asked for."""

    slug = "not-in-plan"
    title = "The plan does not give this"
    status = HTTPStatus.FORBIDDEN


class KeyInAddress(Problem):
    """A key stands where logs, histories and referrers keep it."""

    slug = "key-in-address"
    title = "A key was sent in the address"
    status = HTTPStatus.BAD_REQUEST


class NotFound(Problem):
    slug = "not-found"
    title = "There is nothing here"
    status = HTTPStatus.NOT_FOUND


class MethodNotAllowed(Problem):
    slug = "method-not-allowed"
    title = "This can't be done here"
    status = HTTPStatus.METHOD_NOT_ALLOWED


class NotAcceptable(Problem):
    slug = "not-acceptable"
    title = "None of the accepted formats can be given"
    status = HTTPStatus.NOT_ACCEPTABLE


class Conflict(Problem):
    slug = "conflict"
    title = "This contradicts what is there"
    status = HTTPStatus.CONFLICT


class ThereAlready(Problem):
    """What is to be added may be there already; an extension names what is."""

    slug = "there-already"
    title = "It may be there already"
    status = HTTPStatus.CONFLICT


class Changed(Problem):
    """What a client wants to change is not what it believes (RFC 9110, `If-Match`)."""

    slug = "changed"
    title = "This was changed meanwhile"
    status = HTTPStatus.PRECONDITION_FAILED


class Gone(Problem):
    """What was here has vanished for good; extensions may carry what was last known."""

    slug = "gone"
    title = "This is no longer here"
    status = HTTPStatus.GONE


class TooLarge(Problem):
    slug = "too-large"
    title = "The request is too large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class NotInFile(Problem):
    """The part of a file that a `Range` asks for lies behind its end."""

    slug = "range-not-satisfiable"
    title = "The file ends before the part that is asked for"
    status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE

    def __init__(self, detail: str = "", *, size: int) -> None:
        """`size` of the file in bytes, which is what it says if no `detail` is given."""
        super().__init__(detail or f"The file has {size:,} bytes.", headers={"Content-Range": f"bytes */{size}"})


class UnsupportedMedia(Problem):
    slug = "unsupported-media-type"
    title = "The format of the request is not supported"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class KeyTaken(Problem):
    """An Idempotency-Key that came before with another request."""

    slug = "idempotency-key-taken"
    title = "This Idempotency-Key belongs to another request"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class _ComeBackLater(Problem):
    """A problem that time mends."""

    def __init__(self, detail: str = "", *, retry_after: int, **rest: Any) -> None:
        """`retry_after` is in seconds, sent in the header of that name."""
        if retry_after < 0:
            raise ValueError(f"retry_after must not be below 0 seconds: {retry_after!r}")
        headers = {**(rest.pop("headers", None) or {}), "Retry-After": str(retry_after)}
        super().__init__(detail, headers=headers, **rest)


class TooManyRequests(_ComeBackLater):
    slug = "too-many-requests"
    title = "Too many requests"
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, detail: str = "", *, over: Quota, counted: Sequence[Quota] = ()) -> None:
        """`over` is the limit that was passed, among all that were `counted`; the answer's headers tell of them."""
        super().__init__(detail, retry_after=over.reset_s, headers=quotas.headers(counted or (over,), over))


class Unavailable(_ComeBackLater):
    slug = "unavailable"
    title = "This is not available for the moment"
    status = HTTPStatus.SERVICE_UNAVAILABLE
