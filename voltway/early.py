"""Answers again what was answered before, before Django begins: public answers of the API, as they left it.

A view says what its answer depends on beside its address (`stations.api.answers.Basis`); one that says nothing is not
kept. Nothing is kept that belongs to somebody: what sets a cookie, varies by cookie or key, or is not public. Whoever
asks is counted as the API counts them, with a key or without (docs/adr/0010-caching.md, docs/adr/0016-api-keys.md).
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts import usage
from accounts.api import throttles
from accounts.api.authentication import key_in
from accounts.keys.callers import Caller, caller_of
from accounts.quotas import admission
from accounts.quotas import headers as limit_headers
from accounts.quotas.admission import Verdict
from stations.api.answers import Basis
from stations.documents import catalogue
from stations.search.snapshot import held_version
from stations.signals import version_moved
from voltway import errors
from voltway.lib.access import ANYBODY, Bound, Scope
from voltway.lib.caching import KEPT
from voltway.lib.conditional import matches
from voltway.lib.places import Places
from voltway.lib.problems import Unavailable
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
# Who asks with one of these asks for more than an address.
_MORE: Final = ("HTTP_TRANSFER_ENCODING",)
_MAY_VARY_BY: Final = frozenset({"accept", "accept-encoding", "accept-language", "origin"})
_OF_ONE_REQUEST: Final = frozenset({"date", "server-timing", "x-process-time", "x-request-id", "cache-control",
                                    "ratelimit", "ratelimit-policy", "x-ratelimit-limit", "x-ratelimit-remaining",
                                    "x-ratelimit-reset"})  # fmt: skip

# Threads that stay free while others hang; seconds for which all may be at work without one of them ending (a new
# process is slow at first); and when somebody who was sent away may come again.
_KEPT_FREE: Final = 2
_PATIENCE_S: Final = 5.0
_RETRY_S: Final = 5
_WATCHED: Final = frozenset({"/livez", "/readyz", "/health", "/api/v1/health", "/api/v2/health", "/metrics"})
_SENT_AWAY: Final = "sent-away"
_NO_QUERIES: Final = Tally()
_known: tuple[float, tuple[int, int]] = (float("-inf"), (0, 0))


class Answer(NamedTuple):
    """An answer as it was sent, and what it depends on."""

    basis: Basis
    view: str
    bound: Bound
    tag: str
    headers: list[tuple[str, str]]
    body: bytes


class Application(WSGIHandler):
    """Django's WSGI application, with what was answered before in front of it.

    Two of the server's threads are never given to what asks the database: where one that hangs holds all the others,
    these two say so, and answer who watches.
    """

    def __init__(self) -> None:
        super().__init__()
        # A file hangs nobody for long; a server may. There are as many threads as its pool has connections.
        ours = max(1, settings.CONFIG.database_pool_size - _KEPT_FREE)
        self.places = Places(ours, patience_s=_PATIENCE_S) if connection.vendor == "postgresql" else None

    def __call__(  # type: ignore[override] # its stub says what it never gives
        self, environ: Environ, start_response: Start
    ) -> Iterable[bytes]:
        if self.places is None or environ.get("PATH_INFO") in _WATCHED:
            return self._answer(environ, start_response)
        if not self.places.enter():
            return self._send_away(environ, start_response)
        try:
            return self._answer(environ, start_response)
        finally:
            self.places.leave()

    def _send_away(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """503, without asking anybody."""
        request = self.request_class(environ)
        response = errors.answer(request, Unavailable("The database does not answer.", retry_after=_RETRY_S))
        requests.count(Figures(_SENT_AWAY, environ["REQUEST_METHOD"], response.status_code, 0.0), _NO_QUERIES)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]

    def _answer(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        began = time.perf_counter()
        try:
            told = _told(environ)
        except DatabaseError:
            # Django knows how to say that the database is away.
            told = None
        return _send(told, environ, start_response, began) if told else super().__call__(environ, start_response)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        response = super().get_response(request)
        key = request.META.get(_KEY)
        if key and request.method == "GET" and may_be_kept(response):
            _keep(key, request, response)
        return response


class Asker(NamedTuple):
    """Who asks: somebody with a key, or nobody in particular."""

    caller: Caller | None

    @property
    def page_size(self) -> int:
        """An answer that one plan's pages have room for may be none for another's."""
        return self.caller.allowance.page_size if self.caller else ANYBODY.page_size

    def admit(self, environ: Environ, bound: Bound, *, charged: bool) -> Verdict:
        """Count the request as the view itself would have it counted."""
        if bound is Bound.SITE:
            return admission.admit_site(environ)
        if self.caller:
            with _lent():
                return admission.admit_key(self.caller, charged=charged)
        return admission.admit_address(environ)


def asker_of(environ: Environ) -> Asker | None:
    """Who asks; None where Django has to say why they may not. Raises DatabaseError."""
    text = key_in(environ)
    if text is None:
        return None if "HTTP_AUTHORIZATION" in environ else Asker(None)
    with _lent():
        caller = caller_of(text, now=datetime.now(UTC))
    return Asker(caller) if caller and Scope.READ in caller.scopes else None


def key_of(environ: Environ) -> str | None:
    """What tells this question from every other; None for one whose answer is not kept."""
    path: str = environ.get("PATH_INFO", "")
    if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_HOST" not in environ:
        return None
    if any(name in environ for name in _MORE) or environ.get("CONTENT_LENGTH") not in (None, "", "0"):
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
    control = {part.strip().lower() for part in getattr(response, "cache_control", "").split(",")}
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


def _keep(key: str, request: HttpRequest, response: Any) -> None:
    headers = [(name, value) for name, value in response.items() if name.lower() not in _OF_ONE_REQUEST]
    headers.append(("Cache-Control", response.cache_control))
    body = response.content
    if "Content-Length" not in response:
        headers.append(("Content-Length", str(len(body))))
    view = getattr(request.resolver_match.func, "cls", None) if request.resolver_match else None
    bound = getattr(view, "bound", Bound.API)
    answer = Answer(response.basis, requests.view_of(request), bound, response["ETag"], headers, body)
    KEPT.put(key, answer, size=len(body) + _HEADERS_BYTES, ttl=KEPT_S)


class Told(NamedTuple):
    """An answer and whom it is sent to; `same`: they have it already. `caller` is nobody where no key counts."""

    answer: Answer
    caller: Caller | None
    verdict: Verdict
    same: bool

    def headers(self) -> list[tuple[str, str]]:
        """Those that were kept, and what is said to this one alone."""
        kept = _without_content(self.answer) if self.same else list(self.answer.headers)
        if self.caller is None:
            return kept
        own = [(name, limit_headers.private(value) if name == "Cache-Control" else value) for name, value in kept]
        return [*own, *limit_headers.of(self.verdict).items()]


def _told(environ: Environ) -> Told | None:
    """What can be sent before Django begins; None where Django has to answer. Raises DatabaseError."""
    plain = key_of(environ)
    asker = asker_of(environ) if plain else None
    if asker is None:
        return None
    key = environ[_KEY] = f"{asker.page_size} {plain}"
    answer = _find(key)
    if answer is None:
        return None
    same = matches(environ.get("HTTP_IF_NONE_MATCH"), answer.tag)
    verdict = asker.admit(environ, answer.bound, charged=not same)
    if not verdict.admitted:
        # Django says so, and need not count it again.
        environ[throttles.COUNTED] = verdict
        return None
    return Told(answer, asker.caller if answer.bound is Bound.API else None, verdict, same)


def _send(told: Told, environ: Environ, start_response: Start, began: float) -> Iterable[bytes]:
    """The answer with the id and the times of this request, counted as Django would have counted it."""
    answer, same, headers = told.answer, told.same, told.headers()
    status = 304 if same else 200
    seconds = time.perf_counter() - began
    headers.append((request_id.HEADER, request_id.taken_or_made(environ.get("HTTP_X_REQUEST_ID"))))
    headers.append(("X-Process-Time", f"{seconds:.6f}"))
    headers.append(("Server-Timing", f"total;dur={seconds * 1000:.2f}, db;dur=0.00"))
    requests.count(Figures(answer.view, environ["REQUEST_METHOD"], status, seconds), _NO_QUERIES)
    if told.caller:
        usage.count(told.caller.key, answer.view, status)
    start_response("304 Not Modified" if same else "200 OK", headers)
    return [b"" if same or environ["REQUEST_METHOD"] == "HEAD" else answer.body]


@contextmanager
def _lent() -> Iterator[None]:
    """Outside of a request nobody else gives a connection of a pool back."""
    try:
        yield
    finally:
        connection.close_if_unusable_or_obsolete()


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
        with _lent():
            versions = catalogue.versions()
        _known = (now, versions)
    return versions


def forget_version(**_: Any) -> None:
    """Look at the version again: this process has moved it on."""
    global _known
    _known = (float("-inf"), (0, 0))


version_moved.connect(forget_version, dispatch_uid="voltway.early")
