"""Fetches a source from its own address into temporary files, page by page where it is paged."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from stations.ingest.live import check_statuses
from stations.ingest.runs import RunFailed
from stations.ingest.static import Input
from stations.models import Source
from stations.sources.base import Feed, Request, SourceFile
from voltway.lib.fetch import Fetched, Limits, NotModified, fetch
from voltway.lib.streams import GIGABYTE

# A paged feed that never ends is a broken one.
MAX_PAGES = 2_000
# Of the temporary folders; those of killed processes are known by it.
PREFIX = "voltway-fetch-"
LIMITS = Limits(total_s=3600, max_bytes=4 * GIGABYTE)
# Live states come often and are small. A host that drips them holds up all other upkeep no longer than this.
STATUS_LIMITS = replace(LIMITS, total_s=900)

Progress = Callable[[str, int, int], None]


@contextmanager
def fetched(
    feed: Feed, *, status: bool = False, again: bool = False, progress: Progress = lambda *_: None
) -> Iterator[Input]:
    """The source's files as a run takes them; they are removed afterwards.

    A source that has told how to recognise its file is asked for news only, unless `again`: it may answer that there
    are none. Raises RunFailed when the source has no address or wants a key that is not set, FetchError when it can't
    be had.
    """
    request = _first_request(feed, status=status)
    complete = "*" if feed.whole and not status else ""
    known = ("", "") if status or again else _validators(feed, request)
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        fetching = _Fetching(feed, Path(folder), known, STATUS_LIMITS if status else LIMITS, progress)
        files = tuple(SourceFile(path) for path in fetching.pages(request))
        etag, last_modified = fetching.validators
        yield Input(
            files,
            _shown(request),
            complete,
            fetched_at=datetime.now(UTC),
            etag=etag,
            last_modified=last_modified,
            not_modified=fetching.not_modified,
        )


def _validators(feed: Feed, request: Request) -> tuple[str, str]:
    """ETag and Last-Modified of what is published of the source; empty where they can't tell that nothing has changed.

    That the first of several pages is the same says nothing of the others, and live states in the places' own records
    would grow old if nobody read them again.
    """
    if feed.live or not _is_one_file(feed) or request.body is not None:
        return "", ""
    known = Source.objects.filter(uid=feed.uid, loaded_at__isnull=False).values_list("etag", "last_modified").first()
    return known or ("", "")


def _is_one_file(feed: Feed) -> bool:
    return type(feed).next_request is Feed.next_request


def can_fetch(feed: Feed) -> bool:
    """Whether an address is known, and the key that it wants."""
    key = key_of(feed)
    return feed.request(key) is not None and (feed.key_setting is None or key is not None)


def key_of(feed: Feed) -> str | None:
    """The key that the settings hold for a source, if it wants one and they do."""
    given = getattr(settings.CONFIG, feed.key_setting.lower()) if feed.key_setting else None
    return (given.get_secret_value() or None) if given else None


def _first_request(feed: Feed, *, status: bool) -> Request:
    if status:
        check_statuses(feed)
    key = _key(feed)
    request = feed.status_request(key) if status else feed.request(key)
    if request is None:
        raise RunFailed(f"no address is known for {feed.uid}: give a file with --file PATH")
    return request


def _key(feed: Feed) -> str | None:
    key = key_of(feed)
    if feed.key_setting and key is None:
        raise RunFailed(f"{feed.uid} wants a key: ask {feed.publisher} for one and set {feed.key_setting}")
    return key


class _Fetching:
    """One source's way into files. `validators` are those of the answer, `known` those that are sent."""

    def __init__(self, feed: Feed, folder: Path, known: tuple[str, str], limits: Limits, progress: Progress) -> None:
        self.feed, self.folder, self.known, self.limits, self.progress = feed, folder, known, limits, progress
        self.validators = ("", "")
        self.not_modified = False

    def pages(self, request: Request | None) -> Iterator[Path]:
        number = 0
        while request is not None:
            if number == MAX_PAGES:
                raise RunFailed(f"the feed has more than {MAX_PAGES} pages")
            path = self.folder / f"page-{number}"
            answer = self._fetch(request, path)
            if isinstance(answer, NotModified):
                self.not_modified, self.validators = True, self.known
                return
            if _is_one_file(self.feed):
                self.validators = (answer.etag or "", answer.last_modified or "")
            number += 1
            self.progress("fetch", number, 0)
            yield path
            request = self.feed.next_request(request, answer.headers)

    def _fetch(self, request: Request, path: Path) -> Fetched | NotModified:
        etag, last_modified = self.known
        with path.open("wb") as file:
            answer = fetch(
                _address(request),
                file,
                user_agent=settings.CONFIG.user_agent,
                headers=request.headers,
                body=request.body,
                limits=self.limits,
                etag=etag or None,
                last_modified=last_modified or None,
            )
        if isinstance(answer, NotModified) and not any(self.known):
            raise RunFailed("the host says that nothing has changed since an answer that we don't have")
        return answer


def _address(request: Request) -> str:
    if not request.params:
        return request.url
    return f"{request.url}{'&' if urlsplit(request.url).query else '?'}{urlencode(request.params)}"


def _shown(request: Request) -> str:
    """The address without its query: keys may stand there."""
    return request.url.split("?")[0]
