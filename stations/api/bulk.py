"""`stations/bulk/`: an operator's own stations, up to ten thousand at once, each row answered."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import JSON, now_utc
from stations.api.base import ReadView, check_parameters
from stations.ingest.own import Fate, NotTheSender, Published, Told, publish_own
from stations.ingest.runs import RunInProgress
from stations.models import AnsweredRequest, Source
from stations.sources.own import uid_of
from voltway.lib.access import Scope, allowance
from voltway.lib.batches import Keep
from voltway.lib.problems import (
    BadRequest,
    Conflict,
    InvalidParameters,
    KeyTaken,
    NotAllowed,
    NotInPlan,
    ParameterError,
    TooLarge,
    UnsupportedMedia,
)

MAX_ROWS: Final = 10_000
MAX_BYTES: Final = 40_000_000
KEY: Final = "Idempotency-Key"
_LONGEST_KEY, _LONGEST_OWNER = 100, 200
_ANSWERS_KEPT: Final = timedelta(days=1)
_FIELDS: Final = frozenset(("owner", "stations", "keep"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has been read."""

    owner: str
    rows: list[Any]
    keep: Keep
    key: str
    digest: bytes


class _Replayed(Exception):
    """The request was answered before."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


class Bulk(ReadView):
    """With a key that has the scope, within its owner's plan; the first who sends an operator's stations goes on to."""

    scope = Scope.BULK
    open_to_all = False
    brake = "bulk"

    @extend_schema(**schema.BULK)
    def post(self, request: Request) -> HttpResponse:
        """Create and change an operator's own stations."""
        check_parameters(request)
        most = allowance(request).bulk_rows
        if not most:
            raise NotInPlan("Your plan has no bulk requests; /pricing/ has those that do.", most=0)
        asked, now = _asked(request, most), now_utc()
        answered = _Answered(asked, int(str(request.user.pk)), now)
        try:
            publish_own(
                owner=asked.owner,
                by=request.user,
                rows=asked.rows,
                keep=asked.keep,
                now=now,
                before=answered.replay,
                after=answered.remember,
            )
        except _Replayed as replayed:
            return replayed.answer
        except NotTheSender:
            raise NotAllowed("Somebody else sends the stations of this operator.") from None
        except RunInProgress:
            busy = "Another request over this owner's stations is not done."
            raise Conflict(busy, headers={"Retry-After": "10"}) from None
        return _answer(*answered.given)


@extend_schema(exclude=True)
class BulkV1(Bulk):
    """The same under its first address."""


class _Answered:
    """Keeps the answer under the request's key, in the transaction that ends the work."""

    def __init__(self, asked: Asked, user: int, now: datetime) -> None:
        self.asked, self.user, self.now = asked, user, now
        self.given: tuple[int, bytes] = (0, b"")

    def replay(self, source: Source) -> None:
        """Raises _Replayed for a request that was answered, KeyTaken for another one with its key."""
        AnsweredRequest.objects.filter(answered_at__lt=self.now - _ANSWERS_KEPT).delete()
        if not self.asked.key:
            return
        before = AnsweredRequest.objects.filter(source=source, by=self.user, key=self.asked.key).first()
        if before is None:
            return
        if bytes(before.digest) != self.asked.digest:
            errors = [ParameterError(KEY, "came before with another body: take a new one")]
            raise KeyTaken("The same key was sent with another body.", errors=errors)
        raise _Replayed(_answer(before.status, bytes(before.answer)))

    def remember(self, source: Source | None, published: Published) -> None:
        self.given = (_status(published), _body(published))
        # Where there is no source nothing was done, and the same request is answered alike anyway.
        if self.asked.key and source:
            AnsweredRequest.objects.create(
                source=source,
                by_id=self.user,
                key=self.asked.key,
                digest=self.asked.digest,
                status=self.given[0],
                answer=self.given[1],
                answered_at=self.now,
            )


def _asked(request: Request, most: int) -> Asked:
    content = _content(request)
    body = _json(content)
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object with owner and stations.")
    key = request.headers.get(KEY, "").strip()
    if errors := list(_faults(body, key)):
        raise InvalidParameters("The request can't be used.", errors=errors)
    owner, rows, keep = body["owner"], body["stations"], body.get("keep", Keep.GOOD)
    if len(rows) > MAX_ROWS:
        raise TooLarge(f"{len(rows):,} stations are too many: {MAX_ROWS:,} a request at most.")
    if len(rows) > most:
        raise NotInPlan(f"Your plan has {most:,} stations a bulk request at most.", most=most)
    return Asked(owner.strip(), rows, Keep(keep), key, sha256(content).digest())


def _faults(body: dict[str, Any], key: str) -> Iterator[ParameterError]:
    """What is wrong with the fields of a request, each by its name."""
    yield from (ParameterError(str(name)[:80], "no such field") for name in body if name not in _FIELDS)
    owner, rows = body.get("owner"), body.get("stations")
    if not isinstance(owner, str) or not 0 < len(owner.strip()) <= _LONGEST_OWNER or not uid_of(owner):
        yield ParameterError("owner", f"must be a name with a letter or a digit, {_LONGEST_OWNER} characters at most")
    if not isinstance(rows, list) or not rows:
        yield ParameterError("stations", "must be a list of stations")
    if body.get("keep", Keep.GOOD) not in list(Keep):
        yield ParameterError("keep", f"must be {' or '.join(Keep)}")
    if len(key) > _LONGEST_KEY:
        yield ParameterError(KEY, f"must have {_LONGEST_KEY} characters at most")


def _content(request: Request) -> bytes:
    """The body, however long Django's own limit is."""
    if (request.content_type or "").partition(";")[0].strip().lower() != JSON:
        raise UnsupportedMedia(f"The body must be {JSON}.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("The body must not be compressed.")
    content: bytes = request._request.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise TooLarge(f"The body is too large: {MAX_BYTES // 1_000_000} MB at most.")
    return content


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is no JSON: {error.msg}, line {error.lineno}, column {error.colno}.") from None


def _status(published: Published) -> int:
    """422 where all or nothing was asked for and it is nothing."""
    withheld = any(told.fate is Fate.WITHHELD for told in published.told)
    return HTTPStatus.UNPROCESSABLE_ENTITY if withheld else HTTPStatus.OK


def _body(published: Published) -> bytes:
    counts: Mapping[str, int] = Counter(told.fate for told in published.told)
    return orjson.dumps(
        {
            "source": published.source,
            "run": published.run.pk if published.run else None,
            "counts": {str(fate): counts.get(fate, 0) for fate in Fate},
            "data": [_row(told) for told in published.told],
        }
    )


def _row(told: Told) -> dict[str, Any]:
    error = told.error
    return {
        "row": told.row,
        "native_id": told.native_id or None,
        "id": told.id,
        "outcome": str(told.fate),
        "rule": error.rule if error else None,
        "field": error.field or None if error else None,
        "message": error.message if error else None,
    }


def _answer(status: int, body: bytes) -> HttpResponse:
    return HttpResponse(body, status=status, content_type=JSON, headers={"Cache-Control": "no-store"})
