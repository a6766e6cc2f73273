"""Where a request may lead: names, addresses and redirects that want us to call on ourselves."""

from __future__ import annotations

import io
import socket
import ssl
import subprocess
import sys
from typing import Any

import pytest

from tests.fakes.upstream import Reply, Upstream, redirect
from voltway.config import ROOT
from voltway.lib.fetch import (
    Fetched,
    FetchFailed,
    FetchRefused,
    FetchTimedOut,
    Limits,
    check_url,
    dialing,
    fetch,
)


def get(url: str, **more: Any) -> bytes:
    destination = io.BytesIO()
    fetch(url, destination, user_agent="t", limits=Limits(attempts=2, total_s=20), **more)
    return destination.getvalue()


@pytest.fixture
def other_host_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for the internet, which tests do not reach: 127.0.0.2 is public, 127.0.0.1 is internal as ever."""
    monkeypatch.setattr("voltway.lib.fetch.addresses.is_public", lambda address: address == "127.0.0.2")


def resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Answer each look-up of a name with the next list of addresses; gives the list of names looked up."""
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        if not host.endswith(".example"):
            return resolve(host, port, *rest, **more)
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "[::1]",
        "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.1.2.3",
        "169.254.169.254", "192.168.0.1", "100.64.0.1", "192.0.0.8", "[fe80::1]", "[fd00::1]", "224.0.0.1",
        "１２７.0.0.1",
    ],
)  # fmt: skip
def test_no_form_of_an_internal_address_is_dialled(upstream: Upstream, host: str) -> None:
    port = upstream.url.rpartition(":")[2]
    with pytest.raises((FetchRefused, FetchFailed)) as caught:
        get(f"http://{host}:{port}/feed")
    assert isinstance(caught.value, FetchRefused) or "resolved" in str(caught.value)
    assert upstream.seen == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "http"),
        ("gopher://127.0.0.1/", "http"),
        ("ftp://host.example/", "http"),
        ("javascript:alert(1)", "http"),
        ("host.example/feed", "http"),
        ("//host.example/feed", "http"),
        ("", "http"),
        ("http://", "host"),
        ("http:///feed", "host"),
        ("http://user:pass@host.example/", "user"),
        ("http://user@host.example/", "user"),
        ("http://host.example:99999/", "port"),
        ("http://host.example:-1/", "port"),
        ("http://a\x00b/", "not a URL"),
        ("http://[::1/", "not a URL"),
    ],
)
def test_an_address_that_is_refused_by_its_text(url: str, reason: str) -> None:
    with pytest.raises(FetchRefused, match=reason) as caught:
        check_url(url)
    assert "pass@" not in str(caught.value)


def test_private_hosts_are_dialled_only_when_that_is_said(upstream: Upstream) -> None:
    url = upstream.on("/feed", Reply(body=b"x"))
    assert get(url, allow_private=True) == b"x"
    with pytest.raises(FetchRefused, match="not a public one"):
        get(url)
    assert len(upstream.seen) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.usefixtures("other_host_is_public")
def test_a_redirect_to_an_internal_address_is_refused(upstream: Upstream, other_host: Upstream, status: int) -> None:
    url = other_host.on("/feed", redirect(upstream.on("/secret", Reply(body=b"internal")), status))
    with pytest.raises(FetchRefused, match="not a public one"):
        get(url)
    assert (len(other_host.seen), upstream.seen) == (1, [])


