"""A source that says that nothing has changed is not read again, and what clients keep of us stays right."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from stations.ingest.fetch import fetched
from stations.ingest.runs import RunFailed
from stations.ingest.static import Input, run
from stations.ingest.undo import undo
from stations.models import DataVersion, ImportRun, Source, Station
from stations.sources.base import Request, SourceFile
from stations.sources.registry import all_feeds
from tests.fakes.feeds import RowFeed, row, written
from tests.fakes.upstream import Reply, Seen, Upstream

pytestmark = pytest.mark.django_db

DATE = "Fri, 01 May 2026 08:00:00 GMT"
NEWS = {"ETag": '"v1"', "Last-Modified": DATE}


@pytest.fixture
def feed(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> RowFeed:
    """A source that has been read once."""
    feed = RowFeed()
    monkeypatch.setattr(RowFeed, "url", f"{upstream.url}/feed")
    monkeypatch.setitem(all_feeds(), feed.uid, feed)
    upstream.on("/feed", rows("a", "b"), Reply(304))
    imported(feed)
    return feed


def rows(*names: str, **headers: str) -> Reply:
    return Reply(body=json.dumps([row(name) for name in names]).encode(), headers={**NEWS, **headers})


class Clock:
    now = datetime(2026, 5, 1, 10, tzinfo=UTC)


def imported(feed: RowFeed, **options: Any) -> ImportRun:
    Clock.now += timedelta(hours=1)
    with fetched(feed, **options) as given:
        return run(source=feed.uid, given=given, now=Clock.now)


def asked_for_news(seen: Seen) -> bool:
    return seen.headers.get("if-none-match") == '"v1"' and seen.headers.get("if-modified-since") == DATE


def test_a_run_over_what_is_not_modified_is_completed_and_says_so(upstream: Upstream, feed: RowFeed) -> None:
    again = imported(feed)
    assert [asked_for_news(seen) for seen in upstream.seen] == [False, True]
    assert (again.state, again.complete, again.report["not_modified"]) == ("COMPLETED", "*", True)
    assert (again.report["read"], again.report["outcomes"]) == (0, {})
    source = Source.objects.get()
    assert source.whole_seen_at == source.last_success_at == Clock.now
    assert (source.etag, source.last_modified) == ('"v1"', DATE)
    imported(feed)
    assert asked_for_news(upstream.seen[-1])


def test_what_clients_keep_stays_right_while_nothing_changes(upstream: Upstream, feed: RowFeed) -> None:
    before = DataVersion.current()[0]
    imported(feed)
    upstream.on("/feed", rows("a", "b"))
    assert imported(feed).report["outcomes"]["unchanged"] == 2
    assert DataVersion.current()[0] == before
    upstream.on("/feed", rows("a", "b", "c"))
    imported(feed)
    assert DataVersion.current()[0] > before


def test_the_source_is_read_on_request(upstream: Upstream, feed: RowFeed) -> None:
    upstream.on("/feed", rows("a", "b"))
    assert imported(feed, again=True).report["outcomes"]["unchanged"] == 2
    assert not asked_for_news(upstream.seen[-1])


def test_the_command_says_so(upstream: Upstream, feed: RowFeed, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_source", feed.uid)
    assert "not modified since it was read last" in capsys.readouterr().out
    upstream.on("/feed", rows("a", "b"))
    call_command("import_source", feed.uid, again=True)
    assert "2 unchanged" in capsys.readouterr().out


def spoiled_by_a_file(feed: RowFeed, tmp_path: Any) -> None:
    file = SourceFile(written(tmp_path, [row("a", name="Another")]))
    run(source=feed.uid, given=Input((file,), "rows.json"), now=Clock.now)


def spoiled_by_an_undo(feed: RowFeed, tmp_path: Any) -> None:
    spoiled_by_a_file(feed, tmp_path)
    Source.objects.update(etag='"v1"')
    undo(run=ImportRun.objects.latest("pk"), now=Clock.now)


def spoiled_by_a_failure(feed: RowFeed, tmp_path: Any) -> None:
    file = SourceFile(written(tmp_path, [{"id": "x", "fuel": "gas"}]))
    with pytest.raises(RunFailed):
        run(source=feed.uid, given=Input((file,), "rows.json", etag='"v9"'), now=Clock.now)


def spoiled_by_being_held(feed: RowFeed, tmp_path: Any) -> None:
    file = SourceFile(written(tmp_path, [row("a")]))
    held = run(source=feed.uid, given=Input((file,), "rows.json", "*", etag='"v9"'), now=Clock.now)
    assert held.state == ImportRun.State.HELD


@pytest.mark.parametrize(
    "spoil",
    [spoiled_by_a_file, spoiled_by_an_undo, spoiled_by_a_failure, spoiled_by_being_held],
    ids=lambda f: f.__name__,
)
def test_what_is_not_what_the_source_sent_last_is_read_whole(
    spoil: Any, upstream: Upstream, feed: RowFeed, tmp_path: Any
) -> None:
    spoil(feed, tmp_path)
    upstream.on("/feed", rows("a", "b"))
    imported(feed)
    seen = upstream.seen[-1].headers
    assert "if-none-match" not in seen
    assert "if-modified-since" not in seen
    assert Station.objects.filter(vanished_at=None).count() == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"live": True},
        {"next_request": lambda self, request, headers: None},
        {"request": lambda self, key: Request(str(self.url), method="POST", body=b"{}")},
    ],
    ids=["live", "paged", "a question"],
)
def test_some_sources_are_always_read(
    facts: dict[str, Any], upstream: Upstream, feed: RowFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in facts.items():
        monkeypatch.setattr(RowFeed, name, value)
    upstream.on("/feed", rows("a", "b"))
    imported(feed)
    assert "if-none-match" not in upstream.seen[-1].headers


def test_validators_too_long_to_be_kept_are_forgotten(upstream: Upstream, feed: RowFeed) -> None:
    upstream.on("/feed", rows("a", "b", ETag=f'"{"x" * 300}"', **{"Last-Modified": "y" * 61}))
    imported(feed, again=True)
    source = Source.objects.get()
    assert (source.etag, source.last_modified) == ("", "")


def test_nothing_is_not_modified_that_nobody_asked_for(upstream: Upstream, feed: RowFeed) -> None:
    upstream.on("/feed", Reply(304))
    with pytest.raises(RunFailed, match="nothing has changed since an answer that we don't have"):
        imported(feed, again=True)
