"""Downloading: one GET with everything that a host may do to us kept within bounds."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import BinaryIO

import httpx
import stamina

from voltway.lib.fetch.dialing import Deadline, transport
from voltway.lib.fetch.errors import (
    FetchFailed,
    FetchRefused,
    FetchTimedOut,
    FetchTooLarge,
    FetchUnexpected,
)
from voltway.lib.inflate import MAX_RATIO, MEGABYTE, BrokenContent, ByteLimit, Inflater, TooMuchContent

_PAGE_TYPES = {"text/html", "application/xhtml+xml"}
_COMPRESSED = {"gzip", "x-gzip", "deflate"}
# Many clients of one host are told to wait equally long; this keeps them from coming back in the same moment.
_JITTER_S = 2.0
# The other redirects ask for a GET of something else.
_REDIRECTS_WITH_BODY = {307, 308}
_LAST_PORT = 65_535
_OK, _NOT_MODIFIED, _TOO_MANY_REQUESTS, _SERVER_ERROR = 200, 304, 429, 500


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how large and how often; seconds and bytes. `total_s` is for all tries and redirects together."""

    connect_s: float = 5
    read_s: float = 15
    total_s: float = 300
    max_bytes: int = 200 * MEGABYTE
    max_ratio: int = MAX_RATIO
    redirects: int = 3
    attempts: int = 4
    longest_wait_s: float = 60


@dataclass(frozen=True, slots=True)
class Fetched:
    """What arrived; `size` is the number of bytes written, after decompression."""

    size: int
    content_type: str
    etag: str | None
    last_modified: str | None
    # All of the answer's headers by their lower-case names: paged sources name the next page in one.
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class NotModified:
    """The host says that what we have is still right."""


def fetch(
    url: str,
    destination: BinaryIO,
    *,
    user_agent: str,
    headers: Mapping[str, str] | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
    body: bytes | None = None,
    limits: Limits | None = None,
    html_allowed: bool = False,
    allow_private: bool = False,
) -> Fetched | NotModified:
    """Download to a seekable file, from its present position; after an error what is written there means nothing.

    `etag` and `last_modified` are those of an earlier answer. With a `body` the request is a POST (a question that
    changes nothing: it is tried again like any other). `headers` may hold keys: they are not sent to another
    host after a redirect. `allow_private` is for hosts of our own and for tests. Raises a FetchError, or ValueError for
    a header that no request can carry.
    """
    asked = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
    asked |= {"If-None-Match": etag} if etag else {}
    asked |= {"If-Modified-Since": last_modified} if last_modified else {}
    _check_headers({**asked, **(headers or {})})
    bounds = limits or Limits()
    download = _Download(
        url=url,
        destination=destination,
        limits=bounds,
        deadline=Deadline(bounds.total_s),
        asked=asked,
        secret=dict(headers or {}),
        body=body,
        html_allowed=html_allowed,
        allow_private=allow_private,
    )
    retries = stamina.RetryingCaller(
        attempts=bounds.attempts, timeout=None, wait_initial=1, wait_max=bounds.longest_wait_s, wait_jitter=_JITTER_S
    )
    return retries.on(download.wait_after)(download.attempt)


