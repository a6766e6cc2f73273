"""Downloads from a host that behaves, and from one that does not."""

from __future__ import annotations

import gzip
import io
import pickle
import socket
import time
import zlib
from email.utils import formatdate
from typing import Any

import pytest
import stamina

from tests.fakes.upstream import Reply, Upstream, bomb, closed_port, redirect
from voltway.lib.fetch import (
    Fetched,
    FetchError,
    FetchFailed,
    FetchRefused,
    FetchTimedOut,
    FetchTooLarge,
    FetchUnexpected,
    Limits,
    NotModified,
    fetch,
)
from voltway.lib.fetch.client import _Download, retry_after_s
from voltway.lib.fetch.dialing import Deadline

SECRET = "s3cr3t-canary"


def get(url: str, limits: Limits | None = None, **more: Any) -> tuple[bytes, Fetched | NotModified]:
    destination = io.BytesIO()
    more = {"user_agent": "VoltWay-Test/1", "allow_private": True, **more}
    result = fetch(url, destination, limits=limits or Limits(), **more)
    return destination.getvalue(), result


def test_content_arrives_with_what_is_known_about_it(upstream: Upstream) -> None:
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "ETag": '"v1"',
        "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT",
    }
    url = upstream.on("/feed", Reply(body=b"a;b\n1;2\n", headers=headers))
    assert get(url) == (
        b"a;b\n1;2\n",
        Fetched(8, "text/csv; charset=utf-8", '"v1"', "Mon, 01 Jan 2024 00:00:00 GMT"),
    )


def test_we_say_who_we_are(upstream: Upstream) -> None:
    get(upstream.on("/feed", Reply(body=b"x")), headers={"X-Api-Key": SECRET})
    sent = upstream.seen[0].headers
    assert (sent["user-agent"], sent["x-api-key"]) == ("VoltWay-Test/1", SECRET)


def test_a_question_with_a_body_is_posted_and_posted_again(upstream: Upstream) -> None:
    url = upstream.on("/query", Reply(503), Reply(body=b"answer"))
    assert get(url, body=b"[out:json];")[0] == b"answer"
    assert [(seen.method, seen.body) for seen in upstream.seen] == [("POST", b"[out:json];")] * 2


def test_all_headers_of_the_answer_are_given(upstream: Upstream) -> None:
    _, result = get(upstream.on("/page", Reply(headers={"Link": '<?offset=50>; rel="next"'})))
    assert isinstance(result, Fetched)
    assert result.headers["link"] == '<?offset=50>; rel="next"'


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"content", mtime=0)),
        ("X-GZIP", gzip.compress(b"content", mtime=0)),
        ("deflate", zlib.compress(b"content")),
        ("deflate", zlib.compress(b"content", wbits=-15)),
        ("identity", b"content"),
    ],
)
def test_content_encodings_are_undone(upstream: Upstream, encoding: str, body: bytes) -> None:
    url = upstream.on("/feed", Reply(body=body, headers={"Content-Encoding": encoding}))
    content, result = get(url)
    assert content == b"content"
    assert isinstance(result, Fetched)
    assert result.size == 7


def test_a_file_that_is_compressed_itself_is_left_as_it_is(upstream: Upstream) -> None:
    packed = gzip.compress(b"content")
    assert get(upstream.on("/f.gz", Reply(body=packed, headers={"Content-Type": "application/gzip"})))[0] == packed


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd"])
def test_an_encoding_that_was_not_asked_for_is_named(upstream: Upstream, encoding: str) -> None:
    url = upstream.on("/feed", Reply(body=b"x", headers={"Content-Encoding": encoding}))
    with pytest.raises(FetchUnexpected, match=encoding):
        get(url)
    assert len(upstream.seen) == 1


