"""Answers again what was answered before, before Django begins: public answers of the API, as they left it.

A view says what its answer depends on beside its address (`stations.api.answers.Basis`); one that says nothing is not
kept. Nothing is kept that belongs to somebody: what sets a cookie, varies by cookie or key, is not public, or was asked
for with a key (docs/adr/0010-caching.md).
"""

import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stations.api.answers import Basis
from stations.documents import catalogue
from stations.search.snapshot import held_version
from stations.signals import version_moved
from voltway.lib.caching import KEPT
from voltway.lib.conditional import matches
from voltway.observability import request_id, requests
from voltway.observability.queries import Tally
from voltway.observability.requests import Figures

Environ = dict[str, Any]
Start = Callable[..., Any]

PREFIX: Final = "/api/v2/"
KEPT_S: Final = 3600
# For so long a process believes what it knows of the data's version; what it changes itself it knows at once.
BELIEVED_S: Final = 0.1
# A longer address is asked for once.
_LONGEST_KEY: Final = 3_000
_HEADERS_BYTES: Final = 1_500
_KEY: Final = "voltway.early.key"
# Every header that changes an answer, beside those that are told apart by what of them counts.
_TOLD_APART: Final = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT",
                      "HTTP_ACCEPT_LANGUAGE", "HTTP_X_FORWARDED_PROTO")  # fmt: skip
# Who asks with one of these may be somebody, or asks for more than an address.
_SOMEBODY: Final = ("HTTP_AUTHORIZATION", "HTTP_X_API_KEY", "HTTP_TRANSFER_ENCODING")
_MAY_VARY_BY: Final = frozenset({"accept", "accept-encoding", "accept-language", "origin"})
_OF_ONE_REQUEST: Final = frozenset({"date", "server-timing", "x-process-time", "x-request-id"})

_NO_QUERIES: Final = Tally()
_known: tuple[float, tuple[int, int]] = (float("-inf"), (0, 0))


class Answer(NamedTuple):
    """An answer as it was sent, and what it depends on."""

    basis: Basis
    view: str
    tag: str
    headers: list[tuple[str, str]]
    body: bytes


class Application(WSGIHandler):
    """Django's WSGI application, with what was answered before in front of it."""

    def __call__(  # type: ignore[override] # its stub says what it never gives
        self, environ: Environ, start_response: Start
    ) -> Iterable[bytes]:
        began = time.perf_counter()
        key = environ[_KEY] = key_of(environ)
        answer = _find(key) if key else None
        if answer is not None:
            return _send(answer, environ, start_response, began)
        return super().__call__(environ, start_response)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        response = super().get_response(request)
        key = request.META.get(_KEY)
        if key and request.method == "GET" and may_be_kept(response):
            _keep(key, requests.view_of(request), response)
        return response


def key_of(environ: Environ) -> str | None:
    """What tells this question from every other; None for one whose answer is not kept."""
    path: str = environ.get("PATH_INFO", "")
    if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_HOST" not in environ:
        return None
    if any(name in environ for name in _SOMEBODY) or environ.get("CONTENT_LENGTH") not in (None, "", "0"):
        return None
    if settings.LANGUAGE_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    told = [environ.get(name) for name in _TOLD_APART]
    # Any origin is answered alike; of the encodings we know one.
    key = repr((told, "HTTP_ORIGIN" in environ, "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")))
    return f"early {key}" if len(key) <= _LONGEST_KEY else None


def may_be_kept(response: HttpResponseBase) -> bool:
    """Whether an answer is everybody's."""
    if response.status_code != HTTPStatus.OK or response.streaming or getattr(response, "basis", None) is None:
        return False
    control = {part.strip().lower() for part in response.get("Cache-Control", "").split(",")}
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    if "public" not in control or control & {"private", "no-store", "no-cache"} or not varies <= _MAY_VARY_BY:
        return False
    return not response.cookies and "ETag" in response and "nonce-" not in str(response.headers)


def holds(basis: Basis) -> bool:
    """Whether all that an answer depends on is still as it was. Raises DatabaseError."""
    if basis.minute is not None and basis.minute != _minute():
        return False
    data, status = _versions()
    now = (data, status, held_version())
    return all(was is None or was == at for was, at in zip(basis[:3], now, strict=True))


def _find(key: str) -> Answer | None:
    found: Answer | None = KEPT.peek(key)
    if found is None:
        KEPT.misses.add()
        return None
    try:
        if holds(found.basis):
            KEPT.hits.add()
            return found
    except DatabaseError:
        # Django knows how to say that the database is away.
        return None
    KEPT.forget(key)
    return None


def _keep(key: str, view: str, response: Any) -> None:
    headers = [(name, value) for name, value in response.items() if name.lower() not in _OF_ONE_REQUEST]
    body = response.content
    if "Content-Length" not in response:
        headers.append(("Content-Length", str(len(body))))
    answer = Answer(response.basis, view, response["ETag"], headers, body)
    KEPT.put(key, answer, size=len(body) + _HEADERS_BYTES, ttl=KEPT_S)


def _send(answer: Answer, environ: Environ, start_response: Start, began: float) -> Iterable[bytes]:
    """The answer with the id and the times of this request, counted as Django would have counted it."""
    same = matches(environ.get("HTTP_IF_NONE_MATCH"), answer.tag)
    status, headers = (304, _without_content(answer)) if same else (200, list(answer.headers))
    seconds = time.perf_counter() - began
    headers.append((request_id.HEADER, request_id.taken_or_made(environ.get("HTTP_X_REQUEST_ID"))))
    headers.append(("X-Process-Time", f"{seconds:.6f}"))
    headers.append(("Server-Timing", f"total;dur={seconds * 1000:.2f}, db;dur=0.00"))
    requests.count(Figures(answer.view, environ["REQUEST_METHOD"], status, seconds), _NO_QUERIES)
    start_response("304 Not Modified" if same else "200 OK", headers)
    return [b"" if same or environ["REQUEST_METHOD"] == "HEAD" else answer.body]


def _without_content(answer: Answer) -> list[tuple[str, str]]:
    return [pair for pair in answer.headers if not pair[0].startswith("Content-")]


def _minute() -> int:
    return int(time.time() // 60)


def _versions() -> tuple[int, int]:
    """(data, status), as old as BELIEVED_S at most."""
    global _known
    at, versions = _known
    now = time.monotonic()
    if now - at > BELIEVED_S:
        versions = catalogue.versions()
        # Outside of a request nobody else gives a connection of a pool back.
        connection.close_if_unusable_or_obsolete()
        _known = (now, versions)
    return versions


def forget_version(**_: Any) -> None:
    """Look at the version again: this process has moved it on."""
    global _known
    _known = (float("-inf"), (0, 0))


version_moved.connect(forget_version, dispatch_uid="voltway.early")