def check_url(url: str) -> httpx.URL:
    """The URL, if it is one that we may fetch as far as its text shows; FetchRefused otherwise.

    The address behind its name is checked when it is dialled.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise FetchRefused("(unreadable address)", "it is not a URL") from None
    if parsed.scheme not in {"http", "https"}:
        raise FetchRefused(shown(parsed), "only http and https are fetched")
    if not parsed.host or not 0 < (parsed.port or 1) <= _LAST_PORT:
        raise FetchRefused(shown(parsed), "it names no host, or a port that is none")
    if parsed.userinfo:
        raise FetchRefused(shown(parsed), "it holds a user or password")
    return parsed


def shown(url: httpx.URL) -> str:
    """The URL as it may be logged: without query, user and fragment, where keys are found."""
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme}://{url.host}{port}{url.path}"


def _check_headers(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if not (name.isascii() and value.isascii() and value.isprintable() and name.isprintable()):
            raise ValueError(f"header {name!r} holds characters that no header may hold")


def retry_after_s(header: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for, given as seconds or as a date; None if it can't be read."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, moment.timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


@dataclass(slots=True, repr=False, kw_only=True)
class _Download:
    """One download over all its tries; has no repr because keys are in its URL and its headers."""

    url: str
    destination: BinaryIO
    limits: Limits
    deadline: Deadline
    asked: Mapping[str, str]
    secret: Mapping[str, str]
    html_allowed: bool
    allow_private: bool
    body: bytes | None = None
    start: int = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.destination.tell()

    def wait_after(self, error: Exception) -> bool | float:
        """Whether to try once more after this, and how many seconds from now if the host said so."""
        if isinstance(error, FetchTimedOut):
            return self.deadline.left() > 0
        if not isinstance(error, FetchFailed) or not error.may_pass or self.deadline.left() <= 0:
            return False
        if error.retry_after_s is None:
            return True
        if error.retry_after_s > min(self.limits.longest_wait_s, self.deadline.left()):
            return False
        return error.retry_after_s + random.uniform(0, _JITTER_S)

    def attempt(self) -> Fetched | NotModified:
        self.destination.seek(self.start)
        self.destination.truncate()
        origin = url = check_url(self.url)
        dialled = transport(allow_private=self.allow_private)
        with self.deadline.kept():
            for _ in range(self.limits.redirects + 1):
                with _named_errors(url), closing(dialled.handle_request(self._request(origin, url))) as response:
                    if not response.has_redirect_location:
                        return self._receive(url, response)
                    url = self._next_hop(origin, url, response)
        raise FetchRefused(shown(origin), f"more than {self.limits.redirects} redirects")

    def _request(self, origin: httpx.URL, url: httpx.URL) -> httpx.Request:
        """For the transport itself: httpx's client would read proxies, cookies and redirects on its own."""
        timeout = httpx.Timeout(self.limits.read_s, connect=self.limits.connect_s)
        return httpx.Request(
            "GET" if self.body is None else "POST",
            url,
            headers=self._headers(origin, url),
            content=self.body,
            extensions={"timeout": timeout.as_dict()},
        )

    def _next_hop(self, origin: httpx.URL, url: httpx.URL, response: httpx.Response) -> httpx.URL:
        goal = _location(url, response)
        if self.body is None or (response.status_code in _REDIRECTS_WITH_BODY and _same_host(origin, goal)):
            return goal
        raise FetchRefused(shown(url), "it redirects a request with a body, which may hold keys")

    def _headers(self, origin: httpx.URL, url: httpx.URL) -> dict[str, str]:
        return {**self.asked, **self.secret} if _same_host(origin, url) else dict(self.asked)

    def _receive(self, url: httpx.URL, response: httpx.Response) -> Fetched | NotModified:
        if response.status_code == _NOT_MODIFIED:
            return NotModified()
        if response.status_code != _OK:
            raise _failed(url, response)
        content_type = response.headers.get("content-type", "")
        if content_type.partition(";")[0].strip().lower() in _PAGE_TYPES and not self.html_allowed:
            raise FetchUnexpected(shown(url), "a page (HTML) came instead of data")
        return Fetched(
            size=self._write(_content_encoding(url, response), response),
            content_type=content_type,
            etag=response.headers.get("etag"),
            last_modified=response.headers.get("last-modified"),
            headers=dict(response.headers),
        )

    def _write(self, encoding: str, response: httpx.Response) -> int:
        """Write the content; its encoding is undone here because httpx would do it without bounds."""
        size = 0
        for piece in self._inflated(response) if encoding else self._plain(response):
            self.destination.write(piece)
            size += len(piece)
        return size

    def _plain(self, response: httpx.Response) -> Iterator[bytes]:
        declared = response.headers.get("content-length", "")
        ByteLimit(self.limits.max_bytes).add(int(declared) if declared.isdigit() else 0)
        limit = ByteLimit(self.limits.max_bytes)
        for chunk in response.iter_raw():
            limit.add(len(chunk))
            yield chunk

    def _inflated(self, response: httpx.Response) -> Iterator[bytes]:
        inflater = Inflater(max_bytes=self.limits.max_bytes, max_ratio=self.limits.max_ratio)
        for chunk in response.iter_raw():
            yield from inflater.feed(chunk)
        inflater.finish()


def _same_host(origin: httpx.URL, url: httpx.URL) -> bool:
    """Whether keys may go there: the host that they were given for, also if it moves its plain address to https."""
    return (origin.host, origin.port) == (url.host, url.port) and url.scheme in {origin.scheme, "https"}


def _location(url: httpx.URL, response: httpx.Response) -> httpx.URL:
    try:
        goal = url.join(response.headers["location"])
    except (httpx.InvalidURL, ValueError):
        raise FetchRefused(shown(url), "it redirects to something that is not a URL") from None
    if url.scheme == "https" and goal.scheme == "http":
        raise FetchRefused(shown(url), "it redirects from https to http")
    try:
        return check_url(str(goal))
    except FetchRefused as refused:
        raise FetchRefused(shown(url), f"it redirects to {refused.address}: {refused.reason}") from None


def _content_encoding(url: httpx.URL, response: httpx.Response) -> str:
    encoding: str = response.headers.get("content-encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return ""
    if encoding not in _COMPRESSED:
        raise FetchUnexpected(shown(url), f"it came in the encoding {encoding[:40]!r}, which was not asked for")
    return encoding


def _failed(url: httpx.URL, response: httpx.Response) -> FetchFailed:
    status = response.status_code
    return FetchFailed(
        shown(url),
        f"the host answered {status}",
        status=status,
        retry_after_s=retry_after_s(response.headers.get("retry-after"), time.time()),
        may_pass=status == _TOO_MANY_REQUESTS or status >= _SERVER_ERROR,
    )


@contextmanager
def _named_errors(url: httpx.URL) -> Iterator[None]:
    """Turn what the libraries raise into errors of ours.

    Their own errors carry the request with its headers, so none of them is kept as a cause.
    """
    try:
        yield
    except httpx.TimeoutException as error:
        raise FetchTimedOut(shown(url), f"no answer in time ({type(error).__name__})") from None
    except (httpx.ConnectError, httpx.RemoteProtocolError, httpx.NetworkError) as error:
        raise FetchFailed(shown(url), f"{type(error).__name__}: {error}"[:300], may_pass=True) from None
    except httpx.HTTPError as error:
        raise FetchFailed(shown(url), type(error).__name__) from None
    except TooMuchContent as error:
        raise FetchTooLarge(shown(url), str(error)) from None
    except BrokenContent as error:
        raise FetchFailed(shown(url), str(error), may_pass=True) from None