def test_an_unchanged_feed_is_not_sent_again(upstream: Upstream) -> None:
    url = upstream.on("/feed", Reply(304))
    content, result = get(url, etag='"v1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    assert (content, result) == (b"", NotModified())
    sent = upstream.seen[0].headers
    assert sent["if-none-match"] == '"v1"'
    assert sent["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"


@pytest.mark.parametrize(
    "first",
    [
        Reply(500),
        Reply(503, headers={"Retry-After": "0"}),
        Reply(429, headers={"Retry-After": "1"}),
        Reply(hang_up=True),
        Reply(body=b"half of the content", cut=4),
        Reply(body=gzip.compress(b"half of the content")[:-9], headers={"Content-Encoding": "gzip"}),
    ],
    ids=["500", "503", "429", "hang-up", "cut", "cut gzip"],
)
def test_what_may_pass_is_tried_again(upstream: Upstream, first: Reply) -> None:
    url = upstream.on("/feed", first, Reply(body=b"whole"))
    assert get(url)[0] == b"whole"
    assert len(upstream.seen) == 2


def test_tries_end(upstream: Upstream) -> None:
    url = upstream.on("/feed", Reply(502))
    with pytest.raises(FetchFailed, match="502") as caught:
        get(url, Limits(attempts=3))
    assert (caught.value.status, len(upstream.seen)) == (502, 3)


@pytest.mark.parametrize("status", [204, 206, 300, 400, 401, 403, 404, 410])
def test_an_answer_that_will_not_change_is_not_asked_for_again(upstream: Upstream, status: int) -> None:
    url = upstream.on("/feed", Reply(status))
    with pytest.raises(FetchFailed) as caught:
        get(url)
    assert (caught.value.status, len(upstream.seen)) == (status, 1)


def test_a_host_that_asks_for_hours_is_not_asked_again_now(upstream: Upstream) -> None:
    url = upstream.on("/feed", Reply(429, headers={"Retry-After": "3600"}))
    with pytest.raises(FetchFailed) as caught:
        get(url)
    assert (caught.value.retry_after_s, len(upstream.seen)) == (3600, 1)


def test_retry_after_is_waited_for(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voltway.lib.fetch.client._JITTER_S", 0.0)
    url = upstream.on("/feed", Reply(429, headers={"Retry-After": "1"}), Reply(body=b"x"))
    with stamina.set_testing(False):
        get(url)
    assert upstream.seen[1].at - upstream.seen[0].at >= 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        (formatdate(1_000_030, usegmt=True), 30),
        (formatdate(999_000, usegmt=True), 0),
        ("9" * 400, 999_999_999),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("٣", None),
        ("Mon, 99 Jan 2024 00:00:00 GMT", None),
    ],
)
def test_retry_after_as_seconds_and_as_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, now=1_000_000) == seconds


@pytest.mark.parametrize(
    ("error", "low", "high"),
    [
        (FetchFailed("a", "b", may_pass=True), True, True),
        (FetchFailed("a", "b"), False, False),
        (FetchFailed("a", "b", may_pass=True, retry_after_s=10), 10, 12),
        (FetchFailed("a", "b", may_pass=True, retry_after_s=61), False, False),
        (FetchTimedOut("a", "b"), True, True),
        (FetchRefused("a", "b"), False, False),
        (FetchTooLarge("a", "b"), False, False),
        (FetchUnexpected("a", "b"), False, False),
        (OSError("disk full"), False, False),
    ],
)
def test_how_long_is_waited_after_an_error(error: Exception, low: float, high: float) -> None:
    assert low <= download(total_s=300).wait_after(error) <= high


def test_nothing_is_tried_again_after_the_deadline() -> None:
    late = download(total_s=0)
    assert late.wait_after(FetchTimedOut("a", "b")) is False
    assert late.wait_after(FetchFailed("a", "b", may_pass=True)) is False


def download(total_s: float) -> _Download:
    return _Download(
        url="http://host.example/",
        destination=io.BytesIO(),
        limits=Limits(),
        deadline=Deadline(total_s),
        asked={},
        secret={},
        html_allowed=False,
        allow_private=False,
    )


@pytest.mark.parametrize(
    "reply",
    [
        Reply(delay_s=30),
        Reply(body=b"x" * 1_000, drip_s=0.1),
        Reply(body=b"x", drip_s=0.1, drip_head=True),
        Reply(body=b"x", endless=True),
    ],
    ids=["hangs", "drips its body", "drips its head", "endless"],
)
def test_the_whole_ends_by_its_deadline(upstream: Upstream, reply: Reply) -> None:
    with pytest.raises(FetchTimedOut):
        get(upstream.on("/feed", reply), Limits(total_s=0.5))