@pytest.mark.usefixtures("other_host_is_public")
def test_a_name_that_changes_its_mind_is_not_followed_inside(
    upstream: Upstream, other_host: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = other_host.url.rpartition(":")[2]
    other_host.on("/feed", redirect(f"http://rebinding.example:{upstream.url.rpartition(':')[2]}/secret"))
    asked = resolves_to(monkeypatch, ["127.0.0.2"], ["127.0.0.1"])
    with pytest.raises(FetchRefused):
        get(f"http://rebinding.example:{port}/feed")
    assert asked == ["rebinding.example"] * 2
    assert (len(other_host.seen), upstream.seen) == (1, [])


@pytest.mark.usefixtures("other_host_is_public")
def test_of_a_name_with_mixed_addresses_only_the_public_is_dialled(
    other_host: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_host.on("/feed", Reply(body=b"x"))
    asked = resolves_to(monkeypatch, ["127.0.0.1", "10.0.0.1", "127.0.0.2"])
    assert get(f"http://mixed.example:{other_host.url.rpartition(':')[2]}/feed") == b"x"
    assert asked == ["mixed.example"]
    assert other_host.seen[0].headers["host"].startswith("mixed.example")


def test_the_next_address_is_dialled_if_the_first_does_not_answer(
    other_host: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_host.on("/feed", Reply(body=b"x"))
    resolves_to(monkeypatch, ["127.0.0.3", "127.0.0.2"])
    assert get(f"http://two.example:{other_host.url.rpartition(':')[2]}/feed", allow_private=True) == b"x"


def test_a_name_without_addresses_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, [])
    with pytest.raises(FetchFailed, match="no address"):
        get("http://empty.example/")


STAYS = {"Connection": "keep-alive"}


def test_a_connection_that_the_host_keeps_is_used_again(upstream: Upstream) -> None:
    url = upstream.on("/page", Reply(body=b"x", headers=STAYS))
    for _ in range(3):
        assert get(url, allow_private=True) == b"x"
    assert len({seen.client for seen in upstream.seen}) == 1


def test_a_connection_that_was_dialled_unchecked_is_not_used_for_what_has_to_be_checked(upstream: Upstream) -> None:
    url = upstream.on("/page", Reply(body=b"x", headers=STAYS))
    get(url, allow_private=True)
    with pytest.raises(FetchRefused, match="not a public one"):
        get(url)
    assert len(upstream.seen) == 1


def test_each_download_over_a_kept_connection_has_its_own_deadline(upstream: Upstream) -> None:
    url = upstream.on("/page", Reply(body=b"x", headers=STAYS), Reply(delay_s=30))
    get(url, allow_private=True)
    with pytest.raises(FetchTimedOut):
        fetch(url, io.BytesIO(), user_agent="t", limits=Limits(attempts=1, total_s=0.3), allow_private=True)
    assert len({seen.client for seen in upstream.seen}) == 1


def test_a_kept_connection_that_the_host_has_closed_meanwhile_is_no_failure(upstream: Upstream) -> None:
    url = upstream.on("/page", Reply(body=b"x", headers=STAYS), Reply(hang_up=True), Reply(body=b"y"))
    assert [get(url, allow_private=True) for _ in range(2)] == [b"x", b"y"]


def test_a_process_does_not_share_the_connections_of_the_one_that_it_was_forked_from() -> None:
    script = """if True:
        import os
        from voltway.lib.fetch import dialing
        dialing.transport(allow_private=True)
        if os.fork():
            raise SystemExit(os.waitstatus_to_exitcode(os.wait()[1]))
        os._exit(10 + dialing.transport.cache_info().currsize)
    """
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 10


def test_redirects_are_followed_by_their_location(upstream: Upstream) -> None:
    upstream.on("/c", Reply(body=b"there"))
    url = upstream.on("/a", redirect("b?x=1"))
    upstream.on("/b", redirect(upstream.url + "/c", 308))
    assert get(url, allow_private=True) == b"there"
    assert [seen.path for seen in upstream.seen] == ["/a", "/b?x=1", "/c"]


def test_redirects_end(upstream: Upstream) -> None:
    url = upstream.on("/loop", redirect("/loop"))
    with pytest.raises(FetchRefused, match="more than 3 redirects"):
        get(url, allow_private=True)
    assert len(upstream.seen) == 4


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://u:p@host.example/", "gopher://x", "http://[::1/"])
def test_a_redirect_to_what_is_not_allowed_is_refused(upstream: Upstream, location: str) -> None:
    with pytest.raises(FetchRefused, match=r"/feed: it redirects to"):
        get(upstream.on("/feed", redirect(location)), allow_private=True)


def test_keys_stay_with_the_host_they_are_for(upstream: Upstream, other_host: Upstream) -> None:
    upstream.on("/same", redirect(other_host.on("/away", Reply(body=b"x"))))
    url = upstream.on("/feed", redirect("/same"))
    get(url, allow_private=True, headers={"X-Api-Key": "k"}, etag='"v"')
    assert ["x-api-key" in seen.headers for seen in upstream.seen] == [True, True]
    assert "x-api-key" not in other_host.seen[0].headers
    assert other_host.seen[0].headers["user-agent"] == "t"


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_follows_a_redirect_within_its_host(upstream: Upstream, status: int) -> None:
    upstream.on("/moved", Reply(body=b"answer"))
    assert get(upstream.on("/query", redirect("/moved", status)), allow_private=True, body=b"key=k") == b"answer"
    assert [seen.body for seen in upstream.seen] == [b"key=k"] * 2


@pytest.mark.parametrize(("status", "away"), [(307, True), (308, True), (301, False), (302, False), (303, False)])
def test_a_body_goes_nowhere_else(upstream: Upstream, other_host: Upstream, status: int, away: bool) -> None:
    goal = other_host.on("/query", Reply()) if away else "/moved"
    with pytest.raises(FetchRefused, match="body"):
        get(upstream.on("/query", redirect(goal, status)), allow_private=True, body=b"key=k")
    assert (len(upstream.seen), other_host.seen) == (1, [])


def test_proxies_of_the_environment_do_not_dial_for_us(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, upstream.url)
    with pytest.raises(FetchRefused):
        get("http://10.0.0.1/feed")
    assert upstream.seen == []


def test_certificates_are_verified() -> None:
    context = dialing._tls()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_a_host_that_does_not_speak_tls_is_a_failure(upstream: Upstream) -> None:
    with pytest.raises(FetchFailed, match="ConnectError"):
        get(upstream.on("/feed", Reply(body=b"x")).replace("http:", "https:"), allow_private=True)


def test_the_answer_says_what_came(upstream: Upstream) -> None:
    result = fetch(upstream.on("/feed", Reply(body=b"abc")), io.BytesIO(), user_agent="t", allow_private=True)
    assert result == Fetched(size=3, content_type="", etag=None, last_modified=None)
