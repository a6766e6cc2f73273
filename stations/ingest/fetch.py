"""Fetches a source from its own address into temporary files, page by page where it is paged."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from stations.ingest.live import check_statuses
from stations.ingest.runs import RunFailed
from stations.ingest.static import Input
from stations.sources.base import Feed, Request, SourceFile
from voltway.lib.fetch import Fetched, Limits, fetch
from voltway.lib.streams import GIGABYTE

# A paged feed that never ends is a broken one.
MAX_PAGES = 2_000
LIMITS = Limits(total_s=3600, max_bytes=4 * GIGABYTE)

Progress = Callable[[str, int, int], None]


@contextmanager
def fetched(feed: Feed, *, status: bool = False, progress: Progress = lambda *_: None) -> Iterator[Input]:
    """The source's files as a run takes them; they are removed afterwards.

    Raises RunFailed when the source has no address or wants a key that is not set, FetchError when it can't be had.
    """
    request = _first_request(feed, status=status)
    with tempfile.TemporaryDirectory(prefix="voltway-fetch-") as folder:
        files = tuple(SourceFile(path) for path in _pages(feed, request, Path(folder), progress))
        complete = "*" if feed.whole and not status else ""
        yield Input(files, _shown(request), complete, fetched_at=datetime.now(UTC))


def _first_request(feed: Feed, *, status: bool) -> Request:
    if status:
        check_statuses(feed)
    key = _key(feed)
    request = feed.status_request(key) if status else feed.request(key)
    if request is None:
        raise RunFailed(f"no address is known for {feed.uid}: give a file with --file PATH")
    return request


def _key(feed: Feed) -> str | None:
    if feed.key_setting is None:
        return None
    key = getattr(settings.CONFIG, feed.key_setting.lower())
    if key is None or not key.get_secret_value():
        raise RunFailed(f"{feed.uid} wants a key: ask {feed.publisher} for one and set {feed.key_setting}")
    return str(key.get_secret_value())


def _pages(feed: Feed, request: Request | None, folder: Path, progress: Progress) -> Iterator[Path]:
    number = 0
    while request is not None:
        if number == MAX_PAGES:
            raise RunFailed(f"the feed has more than {MAX_PAGES} pages")
        path = folder / f"page-{number}"
        with path.open("wb") as file:
            answer = fetch(
                _address(request),
                file,
                user_agent=settings.CONFIG.user_agent,
                headers=request.headers,
                body=request.body,
                limits=LIMITS,
            )
        number += 1
        progress("fetch", number, 0)
        yield path
        request = feed.next_request(request, answer.headers) if isinstance(answer, Fetched) else None


def _address(request: Request) -> str:
    if not request.params:
        return request.url
    return f"{request.url}{'&' if urlsplit(request.url).query else '?'}{urlencode(request.params)}"


def _shown(request: Request) -> str:
    """The address without its query: keys may stand there."""
    return request.url.split("?")[0]