def test_a_host_that_is_silent_too_long_is_given_up(upstream: Upstream) -> None:
    url = upstream.on("/feed", Reply(delay_s=30), Reply(body=b"x"))
    assert get(url, Limits(read_s=0.2))[0] == b"x"


def test_a_host_that_is_not_there_is_named_with_the_reason() -> None:
    with pytest.raises(FetchFailed, match=r"http://127\.0\.0\.1:\d+/feed: ConnectError"):
        get(f"http://127.0.0.1:{closed_port()}/feed")


def test_a_name_that_does_not_exist_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(FetchFailed, match="resolved"):
        get("http://no-such-host.invalid/", Limits(attempts=1))


def test_a_page_instead_of_data_is_refused_unless_wanted(upstream: Upstream) -> None:
    url = upstream.on("/feed", Reply(body=b"<html>", headers={"Content-Type": "Text/HTML; charset=utf-8"}))
    with pytest.raises(FetchUnexpected, match="page"):
        get(url)
    assert get(url, html_allowed=True)[0] == b"<html>"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"x" * 1_001),
        Reply(body=b"x" * 100, endless=True),
        Reply(body=gzip.compress(bytes(range(251)) * 4), headers={"Content-Encoding": "gzip"}),
        Reply(headers={"Content-Length": "1001"}),
    ],
    ids=["declared", "endless", "compressed", "only declared"],
)
def test_content_above_the_size_allowed_is_stopped(upstream: Upstream, reply: Reply) -> None:
    url = upstream.on("/feed", reply)
    with pytest.raises(FetchTooLarge, match="1,000 bytes"):
        get(url, Limits(max_bytes=1_000))
    assert len(upstream.seen) == 1


def test_a_bomb_is_stopped_before_it_fills_the_disk(upstream: Upstream) -> None:
    destination = io.BytesIO()
    with pytest.raises(FetchTooLarge, match="100:1"):
        fetch(upstream.on("/bomb", bomb(30)), destination, user_agent="t", allow_private=True)
    assert destination.tell() < 10_000_000


def test_a_later_try_overwrites_the_earlier_and_keeps_what_was_before(upstream: Upstream) -> None:
    destination = io.BytesIO(b"before")
    destination.seek(6)
    url = upstream.on("/feed", Reply(body=b"a longer content", cut=12), Reply(body=b"short"))
    fetch(url, destination, user_agent="t", allow_private=True)
    assert destination.getvalue() == b"beforeshort"


@pytest.mark.parametrize("bad", ["line\r\nX-Evil: 1", f"{SECRET}é", f"{SECRET}\0"])
def test_a_header_that_can_not_be_sent_is_named_without_its_value(upstream: Upstream, bad: str) -> None:
    with pytest.raises(ValueError, match="X-Api-Key") as caught:
        get(upstream.on("/feed", Reply()), headers={"X-Api-Key": bad})
    assert SECRET not in str(caught.value)
    assert upstream.seen == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500), Reply(404), Reply(hang_up=True), Reply(delay_s=30), bomb(30), redirect("ftp://x/"), redirect("//:"),
        Reply(body=b"x", headers={"Content-Type": "text/html"}), Reply(body=b"abc", cut=1),
    ],
)  # fmt: skip
def test_no_error_holds_a_key(upstream: Upstream, reply: Reply) -> None:
    url = upstream.on("/feed", reply).replace("/feed", f"/feed?api_key={SECRET}#{SECRET}")
    with pytest.raises(FetchError) as caught:
        get(url, Limits(attempts=1, read_s=0.2), headers={"Authorization": f"Bearer {SECRET}"})
    error = caught.value
    assert SECRET not in repr(error) + str(error) + repr(vars(error))
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    assert "/feed" in str(error)


def test_errors_survive_a_queue() -> None:
    error = FetchFailed("http://a/", "the host answered 503", status=503, retry_after_s=7, may_pass=True)
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), vars(back)) == (str(error), vars(error))


def test_the_clock_of_the_deadline_runs() -> None:
    deadline = Deadline(10)
    time.sleep(0.01)
    assert 0 < deadline.left() < 10
    assert deadline.limit(5, "x") == 5
    assert deadline.limit(None, "x") <= 10
