"""Sources fetched from a host of our own on loopback: pages, keys, and hosts that don't give what they should."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pydantic import SecretStr

from stations.ingest import fetch as fetching
from stations.ingest.fetch import fetched
from stations.ingest.runs import RunFailed
from stations.ingest.static import run
from stations.models import ImportRun, Source, Station
from stations.sources.base import Request
from stations.sources.registry import all_feeds
from tests.fakes.feeds import LiveFeed, RowFeed, row
from tests.fakes.upstream import Reply, Upstream
from voltway.lib.fetch import FetchError, Limits

NOW = datetime(2026, 5, 1, tzinfo=UTC)


class Paged(RowFeed):
    """A feed that names the next page in a header."""

    def next_request(self, request: Request, headers: Any) -> Request | None:
        return Request(headers["x-next"]) if "x-next" in headers else None


@pytest.fixture
def feed(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> RowFeed:
    paged = Paged()
    monkeypatch.setattr(Paged, "url", f"{upstream.url}/feed")
    monkeypatch.setitem(all_feeds(), paged.uid, paged)
    return paged


def page(*names: str, **headers: str) -> Reply:
    return Reply(body=json.dumps([row(name) for name in names]).encode(), headers=headers)


def imported(feed: RowFeed) -> ImportRun:
    with fetched(feed) as given:
        return run(source=feed.uid, given=given, now=NOW)


@pytest.mark.django_db
def test_a_whole_feed_is_fetched_page_by_page_and_makes_absent_stations_vanish(
    upstream: Upstream, feed: RowFeed
) -> None:
    upstream.on("/feed", page("a", "b", "c", **{"X-Next": f"{upstream.url}/second"}))
    upstream.on("/second", page("d", "e", "f"))
    assert imported(feed).report["outcomes"] == {"new": 6}
    upstream.on("/second", page("d", "e"))
    again = imported(feed)
    assert (again.report["outcomes"]["vanished"], again.complete) == (1, "*")
    assert Source.objects.get().whole_seen_at == NOW


@pytest.mark.django_db
def test_a_feed_that_is_never_whole_makes_nothing_vanish(
    upstream: Upstream, feed: RowFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Paged, "whole", False)
    upstream.on("/feed", page("a", "b"), page("a"))
    imported(feed)
    imported(feed)
    assert not Station.objects.exclude(vanished_at=None).exists()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(503),
        Reply(404),
        Reply(body=b"<html>Down for maintenance</html>", headers={"Content-Type": "text/html"}),
        Reply(body=json.dumps([row("a")]).encode(), cut=40),
        Reply(302, headers={"Location": "ftp://elsewhere.example/"}),
    ],
    ids=["unavailable", "gone", "a web page", "cut", "elsewhere"],
)
@pytest.mark.django_db
def test_a_host_that_gives_nothing_useful_changes_nothing(upstream: Upstream, feed: RowFeed, reply: Reply) -> None:
    upstream.on("/feed", page("a", "b"))
    imported(feed)
    upstream.on("/feed", reply)
    with pytest.raises(FetchError):
        imported(feed)
    assert Station.objects.filter(vanished_at=None).count() == 2
    assert ImportRun.objects.count() == 1


def test_files_are_there_while_they_are_read_and_gone_afterwards(upstream: Upstream, feed: RowFeed) -> None:
    upstream.on("/feed", page("a"))
    with fetched(feed) as given:
        paths: list[Path] = [file.path for file in given.files]
        assert [path.is_file() for path in paths] == [True]
    assert not any(path.exists() for path in paths)


def test_the_address_is_told_without_its_query_and_we_say_who_we_are(
    upstream: Upstream, feed: RowFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings.CONFIG, "user_agent", "VoltWay test")
    monkeypatch.setattr(Paged, "request", lambda feed, key: Request(f"{feed.url}?a=1", params={"token": "secret"}))
    upstream.on("/feed", page("a"))
    with fetched(feed) as given:
        assert given.origin == f"{upstream.url}/feed"
    assert upstream.seen[0].path == "/feed?a=1&token=secret"
    assert upstream.seen[0].headers["user-agent"] == "VoltWay test"


def test_a_key_comes_from_its_setting(upstream: Upstream, feed: RowFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Paged, "key_setting", "AFDC_API_KEY")
    monkeypatch.setattr(Paged, "request", lambda feed, key: Request(str(feed.url), headers={"X-Api-Key": key or ""}))
    monkeypatch.setattr(settings.CONFIG, "afdc_api_key", None)
    with pytest.raises(RunFailed, match="wants a key: ask Somebody for one and set AFDC_API_KEY"), fetched(feed):
        pass
    assert not upstream.seen
    monkeypatch.setattr(settings.CONFIG, "afdc_api_key", SecretStr("opensesame"))
    upstream.on("/feed", page("a"))
    with fetched(feed):
        assert upstream.seen[0].headers["x-api-key"] == "opensesame"


def test_a_feed_of_endless_pages_is_given_up(
    upstream: Upstream, feed: RowFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAX_PAGES", 3)
    upstream.on("/feed", page("a", **{"X-Next": f"{upstream.url}/feed"}))
    with pytest.raises(RunFailed, match="more than 3 pages"), fetched(feed):
        pass
    assert len(upstream.seen) == 3


def test_as_many_pages_as_are_allowed_are_fine(
    upstream: Upstream, feed: RowFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAX_PAGES", 2)
    upstream.on("/feed", page("a", **{"X-Next": f"{upstream.url}/last"}))
    upstream.on("/last", page("b"))
    with fetched(feed) as given:
        assert len(given.files) == 2


@pytest.mark.parametrize(("status", "seconds"), [(False, 3600), (True, 900)])
def test_live_states_hold_up_other_upkeep_for_a_quarter_of_an_hour_at_most(
    status: bool, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed: list[float] = []

    def answered(*_: Any, limits: Limits, **__: Any) -> None:
        allowed.append(limits.total_s)
        raise RunFailed("too slow")

    monkeypatch.setattr(fetching, "fetch", answered)
    monkeypatch.setattr(LiveFeed, "url", "https://rows.example/places")
    monkeypatch.setattr(LiveFeed, "status_url", "https://rows.example/states", raising=False)
    with pytest.raises(RunFailed), fetching.fetched(LiveFeed(), status=status, again=True):
        pass
    assert allowed == [seconds]
